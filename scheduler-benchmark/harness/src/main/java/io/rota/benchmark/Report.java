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
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Writes what was found as a page with tables and plots, beside the lines of JSON that it was made of. */
final class Report {

    private static final double HUNDRED = 100;
    private static final double TEN = 10;
    private static final long MEGA = 1_024L * 1_024;
    private static final String EMPTY = "–";

    private final List<Scenario> scenarios;
    private final Results results;
    private final boolean quick;
    private final StringBuilder page = new StringBuilder();

    private Report(List<Scenario> scenarios, Results results, boolean quick) {
        this.scenarios = scenarios;
        this.results = results;
        this.quick = quick;
    }

    /**
     * A plot: one value of one scenario.
     *
     * @param variant empty for all of them
     */
    private record Plot(String file, String title, String scenario, String variant, String value) {}

    private static final List<Plot> PLOTS = List.of(
            new Plot(
                    "start-seconds",
                    "Start of 1,000 jobs, seconds",
                    StartScenario.NAME,
                    "1000 jobs",
                    StartScenario.SECONDS),
            new Plot(
                    "start-requests",
                    "Requests for a first start, per job",
                    StartScenario.NAME,
                    "1000 jobs",
                    StartScenario.REQUESTS),
            new Plot("start-heap", "Heap per idle job, bytes", StartScenario.NAME, "1000 jobs", StartScenario.HEAP),
            new Plot(
                    "start-threads",
                    "Live threads, 1,000 idle jobs",
                    StartScenario.NAME,
                    "1000 jobs",
                    StartScenario.THREADS),
            new Plot("fires-requests", "Requests per fire", FireScenario.NAME, "", FireScenario.REQUESTS_PER_FIRE),
            new Plot(
                    "fires-cpu",
                    "CPU per run, 100 jobs x 1 item, ms",
                    FireScenario.NAME,
                    "100 x 1 recorded",
                    FireScenario.CPU),
            new Plot(
                    "fires-delay",
                    "Start delay p99, 100 jobs x 1 item, ms",
                    FireScenario.NAME,
                    "100 x 1 recorded",
                    FireScenario.P99),
            new Plot("one-off", "execute() to body p50, ms", OneOffScenario.NAME, "", OneOffScenario.P50),
            new Plot(
                    "load", "Runs a second of one process, all on time", LoadScenario.NAME, "", LoadScenario.SUSTAINED),
            new Plot("crash", "Last item after the end of the session, ms", CrashScenario.NAME, "", CrashScenario.LAST),
            new Plot("scale", "A fire of 64 items of 100 ms, seconds", ScaleScenario.NAME, "", ScaleScenario.DONE));

    /** Writes everything into a directory. */
    static void write(Path directory, List<Scenario> scenarios, Results results, boolean quick) throws IOException {
        Files.createDirectories(directory);
        Files.write(
                directory.resolve("results.jsonl"),
                results.all().stream().map(Result::json).toList());
        Report report = new Report(scenarios, results, quick);
        report.page(directory);
        Files.writeString(directory.resolve("README.md"), report.page);
    }

    private void page(Path directory) throws IOException {
        line("# Benchmark");
        line("");
        line(
                "What Rota costs, beside what others cost for the same work in the same run. This page is written by one command;");
        line(
                "`bin/benchmark` measures it again, and `bin/benchmark --quick` does so with short windows in a few minutes.");
        line("");
        line(
                "Measured on %s (UTC): %d processors, %s, %s %s, %s. %s",
                LocalDate.now(ZoneOffset.UTC),
                Runtime.getRuntime().availableProcessors(),
                memory(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.version"),
                System.getProperty("os.name"),
                quick ? "A quick run: times are rough." : "A full run.");
        line(
                "Servers and contenders share this machine; each contender has a JVM of its own (`-Xms64m -Xmx2g`), and its own class path.");
        line(
                "The ZooKeeper server waits for the disk, has no other clients, and counts requests by kind as it takes them from the");
        line(
                "connection, pings not included. Where there were repetitions, a figure is their median. *Foreign* is the processor time");
        line(
                "that others used meanwhile, 100 for one processor: where it is large, times are too long and counts are still right.");
        line(
                "In brackets: how many times as much as Rota. Each repetition, with more values, is in [results.jsonl](results.jsonl).");
        goals();
        for (Scenario scenario : scenarios) {
            Results found = results.of(scenario.name());
            if (!found.all().isEmpty()) {
                section(scenario, found, directory);
            }
        }
    }

    private static String memory() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize() / MEGA + " MB"
                : "memory not told";
    }

    private void goals() {
        line("");
        line("## Goals");
        line("");
        line("| measure | ElasticJob-Lite 3.0.4, or what it is compared with | Rota | must be | reached |");
        line("|---|---|---|---|---|");
        for (Goal goal : Goal.ALL) {
            OptionalDouble rota = goal.rota().apply(results);
            line(
                    "| %s | %s | %s | %s %s | %s |",
                    goal.measure(),
                    number(goal.reference().apply(results)),
                    number(rota),
                    goal.isMost() ? "≤" : "≥",
                    number(goal.limit()),
                    rota.isEmpty() ? "not measured" : goal.isReached(rota.getAsDouble()) ? "yes" : "**no**");
        }
    }

    private void section(Scenario scenario, Results found, Path directory) throws IOException {
        line("");
        line("## %s", scenario.title());
        line("");
        line("%s", scenario.method());
        line("");
        List<Scenario.Column> columns = scenario.columns().stream()
                .filter(column ->
                        found.all().stream().anyMatch(result -> result.values().containsKey(column.value())))
                .toList();
        List<String> head = new ArrayList<>(List.of("", ""));
        columns.forEach(column -> head.add(column.label()));
        head.add("foreign, %");
        line("| %s |", String.join(" | ", head));
        line("|%s", "---|".repeat(head.size()));
        for (String variant : found.variants()) {
            for (Contestant contestant : found.contestants(variant)) {
                row(scenario, columns, found, variant, contestant);
            }
        }
        plots(scenario, directory);
    }

    private void row(
            Scenario scenario, List<Scenario.Column> columns, Results found, String variant, Contestant contestant) {
        List<String> cells = new ArrayList<>(List.of(variant, contestant.label));
        for (Scenario.Column column : columns) {
            OptionalDouble value = found.median(scenario.name(), contestant, variant, column.value());
            OptionalDouble rota = found.median(scenario.name(), Contestant.ROTA, variant, column.value());
            String cell = value.isEmpty()
                    ? EMPTY
                    : String.format(Locale.ROOT, "%,." + column.digits() + "f", value.getAsDouble());
            if (contestant != Contestant.ROTA && value.isPresent() && rota.isPresent() && rota.getAsDouble() > 0) {
                cell += " (×" + number(value.getAsDouble() / rota.getAsDouble()) + ")";
            }
            cells.add(cell);
        }
        cells.add(number(found.median(scenario.name(), contestant, variant, Result.FOREIGN)));
        String trouble = found.trouble(scenario.name(), contestant, variant);
        line("| %s |%s", String.join(" | ", cells), "");
        if (!trouble.isEmpty()) {
            line(
                    "| | not measured: %s |%s",
                    trouble.replace('|', '/').replace('<', '(').replace('>', ')'), " |".repeat(columns.size() + 1));
        }
    }

    private void plots(Scenario scenario, Path directory) throws IOException {
        for (Plot plot : PLOTS) {
            Map<String, Double> bars = bars(plot);
            if (plot.scenario().equals(scenario.name()) && bars.size() > 1) {
                String file = plot.file() + ".svg";
                Files.writeString(directory.resolve(file), BarChart.svg(plot.title(), bars));
                line("");
                line("![%s](%s)", plot.title(), file);
            }
        }
    }

    private Map<String, Double> bars(Plot plot) {
        Results found = results.of(plot.scenario());
        Map<String, Double> bars = new LinkedHashMap<>();
        for (String variant : plot.variant().isEmpty() ? found.variants() : List.of(plot.variant())) {
            for (Contestant contestant : found.contestants(variant)) {
                String label = contestant.label + (plot.variant().isEmpty() ? ", " + variant : "");
                found.median(plot.scenario(), contestant, variant, plot.value())
                        .ifPresent(value -> bars.put(label, Math.max(0, value)));
            }
        }
        return bars;
    }

    private static String number(OptionalDouble value) {
        return value.isEmpty() ? EMPTY : number(value.getAsDouble());
    }

    /** With as many digits as say something. */
    static String number(double value) {
        double size = Math.abs(value);
        int digits = value == Math.rint(value) || size >= HUNDRED ? 0 : size >= TEN ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    private void line(String format, Object... values) {
        page.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
                .append('\n');
    }
}
