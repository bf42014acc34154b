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
package io.rota.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.sim.Fault.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Single faults, each in an hour of its own; what a seed once found stands here in its shortest form. */
@ExtendWith(QuietEngine.class)
class ScenarioTests {

    private static final long T = SimRegistry.TIMEOUT_MILLIS;

    private static Simulation hold(Simulation simulation) {
        assertThat(simulation.run().violations()).as(simulation.report()).isEmpty();
        return simulation;
    }

    @Test
    void quietHour_everyFireIsClaimedWithinASecond() {
        // The bodies that take up to 50 s overrun the fires of the quicker job; nothing else delays one.
        assertThat(hold(Simulation.of(1)).history().delayMillisMax()).isLessThan(51_000);
    }

    @Test
    void joinWhoseAnswerWasLost_isRecognisedAsDone() {
        for (long seed = 1; seed <= 20; seed++) {
            hold(Simulation.of(
                    seed,
                    new Fault(0, Kind.LOSE_ANSWERS, 0, 1),
                    new Fault(0, Kind.LOSE_ANSWERS, 1, 1),
                    new Fault(0, Kind.LOSE_ANSWERS, 2, 1)));
        }
    }

    @Test
    void joinThatFailed_isRepeatedAsAJoin() {
        for (long seed = 1; seed <= 20; seed++) {
            hold(Simulation.of(
                    seed,
                    new Fault(0, Kind.LOSE_REQUESTS, 0, 1),
                    new Fault(0, Kind.LOSE_REQUESTS, 1, 1),
                    new Fault(0, Kind.LOSE_REQUESTS, 2, 1)));
        }
    }

    @Test
    void crashInTheMiddleOfARun_isTakenOverWithFailover() {
        int takeovers = 0;
        for (long seed = 1; seed <= 10; seed++) {
            takeovers += hold(Simulation.of(
                            seed, new Fault(600_500, Kind.CRASH, 0, 1), new Fault(1_200_500, Kind.CRASH, 1, 1)))
                    .history()
                    .takeovers();
        }
        assertThat(takeovers).isPositive();
    }

    @Test
    void restartWhileARunIgnoresItsInterruption_endsThatRunsLease() {
        for (long seed = 1; seed <= 40; seed++) {
            Fault[] restarts = new Fault[20];
            for (int i = 0; i < restarts.length; i++) {
                restarts[i] = new Fault(120_100 * (i + 1), Kind.RESTART, i % 3, 1);
            }
            hold(Simulation.of(seed, restarts));
        }
    }

    @Test
    void pauseBeyondTheSession_neitherRepeatsNorLosesAFire() {
        for (long seed = 1; seed <= 10; seed++) {
            hold(Simulation.of(
                    seed, new Fault(600_100, Kind.PAUSE, 0, 2 * T), new Fault(1_200_100, Kind.PAUSE, 1, T + 2_000)));
        }
    }

    @Test
    void leaseThatEndsBeforeItsSession_letsTheOwnerClaimItsInterruptedRunAgain() {
        int reclaims = 0;
        for (long seed = 1; seed <= 40; seed++) {
            Fault[] cuts = new Fault[40];
            for (int i = 0; i < cuts.length; i++) {
                cuts[i] = new Fault(60_000 * (i + 1) + 50, Kind.HALF_OPEN, i % 3, T * 3 / 4);
            }
            reclaims += hold(Simulation.of(seed, cuts)).history().reclaims();
        }
        assertThat(reclaims).isPositive();
    }

    @Test
    void outageOfTheRegistry_isSurvivedWithoutARestart() {
        for (long seed = 1; seed <= 10; seed++) {
            hold(Simulation.of(seed, new Fault(600_000, Kind.OUTAGE, 0, 5 * T)));
        }
    }

    @Test
    void clockAYearAhead_poisonsNothing() {
        hold(Simulation.of(3, new Fault(600_000, Kind.CLOCK, 0, 365L * 86_400_000)));
    }

    @Test
    void requestsDuringARun_areAllRun() {
        Fault[] requests = new Fault[20];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = new Fault(600_000 + 50L * i, Kind.REQUEST, 0, 1);
        }
        hold(Simulation.of(5, requests));
    }

    @Test
    void serverDisabledWhileItemsHaveNoInstance_doesNotStopTheAssignment() {
        hold(Simulation.of(
                180,
                new Fault(1_509_766, Kind.EDIT_ITEMS, 0, 0, 1),
                new Fault(1_765_794, Kind.SCALE, 0, 0, 1),
                new Fault(2_393_027, Kind.DISABLE_SERVER, 0, 48),
                new Fault(2_783_827, Kind.EDIT_ITEMS, 0, 0, 3)));
    }

    @Test
    void itemThatAnEditRemoved_isNotClaimedAnyMore() {
        for (int lead = 1; lead <= 20; lead++) {
            // At a moment in which some have read the edit, and nobody has an assignment that follows it.
            hold(Simulation.of(lead, new Fault(820_000 - lead, Kind.EDIT_ITEMS, 0, 0, 1)));
        }
    }

    @Test
    void instanceThatComesAfterAnEdit_losesNoFire() {
        hold(Simulation.of(
                16,
                new Fault(135_125, Kind.LOSE_ANSWERS, 0, 3, 1),
                new Fault(431_747, Kind.GARBAGE, 0, 6, 601),
                new Fault(488_989, Kind.CRASH_AFTER_APPLY, 1, 5, 1),
                new Fault(519_469, Kind.BREAK_CONFIGURATION, 3, 128_124, 3)));
        for (long seed = 1; seed <= 10; seed++) {
            hold(Simulation.of(
                    seed,
                    new Fault(600_200, Kind.OUTAGE, 0, 2 * T),
                    new Fault(600_300, Kind.EDIT_PARAMETERS, 0, 0),
                    new Fault(600_400, Kind.EDIT_PARAMETERS, 1, 0)));
        }
    }

    @Test
    void twoChangesOfTheScheduleDuringARun_accountForEveryFire() {
        for (long seed = 1; seed <= 20; seed++) {
            hold(Simulation.of(
                    seed,
                    new Fault(600_200, Kind.EDIT_CRON, 1, 0, 1),
                    new Fault(625_000, Kind.EDIT_CRON, 1, 0, 2),
                    new Fault(900_200, Kind.EDIT_CRON, 0, 0, 3),
                    new Fault(909_000, Kind.EDIT_CRON, 0, 0, 4)));
        }
    }

    @Test
    void requestThatSomebodyWroteOver_isClearedAway() {
        hold(Simulation.of(
                10719,
                new Fault(92_910, Kind.SCALE, 3, 6, 5),
                new Fault(1_175_279, Kind.CLOCK, 1, 81_033, 1),
                new Fault(2_029_786, Kind.TRIGGER, 1, 4),
                new Fault(2_203_249, Kind.TRIGGER, 4, 4, 1),
                new Fault(2_825_940, Kind.GARBAGE, 4, 3, 305)));
    }

    @Test
    void requestWhoseOutcomeSomebodyDeleted_isClearedAway_alsoByItsAuthor() {
        hold(Simulation.of(
                6270,
                new Fault(74_474, Kind.DELETE, 2, 0, 858),
                new Fault(130_472, Kind.RESTART, 1, 7_137),
                new Fault(490_753, Kind.EDIT_FAILOVER, 4, 7),
                new Fault(564_939, Kind.EDIT_ITEMS, 2, 2, 10),
                new Fault(644_880, Kind.CLOCK, 0, -42_100),
                new Fault(657_506, Kind.EDIT_MONITORING, 0, 3),
                new Fault(713_950, Kind.DISABLE_SERVER, 4, 17, 1),
                new Fault(782_724, Kind.EDIT_FAILOVER, 4, 3, 1),
                new Fault(908_139, Kind.CRASH_TWO, 1, 3_265),
                new Fault(968_978, Kind.EDIT_MONITORING, 3, 2),
                new Fault(1_324_559, Kind.EDIT_ITEMS, 3, 1, 3),
                new Fault(1_556_716, Kind.HALF_OPEN, 1, 13_291, 1),
                new Fault(1_596_638, Kind.CRASH_TWO, 2, 1_204, 1),
                new Fault(1_819_365, Kind.REQUEST, 0, 2, 1),
                new Fault(2_020_546, Kind.CRASH_TWO, 4, 29_943),
                new Fault(2_249_836, Kind.DELETE, 2, 4, 354)));
    }

    @Test
    void requestOfAnInstanceThatHasJustJoined_isNotCompleteBeforeTheItemsAreKnown() {
        hold(Simulation.of(
                7924,
                new Fault(373_708, Kind.SCALE, 4, 1, 4),
                new Fault(778_869, Kind.LOSE_ANSWERS, 1, 4),
                new Fault(882_505, Kind.LOSE_REQUESTS, 3, 1),
                new Fault(1_349_708, Kind.LOSE_REQUESTS, 1, 5, 1),
                new Fault(1_404_200, Kind.CRASH_ALL, 2, 7_217),
                new Fault(1_464_352, Kind.CLOCK_RATE, 0, 333_033),
                new Fault(1_573_311, Kind.OUTAGE, 0, 29_007),
                new Fault(1_673_050, Kind.CUT, 3, 8_228),
                new Fault(1_923_792, Kind.LOSE_ANSWERS, 1, 1, 1),
                new Fault(2_765_792, Kind.CLOCK_RATE, 4, 165_578, 1),
                new Fault(2_775_644, Kind.SCALE, 0, 1, 5),
                new Fault(2_890_864, Kind.CRASH, 0, 5_048),
                new Fault(2_891_734, Kind.SLOW, 0, 29_026, 1),
                new Fault(2_916_005, Kind.REQUEST, 0, 7, 1)));
    }

    @Test
    void scheduleThatWasReplacedBeforeAnOutage_isAccountedForAfterIt() {
        hold(Simulation.of(
                8049,
                new Fault(2_137_992, Kind.CLOCK, 1, 7_699_218, 1),
                new Fault(3_007_231, Kind.CRASH_ALL, 4, 1_303, 1),
                new Fault(3_036_109, Kind.EDIT_CRON, 1, 1, 5),
                new Fault(3_049_077, Kind.EDIT_MISFIRE, 4, 2, 1),
                new Fault(3_070_993, Kind.OUTAGE, 1, 18_136)));
    }

    @Test
    void markOfARunThatItsLivingOwnerGaveUp_isClearedAway() {
        hold(Simulation.of(
                8497,
                new Fault(2_355_429, Kind.HALF_OPEN, 1, 17_448, 1),
                new Fault(2_581_258, Kind.PAUSE, 1, 9_929),
                new Fault(2_599_201, Kind.EDIT_MONITORING, 3, 4)));
    }
}
