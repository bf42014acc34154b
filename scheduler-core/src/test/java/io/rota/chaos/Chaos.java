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
package io.rota.chaos;

import io.rota.chaos.Fault.Kind;
import io.rota.chaos.Verdict.Violation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command: a cluster of processes on a real registry, a plan of faults, a verdict. Ends with 0 if every promise was
 * kept, with 1 if not, with 2 if it was called in a wrong way.
 */
final class Chaos {

    private static final String USAGE = """
            usage: bin/chaos [--minutes N] [--nodes N] [--seed N] [--registry %1$s] [--gap-millis N]
                             [--session-millis N] [--only KIND,KIND] [--without KIND,KIND] [--faketime FILE] [--report]
                   bin/chaos --check DIRECTORY [--registry %1$s]     looks again at what an earlier run wrote down
            """.formatted(ChaosRegistry.Type.options());
    private static final List<String> FAKETIME =
            List.of("/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime", "/usr/lib/faketime");

    private static final int SHOWN = 4;

    private double minutes = 5;
    private int nodes = 5;
    private long seed = 1;
    private ChaosRegistry.Type registry = ChaosRegistry.Type.ZK;
    private long gapMillis = 8_000;
    private int sessionMillis = 4_000;
    private Set<Kind> kinds = EnumSet.allOf(Kind.class);
    private String faketime = "";
    private Path directory;
    private boolean report;

    private Chaos() {}

    public static void main(String[] args) throws Exception {
        System.exit(new Chaos().run(new ArrayDeque<>(Arrays.asList(args))));
    }

    private int run(Deque<String> args) throws Exception {
        try {
            while (!args.isEmpty()) {
                option(args.remove(), args);
            }
        } catch (RuntimeException e) {
            System.err.println(e + "\n" + USAGE);
            return 2;
        }
        boolean again = directory != null;
        if (!again) {
            String name = DateTimeFormatter.ofPattern("MMdd-HHmmss").format(LocalDateTime.now()) + "-seed" + seed;
            directory = Files.createDirectories(Path.of("target", "chaos", name));
        }
        skipWhatCannotBeDone();
        Plan plan = Plan.of(new Plan.Frame(seed, (long) (minutes * 60_000), nodes, gapMillis, sessionMillis, kinds));
        ChaosRun.Setting setting = new ChaosRun.Setting(directory, plan, nodes, registry, sessionMillis, faketime);
        if (!again) {
            System.out.printf(
                    "chaos: seed %d, %d nodes, registry %s, %d faults in %.1f minutes; written to %s%n",
                    seed, nodes, registry.option(), plan.faults().size(), minutes, directory.toAbsolutePath());
        }
        Verdict verdict = again ? ChaosRun.verdict(setting) : ChaosRun.carryOut(setting);
        return tell(verdict);
    }

    private void option(String name, Deque<String> args) {
        switch (name) {
            case "--minutes" -> minutes = Double.parseDouble(args.remove());
            case "--nodes" -> nodes = Integer.parseInt(args.remove());
            case "--seed" -> seed = Long.parseLong(args.remove());
            case "--gap-millis" -> gapMillis = Long.parseLong(args.remove());
            case "--session-millis" -> sessionMillis = Integer.parseInt(args.remove());
            case "--faketime" -> faketime = args.remove();
            case "--report" -> report = true;
            case "--check" -> directory = Path.of(args.remove());
            case "--only" -> kinds = kinds(args.remove());
            case "--without" -> kinds.removeAll(kinds(args.remove()));
            case "--registry" -> registry = ChaosRegistry.Type.of(args.remove());
            default -> throw new IllegalArgumentException("unknown option " + name);
        }
    }

    private static Set<Kind> kinds(String names) {
        return Stream.of(names.split(","))
                .map(Kind::valueOf)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Kind.class)));
    }

    private void skipWhatCannotBeDone() {
        if (faketime.isEmpty()) {
            faketime = FAKETIME.stream()
                    .map(folder -> Path.of(folder, "libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .map(Path::toString)
                    .findFirst()
                    .orElse("");
        }
        if (faketime.isEmpty()) {
            System.out.println("chaos: libfaketime is not installed; no clock is changed");
            kinds.removeAll(Plan.NEED_FAKE_CLOCK);
        }
        if (!registry.isDatabase()) {
            kinds.removeAll(Plan.NEED_DATABASE);
        }
        kinds.removeAll(registry.cannotStand());
        if (registry != ChaosRegistry.Type.ZK3) {
            kinds.removeAll(Plan.NEED_ENSEMBLE);
        }
    }

    private int tell(Verdict verdict) throws Exception {
        verdict.figures().forEach((name, value) -> System.out.println("chaos: " + name + ": " + value));
        Map<String, List<Violation>> byPromise = verdict.violations().stream()
                .collect(Collectors.groupingBy(Violation::promise, TreeMap::new, Collectors.toList()));
        byPromise.forEach((promise, all) -> {
            System.out.println("chaos: VIOLATED " + promise + ": " + all.size() + " times");
            all.stream().limit(SHOWN).forEach(violation -> System.out.println("chaos:   " + violation));
        });
        Files.write(
                directory.resolve("verdict.txt"),
                Stream.concat(
                                verdict.figures().entrySet().stream().map(String::valueOf),
                                verdict.violations().stream().map(Violation::toString))
                        .toList());
        if (report || !verdict.violations().isEmpty()) {
            Timeline.write(directory, History.read(directory.resolve("history.txt")), verdict, report);
            System.out.println(
                    "chaos: time lines in " + directory.resolve("index.html").toAbsolutePath());
        }
        System.out.println("chaos: " + verdict.violations().size() + " violation(s), " + directory.toAbsolutePath());
        return verdict.violations().isEmpty() ? 0 : 1;
    }
}
