/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.rota.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.Serializable;
import java.time.Clock;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.BaseStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * The architecture as rules that a build can check: first the tables, then what is made of them.
 *
 * <p>The same rules hold for any root package, so that they can be shown to catch violations planted under another one.
 */
public final class HouseRules {

    // ---- the tables

    /**
     * A package that answers one question.
     *
     * @param name below the root package
     * @param level it imports only from lower ones
     * @param mayImport names of the rooms it may know
     */
    record Room(String name, int level, Set<String> mayImport) {

        boolean isInternal() {
            return name.startsWith("internal.");
        }
    }

    private static Room room(int level, String name, String... mayImport) {
        return new Room(name, level, Set.of(mayImport));
    }

    /** Every package of the core, and what it may import. A package that is not here may not exist. */
    static final List<Room> ROOMS = List.of(
            room(0, "api"),
            room(0, "env"),
            room(0, "cron"),
            room(0, "registry"),
            room(1, "registry.memory", "registry", "env"),
            room(1, "registry.session", "registry", "env"),
            room(1, "spi", "api"),
            room(1, "fencing", "api"),
            room(1, "tracing", "api", "env"),
            room(1, "internal.state", "api", "registry"),
            room(1, "internal.trigger", "api", "env", "cron"),
            room(2, "registry.zookeeper", "registry", "registry.session", "env"),
            room(2, "registry.jdbc", "api", "registry", "registry.session", "env"),
            room(2, "tracing.rdb", "tracing", "api", "env"),
            room(2, "operation", "api", "env", "cron", "registry", "internal.state"),
            room(2, "internal.cluster", "api", "spi", "env", "registry", "internal.state"),
            room(2, "internal.execution", "api", "spi", "env", "tracing"),
            room(2, "internal.errorhandler", "api", "spi", "env"),
            room(2, "internal.dump", "api", "env", "registry", "internal.state"),
            room(3, "internal.claim", "api", "env", "registry", "internal.state", "internal.cluster"),
            room(
                    4,
                    "internal.engine",
                    "api",
                    "spi",
                    "env",
                    "registry",
                    "tracing",
                    "internal.state",
                    "internal.trigger",
                    "internal.cluster",
                    "internal.claim",
                    "internal.execution"),
            room(
                    5,
                    "bootstrap",
                    "api",
                    "spi",
                    "env",
                    "cron",
                    "registry",
                    "tracing",
                    "tracing.rdb",
                    "operation",
                    "internal.state",
                    "internal.trigger",
                    "internal.cluster",
                    "internal.claim",
                    "internal.execution",
                    "internal.errorhandler",
                    "internal.dump",
                    "internal.engine"),
            room(6, "test", "api", "env", "spi", "registry.memory", "registry", "tracing", "bootstrap"));

    /** Rooms that run on the event loop. */
    private static final Set<String> LOOP_ROOMS = Set.of(
            "internal.engine",
            "internal.claim",
            "internal.cluster",
            "internal.trigger",
            "internal.state",
            "internal.execution");

    /** Rooms that only compute. */
    private static final Set<String> PURE_ROOMS = Set.of("api", "cron", "spi");

    private static final Set<String> ROOMS_WITHOUT_LOG = Set.of("api", "cron", "spi", "registry");

    /** Libraries that belong to rooms: package to rooms. What is neither here nor in the JDK belongs to none. */
    private static final Map<String, Predicate<String>> LIBRARIES = Map.of(
            "org.apache.curator.",
            Set.of("registry.zookeeper")::contains,
            "org.apache.zookeeper.",
            Set.of("registry.zookeeper")::contains,
            "org.yaml.snakeyaml.",
            Set.of("internal.state")::contains,
            "jakarta.mail.",
            Set.of("internal.errorhandler")::contains,
            "javax.net.ssl.",
            Set.of("registry.zookeeper")::contains,
            "javax.crypto.",
            Set.of("internal.errorhandler")::contains,
            "java.sql.",
            Set.of("registry.jdbc", "tracing.rdb", "fencing")::contains,
            "javax.sql.",
            Set.of("registry.jdbc", "tracing.rdb", "fencing")::contains,
            "org.slf4j.",
            room -> !ROOMS_WITHOUT_LOG.contains(room),
            "org.jspecify.annotations.",
            room -> true);

    /** Names that say nothing about what a class is. */
    private static final String EMPTY_NAME = "\\w*(Manager|Facade|Helper|Utils?|Impl)";

    private static final String CONSTRUCTOR = "<init>";

    /** A call that some rooms must not make. */
    private record Banned(Class<?> owner, BiPredicate<String, List<JavaClass>> test) {

        boolean matches(JavaAccess<?> access) {
            List<JavaClass> parameters = access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
                    ? target.getRawParameterTypes()
                    : List.of();
            return access.getTargetOwner().isAssignableTo(owner)
                    && test.test(access.getTarget().getName(), parameters);
        }
    }

    private static Banned call(Class<?> owner, String... names) {
        return new Banned(owner, (name, parameters) -> List.of(names).contains(name));
    }

    private static Banned make(Class<?> owner) {
        return call(owner, CONSTRUCTOR);
    }

    private static final List<Banned> CLOCKS_RANDOM_AND_THREADS = List.of(
            call(System.class, "currentTimeMillis", "nanoTime"),
            call(TemporalAccessor.class, "now"),
            call(Clock.class, "systemUTC", "systemDefaultZone", "system", "tickMillis", "tickSeconds"),
            new Banned(Date.class, (name, parameters) -> name.equals(CONSTRUCTOR) && parameters.isEmpty()),
            call(Calendar.class, "getInstance", CONSTRUCTOR),
            call(Math.class, "random"),
            make(Random.class),
            make(SplittableRandom.class),
            call(ThreadLocalRandom.class, "current"),
            call(RandomGenerator.class, "of", "getDefault"),
            call(UUID.class, "randomUUID"),
            new Banned(Collections.class, (name, parameters) -> name.equals("shuffle") && parameters.size() == 1),
            call(Thread.class, CONSTRUCTOR, "start", "sleep", "join", "onSpinWait", "yield"),
            call(TimeUnit.class, "sleep", "timedJoin"),
            new Banned(LockSupport.class, (name, parameters) -> name.startsWith("park")),
            new Banned(Executors.class, (name, parameters) -> true),
            make(ThreadPoolExecutor.class),
            call(ForkJoinPool.class, CONSTRUCTOR, "commonPool"),
            make(Timer.class),
            new Banned(
                    CompletableFuture.class,
                    (name, parameters) -> name.endsWith("Async")
                            && parameters.stream().noneMatch(type -> type.isEquivalentTo(Executor.class))),
            call(CompletableFuture.class, "orTimeout", "completeOnTimeout", "delayedExecutor"),
            call(Collection.class, "parallelStream"),
            call(BaseStream.class, "parallel"));

    private static final List<Banned> LAST_RESORTS = List.of(
            call(System.class, "exit", "out", "err"),
            call(Runtime.class, "exit", "halt"),
            // Into a writer of one's own it is a text like any other.
            new Banned(Throwable.class, (name, parameters) -> name.equals("printStackTrace") && parameters.isEmpty()),
            call(Thread.class, "dumpStack"),
            call(Class.class, "forName"));

    private static final List<Banned> MONITORS = List.of(call(Object.class, "wait", "notify", "notifyAll"));

    // ---- the rules

    /** The names of the rules, to tell which one a planted class must meet. */
    public enum Rule {
        IMPORT_TABLE,
        NO_CYCLES,
        ONLY_ENV_IS_NOT_DETERMINISTIC,
        NO_WAITING_ON_THE_LOOP,
        LIBRARIES_IN_THEIR_ROOM,
        NO_INTERNAL_TYPE_IN_PUBLIC,
        TELLING_NAMES,
        NULL_MARKED_PACKAGES,
        PURE_ROOMS,
        NO_LAST_RESORTS
    }

    private final String root;
    private final Map<Rule, ArchRule> rules = new EnumMap<>(Rule.class);

    /**
     * @param root package under which the rooms are
     */
    HouseRules(String root) {
        this.root = root;
        rules.put(
                Rule.IMPORT_TABLE,
                rule(
                        "import only what the import table allows",
                        this::forbiddenImports,
                        "a room answers one question and knows only rooms below it. Move the type to the room that owns"
                                + " it, hand in an interface, or change the table together with the architecture"
                                + " document"));
        rules.put(
                Rule.NO_CYCLES,
                slices().matching(root + ".(**)")
                        .should()
                        .beFreeOfCycles()
                        .because(
                                "rooms in a circle have no reading order. Let the lower one declare an interface that the"
                                        + " upper one implements"));
        rules.put(
                Rule.ONLY_ENV_IS_NOT_DETERMINISTIC,
                rule(
                        "take time, random, threads and waits from env",
                        type -> room(type).equals("env") ? Stream.empty() : accesses(type, CLOCKS_RANDOM_AND_THREADS),
                        "tests and the simulation drive time, chance and order. Use TimeSource, EventLoop, WorkerPool and"
                                + " IdSource of the Env that the runtime hands on"));
        rules.put(
                Rule.NO_WAITING_ON_THE_LOOP,
                rule(
                        "neither lock nor wait nor hold futures",
                        this::waits,
                        "these rooms run on one event loop and hold plain fields. Take an answer as a callback on the"
                                + " loop; futures begin in bootstrap, threads in env"));
        rules.put(
                Rule.LIBRARIES_IN_THEIR_ROOM,
                rule(
                        "use a library only where it belongs",
                        this::strayLibraries,
                        "an optional dependency must be missing without harm, and a library is replaced in one place."
                                + " Hide it behind the room that owns it, or give it a line in the table of libraries"));
        rules.put(
                Rule.NO_INTERNAL_TYPE_IN_PUBLIC,
                rule(
                        "keep internal types out of public signatures",
                        this::leaks,
                        "what users can name they will use. Make the member package-private, or move the type to a public"
                                + " package"));
        rules.put(
                Rule.TELLING_NAMES,
                rule(
                        "have a name that says what it is",
                        type -> type.getSimpleName().matches(EMPTY_NAME)
                                ? Stream.of(type.getName() + " is named after nothing")
                                : Stream.empty(),
                        "Manager, Facade, Helper, Util and Impl name no thing of the domain. Name what it is or what the"
                                + " caller gets"));
        rules.put(
                Rule.NULL_MARKED_PACKAGES,
                rule(
                        "live in a package that is @NullMarked",
                        type -> type.getPackage().isAnnotatedWith(NullMarked.class)
                                ? Stream.empty()
                                : Stream.of(type.getName() + " is in a package without a @NullMarked package-info"),
                        "null safety is checked in marked packages only. Add a package-info that asks the package's"
                                + " question and is @NullMarked"));
        rules.put(
                Rule.PURE_ROOMS,
                rule(
                        "only compute",
                        this::effects,
                        "api, cron and spi are what users write against, and must be usable and testable anywhere."
                                + " Return a value or throw; let the caller log, read and write"));
        rules.put(
                Rule.NO_LAST_RESORTS,
                rule(
                        "neither exit, print nor look classes up by name",
                        type -> accesses(type, LAST_RESORTS),
                        "the process and its streams are the application's. Throw or log, and find extensions through"
                                + " Extensions"));
    }

    Map<Rule, ArchRule> rules() {
        return rules;
    }

    private ArchRule rule(String description, Function<JavaClass, Stream<String>> offences, String why) {
        return classes()
                .that(new DescribedPredicate<>("are the scheduler's") {
                    @Override
                    public boolean test(JavaClass type) {
                        return isOurs(type) && !type.getSimpleName().equals("package-info");
                    }
                })
                .should(new ArchCondition<>(description) {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        offences.apply(type).forEach(text -> events.add(SimpleConditionEvent.violated(type, text)));
                    }
                })
                .because(why);
    }

    private Stream<String> forbiddenImports(JavaClass type) {
        Optional<Room> here =
                ROOMS.stream().filter(room -> room.name().equals(room(type))).findFirst();
        if (here.isEmpty()) {
            return Stream.of(type.getName() + " is in a package that the import table does not name");
        }
        return dependencies(
                type,
                target -> isOurs(target)
                        && !target.getPackageName().equals(type.getPackageName())
                        && !here.get().mayImport().contains(room(target)));
    }

    private Stream<String> waits(JavaClass type) {
        if (!LOOP_ROOMS.contains(room(type))) {
            return Stream.empty();
        }
        Stream<String> monitors = type.getMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED))
                .map(method -> method.getFullName() + " is synchronized");
        Stream<String> concurrent = dependencies(
                type,
                target -> target.getPackageName().startsWith("java.util.concurrent")
                        && !target.isEquivalentTo(TimeUnit.class));
        return Stream.of(monitors, concurrent, accesses(type, MONITORS)).flatMap(each -> each);
    }

    private Stream<String> strayLibraries(JavaClass type) {
        return dependencies(type, target -> {
            Optional<Predicate<String>> rooms = LIBRARIES.entrySet().stream()
                    .filter(library -> target.getName().startsWith(library.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst();
            return rooms.map(allowed -> !allowed.test(room(type)))
                    .orElse(!isOurs(target)
                            && !target.getPackageName().matches("java(\\..*)?")
                            // The marks on planted classes.
                            && !target.getPackageName().equals(HouseRules.class.getPackageName()));
        });
    }

    private Stream<String> leaks(JavaClass type) {
        if (isInternal(type) || !isPublicThroughout(type)) {
            return Stream.empty();
        }
        List<String> leaks = new ArrayList<>();
        for (JavaMember member : type.getMembers()) {
            boolean visible = member.getModifiers().contains(JavaModifier.PUBLIC)
                    || member.getModifiers().contains(JavaModifier.PROTECTED);
            if (visible
                    && signature(member)
                            .flatMap(each -> each.getAllInvolvedRawTypes().stream())
                            .anyMatch(this::isInternal)) {
                leaks.add(member.getFullName() + " shows an internal type");
            }
        }
        Stream<JavaType> parents = Stream.of(
                        type.getInterfaces().stream(),
                        type.getSuperclass().stream(),
                        type.getTypeParameters().stream().map(JavaType.class::cast))
                .flatMap(each -> each);
        if (parents.flatMap(each -> each.getAllInvolvedRawTypes().stream()).anyMatch(this::isInternal)) {
            leaks.add(type.getName() + " extends an internal type");
        }
        return leaks.stream();
    }

    private static Stream<JavaType> signature(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.of(
                        Stream.of(unit.getReturnType()),
                        unit.getParameterTypes().stream(),
                        unit.getTypeParameters().stream().map(JavaType.class::cast),
                        unit.getExceptionTypes().stream().map(JavaType.class::cast))
                .flatMap(each -> each);
    }

    private Stream<String> effects(JavaClass type) {
        return PURE_ROOMS.contains(room(type))
                ? dependencies(
                        type,
                        target -> Stream.of(
                                                "java.io.",
                                                "java.nio.file.",
                                                "java.nio.channels.",
                                                "java.net.",
                                                "java.util.logging.")
                                        .anyMatch(target.getName()::startsWith)
                                && !target.isEquivalentTo(Serializable.class))
                : Stream.empty();
    }

    // ---- reading classes

    private static Stream<String> dependencies(JavaClass type, Predicate<JavaClass> banned) {
        return type.getDirectDependenciesFromSelf().stream()
                .filter(dependency -> banned.test(dependency.getTargetClass().getBaseComponentType())
                        && !dependency.getTargetClass().getBaseComponentType().isPrimitive())
                .map(Dependency::getDescription)
                .distinct();
    }

    private static Stream<String> accesses(JavaClass type, List<Banned> banned) {
        return type.getAccessesFromSelf().stream()
                .filter(access -> banned.stream().anyMatch(each -> each.matches(access)))
                .map(JavaAccess::getDescription);
    }

    private boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith(root + ".");
    }

    private String room(JavaClass type) {
        return type.getPackageName().substring(root.length() + 1);
    }

    private boolean isInternal(JavaClass type) {
        return type.getPackageName().startsWith(root + ".internal.");
    }

    private static boolean isPublicThroughout(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(HouseRules::isPublicThroughout).orElse(true);
    }
}
