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

/** What steady fires cost, once a second, and how late runs begin. */
final class FireScenario implements Scenario {

    static final String NAME = "fires";
    static final String REQUESTS_PER_FIRE = "requestsPerFire";
    static final String REQUESTS_PER_RUN = "requestsPerRun";
    static final String STATEMENTS_PER_FIRE = "statementsPerFire";
    static final String CPU = "nodeCpuMillisPerRun";
    static final String SERVER_CPU = "serverCpuMillisPerRun";
    static final String P50 = "delayMillisP50";
    static final String P99 = "delayMillisP99";
    static final String MAX = "delayMillisMax";
    static final String RUNS_PER_SECOND = "runsPerSecond";
    static final String ON_TIME = "onTimePercent";

    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double PERCENT = 100;
    private static final int CLUSTER_NODES = 2;
    private static final int[][] SHAPES = {{1, 1}, {1, 10}, {1, 100}, {100, 1}};

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "What do fires cost, and how late are they?";
    }

    @Override
    public String method() {
        return "Jobs x items run once a second; their body does nothing. Recorded means monitorExecution. "
                + "Requests include those that keep the session alive. The delay of a run is from the instant "
                + "that the schedule names to the first line of the body; ElasticJob and Spring do not tell "
                + "that instant, so for them it is the beginning of the second in which the body runs.";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                new Column("requests per fire", REQUESTS_PER_FIRE, 2),
                new Column("requests per run", REQUESTS_PER_RUN, 3),
                new Column("node CPU per run, ms", CPU, 3),
                new Column("server CPU per run, ms", SERVER_CPU, 3),
                new Column("delay p50, ms", P50, 1),
                new Column("p99", P99, 1),
                new Column("max", MAX, 1),
                new Column("on time, %", ON_TIME, 1));
    }

    @Override
    public void carryOut(Bench bench) throws InterruptedException {
        for (int[] shape : SHAPES) {
            Workload work = Workload.of(shape[0], shape[1], Workload.EACH_SECOND);
            boolean many = work.jobs() > 1;
            fires(bench, Contestant.ROTA, work, 1);
            if (many || !bench.isQuick() && work.items() > 1) {
                fires(bench, Contestant.ELASTICJOB, work, 1);
            }
            if (many || !bench.isQuick()) {
                fires(bench, Contestant.ROTA, work.monitored(false), 1);
            }
            if (many && !bench.isQuick()) {
                fires(bench, Contestant.ELASTICJOB, work.monitored(false), 1);
            }
        }
        Workload shared = Workload.of(1, 10, Workload.EACH_SECOND);
        fires(bench, Contestant.ROTA, shared, CLUSTER_NODES);
        if (!bench.isQuick()) {
            fires(bench, Contestant.ELASTICJOB, shared, CLUSTER_NODES);
        }
        Workload many = Workload.of(100, 1, Workload.EACH_SECOND);
        for (Contestant peer : new Contestant[] {Contestant.QUARTZ, Contestant.DB_SCHEDULER, Contestant.SPRING}) {
            fires(bench, peer, many, 1);
        }
    }

    static String variant(Workload work, int nodes) {
        return work
                + (work.monitorExecution() ? " recorded" : " unrecorded")
                + (nodes == 1 ? "" : " on " + nodes + " nodes");
    }

    private static void fires(Bench bench, Contestant contestant, Workload work, int nodes)
            throws InterruptedException {
        bench.repeat(NAME, contestant, variant(work, nodes), 1, (stage, values) -> {
            for (int i = 0; i < nodes; i++) {
                stage.node().schedule(work);
            }
            // Many jobs are what CPU and delays are judged by, so their code must have been compiled. Runs that are not
            // recorded are saved every ten seconds.
            int seconds = work.monitorExecution() ? bench.either(4, 16) : bench.either(11, 22);
            measure(stage, work, bench.either(3, work.jobs() > 1 ? 30 : 7), seconds, values);
        });
    }

    /** Looks at jobs that run each second. */
    static Window.Measured measure(Stage stage, Workload work, int warmUpSeconds, int seconds, Result.Values values)
            throws IOException, InterruptedException {
        Window window = Window.beginAfter(stage, warmUpSeconds);
        Window.Measured measured = window.endAfter(seconds);
        Runs runs = new Runs(List.of());
        for (Node node : stage.nodes()) {
            runs = runs.and(node.runs());
        }
        Runs inside = runs.firedBetween(measured.fromMicros(), measured.toMicros());
        double fires = Math.rint(measured.seconds());
        double expected = fires * work.runs();
        values.put(measured);
        values.put("runs", inside.count());
        values.put(RUNS_PER_SECOND, inside.count() / fires);
        values.put(ON_TIME, inside.onTime() / expected * PERCENT);
        values.put("doubled", inside.doubled());
        if (stage.isCounted()) {
            values.put(REQUESTS_PER_FIRE, measured.allRequests() / fires / work.jobs());
            values.put(REQUESTS_PER_RUN, measured.allRequests() / inside.count());
            values.put(SERVER_CPU, measured.serverCpuSeconds() * MILLIS_PER_SECOND / inside.count());
        }
        if (measured.statements() > 0) {
            values.put(STATEMENTS_PER_FIRE, measured.statements() / fires / work.jobs());
        }
        values.put(CPU, measured.nodeCpuSeconds() * MILLIS_PER_SECOND / inside.count());
        double[] delays = inside.delays();
        values.put(P50, Numbers.quantile(delays, 0.5));
        values.put(P99, Numbers.quantile(delays, 0.99));
        values.put(MAX, Numbers.max(delays));
        return measured;
    }
}
