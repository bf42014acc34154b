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
package io.rota.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command: carries out the scenarios, prints one line of JSON for each repetition, and writes the report. Ends with 0 if
 * everything could be measured, with 1 if something could not, with 2 if it was called in a wrong way.
 */
final class Benchmark {

    private static final List<Scenario> SCENARIOS = List.of(
            new StartScenario(),
            new FireScenario(),
            new OneOffScenario(),
            new LoadScenario(),
            new CrashScenario(),
            new JoinScenario(),
            new TracingScenario(),
            new BackendScenario(),
            new ScaleScenario(),
            new PiecesScenario());

    private Benchmark() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.parse(args);
            options.scenarios().forEach(Benchmark::check);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.printf(
                    Options.USAGE + "%n",
                    SCENARIOS.stream().map(Scenario::name).collect(Collectors.joining(" ")),
                    Arrays.stream(Contestant.values())
                            .map(contestant -> contestant.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(" ")));
            System.exit(2);
            return;
        }
        System.exit(run(options) ? 0 : 1);
    }

    private static void check(String scenario) {
        if (SCENARIOS.stream().noneMatch(known -> known.name().equals(scenario))) {
            throw new IllegalArgumentException("no such scenario: " + scenario);
        }
    }

    private static boolean run(Options options) throws IOException, InterruptedException {
        Path modules = Path.of(System.getProperty("benchmark.modules", "scheduler-benchmark"));
        Path work = Files.createTempDirectory("rota-benchmark");
        Site site = new Site(
                modules, work, databaseClassPath(Path.of(System.getProperty("benchmark.core", "scheduler-core"))));
        boolean complete;
        try (Databases databases = new Databases(site)) {
            Bench bench = new Bench(site, databases, options.quick(), options.contestants());
            for (Scenario scenario : SCENARIOS) {
                if (options.scenarios().isEmpty() || options.scenarios().contains(scenario.name())) {
                    scenario.carryOut(bench);
                }
            }
            Report.write(options.output(), SCENARIOS, new Results(bench.results()), options.quick());
            complete =
                    bench.results().stream().allMatch(result -> result.trouble().isEmpty());
        }
        if (complete) {
            delete(work);
        } else {
            System.err.println("Something could not be measured. What the processes said is in " + work + ".");
        }
        return complete;
    }

    /** The class path of the core's tests, which have the database servers; empty if it was not written down. */
    private static String databaseClassPath(Path core) throws IOException {
        Path target = core.resolve("target");
        Path list = target.resolve("benchmark.classpath");
        return Files.exists(list)
                ? String.join(
                        System.getProperty("path.separator"),
                        target.resolve("test-classes").toString(),
                        target.resolve("classes").toString(),
                        Files.readString(list).strip())
                : "";
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
