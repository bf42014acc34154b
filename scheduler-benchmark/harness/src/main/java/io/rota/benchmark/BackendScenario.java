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

/** Rota's registry in a database, beside the one on ZooKeeper. */
final class BackendScenario implements Scenario {

    static final String NAME = "backends";
    static final String FIRES = "100 x 1 fires";
    static final String IDLE = "100 idle jobs";
    static final String LOAD = "rising load";
    static final String IDLE_STATEMENTS = "statementsPerSecond";

    private static final int RUNS_MAX = 3_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "What does a registry in a database cost?";
    }

    @Override
    public String method() {
        return "The same work on ZooKeeper, PostgreSQL and MariaDB. The databases do not wait for the disk, "
                + "so their times flatter them. A batch of statements counts once.";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                new Column("start of 100, s", StartScenario.SECONDS, 2),
                new Column("statements per fire", FireScenario.STATEMENTS_PER_FIRE, 2),
                new Column("node CPU per run, ms", FireScenario.CPU, 3),
                new Column("delay p50, ms", FireScenario.P50, 1),
                new Column("p99", FireScenario.P99, 1),
                new Column("idle statements/s", IDLE_STATEMENTS, 2),
                new Column("runs/s, all on time", LoadScenario.SUSTAINED, 0));
    }

    @Override
    public void carryOut(Bench bench) throws InterruptedException {
        for (Contestant contestant :
                new Contestant[] {Contestant.ROTA, Contestant.ROTA_POSTGRES, Contestant.ROTA_MARIADB}) {
            Workload work = Workload.of(100, 1, Workload.EACH_SECOND);
            bench.repeat(NAME, contestant, FIRES, 1, (stage, values) -> {
                values.put(StartScenario.SECONDS, stage.node().schedule(work));
                FireScenario.measure(stage, work, bench.either(3, 6), bench.either(4, 12), values);
            });
            bench.repeat(NAME, contestant, IDLE, 1, (stage, values) -> {
                stage.node().schedule(Workload.of(100, 1, Workload.HARDLY_EVER));
                Window.Measured idle = Window.beginAfter(stage, 2).endAfter(bench.either(4, 10));
                values.put(idle);
                if (!stage.isCounted()) {
                    values.put(IDLE_STATEMENTS, idle.statements() / idle.seconds());
                }
            });
            // On ZooKeeper it is a scenario of its own.
            if (contestant != Contestant.ROTA && !bench.isQuick()) {
                LoadScenario.rising(bench, NAME, contestant, Workload.of(50, 10, Workload.EACH_SECOND), LOAD, RUNS_MAX);
            }
        }
    }
}
