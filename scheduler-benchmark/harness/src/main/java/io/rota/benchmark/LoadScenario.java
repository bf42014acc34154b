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
import java.util.List;

/**
 * How many runs a second one process keeps up with: all begun within their second. A run can only begin when the end of the
 * one before it was recorded, so they were all recorded, too. Beside it, what the registry commits for a client that does
 * nothing else.
 */
final class LoadScenario implements Scenario {

    static final String NAME = "load";
    static final String SUSTAINED = "sustainedRunsPerSecond";
    static final String COMMITS = "commitsPerSecond";
    static final String REGISTRY_ALONE = "registry alone";
    static final String ONE_ITEM = "jobs of 1 item";
    static final String TEN_ITEMS = "jobs of 10 items";

    private static final double ENOUGH_PERCENT = 99.99;
    private static final int LOOKS_MAX = 4;
    private static final int STEP = 1_000;
    private static final int RUNS_MAX = 12_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "How many runs a second can one process keep up with?";
    }

    @Override
    public String method() {
        return "Jobs that run each second are added until a run does not begin within its second. A run can "
                + "only begin when the end of the one before it is recorded, so all of them were recorded. The "
                + "registry alone is one client that sends transactions as large as those of a run without "
                + "waiting for answers.";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                new Column("runs/s, all on time", SUSTAINED, 0),
                new Column("runs/s when late", "runsPerSecondWhenLate", 0),
                new Column("CPU per run, ms", "nodeCpuMillisPerRun", 3),
                new Column("delay p99, ms", "delayMillisP99", 1),
                new Column("commits/s", COMMITS, 0));
    }

    @Override
    public void carryOut(Bench bench) throws InterruptedException {
        bench.repeat(NAME, Contestant.ROTA, REGISTRY_ALONE, 1, (stage, values) -> {
            Window window = Window.beginNow(stage);
            try (Jvm probe = bench.site()
                    .jvm(
                            "commits",
                            "rota",
                            List.of(
                                    "io.rota.benchmark.server.PipelinedCommits",
                                    stage.registry(),
                                    String.valueOf(bench.either(4, 10))))) {
                values.put(COMMITS, Double.parseDouble(probe.greeting().getOrDefault(COMMITS, "NaN")));
            }
            values.put(window.endNow());
        });
        int most = bench.either(5_000, RUNS_MAX);
        rising(bench, Contestant.ROTA, Workload.of(STEP, 1, Workload.EACH_SECOND), ONE_ITEM, most);
        rising(bench, Contestant.ROTA, Workload.of(STEP / 10, 10, Workload.EACH_SECOND), TEN_ITEMS, most);
        if (!bench.isQuick()) {
            rising(bench, Contestant.ELASTICJOB, Workload.of(100, 1, Workload.EACH_SECOND), ONE_ITEM, RUNS_MAX);
        }
    }

    static void rising(Bench bench, Contestant contestant, Workload step, String variant, int most)
            throws InterruptedException {
        rising(bench, NAME, contestant, step, variant, most);
    }

    /** Adds jobs until a run is late. */
    static void rising(Bench bench, String scenario, Contestant contestant, Workload step, String variant, int most)
            throws InterruptedException {
        bench.repeat(scenario, contestant, variant, 1, (stage, values) -> steps(bench, stage, step, most, values));
    }

    private static void steps(Bench bench, Stage stage, Workload step, int most, Result.Values values)
            throws IOException, InterruptedException {
        Node node = stage.node();
        double sustained = 0;
        double foreign = 0;
        double onTime = 100;
        for (int jobs = step.jobs(); jobs * step.items() <= most; jobs += step.jobs()) {
            node.schedule(step.numberedFrom(jobs - step.jobs()));
            Workload work = Workload.of(jobs, step.items(), Workload.EACH_SECOND);
            Result.Values found = new Result.Values();
            onTime = 0;
            // What the start of the jobs has delayed is not the load's fault.
            for (int look = 0; look < LOOKS_MAX && onTime < ENOUGH_PERCENT; look++) {
                node.clear();
                Window.Measured measured =
                        FireScenario.measure(stage, work, bench.either(2, 3), bench.either(3, 6), found);
                foreign = Math.max(foreign, measured.foreignCpuPercent());
                onTime = found.get().getOrDefault(FireScenario.ON_TIME, 0.0);
            }
            values.put("onTimePercentAt" + jobs * step.items(), onTime);
            if (onTime < ENOUGH_PERCENT) {
                values.put("runsPerSecondWhenLate", found.get().getOrDefault(FireScenario.RUNS_PER_SECOND, 0.0));
                break;
            }
            sustained = (double) jobs * step.items();
            values.put("delayMillisP99", found.get().getOrDefault(FireScenario.P99, Double.NaN));
            values.put("nodeCpuMillisPerRun", found.get().getOrDefault(FireScenario.CPU, Double.NaN));
        }
        values.put(SUSTAINED, sustained);
        // The load was not raised beyond what the benchmark was told.
        values.put("stoppedByLateness", onTime < ENOUGH_PERCENT ? 1 : 0);
        values.put(Result.FOREIGN, foreign);
    }
}
