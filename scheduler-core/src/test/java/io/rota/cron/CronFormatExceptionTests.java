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
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a wrong expression gets. */
class CronFormatExceptionTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            nullValues = "none",
            value = {
                // expression, field, position, part of the message, suggestion
                "0 0 24 * * ?           | hour         | 4  | '24' is outside 0-23                | 0 0 0 * * ?",
                "0 0 25 * * ?           | hour         | 4  | '25' is outside 0-23                | none",
                "60 0 0 * * ?           | second       | 0  | '60' is outside 0-59                | none",
                "0  0-60/5 * * * ?      | minute       | 5  | '60' is outside 0-59                | 0 0-59/5 * * * ?",
                "0 9999999999 * * * ?   | minute       | 2  | is outside 0-59                     | none",
                "0 0 0 32 * ?           | day-of-month | 6  | '32' is outside 1-31                | none",
                "0 0 0 0 * ?            | day-of-month | 6  | '0' is outside 1-31                 | none",
                "0 0 0 L-31 * ?         | day-of-month | 8  | before the last '31' is outside 0-30 | none",
                "0 0 0 1-15W * ?        | day-of-month | 10 | 'W' is not expected in '1-15W'      | none",
                "0 0 0 1L * ?           | day-of-month | 7  | 'L' is not expected in '1L'         | none",
                "0 0 0 ?,5 * ?          | day-of-month | 6  | '?' cannot stand here               | none",
                "0 0 0 1 13 ?           | month        | 8  | '13' is outside 1-12                | none",
                "0 0 0 1 January ?      | month        | 8  | 'January' is not known here         | 0 0 0 1 JAN ?",
                "0 0 0 ? * MON-FOO      | day-of-week  | 14 | 'FOO' is not known here             | none",
                "0 0 0 ? * MON-FRI/2    | day-of-week  | 17 | step after a name                   | 0 0 0 ? * 2-6/2",
                "0 0 0 1 JAN/3 ?        | month        | 11 | step after a name                   | 0 0 0 1 1/3 ?",
                "0 0 0 ? * 8            | day-of-week  | 10 | '8' is outside 1-7                  | none",
                "0 0 0 ? * 0-4          | day-of-week  | 10 | '0' is outside 1-7                  | 0 0 0 ? * SUN-THU",
                "0 0 0 ? * 6#6          | day-of-week  | 12 | week of the month '6' is outside 1-5 | none",
                "0 0 0 ? * 6#           | day-of-week  | 12 | '6#' is not complete                | none",
                "0 0 0 ? * 2W           | day-of-week  | 11 | 'W' is not expected in '2W'         | none",
                "0 0 0 ? * L-3          | day-of-week  | 10 | 'L' is not known here               | none",
                "0 0 0 * * ? 1969       | year         | 12 | '1969' is outside 1970-2299         | none",
                "0 0 0 * * ? 2030-2026  | year         | 12 | ends before it begins               | none",
                "0 0/60 * * * ?         | minute       | 4  | the step '60' is outside 1-59       | 0 0 * * * ?",
                "0 */0 * * * ?          | minute       | 4  | the step '0' is outside 1-59        | 0 * * * * ?",
                "0 / * * * ?            | minute       | 3  | '/' is not complete                 | none",
                "0 5- * * * ?           | minute       | 4  | '5-' is not complete                | none",
                "0 *5 * * * ?           | minute       | 3  | '5' is not expected in '*5'         | none",
                "0 1-3-5 * * * ?        | minute       | 5  | '-' is not expected in '1-3-5'      | none",
                "0 x * * * ?            | minute       | 2  | 'x' is not known here               | none",
                "? ? 0 * * ?            | second       | 0  | '?' cannot stand here               | * * 0 * * ?",
                "0 1,,2 * * * ?         | minute       | 4  | list '1,,2' has an empty place      | 0 1,2 * * * ?",
                "0 0 0 ? * MON, FRI     | day-of-week  | 14 | list 'MON,' has an empty place      | 0 0 0 ? * MON,FRI",
            })
    void wrongField_isNamedWithPositionAndNearestReading(
            String expression, String field, int position, String problem, String suggestion) {
        CronFormatException e = failure(expression);
        assertThat(e.field()).isEqualTo(field);
        assertThat(e.position()).isEqualTo(position);
        assertThat(e.expression()).isEqualTo(expression);
        assertThat(e).hasMessageContaining("'" + expression + "': " + field + " at position " + position + ": ");
        assertThat(e).hasMessageContaining(problem);
        assertThat(e.suggestion().map(CronExpression::toString).orElse(null)).isEqualTo(suggestion);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            nullValues = "none",
            value = {
                "*/5 * * * *       | 0 */5 * * * ?",
                "0 9 * * 1-5       | 0 0 9 ? * MON-FRI",
                "0 9 * * 0,6       | 0 0 9 ? * SUN,SAT",
                "30 2 * * 7        | 0 30 2 ? * SUN",
                "0 0 1 * *         | 0 0 0 1 * ?",
                "0 12 * * ?        | 0 0 12 * * ?",
                "0 9 1 * 1         | none",
                "0 9 * * 0-7       | none",
            })
    void fiveFields_areReadAsUnixMeansThem(String expression, String suggestion) {
        CronFormatException e = failure(expression);
        assertThat(e.field()).isEqualTo("expression");
        assertThat(e).hasMessageContaining("has 5 fields").hasMessageContaining("second comes first");
        assertThat(e.suggestion().map(CronExpression::toString).orElse(null)).isEqualTo(suggestion);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            nullValues = "none",
            value = {
                "0 0 0 * * *        | 0 0 0 * * ?",
                "0 0 0 * * MON-FRI  | 0 0 0 ? * MON-FRI",
                "0 0 0 15 * *       | 0 0 0 15 * ?",
                "0 0 0 ? * ?        | 0 0 0 * * ?",
                "0 0 0 15 * MON     | none",
            })
    void daysDecidedTwiceOrNotAtAll_areExplained(String expression, String suggestion) {
        CronFormatException e = failure(expression);
        assertThat(e.field()).isEqualTo("day-of-week");
        assertThat(e).hasMessageContaining("day-of-month").hasMessageContaining("both");
        assertThat(e.suggestion().map(CronExpression::toString).orElse(null)).isEqualTo(suggestion);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "0", "0 0 0", "${report.cron}", "0 0 0 * * ? * *", "every day"})
    void wrongNumberOfFields_isCountedAndTheFieldsAreListed(String expression) {
        CronFormatException e = failure(expression);
        assertThat(e.field()).isEqualTo("expression");
        assertThat(e.position()).isBetween(0, expression.length());
        assertThat(e).hasMessageContaining("second minute hour day-of-month month day-of-week [year]");
        assertThat(e.suggestion()).isEmpty();
    }

    @Test
    void surplusField_isThePosition() {
        assertThat(failure("0 0 0 * * ? * 7").position()).isEqualTo(14);
    }

    @Test
    void fullWidthCharacters_areFoundAndTranslated() {
        CronFormatException e = failure("0 0 0 * * \uff1f");
        assertThat(e.field()).isEqualTo("day-of-week");
        assertThat(e.position()).isEqualTo(10);
        assertThat(e.suggestion()).contains(CronExpression.parse("0 0 0 * * ?"));
    }

    @Test
    void macro_isSuggestedAsExpression() {
        assertThat(failure("@daily").suggestion()).contains(CronExpression.parse("0 0 0 * * ?"));
    }

    @Test
    void severalFlaws_areRepairedTogether() {
        CronFormatException e = failure("? 0 24 * JANUARY MONDAY");
        assertThat(e.field()).isEqualTo("second");
        assertThat(e.suggestion()).contains(CronExpression.parse("* 0 0 ? JAN MON"));
    }

    @Test
    void suggestion_canBeAskedForItsFires() {
        CronExpression suggestion = failure("0 9 * * 1-5").suggestion().orElseThrow();
        assertThat(CronSchedule.of(suggestion, ZoneOffset.UTC).nextAfter(Instant.parse("2026-01-02T12:00:00Z"), 2))
                .containsExactly(Instant.parse("2026-01-05T09:00:00Z"), Instant.parse("2026-01-06T09:00:00Z"));
    }

    @Test
    void message_hasAllInOneLine() {
        assertThat(failure("0 0 24 * * ?"))
                .hasMessage("cron '0 0 24 * * ?': hour at position 4: '24' is outside 0-23. Write 0-23."
                        + " Did you mean '0 0 0 * * ?'?");
    }

    @Test
    void veryLongText_isRefusedWithoutRepeatingIt() {
        CronFormatException e = failure("0 ".repeat(5_000));
        assertThat(e).hasMessageContaining("longer than");
        assertThat(e.getMessage()).hasSizeLessThan(400);
    }

    /** Whatever the text, the answer is an expression or a complaint with a position inside the text. */
    @Test
    void damagedExpressions_neverFailOtherwise() {
        String letters = "*?,-/LW#0123456789 MONJANFRIabc@$\u3000\uff0a\t";
        for (int number = 0; number < 5_000; number++) {
            long seed = Seeds.seed(8, number);
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(new RandomCron(random, false).any());
            for (int i = random.nextInt(4); i >= 0; i--) {
                char letter = letters.charAt(random.nextInt(letters.length()));
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, letter);
                    default -> text.setCharAt(at, letter);
                }
            }
            try {
                CronExpression.parse(text.toString());
            } catch (CronFormatException e) {
                assertThat(e.position()).as(Seeds.rerun(seed)).isBetween(0, text.length());
            } catch (RuntimeException e) {
                throw new AssertionError("'" + text + "', " + Seeds.rerun(seed), e);
            }
        }
    }

    private static CronFormatException failure(String expression) {
        return catchThrowableOfType(CronFormatException.class, () -> CronExpression.parse(expression));
    }
}
