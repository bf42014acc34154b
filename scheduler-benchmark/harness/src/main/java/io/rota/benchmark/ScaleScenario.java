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

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How much sooner a fire of many items that wait for something else is done, with more processes. */
final class ScaleScenario implements Scenario {

    static final String NAME = "scale";
    static final String DONE = "fireDoneSeconds";

    private static final int ITEMS = 64;
    private static final long BODY_MILLIS = 100;
    private static final int PERIOD_SECONDS = 5;
    private static final double MICROS_PER_SECOND = 1e6;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Do more processes help?";
    }

    @Override
    public String method() {
        return "One job of 64 items that wait for 100 ms each, every five seconds, with the threads that a "
                + "process gives a job by itself. How long until the last item is done.";
    }

    @Override
    public List<Column> columns() {
        return List.of(new Column("fire done, s", DONE, 2));
    }

    @Override
    public void carryOut(Bench bench) throws InterruptedException {
        for (int nodes : bench.isQuick() ? new int[] {1, 4} : new int[] {1, 2, 4}) {
            scale(bench, Contestant.ROTA, nodes);
        }
        if (!bench.isQuick()) {
            scale(bench, Contestant.ELASTICJOB, 1);
        }
    }

    private static void scale(Bench bench, Contestant contestant, int nodes) throws InterruptedException {
        Workload work =
                Workload.of(1, ITEMS, "0/" + PERIOD_SECONDS + " * * * * ?").lasting(BODY_MILLIS);
        bench.repeat(NAME, contestant, variant(nodes), 1, (stage, values) -> {
            for (int i = 0; i < nodes; i++) {
                stage.node().schedule(work);
            }
            Window window = Window.beginAfter(stage, bench.either(1, PERIOD_SECONDS));
            Window.Measured measured = window.endAfter(PERIOD_SECONDS * bench.either(2, 4));
            Runs runs = new Runs(List.of());
            for (Node node : stage.nodes()) {
                runs = runs.and(node.runs());
            }
            values.put(measured);
            values.put(DONE, Numbers.median(fires(runs, measured)));
        });
    }

    static String variant(int nodes) {
        return nodes == 1 ? "1 process" : nodes + " processes";
    }

    /** For each fire that was done by then, the seconds until its last item had begun and waited. */
    private static List<Double> fires(Runs runs, Window.Measured window) {
        Map<Long, List<Runs.Run>> byPeriod = runs.all().stream()
                .filter(run -> run.fire() >= window.fromMicros())
                .collect(Collectors.groupingBy(
                        run -> Math.floorDiv(run.fire(), (long) (PERIOD_SECONDS * MICROS_PER_SECOND))));
        return byPeriod.entrySet().stream()
                .filter(period ->
                        period.getValue().stream().map(Runs.Run::key).distinct().count() == ITEMS)
                .map(period -> {
                    double fire = period.getKey() * PERIOD_SECONDS;
                    double last = period.getValue().stream()
                            .mapToLong(Runs.Run::start)
                            .max()
                            .orElse(0);
                    return last / MICROS_PER_SECOND - fire + BODY_MILLIS / 1e3;
                })
                .toList();
    }
}
