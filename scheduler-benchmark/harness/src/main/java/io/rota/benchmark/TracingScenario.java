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

/** What it costs to write each run's events to a database. */
final class TracingScenario implements Scenario {

    static final String NAME = "tracing";
    static final String WITHOUT = "without";
    static final String WITH = "with 2,010 events/s";

    // Three events for each run.
    private static final Workload WORK = Workload.of(67, 10, Workload.EACH_SECOND);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "What does it cost to write events down?";
    }

    @Override
    public String method() {
        return "67 jobs x 10 items run once a second, recorded; three events for each run go to PostgreSQL.";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                new Column("node CPU per run, ms", FireScenario.CPU, 3),
                new Column("delay p50, ms", FireScenario.P50, 1),
                new Column("p99", FireScenario.P99, 1),
                new Column("on time, %", FireScenario.ON_TIME, 1));
    }

    @Override
    public void carryOut(Bench bench) throws InterruptedException {
        for (boolean traced : new boolean[] {false, true}) {
            bench.repeat(
                    NAME,
                    Contestant.ROTA,
                    traced ? WITH : WITHOUT,
                    1,
                    new Bench.Setting(Stage.SESSION_MILLIS, traced),
                    (stage, values) -> {
                        stage.node().schedule(WORK);
                        FireScenario.measure(stage, WORK, bench.either(4, 20), bench.either(5, 25), values);
                    });
        }
    }
}
