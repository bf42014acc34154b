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

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the fields mean, on a clock that never changes. */
class CronExpressionTests {

    @Test
    void everySecond_firesEverySecond() {
        assertThat(times("* * * * * ?", "2026-01-01T23:59:58", 3))
                .containsExactly("2026-01-01T23:59:59", "2026-01-02T00:00", "2026-01-02T00:00:01");
    }

    @Test
    void fractionOfASecond_nextWholeSecondFires() {
        CronSchedule schedule = CronSchedule.of(CronExpression.parse("* * * * * ?"), ZoneOffset.UTC);
        assertThat(schedule.nextAfter(Instant.parse("2026-01-01T10:00:00.999999999Z")))
                .contains(Instant.parse("2026-01-01T10:00:01Z"));
        assertThat(schedule.nextAfter(Instant.parse("2026-01-01T10:00:00.000000001Z")))
                .contains(Instant.parse("2026-01-01T10:00:01Z"));
    }

    @Test
    void stepFromAValue_runsToTheEndOfTheField() {
        assertThat(times("0 5/20 10 * * ?", "2026-01-01T00:00", 4))
                .containsExactly("2026-01-01T10:05", "2026-01-01T10:25", "2026-01-01T10:45", "2026-01-02T10:05");
    }

    @Test
    void slashAlone_isAStepFromTheFirstValue() {
        assertThat(times("0 /25 10 * * ?", "2026-01-01T00:00", 4))
                .containsExactly("2026-01-01T10:00", "2026-01-01T10:25", "2026-01-01T10:50", "2026-01-02T10:00");
    }

    @Test
    void rangeOverMidnight_goesOnInTheNextDay() {
        assertThat(times("0 0 22-2/2 * * ?", "2026-01-01T12:00", 4))
                .containsExactly("2026-01-01T22:00", "2026-01-02T00:00", "2026-01-02T02:00", "2026-01-02T22:00");
    }

    @Test
    void rangeOverTheEndOfTheWeek_goesOnWithSunday() {
        assertThat(days("0 0 0 ? * FRI-MON", "2026-01-01", 5))
                .containsExactly("2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05", "2026-01-09");
    }

    @Test
    void rangeOverTheEndOfTheYear_goesOnWithJanuary() {
        assertThat(days("0 0 0 1 nov-Feb ?", "2026-01-15", 5))
                .containsExactly("2026-02-01", "2026-11-01", "2026-12-01", "2027-01-01", "2027-02-01");
    }

    @Test
    void weekdaysCountFromSunday() {
        assertThat(days("0 0 0 ? * 1", "2026-01-01", 1)).containsExactly("2026-01-04");
        assertThat(days("0 0 0 ? * 7", "2026-01-01", 1)).containsExactly("2026-01-03");
        assertThat(days("0 0 0 ? * L", "2026-01-01", 2)).containsExactly("2026-01-03", "2026-01-10");
    }

    @Test
    void dayThatTheMonthLacks_isNotReplaced() {
        assertThat(days("0 0 0 31 * ?", "2026-02-01", 3)).containsExactly("2026-03-31", "2026-05-31", "2026-07-31");
        assertThat(days("0 0 0 31W * ?", "2026-02-01", 3)).containsExactly("2026-03-31", "2026-05-29", "2026-07-31");
        assertThat(days("0 0 0 L-30 * ?", "2026-02-02", 3)).containsExactly("2026-03-01", "2026-05-01", "2026-07-01");
    }

    @Test
    void leapDay_firesInLeapYearsOnly() {
        assertThat(days("0 0 0 29 2 ?", "2092-03-01", 3)).containsExactly("2096-02-29", "2104-02-29", "2108-02-29");
    }

    @Test
    void lastDay_followsTheMonth() {
        assertThat(days("0 0 0 L * ?", "2028-01-31", 3)).containsExactly("2028-02-29", "2028-03-31", "2028-04-30");
        assertThat(days("0 0 0 L-3 * ?", "2026-01-29", 3)).containsExactly("2026-02-25", "2026-03-28", "2026-04-27");
    }

    @Test
    void lastWorkday_isFridayIfTheMonthEndsAtAWeekend() {
        assertThat(days("0 0 0 LW * ?", "2026-01-01", 3)).containsExactly("2026-01-30", "2026-02-27", "2026-03-31");
        assertThat(days("0 0 0 L-3W * ?", "2026-03-01", 2)).containsExactly("2026-03-27", "2026-04-27");
    }

    @Test
    void nearestWorkday_staysInTheMonth() {
        // 1 August 2026 is a Saturday, 1 February 2026 a Sunday, 31 May 2026 a Sunday.
        assertThat(days("0 0 0 1W 8 ?", "2026-01-01", 1)).containsExactly("2026-08-03");
        assertThat(days("0 0 0 1W 2 ?", "2026-01-01", 1)).containsExactly("2026-02-02");
        assertThat(days("0 0 0 31W 5 ?", "2026-01-01", 1)).containsExactly("2026-05-29");
        assertThat(days("0 0 0 15W 8,11 ?", "2026-01-01", 2)).containsExactly("2026-08-14", "2026-11-16");
    }

    @Test
    void nearestWorkday_firesAtAllTimesOfItsDay() {
        assertThat(times("0 0 8,20 1W * ?", "2026-08-01T12:00", 3))
                .containsExactly("2026-08-03T08:00", "2026-08-03T20:00", "2026-09-01T08:00");
    }

    @Test
    void fifthWeekday_firesInMonthsThatHaveFive() {
        assertThat(days("0 0 0 ? * 6#5", "2026-01-01", 3)).containsExactly("2026-01-30", "2026-05-29", "2026-07-31");
        assertThat(days("0 0 0 ? 2 SUN#5", "2026-01-01", 2)).containsExactly("2032-02-29", "2060-02-29");
    }

    @Test
    void lastWeekday_firesInTheLastSevenDays() {
        assertThat(days("0 0 0 ? * 2L", "2026-01-01", 3)).containsExactly("2026-01-26", "2026-02-23", "2026-03-30");
        assertThat(days("0 0 0 ? * monl", "2026-01-01", 1)).containsExactly("2026-01-26");
    }

    @Test
    void listOfDifferentForms_matchesWhereAnyDoes() {
        assertThat(days("0 0 0 1W,15,L-1,L * ?", "2026-02-01", 4))
                .containsExactly("2026-02-02", "2026-02-15", "2026-02-27", "2026-02-28");
        assertThat(days("0 0 0 ? * 2,6#3,7L", "2026-01-13", 4))
                .containsExactly("2026-01-16", "2026-01-19", "2026-01-26", "2026-01-31");
    }

    @Test
    void years_limitTheFires() {
        assertThat(days("0 0 0 1 1 ? 2026,2028-2030/2", "2026-01-01", 9)).containsExactly("2028-01-01", "2030-01-01");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 0 0 30 2 ?",
                "0 0 0 31 2,4,6,9,11 ?",
                "0 0 0 31W 2-2 ?",
                "* * * L-29 2 ?",
                "0 0 0 * * ? 1970-2025",
                "* * * 29 2 ? 2027",
                "0 0 0 ? 2 1#5 2027"
            })
    void expressionThatNeverFiresAgain_answersEmpty(String expression) {
        assertThat(times(expression, "2026-01-01T00:00", 1)).isEmpty();
    }

    @Test
    void timeOutsideTheCalendar_isAnsweredToo() {
        CronSchedule schedule = CronSchedule.of(CronExpression.parse("0 0 0 1 1 ?"), ZoneOffset.UTC);
        assertThat(schedule.nextAfter(Instant.MIN)).contains(Instant.parse("1970-01-01T00:00:00Z"));
        assertThat(schedule.nextAfter(Instant.parse("2298-05-01T00:00:00Z")))
                .contains(Instant.parse("2299-01-01T00:00:00Z"));
        assertThat(schedule.nextAfter(Instant.parse("2299-01-01T00:00:00Z"))).isEmpty();
        assertThat(schedule.nextAfter(Instant.MAX)).isEmpty();
    }

    @Test
    void blanksAndLetterCase_doNotMatter() {
        CronExpression tidy = CronExpression.parse("0 0 12 ? JAN MON-FRI");
        CronExpression untidy = CronExpression.parse("  0  0\t12 ? jan Mon-fri ");
        assertThat(untidy).isEqualTo(tidy).hasSameHashCodeAs(tidy).hasToString("0 0 12 ? JAN MON-FRI");
        assertThat(CronExpression.parse("0 0 12 ? 1 MON-FRI")).isNotEqualTo(tidy);
    }

    @Test
    void toString_parsesToAnEqualExpression() {
        for (int number = 0; number < 500; number++) {
            long seed = Seeds.seed(7, number);
            CronExpression expression = CronExpression.parse(new RandomCron(new Random(seed), false).any());
            assertThat(CronExpression.parse(expression.toString()))
                    .as(Seeds.rerun(seed))
                    .isEqualTo(expression);
        }
    }

    @Test
    void fixedTime_isNumbersOnlyInTheTimeOfDay() {
        assertThat(List.of("0 30 2 * * ?", "0,30 0,15 1,2,3 ? * MON-FRI", "59 59 23 1/2 * ?"))
                .allMatch(text -> CronExpression.parse(text).hasFixedTime());
        assertThat(List.of("* 30 2 * * ?", "0 0/30 2 * * ?", "0 0 1-3 * * ?", "0 0 * * * ?", "0 0 2-2 * * ?"))
                .noneMatch(text -> CronExpression.parse(text).hasFixedTime());
    }

    private static List<String> times(String expression, String after, int count) {
        return CronSchedule.of(CronExpression.parse(expression), ZoneOffset.UTC)
                .nextAfter(LocalDateTime.parse(after).toInstant(ZoneOffset.UTC), count)
                .stream()
                .map(fire -> LocalDateTime.ofInstant(fire, ZoneOffset.UTC).toString())
                .toList();
    }

    private static List<String> days(String expression, String after, int count) {
        return times(expression, after + "T00:00", count).stream()
                .map(time -> time.replace("T00:00", ""))
                .toList();
    }
}
