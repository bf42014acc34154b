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

/** Single faults that only a registry in a database suffers, each in an hour of its own. */
@ExtendWith(QuietEngine.class)
class DatabaseScenarioTests {

    private static final int T = (int) SimRegistry.TIMEOUT_MILLIS;

    /** A moment at which both scheduled jobs are in the middle of a fire. */
    private static final long FIRE = 600_200;

    private static final int SEEDS = 5;

    /** Tells how many sessions were ended by others. */
    private static int hold(Fault... faults) {
        int ended = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Simulation simulation = Simulation.onDatabase(seed, faults);
            assertThat(simulation.run().violations()).as(simulation.report()).isEmpty();
            ended += ((SimDatabase) simulation.registry()).endedByOthers();
        }
        return ended;
    }

    @Test
    void quietHour_everyFireIsClaimedInTime_andNobodyIsEnded() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Simulation hour = Simulation.onDatabase(seed).run();
            assertThat(hour.violations()).as(hour.report()).isEmpty();
            // The bodies that take up to 50 s overrun the fires of the quicker job; nothing else delays one.
            assertThat(hour.history().delayMillisMax()).isLessThan(51_000);
            assertThat(((SimDatabase) hour.registry()).endedByOthers()).isZero();
        }
    }

    @Test
    void databaseIsAwayForLongerThanASession_nobodyIsEnded_andEverythingGoesOn() {
        assertThat(hold(
                        new Fault(FIRE, Kind.DATABASE_DOWN, 0, 4 * T),
                        new Fault(2 * FIRE, Kind.DATABASE_DOWN, 0, T),
                        new Fault(3 * FIRE, Kind.OUTAGE, 0, 4 * T)))
                .isZero();
    }

    @Test
    void clockJumps_nobodyIsEnded_andNoFireIsRepeatedOrLost() {
        assertThat(hold(
                        new Fault(FIRE, Kind.DATABASE_CLOCK, 0, T + 10_000, 60_000),
                        new Fault(FIRE + 200_000, Kind.DATABASE_CLOCK, 0, -T, 60_000),
                        new Fault(FIRE + 400_000, Kind.DATABASE_CLOCK, 0, 18_000_000, 60_000),
                        new Fault(FIRE + 600_000, Kind.DATABASE_CLOCK, 0, -18_000_000, 60_000)))
                .isZero();
    }

    @Test
    void processDiesAndTheClockIsPutBack_itsSessionIsEndedAllTheSame() {
        assertThat(hold(
                        new Fault(FIRE, Kind.CRASH, 0, 300_000),
                        new Fault(FIRE + 1_000, Kind.DATABASE_CLOCK, 0, -3_600_000, 60_000),
                        new Fault(2 * FIRE - 5_000, Kind.DATABASE_CLOCK, 0, 3_600_000, 6_000),
                        new Fault(2 * FIRE, Kind.CRASH, 1, 300_000)))
                .isEqualTo(2 * SEEDS);
    }

    @Test
    void writerStandsStillWithTheLock_othersGoOnWhenTheServerHasEndedIt() {
        assertThat(hold(
                        new Fault(FIRE - 100, Kind.LOCK_HELD, 0, 0),
                        new Fault(2 * FIRE, Kind.CRASH_BEFORE_COMMIT, 0, 0),
                        new Fault(3 * FIRE - 100, Kind.LOCK_HELD, 0, 0),
                        new Fault(3 * FIRE, Kind.LOCK_HELD, 0, 0),
                        new Fault(3 * FIRE + 10, Kind.LOCK_HELD, 0, 0)))
                .isEqualTo(SEEDS);
    }

    @Test
    void connectionsEndInTheMiddleOfCommits_theirOutcomesAreFoundOut() {
        Fault[] ends = new Fault[40];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = new Fault(60_003 + 60_000L * i + i % 10, Kind.CONNECTIONS_END, 0, 0);
        }
        assertThat(hold(ends)).isZero();
    }

    @Test
    void logIsClearedWhileAnInstanceIsAway_itReadsEverythingAnew() {
        hold(
                new Fault(FIRE, Kind.PAUSE, 0, T / 2),
                new Fault(FIRE + 100, Kind.EDIT_ITEMS, 0, 0, 10),
                new Fault(FIRE + 5_000, Kind.LOG_CLEARED, 0, 0),
                new Fault(2 * FIRE, Kind.CUT, 1, 3 * T),
                new Fault(2 * FIRE + 100, Kind.EDIT_ITEMS, 0, 0, 2),
                new Fault(2 * FIRE + 5_000, Kind.LOG_CLEARED, 0, 0));
    }
}
