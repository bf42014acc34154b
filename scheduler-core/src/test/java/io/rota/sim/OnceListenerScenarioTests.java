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

import io.rota.registry.Transaction;
import io.rota.sim.Fault.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The two calls that a fire makes once in the cluster, with everything that can go wrong around them. */
@ExtendWith(QuietEngine.class)
class OnceListenerScenarioTests {

    private static final String EACH_MINUTE = "0 * * * * ?";
    private static final String EACH_20_SECONDS = "0/20 * * * * ?";
    private static final String EACH_2_SECONDS = "0/2 * * * * ?";
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

    private static OnceCluster minutely(long seed, boolean failover) {
        return new OnceCluster(seed, 3, OnceCluster.job(5, EACH_MINUTE, failover), 60);
    }

    private static OnceChecker hold(OnceCluster cluster) {
        assertThat(cluster.violations()).as(cluster.toString()).isEmpty();
        assertThat(cluster.checker.firesThatRan()).as(cluster.toString()).isPositive();
        return cluster.checker;
    }

    /** Crashes whoever begins a call, the first few times. */
    private static void crashInTheMiddle(OnceChecker checker, boolean before) {
        int[] left = {5};
        BiConsumer<SimProcess, Long> crash = (process, fire) -> {
            if (left[0]-- > 0) {
                process.after(100_000_000, process.node()::crashNow);
            }
        };
        if (before) {
            checker.atBefore = crash;
        } else {
            checker.atAfter = crash;
        }
    }

    @Test
    void quiet_eachFireIsToldOnce_soonAfterItsInstant() {
        for (long seed = 1; seed <= 5; seed++) {
            OnceCluster cluster = minutely(seed, seed % 2 == 0).run(HALF_AN_HOUR);
            OnceChecker checker = hold(cluster);
            assertThat(checker.firesToldOnce()).as(cluster.toString()).isGreaterThan(35);
            assertThat(checker.firesThatRan() - checker.firesToldOnce())
                    .as(cluster.toString())
                    .isLessThanOrEqualTo(1);
            assertThat(checker.tooLate()).isZero();
            // One claim, one notice of it, one look, one decision.
            assertThat(checker.beforeMillisMax()).isLessThan(6_000);
        }
    }

    @Test
    void lastStarterDies_theItemsDoNotWaitForIt() {
        for (boolean failover : new boolean[] {true, false}) {
            for (long seed = 1; seed <= 5; seed++) {
                Fault[] crashes = new Fault[10];
                for (int i = 0; i < crashes.length; i++) {
                    Kind kind = i % 2 == 0 ? Kind.CRASH_AFTER_APPLY : Kind.CRASH_BEFORE_COMMIT;
                    crashes[i] = new Fault(120_000L * (i + 1) - 1_500, kind, i % 3, 1);
                }
                OnceChecker checker = hold(minutely(seed, failover).run(HALF_AN_HOUR, crashes));
                assertThat(checker.tooLate()).isZero();
            }
        }
    }

    @Test
    void lastCompleterDies_othersMakeTheSecondCall() {
        for (boolean failover : new boolean[] {true, false}) {
            for (long seed = 1; seed <= 5; seed++) {
                OnceCluster cluster = minutely(seed, failover);
                int[] left = {8};
                cluster.checker.atGroup = (process, fire) -> {
                    if (process.node().index == 1 && left[0]-- > 0) {
                        process.node().crashAtCommit =
                                left[0] % 2 == 0 ? Kind.CRASH_AFTER_APPLY : Kind.CRASH_BEFORE_COMMIT;
                    }
                };
                hold(cluster.run(HALF_AN_HOUR));
                assertThat(left[0]).isNotPositive();
            }
        }
    }

    @Test
    void ownerOfTheFirstCallDies_withFailoverAnotherMakesIt_andWithoutItIsGivenUp() {
        for (long seed = 1; seed <= 5; seed++) {
            OnceCluster with = minutely(seed, true);
            crashInTheMiddle(with.checker, true);
            assertThat(hold(with.run(HALF_AN_HOUR)).repeatedBefores()).isPositive();
            OnceCluster without = minutely(seed, false);
            crashInTheMiddle(without.checker, true);
            assertThat(hold(without.run(HALF_AN_HOUR)).repeatedBefores()).isZero();
        }
    }

    @Test
    void ownerOfTheSecondCallDies_withFailoverAnotherMakesIt_andWithoutItIsGivenUp() {
        for (long seed = 1; seed <= 5; seed++) {
            OnceCluster with = minutely(seed, true);
            crashInTheMiddle(with.checker, false);
            assertThat(hold(with.run(HALF_AN_HOUR)).repeatedAfters()).isPositive();
            OnceCluster without = minutely(seed, false);
            crashInTheMiddle(without.checker, false);
            assertThat(hold(without.run(HALF_AN_HOUR)).repeatedAfters()).isZero();
        }
    }

    @Test
    void disabledItem_doesNotCount() {
        for (long seed = 1; seed <= 5; seed++) {
            OnceCluster cluster = minutely(seed, true);
            cluster.write(330_000, new Transaction().create("/batch/sharding/2/disabled", ""));
            OnceChecker checker = hold(cluster.run(HALF_AN_HOUR));
            assertThat(checker.tooLate()).isZero();
            assertThat(checker.itemsAt(600)).containsExactly(0, 1, 3, 4);
            assertThat(checker.firesToldOnce()).isGreaterThan(35);
        }
    }

    @Test
    void itemThatPassesAFireOver_doesNotCount() {
        for (boolean misfire : new boolean[] {true, false}) {
            for (long seed = 1; seed <= 5; seed++) {
                OnceCluster cluster = new OnceCluster(
                        seed, 3, OnceCluster.job(4, EACH_20_SECONDS, true).misfire(misfire), 20);
                OnceChecker checker = hold(cluster.run(HALF_AN_HOUR));
                assertThat(checker.tooLate()).isZero();
                assertThat(checker.firesThatRan() - checker.firesToldOnce())
                        .as(cluster.toString())
                        .isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void firesInQuickSuccession_areEachToldOnce() {
        for (long seed = 1; seed <= 3; seed++) {
            OnceCluster cluster = new OnceCluster(seed, 3, OnceCluster.job(3, EACH_2_SECONDS, false), 2);
            cluster.checker.callMillis = 20;
            OnceChecker checker = hold(cluster.run(FIVE_MINUTES));
            assertThat(checker.tooLate()).isZero();
            assertThat(checker.firesThatRan()).isGreaterThan(100);
        }
    }

    @Test
    void firstCallThatTakesTooLong_isNotWaitedFor_andTheHandlerIsTold() {
        for (long seed = 1; seed <= 5; seed++) {
            OnceCluster cluster = minutely(seed, true);
            cluster.checker.startedTimeoutMillis = 2_000;
            cluster.checker.callMillis = 5_000;
            OnceChecker checker = hold(cluster.run(HALF_AN_HOUR));
            assertThat(checker.tooLate()).isGreaterThan(30);
            assertThat(checker.firesThatRan()).isGreaterThan(35);
            assertThat(checker.repeatedBefores()).isZero();
        }
    }

    @Test
    void itemThatIsLate_isNotWaitedForBeyondTheLimit() {
        for (long seed = 1; seed <= 5; seed++) {
            OnceCluster cluster = new OnceCluster(seed, 3, OnceCluster.job(6, EACH_20_SECONDS, true), 20);
            cluster.checker.startedTimeoutMillis = 1_500;
            OnceChecker checker = hold(cluster.run(HALF_AN_HOUR));
            assertThat(checker.tooLate()).isPositive();
        }
    }

    @Test
    void itemThatDoesNotEnd_isNotWaitedForBeyondTheLimit() {
        for (long seed = 1; seed <= 5; seed++) {
            OnceCluster cluster = minutely(seed, true);
            cluster.checker.completedTimeoutMillis = 4_000;
            OnceChecker checker = hold(cluster.run(HALF_AN_HOUR));
            assertThat(checker.tooLate()).isPositive();
        }
    }

    @Test
    void monitorExecutionOff_doesNotMatter() {
        OnceCluster cluster =
                new OnceCluster(7, 3, OnceCluster.job(5, EACH_MINUTE, true).monitorExecution(false), 60);
        assertThat(hold(cluster.run(HALF_AN_HOUR)).firesToldOnce()).isGreaterThan(35);
    }

    @Test
    void randomFaults_noFireIsToldTwiceOrForgotten() {
        long seeds = Long.getLong("sim.once.seeds", 20);
        for (long seed = Long.getLong("sim.once.first", 1); seed <= seeds; seed++) {
            for (boolean failover : new boolean[] {true, false}) {
                Fault[] faults = Fault.plan(
                                new SplittableRandom(seed),
                                Fault.Kind.ofServers(),
                                3,
                                new Fault.Spread(HALF_AN_HOUR.toMillis(), 40_000))
                        .toArray(new Fault[0]);
                OnceCluster cluster = minutely(seed, failover).run(HALF_AN_HOUR, faults);
                assertThat(cluster.violations())
                        .as("seed " + seed + ", failover " + failover + ", " + cluster + Arrays.toString(faults))
                        .isEmpty();
            }
        }
    }
}
