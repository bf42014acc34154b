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
package io.rota.internal.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rota.api.CatchUp;
import io.rota.api.JobConfiguration;
import io.rota.api.SkippedFires;
import io.rota.api.SkippedFires.Reason;
import io.rota.internal.trigger.MisfirePolicy.Decision;
import io.rota.internal.trigger.MisfirePolicy.Past;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class MisfirePolicyTests {

    private static final long LIMIT = 60_000;
    private static final MisfirePolicy COLLAPSE = new MisfirePolicy(true, LIMIT, CatchUp.NONE);
    private static final MisfirePolicy SKIP = new MisfirePolicy(false, LIMIT, CatchUp.NONE);

    /** A fire every ten seconds of an imaginary clock. */
    private static final FireSchedule TEN_SECONDS =
            after -> OptionalLong.of(Math.floorDiv(after, 10_000) * 10_000 + 10_000);

    private static Decision decide(MisfirePolicy policy, Past past, long now) {
        return policy.decide(TEN_SECONDS, past, now);
    }

    @Test
    void olderThanTheLateLimit_withLatest_onlyTheLatestOfThemRuns_thenTheYoungerOnes() {
        MisfirePolicy latest = new MisfirePolicy(true, LIMIT, CatchUp.LATEST);
        Decision first = latest.decide(TEN_SECONDS, new Past(0, 0, 0, 0), 205_000);
        assertThat(first.run()).hasValue(140_000);
        assertThat(first.skips()).containsExactly(new SkippedFires(Reason.LATE, 10_000, 139_999, 13));
        Decision second = latest.decide(TEN_SECONDS, new Past(140_000, 205_000, 205_000, 205_100), 205_200);
        assertThat(second.run()).hasValue(150_000);
        assertThat(second.skips()).isEmpty();
    }

    @Test
    void olderThanTheLateLimit_withAll_eachRuns_theOldestFirst() {
        MisfirePolicy all = new MisfirePolicy(true, LIMIT, CatchUp.ALL);
        Decision first = all.decide(TEN_SECONDS, new Past(0, 0, 0, 0), 205_000);
        assertThat(first.run()).hasValue(10_000);
        assertThat(first.skips()).isEmpty();
    }

    @Test
    void overrunOlderThanTheLateLimit_withCatchUp_isStillMadeUpFor() {
        MisfirePolicy latest = new MisfirePolicy(true, LIMIT, CatchUp.LATEST);
        Decision decision = latest.decide(TEN_SECONDS, new Past(10_000, 10_000, 10_000, 45_000), 305_000);
        assertThat(decision.run()).hasValue(40_000);
    }

    @Test
    void beforeTheFire_itIsAwaited() {
        assertThat(decide(COLLAPSE, new Past(100_000, 100_000, 100_000, 101_000), 109_999))
                .isEqualTo(new Decision(OptionalLong.empty(), false, List.of(), OptionalLong.of(110_000)));
    }

    @Test
    void onTime_theFireIsRun() {
        assertThat(decide(COLLAPSE, new Past(100_000, 100_000, 100_000, 101_000), 110_000))
                .isEqualTo(new Decision(OptionalLong.of(110_000), false, List.of(), OptionalLong.empty()));
    }

    @Test
    void anEndedSchedule_isNeverAwaited() {
        assertThat(COLLAPSE.decide(after -> OptionalLong.empty(), new Past(0, 0, 0, 0), 50_000))
                .isEqualTo(new Decision(OptionalLong.empty(), false, List.of(), OptionalLong.empty()));
    }

    @Test
    void overruns_collapseIntoTheLatest_whichRunsRightAfter() {
        assertThat(decide(COLLAPSE, new Past(100_000, 100_000, 100_000, 135_000), 135_000))
                .isEqualTo(new Decision(
                        OptionalLong.of(130_000),
                        true,
                        List.of(new SkippedFires(Reason.OVERRUN, 110_000, 129_999, 2)),
                        OptionalLong.empty()));
    }

    @Test
    void oneOverrun_isSimplyRun() {
        assertThat(decide(COLLAPSE, new Past(100_000, 100_000, 100_000, 115_000), 115_000))
                .isEqualTo(new Decision(OptionalLong.of(110_000), true, List.of(), OptionalLong.empty()));
    }

    @Test
    void firesThatComeDueWhileAnItemCatchesUp_eachRun_unlessItStaysBehind() {
        FireSchedule everySecond = after -> OptionalLong.of(Math.floorDiv(after, 1_000) * 1_000 + 1_000);
        // Busy since 100 s with fires that waited, of which the last took half of the time between two fires.
        Past catchingUp = new Past(100_000, 100_000, 104_000, 104_500);
        for (MisfirePolicy policy : List.of(COLLAPSE, SKIP)) {
            assertThat(policy.decide(everySecond, catchingUp, 111_000))
                    .isEqualTo(new Decision(OptionalLong.of(101_000), false, List.of(), OptionalLong.empty()));
            assertThat(policy.decide(everySecond, catchingUp, 111_001).skips())
                    .extracting(SkippedFires::reason, SkippedFires::from)
                    .containsExactly(tuple(Reason.OVERRUN, 101_000L));
        }
    }

    @Test
    void shortPauseBeforeAFire_isWhatCounts_notALongOneAfterIt() {
        // At 0, 3 and 60 seconds; the run of 0 took eight.
        FireSchedule twiceAMinute = after -> OptionalLong.of(
                Math.floorMod(after, 60_000) < 3_000
                        ? Math.floorDiv(after, 60_000) * 60_000 + 3_000
                        : Math.floorDiv(after, 60_000) * 60_000 + 60_000);
        assertThat(SKIP.decide(twiceAMinute, new Past(0, 0, 0, 8_000), 8_000).skips())
                .containsExactly(new SkippedFires(Reason.OVERRUN, 3_000, 3_000, 1));
    }

    @Test
    void fireThatWaitsLongerThanTheLateLimit_isStillMadeUpForRightAfterTheRun() {
        MisfirePolicy strict = new MisfirePolicy(true, 1_000, CatchUp.NONE);
        Decision decision = strict.decide(TEN_SECONDS, new Past(100_000, 100_000, 108_500, 111_500), 111_500);
        assertThat(decision).isEqualTo(new Decision(OptionalLong.of(110_000), true, List.of(), OptionalLong.empty()));
    }

    @Test
    void firesThatComeDueWhileRunsTakeLong_areOverruns() {
        Past fallingBehind = new Past(100_000, 100_000, 119_999, 125_000);
        assertThat(decide(COLLAPSE, fallingBehind, 125_000))
                .isEqualTo(new Decision(
                        OptionalLong.of(120_000),
                        true,
                        List.of(new SkippedFires(Reason.OVERRUN, 110_000, 119_999, 1)),
                        OptionalLong.empty()));
    }

    @Test
    void withoutMisfire_overrunsAreSkipped() {
        assertThat(decide(SKIP, new Past(100_000, 100_000, 100_000, 135_000), 135_000))
                .isEqualTo(new Decision(
                        OptionalLong.empty(),
                        false,
                        List.of(new SkippedFires(Reason.OVERRUN, 110_000, 130_000, 3)),
                        OptionalLong.of(140_000)));
    }

    @Test
    void aFireAtTheVeryEndOfTheRun_isAnOverrun_andOneAtItsBeginIsNot() {
        assertThat(decide(SKIP, new Past(100_000, 100_000, 100_000, 110_000), 111_000)
                        .skips())
                .containsExactly(new SkippedFires(Reason.OVERRUN, 110_000, 110_000, 1));
        assertThat(decide(SKIP, new Past(100_000, 110_000, 110_000, 115_000), 116_000)
                        .run())
                .hasValue(110_000);
    }

    @Test
    void lateFires_runEachOnItsOwn_upToTheLimit() {
        assertThat(decide(SKIP, new Past(100_000, 100_000, 100_000, 101_000), 170_000))
                .isEqualTo(new Decision(OptionalLong.of(110_000), false, List.of(), OptionalLong.empty()));
        assertThat(decide(SKIP, new Past(110_000, 170_000, 170_000, 170_100), 170_100)
                        .run())
                .hasValue(120_000);
    }

    @Test
    void olderFires_areSkippedWithTheirCount() {
        assertThat(decide(COLLAPSE, new Past(100_000, 100_000, 100_000, 101_000), 205_000))
                .isEqualTo(new Decision(
                        OptionalLong.of(150_000),
                        false,
                        List.of(new SkippedFires(Reason.LATE, 110_000, 144_999, 4)),
                        OptionalLong.empty()));
    }

    @Test
    void anOverrunThatWasNotTakenInTime_isSkippedToo() {
        assertThat(decide(COLLAPSE, new Past(100_000, 100_000, 100_000, 125_000), 185_001))
                .isEqualTo(new Decision(
                        OptionalLong.of(130_000),
                        false,
                        List.of(new SkippedFires(Reason.OVERRUN, 110_000, 120_000, 2)),
                        OptionalLong.empty()));
    }

    /** Claimed late: fires before the start of the run were late, those during it overran. */
    @Test
    void lateAndOverrunFires_areToldApart() {
        assertThat(decide(SKIP, new Past(100_000, 125_000, 125_000, 145_000), 400_000))
                .isEqualTo(new Decision(
                        OptionalLong.of(340_000),
                        false,
                        List.of(
                                new SkippedFires(Reason.LATE, 110_000, 125_000, 2),
                                new SkippedFires(Reason.OVERRUN, 130_000, 140_000, 2),
                                new SkippedFires(Reason.LATE, 150_000, 339_999, 19)),
                        OptionalLong.empty()));
    }

    @Test
    void aYearOfDowntime_isDecidedQuickly_andCountedUpToTheLimit() {
        CronFires everySecond = CronFires.of(
                JobConfiguration.newBuilder("j", 1)
                        .cron("* * * * * ?")
                        .timeZone("Europe/Berlin")
                        .build(),
                0);
        long now = 1_700_000_000_000L;
        Past past = new Past(now - Duration.ofDays(365).toMillis(), 0, 0, 0);
        Decision decision =
                Assertions.assertTimeout(Duration.ofSeconds(2), () -> COLLAPSE.decide(everySecond, past, now));
        assertThat(decision.run()).hasValue(now - LIMIT);
        assertThat(decision.skips())
                .containsExactly(
                        new SkippedFires(Reason.LATE, past.fire() + 1_000, now - LIMIT - 1, SkippedFires.COUNT_MAX));
    }

    @Test
    void aRunOfAMonth_isDecidedQuickly() {
        CronFires everySecond = CronFires.of(
                JobConfiguration.newBuilder("j", 1)
                        .cron("* * * * * ?")
                        .timeZone("Europe/Berlin")
                        .build(),
                0);
        long now = 1_700_000_000_500L;
        long started = now - 500 - Duration.ofDays(30).toMillis();
        Past past = new Past(started, started, started, now);
        Decision decision =
                Assertions.assertTimeout(Duration.ofMillis(500), () -> COLLAPSE.decide(everySecond, past, now));
        assertThat(decision.run()).hasValue(now - 500);
        assertThat(decision.skips())
                .containsExactly(
                        new SkippedFires(Reason.OVERRUN, past.fire() + 1_000, now - 501, SkippedFires.COUNT_MAX));
    }

    /**
     * Goal: whatever the past, every fire is run once or passed over once, and none is invented. Method: random schedules
     * and pasts; the decision is compared with a plain list of the fires.
     */
    @Test
    void everyFireIsEitherRunOrPassedOver_andNoOther() {
        Random random = new Random(8);
        for (int round = 0; round < 10_000; round++) {
            TreeSet<Long> fires = new TreeSet<>();
            // Large gaps exercise the search from the end.
            int scale = random.nextInt(5) == 0 ? 40 : 1;
            int span = 1 + random.nextInt(2_000);
            for (int i = random.nextInt(60); i > 0; i--) {
                fires.add((long) random.nextInt(span) * scale);
            }
            FireSchedule schedule = after -> {
                Long next = fires.higher(after);
                return next == null ? OptionalLong.empty() : OptionalLong.of(next);
            };
            long lastFire = random.nextInt(span) * (long) scale;
            long started = random.nextInt(4) == 0 ? 0 : lastFire + random.nextInt(200) - 20;
            long ended = started == 0 ? 0 : started + random.nextInt(400) * (long) scale;
            // The last run may have had others before it that waited.
            long last = random.nextBoolean() ? started : ended - (ended - started) / (1 + random.nextInt(20));
            Past past = new Past(lastFire, started, last, ended);
            long now = Math.max(lastFire, ended) + random.nextInt(600) - (random.nextInt(10) == 0 ? 100 : 0);
            MisfirePolicy policy = new MisfirePolicy(random.nextBoolean(), random.nextInt(300), CatchUp.NONE);

            Decision decision = policy.decide(schedule, past, now);

            int number = round;
            Supplier<String> world = () -> "round " + number + " " + policy + " " + past + " now " + now + " fires "
                    + fires + " -> " + decision;
            List<Long> passedOver = new ArrayList<>();
            long end = lastFire;
            for (SkippedFires skip : decision.skips()) {
                assertThat(skip.from()).as(world).isGreaterThan(end).isLessThanOrEqualTo(skip.to());
                List<Long> skipped = List.copyOf(fires.subSet(skip.from(), true, skip.to(), true));
                assertThat(skipped).as(world).hasSize(skip.count()).first().isEqualTo(skip.from());
                passedOver.addAll(skipped);
                end = skip.to();
            }
            long upTo = decision.run().isPresent() ? decision.run().getAsLong() - 1 : now;
            assertThat(end).as(world).isLessThanOrEqualTo(Math.max(upTo, lastFire));
            assertThat(passedOver)
                    .as(world)
                    .containsExactlyElementsOf(
                            upTo <= lastFire ? List.of() : fires.subSet(lastFire, false, upTo, true));
            if (decision.run().isPresent()) {
                long run = decision.run().getAsLong();
                assertThat(fires).as(world).contains(run);
                assertThat(run).as(world).isGreaterThan(lastFire).isLessThanOrEqualTo(now);
                assertThat(
                                decision.overrun()
                                        ? run > started
                                                && run <= ended
                                                && policy.misfire()
                                                && now - ended <= policy.lateLimitMillis()
                                        : now - run <= policy.lateLimitMillis())
                        .as(world)
                        .isTrue();
                assertThat(decision.next()).as(world).isEmpty();
            } else {
                Long next = fires.higher(Math.max(now, lastFire));
                assertThat(decision.next())
                        .as(world)
                        .isEqualTo(next == null ? OptionalLong.empty() : OptionalLong.of(next));
            }
        }
    }
}
