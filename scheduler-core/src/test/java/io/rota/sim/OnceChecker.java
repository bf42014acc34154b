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
package io.rota.sim;

import io.rota.api.AbstractDistributeOnceElasticJobListener;
import io.rota.api.ElasticJobListener;
import io.rota.api.JobTimeoutException;
import io.rota.api.ShardingContexts;
import io.rota.internal.state.OnceLedger;
import io.rota.spi.JobErrorHandler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/*
 * What a fire's two calls did, and whether that was allowed:
 *
 *   O1  a call is made again only with failover, and only when all who made it before are gone
 *   O2  the first call is not made once an item of the fire has run
 *   O3  no item runs before a first call has ended, unless it came too late or its maker died without failover
 *   O4  the second call is not made while a live instance still runs an item of the fire, and none runs afterwards
 *   O5  when all is quiet, both calls of each fire that ran have been made, with the exceptions of O3
 */
/** Hears of every call, and of every group of items on every instance. */
final class OnceChecker {

    private static final class Call {
        private final String instance;
        private boolean ended;

        Call(String instance) {
            this.instance = instance;
        }
    }

    private static final class Fire {
        private final List<Call> befores = new ArrayList<>();
        private final List<Call> afters = new ArrayList<>();
        private final List<Call> groups = new ArrayList<>();
        private final Set<Integer> items = new TreeSet<>();
        private boolean beforeIsLate;
        private boolean beforeIsGivenUp;
        private boolean afterIsGivenUp;
        private int beforesTooLate;
        private int aftersTooLate;
    }

    private final String job;
    private final boolean failover;
    private final SimWorld world;
    private final SimRegistry registry;
    private final Map<Long, Fire> fires = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private final List<Long> beforeMillis = new ArrayList<>();

    /** What happens when a call begins, with its process; for faults that hit in the middle. */
    BiConsumer<SimProcess, Long> atBefore = (process, fire) -> {};

    BiConsumer<SimProcess, Long> atAfter = (process, fire) -> {};
    BiConsumer<SimProcess, Long> atGroup = (process, fire) -> {};
    /** How long each call takes. */
    long callMillis = 500;

    long startedTimeoutMillis;
    long completedTimeoutMillis;

    OnceChecker(String job, boolean failover, SimWorld world, SimRegistry registry) {
        this.job = job;
        this.failover = failover;
        this.world = world;
        this.registry = registry;
    }

    /** What a process is given. */
    List<?> extensions(SimProcess process) {
        return List.of(once(process), groups(process), new TooLate());
    }

    private ElasticJobListener once(SimProcess process) {
        return new AbstractDistributeOnceElasticJobListener(startedTimeoutMillis, completedTimeoutMillis) {
            @Override
            public String getType() {
                return "ONCE";
            }

            @Override
            public void doBeforeJobExecutedAtLastStarted(ShardingContexts contexts) {
                long millis = contexts.getScheduledFireTime().toEpochMilli();
                Fire fire = fire(millis);
                if (!fire.groups.isEmpty()) {
                    violation("O2", millis, "the first call comes after a run");
                }
                beforeMillis.add(world.millis() - millis);
                begin(process, fire.befores, contexts, "first");
                atBefore.accept(process, millis);
            }

            @Override
            public void doAfterJobExecutedAtLastCompleted(ShardingContexts contexts) {
                long millis = contexts.getScheduledFireTime().toEpochMilli();
                Fire fire = fire(millis);
                fire.groups.stream()
                        .filter(group -> !group.ended && isAlive(group.instance))
                        .forEach(group -> violation(
                                "O4", millis, "the second call comes while " + group.instance + " runs items"));
                begin(process, fire.afters, contexts, "second");
                atAfter.accept(process, millis);
            }
        };
    }

    private void begin(SimProcess process, List<Call> calls, ShardingContexts contexts, String which) {
        Call call = new Call(instance(contexts));
        long fire = contexts.getScheduledFireTime().toEpochMilli();
        if (!calls.isEmpty() && !failover) {
            violation("O1", fire, "the " + which + " call is repeated without failover");
        }
        calls.stream()
                .filter(earlier -> isAlive(earlier.instance))
                .forEach(earlier -> violation(
                        "O1", fire, "the " + which + " call is repeated while " + earlier.instance + " lives"));
        world.trace(process, "once-" + which, contexts);
        calls.add(call);
        process.takes(callMillis * 1_000_000, () -> {
            world.trace(process, "once-ended", contexts);
            call.ended = true;
        });
    }

    private ElasticJobListener groups(SimProcess process) {
        return new ElasticJobListener() {
            private final Map<String, Call> open = new TreeMap<>();

            @Override
            public String getType() {
                return "GROUPS";
            }

            @Override
            public void beforeJobExecuted(ShardingContexts contexts) {
                long millis = contexts.getScheduledFireTime().toEpochMilli();
                Fire fire = fire(millis);
                readLedgers();
                if (!mayRun(fire)) {
                    violation("O3", millis, "items run before the first call has ended");
                }
                fire.afters.stream()
                        .findFirst()
                        .ifPresent(after -> violation("O4", millis, "items run after the second call"));
                fire.items.addAll(contexts.getShardingItemParameters().keySet());
                Call group = new Call(instance(contexts));
                fire.groups.add(group);
                open.put(contexts.getTaskId() + millis, group);
                atGroup.accept(process, millis);
            }

            @Override
            public void afterJobExecuted(ShardingContexts contexts) {
                Call group = open.remove(
                        contexts.getTaskId() + contexts.getScheduledFireTime().toEpochMilli());
                if (group != null) {
                    group.ended = true;
                }
            }
        };
    }

    private final class TooLate implements JobErrorHandler {

        @Override
        public String getType() {
            return "TOO_LATE";
        }

        @Override
        public void handleException(String jobName, String where, Throwable cause) {
            Matcher told =
                    Pattern.compile("the call (before|after) fire (\\S+)").matcher(where);
            if (cause instanceof JobTimeoutException && told.find()) {
                Fire fire = fire(Instant.parse(told.group(2)).toEpochMilli());
                if (told.group(1).equals("before")) {
                    fire.beforesTooLate++;
                } else {
                    fire.aftersTooLate++;
                }
            }
        }
    }

    /** Remembers what the cluster has agreed to give up; to be called more often than the ledgers forget. */
    void readLedgers() {
        ledger("started").entries().forEach((millis, entry) -> {
            Fire fire = fire(millis);
            fire.beforeIsLate |= entry.state() == OnceLedger.State.TIMED_OUT;
            // Its owner may have died before it began.
            fire.beforeIsGivenUp |= !failover && entry.state() == OnceLedger.State.ABANDONED;
        });
        ledger("completed").entries().forEach((millis, entry) -> {
            fire(millis).afterIsGivenUp |= !failover && entry.state() == OnceLedger.State.ABANDONED;
        });
    }

    private OnceLedger ledger(String which) {
        return registry.tree()
                .read("/" + job + "/guarantee/" + which)
                .map(node -> OnceLedger.decode(node.data()))
                .orElse(OnceLedger.EMPTY);
    }

    private boolean mayRun(Fire fire) {
        return wasMade(fire.befores) || fire.beforeIsLate || fire.beforeIsGivenUp;
    }

    private static boolean wasMade(List<Call> calls) {
        return calls.stream().anyMatch(call -> call.ended);
    }

    /** All faults are over, and everything has had time to end. */
    void checkQuiet(long beforeMillis) {
        fires.forEach((millis, fire) -> {
            if (millis > beforeMillis || fire.groups.isEmpty()) {
                return;
            }
            if (!mayRun(fire)) {
                violation("O5", millis, "the first call was not made");
            }
            if (!wasMade(fire.afters) && fire.aftersTooLate == 0 && !fire.afterIsGivenUp) {
                violation("O5", millis, "the second call was not made");
            }
        });
    }

    private Fire fire(long millis) {
        return fires.computeIfAbsent(millis, fire -> new Fire());
    }

    private boolean isAlive(String instance) {
        return registry.tree().read("/" + job + "/instances/" + instance).isPresent();
    }

    private static String instance(ShardingContexts contexts) {
        return contexts.getTaskId().substring(contexts.getTaskId().indexOf("@READY@-@") + 9);
    }

    private void violation(String invariant, long fire, String what) {
        violations.add(invariant + " at " + world.nanos() / 1_000_000 + " ms, fire "
                + (fire - SimWorld.EPOCH_MILLIS) / 1000 + " s: " + what);
    }

    List<String> violations() {
        return violations;
    }

    // ---- counting

    long firesThatRan() {
        return fires.values().stream().filter(fire -> !fire.groups.isEmpty()).count();
    }

    /** Fires whose two calls were made exactly once each. */
    long firesToldOnce() {
        return fires.values().stream()
                .filter(fire -> fire.befores.size() == 1
                        && fire.afters.size() == 1
                        && wasMade(fire.befores)
                        && wasMade(fire.afters))
                .count();
    }

    long repeatedBefores() {
        return fires.values().stream().filter(fire -> fire.befores.size() > 1).count();
    }

    long repeatedAfters() {
        return fires.values().stream().filter(fire -> fire.afters.size() > 1).count();
    }

    long tooLate() {
        return fires.values().stream()
                .mapToLong(fire -> fire.beforesTooLate + fire.aftersTooLate)
                .sum();
    }

    /** The items that ran at a fire, counted in seconds since the start. */
    @Nullable
    Set<Integer> itemsAt(long second) {
        Fire fire = fires.get(SimWorld.EPOCH_MILLIS + second * 1000);
        return fire == null ? null : fire.items;
    }

    /** The longest time between a fire's instant and its first call. */
    long beforeMillisMax() {
        return beforeMillis.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    @Override
    public String toString() {
        return firesThatRan() + " fires, " + firesToldOnce() + " told once, " + repeatedBefores() + "+"
                + repeatedAfters() + " calls repeated, " + tooLate() + " too late, " + violations.size()
                + " violation(s)";
    }
}
