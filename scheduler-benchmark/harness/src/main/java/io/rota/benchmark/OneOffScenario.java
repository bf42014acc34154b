package io.rota.benchmark;

import java.io.IOException;
import java.util.Arrays;

/** What it costs to ask for a run, how soon it begins, and whether quick calls are lost. */
final class OneOffScenario implements Scenario {

    static final String NAME = "one-off";
    static final String REQUESTS = "requestsPerCall";
    static final String P50 = "beginMillisP50";
    static final String P99 = "beginMillisP99";
    static final String LOST = "lostOf100QuickCalls";

    private static final int QUICK_CALLS = 100;
    private static final int ROUNDS = 3;
    private static final int LOOKS_MAX = 50;
    private static final long LOOK_MILLIS = 100;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void carryOut(Bench bench) throws InterruptedException {
        for (Contestant contestant : new Contestant[] {Contestant.ROTA, Contestant.ELASTICJOB}) {
            bench.repeat(
                    NAME,
                    contestant,
                    "1 item recorded",
                    1,
                    (stage, values) -> repetition(stage, bench.either(30, 100), bench.either(60, 300), values));
        }
    }

    private static void repetition(Stage stage, int warmUp, int calls, Result.Values values)
            throws IOException, InterruptedException {
        Node node = stage.node();
        node.define(Workload.of(1, 1, ""));
        node.call(0, warmUp, true);
        Window window = Window.beginNow(stage);
        double[] delays = node.call(0, calls, true);
        Window.Measured measured = window.endNow();
        double[] begun = Arrays.stream(delays).filter(delay -> delay >= 0).toArray();
        values.put(measured);
        values.put("calls", calls);
        values.put("neverBegun", calls - begun.length);
        values.put(REQUESTS, measured.allRequests() / calls);
        values.put("nodeCpuMillisPerCall", measured.nodeCpuSeconds() * 1e3 / calls);
        values.put(P50, Numbers.quantile(begun, 0.5));
        values.put(P99, Numbers.quantile(begun, 0.99));
        values.put("beginMillisMax", Numbers.max(begun));
        double lost = 0;
        for (int round = 0; round < ROUNDS; round++) {
            node.clear();
            node.call(0, QUICK_CALLS, false);
            for (int i = 0; i < LOOKS_MAX && node.figures(false).runs() < QUICK_CALLS; i++) {
                Thread.sleep(LOOK_MILLIS);
            }
            lost = Math.max(lost, QUICK_CALLS - node.figures(false).runs());
        }
        values.put(LOST, lost);
    }
}
