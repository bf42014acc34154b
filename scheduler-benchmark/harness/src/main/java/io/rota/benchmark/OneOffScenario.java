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
import java.util.Arrays;
import java.util.List;

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
    public String title() {
        return "What does execute() cost?";
    }

    @Override
    public String method() {
        return "Calls one after another, each when the body of the one before has begun: the time from the "
                + "call to the first line of the body. Then three times a hundred calls back to back: how many "
                + "bodies did not run within five seconds, in the worst round.";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                new Column("call to body p50, ms", P50, 1),
                new Column("p99", P99, 1),
                new Column("requests per call", REQUESTS, 1),
                new Column("lost of 100 quick calls", LOST, 0));
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
