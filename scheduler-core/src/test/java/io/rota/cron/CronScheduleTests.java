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
package io.rota.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rule at clock changes, by example. Berlin 2026: 29 March 02:00 becomes 03:00, 25 October 03:00 becomes 02:00. */
class CronScheduleTests {
    private static final String BERLIN = "Europe/Berlin";

    @Test
    void dailyTimeInsideTheGap_firesOnceAtTheEndOfTheGap() {
        assertThat(fires("0 30 2 * * ?", BERLIN, "2026-03-28T00:00+01:00", 3))
                .containsExactly("2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
    }

    @Test
    void severalTimesInsideTheGap_areOneFire() {
        assertThat(fires("0 30,45 2 * * ?", BERLIN, "2026-03-28T12:00+01:00", 3))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00", "2026-03-30T02:45+02:00");
    }

    @Test
    void timeAtTheEndOfTheGap_isTheSameFireAsThoseInside() {
        assertThat(fires("0 0 1,2,3 * * ?", BERLIN, "2026-03-29T00:00+01:00", 3))
                .containsExactly("2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00", "2026-03-30T01:00+02:00");
    }

    @Test
    void dailyTimeInTheOverlap_firesTheFirstTimeOnly() {
        assertThat(fires("0 30 2 * * ?", BERLIN, "2026-10-24T12:00+02:00", 2))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
    }

    @Test
    void dailyTimeInTheOverlap_askedBetweenThePasses_firesTheNextDay() {
        assertThat(fires("0 30 2 * * ?", BERLIN, "2026-10-25T02:45+02:00", 1))
                .containsExactly("2026-10-26T02:30+01:00");
        assertThat(fires("0 30 2 * * ?", BERLIN, "2026-10-25T02:15+01:00", 1))
                .containsExactly("2026-10-26T02:30+01:00");
    }

    @Test
    void dailyTimeAtTheBoundsOfTheOverlap_firesOnce() {
        assertThat(fires("0 0 2,3 * * ?", BERLIN, "2026-10-25T00:00+02:00", 3))
                .containsExactly("2026-10-25T02:00+02:00", "2026-10-25T03:00+01:00", "2026-10-26T02:00+01:00");
    }

    @Test
    void interval_followsElapsedTimeOverTheGap() {
        assertThat(fires("0 0/30 * * * ?", BERLIN, "2026-03-29T01:00+01:00", 3))
                .containsExactly("2026-03-29T01:30+01:00", "2026-03-29T03:00+02:00", "2026-03-29T03:30+02:00");
    }

    @Test
    void interval_firesInBothPassesOfTheOverlap() {
        assertThat(fires("0 0/30 * * * ?", BERLIN, "2026-10-25T01:45+02:00", 5))
                .containsExactly(
                        "2026-10-25T02:00+02:00",
                        "2026-10-25T02:30+02:00",
                        "2026-10-25T02:00+01:00",
                        "2026-10-25T02:30+01:00",
                        "2026-10-25T03:00+01:00");
    }

    @Test
    void intervalWithinTheGap_doesNotFireThatDay() {
        assertThat(fires("0 10/20 2 * * ?", BERLIN, "2026-03-28T02:40+01:00", 2))
                .containsExactly("2026-03-28T02:50+01:00", "2026-03-30T02:10+02:00");
    }

    @Test
    void lastFireOfAnInterval_repeatsInTheSecondPassThoughNoneFollows() {
        assertThat(fires("0 20/30 2 25 10 ? 2026", BERLIN, "2026-10-25T02:51+02:00", 9))
                .containsExactly("2026-10-25T02:20+01:00", "2026-10-25T02:50+01:00");
    }

    @Test
    void halfHourChange_isTreatedTheSame() {
        // Lord Howe 2026: 4 October 02:00 becomes 02:30, 5 April 02:00 becomes 01:30.
        assertThat(fires("0 15 2 * * ?", "Australia/Lord_Howe", "2026-10-03T12:00+10:30", 2))
                .containsExactly("2026-10-04T02:30+11:00", "2026-10-05T02:15+11:00");
        assertThat(fires("0 45 1 * * ?", "Australia/Lord_Howe", "2026-04-04T12:00+11:00", 2))
                .containsExactly("2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30");
    }

    @Test
    void dayLeftOut_firesOnceAtItsEnd() {
        // Samoa went from the end of 29 December 2011 to the beginning of 31 December.
        assertThat(fires("0 0 9,17 * * ?", "Pacific/Apia", "2011-12-29T12:00-10:00", 4))
                .containsExactly(
                        "2011-12-29T17:00-10:00",
                        "2011-12-31T00:00+14:00",
                        "2011-12-31T09:00+14:00",
                        "2011-12-31T17:00+14:00");
        assertThat(fires("0 0 0/12 * * ?", "Pacific/Apia", "2011-12-29T00:00-10:00", 2))
                .containsExactly("2011-12-29T12:00-10:00", "2011-12-31T00:00+14:00");
    }

    @Test
    void missingMidnight_losesNeitherTheFireNorTheDay() {
        // Cairo 2025: 25 April 00:00 becomes 01:00.
        assertThat(fires("0 0 0 * * ?", "Africa/Cairo", "2025-04-24T12:00+02:00", 2))
                .containsExactly("2025-04-25T01:00+03:00", "2025-04-26T00:00+03:00");
        assertThat(fires("0 0 */2 * * ?", "Africa/Cairo", "2025-04-24T21:00+02:00", 3))
                .containsExactly("2025-04-24T22:00+02:00", "2025-04-25T02:00+03:00", "2025-04-25T04:00+03:00");
    }

    @Test
    void midnightShownTwice_firesOnce() {
        // Cairo 2025: 31 October 00:00 becomes 30 October 23:00.
        assertThat(fires("0 30 23 * * ?", "Africa/Cairo", "2025-10-30T12:00+03:00", 2))
                .containsExactly("2025-10-30T23:30+03:00", "2025-10-31T23:30+02:00");
        assertThat(fires("0 0 0 * * ?", "Africa/Cairo", "2025-10-30T12:00+03:00", 2))
                .containsExactly("2025-10-31T00:00+02:00", "2025-11-01T00:00+02:00");
    }

    @Test
    void offsetWithSeconds_firesAtWholeLocalMinutes() {
        // Monrovia was 44 minutes 30 seconds behind until 7 January 1972, 00:00.
        assertThat(fires("0 30 0 * * ?", "Africa/Monrovia", "1972-01-06T00:00-00:44:30", 3))
                .containsExactly("1972-01-06T00:30-00:44:30", "1972-01-07T00:44:30Z", "1972-01-08T00:30Z");
    }

    @Test
    void fixedOffset_hasNoChanges() {
        assertThat(fires("0 30 2 * * ?", "GMT+08:00", "2026-03-28T12:00+08:00", 2))
                .containsExactly("2026-03-29T02:30+08:00", "2026-03-30T02:30+08:00");
    }

    @Test
    void anyQuestion_isAnsweredInBoundedTime() {
        List<String> hard = List.of(
                "0 0 0 30 2 ?",
                "0 0 0 29 2 ?",
                "* * * 31 2,4,6,9,11 ?",
                "0 0 0 ? 2 7#5",
                "0/7 * 2 L-29 2 ?",
                "0 0 0 1 1 ? 2299");
        // Each takes well under a millisecond; the limit is for a machine that is busy with other things.
        assertTimeout(Duration.ofSeconds(2), () -> {
            for (int year = 1970; year < 2170; year += 2) {
                for (String text : hard) {
                    CronSchedule.of(CronExpression.parse(text), ZoneId.of("Africa/Casablanca"))
                            .nextAfter(Instant.parse(year + "-05-01T00:00:00Z"));
                }
            }
        });
    }

    @Test
    void askedBackAndForth_answersTheSame() {
        CronSchedule schedule = CronSchedule.of(CronExpression.parse("0 30 2 * * ?"), ZoneId.of(BERLIN));
        List<Instant> questions = List.of(
                Instant.parse("2026-03-28T20:00:00Z"),
                Instant.parse("2031-10-01T00:00:00Z"),
                Instant.parse("1975-01-01T00:00:00Z"),
                Instant.parse("2026-10-25T01:15:00Z"));
        for (int round = 0; round < 3; round++) {
            for (Instant question : questions) {
                CronSchedule fresh = CronSchedule.of(schedule.expression(), schedule.zone());
                assertThat(schedule.nextAfter(question)).isEqualTo(fresh.nextAfter(question));
            }
        }
    }

    @Test
    void severalFires_areThoseOfSingleQuestions() {
        CronSchedule schedule = CronSchedule.of(CronExpression.parse("0 0 0 1 1 ? 2027,2028"), ZoneId.of("UTC"));
        Instant after = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(schedule.nextAfter(after, 5))
                .containsExactly(Instant.parse("2027-01-01T00:00:00Z"), Instant.parse("2028-01-01T00:00:00Z"));
        assertThat(schedule.nextAfter(after, 1)).containsExactly(Instant.parse("2027-01-01T00:00:00Z"));
        assertThat(schedule.nextAfter(after, 0)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> schedule.nextAfter(after, -1));
    }

    @Test
    void schedule_isAValue() {
        CronSchedule one = CronSchedule.of(CronExpression.parse("0 0 3 * * ?"), ZoneId.of("Asia/Shanghai"));
        CronSchedule same = CronSchedule.of(CronExpression.parse("0 0 3 * * ?"), ZoneId.of("Asia/Shanghai"));
        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).hasToString("0 0 3 * * ? [Asia/Shanghai]");
        assertThat(one).isNotEqualTo(CronSchedule.of(one.expression(), ZoneId.of("GMT+08:00")));
    }

    private static List<String> fires(String expression, String zone, String after, int count) {
        return CronSchedule.of(CronExpression.parse(expression), Zones.parse(zone))
                .nextAfter(
                        OffsetDateTime.parse(after, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                                .toInstant(),
                        count)
                .stream()
                .map(fire -> fire.atZone(ZoneId.of(zone)).toOffsetDateTime().toString())
                .toList();
    }
}
