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

/**
 * What users of schedulers of this kind have seen go wrong under crashes, pauses, cuts and edits, each shown not to happen
 * here: every invariant of {@link History} holds. Those that need no such fault are in
 * {@code io.rota.bootstrap.KnownFaultsTests}.
 */
@ExtendWith(QuietEngine.class)
class KnownFaultsScenarioTests {

    private static final long T = SimRegistry.TIMEOUT_MILLIS;

    /** A moment at which both scheduled jobs are in the middle of a fire. */
    private static final long FIRE = 600_000;

    private static void hold(Simulation simulation) {
        assertThat(simulation.run().violations()).as(simulation.report()).isEmpty();
    }

    private static void hold(Fault... faults) {
        for (long seed = 1; seed <= 5; seed++) {
            hold(Simulation.of(seed, faults));
        }
        hold(Simulation.onDatabase(6, faults));
    }

    @Test
    void pausedProcessResumes_andFindsItsItemTaken_ratherThanRunningBesideItsSuccessor() {
        hold(new Fault(FIRE + 200, Kind.PAUSE, 0, 4 * T), new Fault(2 * FIRE + 200, Kind.PAUSE, 1, 4 * T));
    }

    @Test
    void shortCutOfTheConnection_whileAnotherInstanceJoins_givesNoItemAwayTwice() {
        hold(
                new Fault(FIRE - 5_000, Kind.CRASH, 2, 6_000),
                new Fault(FIRE + 200, Kind.CUT, 0, T / 3),
                new Fault(FIRE + 300, Kind.CUT, 1, T / 3));
    }

    @Test
    void instanceThatDiesWhileItemsAreAssigned_keepsNone() {
        hold(
                new Fault(FIRE, Kind.SCALE, 0, 0, 5),
                new Fault(FIRE + 20, Kind.CRASH_AFTER_APPLY, 0, 20_000),
                new Fault(FIRE + 30, Kind.CRASH, 1, 20_000));
    }

    @Test
    void wholeClusterThatCrashes_runsAgainByItself_inWhateverOrderItComesBack() {
        hold(new Fault(FIRE + 200, Kind.CRASH_ALL, 0, 30_000), new Fault(2 * FIRE + 200, Kind.CRASH_ALL, 0, 500));
    }

    @Test
    void leaderThatDies_leavesNoItemUnassigned() {
        hold(
                new Fault(FIRE + 200, Kind.CRASH, 0, 120_000),
                new Fault(FIRE + 60_000, Kind.CRASH, 1, 120_000),
                new Fault(FIRE + 240_000, Kind.CRASH, 2, 120_000));
    }

    @Test
    void leaderThatStandsStillWhileItAssigns_spoilsNothingWhenItGoesOn() {
        hold(
                new Fault(FIRE, Kind.SCALE, 0, 0, 5),
                new Fault(FIRE + 5, Kind.PAUSE, 0, 3 * T),
                new Fault(FIRE + T, Kind.SCALE, 0, 0, 2));
    }

    @Test
    void membershipThatChangesBetweenTheFiresOfSkewedClocks_repeatsAndLosesNoFire() {
        hold(
                new Fault(1_000, Kind.CLOCK, 0, 4_000),
                new Fault(1_000, Kind.CLOCK, 1, -4_000),
                new Fault(FIRE - 2_000, Kind.SCALE, 0, 0, 5),
                new Fault(FIRE + 58_000, Kind.SCALE, 0, 0, 2));
    }

    @Test
    void ownersThatDieTogether_areBothTakenOver() {
        hold(new Fault(FIRE + 200, Kind.CRASH_TWO, 0, 90_000));
    }

    @Test
    void ownerThatIsBackBeforeItsSessionHasEnded_finishesItsFire() {
        hold(new Fault(FIRE + 200, Kind.CRASH, 0, T / 4), new Fault(2 * FIRE + 200, Kind.CRASH, 1, T / 4));
    }

    @Test
    void restartsInTurnDuringATakeOver_leaveNothingThatStopsTheJob() {
        Fault[] restarts = new Fault[12];
        for (int i = 0; i < restarts.length; i++) {
            restarts[i] = new Fault(FIRE + 4_000L * i, i % 3 == 0 ? Kind.CRASH : Kind.RESTART, i % 3, 2_000);
        }
        hold(restarts);
    }

    @Test
    void sessionThatExpires_isNoShutdown() {
        hold(
                new Fault(FIRE + 200, Kind.HALF_OPEN, 0, 3 * T),
                new Fault(FIRE + 200, Kind.HALF_OPEN, 1, 3 * T),
                new Fault(FIRE + 200, Kind.HALF_OPEN, 2, 3 * T));
    }

    @Test
    void assignmentWhoseAnswerIsLost_isMadeAllTheSame() {
        hold(
                new Fault(FIRE - 10, Kind.LOSE_ANSWERS, 0, 5_000),
                new Fault(FIRE - 10, Kind.LOSE_REQUESTS, 1, 5_000),
                new Fault(FIRE, Kind.CRASH, 2, 30_000));
    }

    @Test
    void watchesThatAreLost_leaveNobodyWithAnOldAssignment() {
        hold(
                new Fault(FIRE - 1_000, Kind.WATCHES, 0, 30_000),
                new Fault(FIRE - 1_000, Kind.WATCHES, 1, 30_000),
                new Fault(FIRE, Kind.CRASH, 2, 60_000));
    }

    @Test
    void failoverSwitchedOffAndOnInTheMiddleOfATakeOver_leavesNothingBehind() {
        hold(
                new Fault(FIRE + 200, Kind.CRASH, 0, 90_000),
                new Fault(FIRE + 300, Kind.EDIT_FAILOVER, 1, 0, 0),
                new Fault(FIRE + 2 * T, Kind.EDIT_FAILOVER, 1, 0, 1));
    }

    @Test
    void badEdit_stopsNothing_andIsForgottenWhenItIsRepaired() {
        hold(
                new Fault(FIRE, Kind.BREAK_CONFIGURATION, 0, 120_000, 1),
                new Fault(FIRE, Kind.BREAK_CONFIGURATION, 1, 120_000, 2),
                new Fault(FIRE + 30_000, Kind.CRASH, 0, 10_000),
                new Fault(2 * FIRE, Kind.BREAK_CONFIGURATION, 0, 120_000, 5));
    }

    @Test
    void nodesThatSomebodyDeletes_areMadeAgain() {
        for (int detail = 0; detail < 40; detail += 8) {
            hold(
                    new Fault(FIRE + 100, Kind.DELETE, 0, 20_000, detail),
                    new Fault(FIRE + 60_100, Kind.DELETE, 1, 20_000, detail + 3),
                    new Fault(FIRE + 120_100, Kind.DELETE, 2, 20_000, detail + 5));
        }
    }

    @Test
    void triggersDuringARun_areRunAfterIt() {
        hold(
                new Fault(FIRE + 100, Kind.TRIGGER, 0, 0),
                new Fault(FIRE + 200, Kind.TRIGGER, 0, 0),
                new Fault(FIRE + 300, Kind.TRIGGER, 1, 0),
                new Fault(FIRE + 400, Kind.TRIGGER, 2, 0));
    }

    @Test
    void clockThatStepsBack_repeatsNoFire() {
        hold(new Fault(FIRE + 10_000, Kind.CLOCK, 0, -30_000), new Fault(FIRE + 20_000, Kind.CLOCK, 1, -3_600_000));
    }

    @Test
    void outageThatIsShorterThanTheSession_interruptsNoRunForNothing_andOneThatIsLongerEndsByItself() {
        hold(new Fault(FIRE + 200, Kind.OUTAGE, 0, T / 3), new Fault(2 * FIRE + 200, Kind.OUTAGE, 0, 4 * T));
    }
}
