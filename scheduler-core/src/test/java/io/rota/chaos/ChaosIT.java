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
package io.rota.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rota.chaos.Fault.Kind;
import io.rota.databases.DatabaseServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Goal: the promises hold in real processes on a real registry. Method: a short run of what {@link Chaos} does for as long as
 * one likes. {@code -Dchaos.seed=8} plays another plan.
 */
class ChaosIT {

    private static final int NODES = 3;
    private static final int SESSION_MILLIS = 4_000;
    private static final long SEED = Long.getLong("chaos.seed", 1);
    private static final Set<Kind> KINDS = EnumSet.of(
            Kind.NODE_KILL,
            Kind.NODE_PAUSE,
            Kind.NODE_RESTART,
            Kind.BLACKHOLE,
            Kind.DEAF,
            Kind.RESET,
            Kind.REGISTRY_KILL,
            Kind.EDIT_ITEMS,
            Kind.DISABLE_ITEM,
            Kind.TRIGGERS,
            Kind.REQUESTS);

    @Test
    void oneServer_everyPromiseIsKept_whateverGoesWrong() throws Exception {
        Plan plan = Plan.of(new Plan.Frame(SEED, 32_000, NODES, 2_500, SESSION_MILLIS, KINDS));
        assertKept(plan, ChaosRegistry.Type.ZK, "seed " + SEED);
    }

    @Test
    void threeServers_aNewLeader_aMinority_andAnOutageLongerThanASession_jobsGoOnByThemselves() throws Exception {
        Plan plan = new Plan(
                List.of(
                        new Fault(1_000, Kind.LEADER_KILL, "", SESSION_MILLIS / 2, 0),
                        new Fault(5_000, Kind.LEADER_MINORITY, "", SESSION_MILLIS, 0),
                        new Fault(11_000, Kind.REGISTRY_KILL, "", SESSION_MILLIS * 3 / 2, 0)),
                17_000);
        assertKept(plan, ChaosRegistry.Type.ZK3, "three servers");
    }

    @Test
    void postgres_killedForLongerThanASession_connectionsEnded_aLockHeld_everyPromiseIsKept() throws Exception {
        assumeThat(DatabaseServer.isToBeHad()).as("a server for this platform").isTrue();
        Plan plan = new Plan(
                List.of(
                        new Fault(1_000, Kind.CONNECTIONS_END, "", 100, 0),
                        new Fault(2_000, Kind.NODE_PAUSE, "a", SESSION_MILLIS * 2, 0),
                        new Fault(5_000, Kind.LOCK_HELD, "", 3_000, 0),
                        new Fault(11_000, Kind.REGISTRY_KILL, "", SESSION_MILLIS * 3 / 2, 0),
                        new Fault(20_000, Kind.NODE_KILL, "b", SESSION_MILLIS * 2, 0)),
                29_000);
        assertKept(plan, ChaosRegistry.Type.PG, "PostgreSQL");
    }

    private static void assertKept(Plan plan, ChaosRegistry.Type registry, String what) throws Exception {
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "chaos")), "run");
        System.out.println("chaos: " + what + ", written to " + directory.toAbsolutePath());
        Verdict verdict = ChaosRun.carryOut(new ChaosRun.Setting(directory, plan, NODES, registry, SESSION_MILLIS, ""));
        if (!verdict.violations().isEmpty()) {
            Timeline.write(directory, History.read(directory.resolve("history.txt")), verdict, false);
        }
        assertThat(verdict.violations())
                .as(what + "; time lines in " + directory.toAbsolutePath())
                .isEmpty();
        assertThat(Integer.parseInt(verdict.figures().get("runs"))).isGreaterThan(500);
    }
}
