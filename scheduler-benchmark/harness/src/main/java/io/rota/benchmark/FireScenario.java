package io.rota.benchmark;

import java.io.IOException;

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
    public void carryOut(Bench bench) throws InterruptedException {
        for (boolean monitored : new boolean[] {true, false}) {
            for (int[] shape : SHAPES) {
                Workload work = Workload.of(shape[0], shape[1], Workload.EACH_SECOND)
                        .monitored(monitored);
                fires(bench, Contestant.ROTA, work, 1);
                // ElasticJob's smaller shapes tell nothing that these do not.
                if (work.runs() > 1 && (!bench.isQuick() || monitored && work.runs() == 100)) {
                    fires(bench, Contestant.ELASTICJOB, work, 1);
                }
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
        return work + (work.monitorExecution() ? " recorded" : " unrecorded")
                + (nodes == 1 ? "" : " on " + nodes + " nodes");
    }

    private static void fires(Bench bench, Contestant contestant, Workload work, int nodes)
            throws InterruptedException {
        bench.repeat(NAME, contestant, variant(work, nodes), 1, (stage, values) -> {
            for (int i = 0; i < nodes; i++) {
                stage.node().schedule(work);
            }
            measure(stage, work, bench.either(4, 8), bench.either(6, 20), values);
        });
    }

    /** Looks at jobs that run each second. */
    static Window.Measured measure(
            Stage stage, Workload work, int warmUpSeconds, int seconds, Result.Values values)
            throws IOException, InterruptedException {
        Window window = Window.beginAfter(stage, warmUpSeconds);
        Window.Measured measured = window.endAfter(seconds);
        Runs runs = new Runs(java.util.List.of());
        for (Node node : stage.nodes()) {
            runs = runs.and(node.runs());
        }
        Runs inside = runs.firedBetween(measured.fromMicros(), measured.toMicros());
        double fires = Math.rint(measured.seconds());
        double expected = fires * work.runs();
        values.put(measured);
        values.put("runs", inside.count());
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
