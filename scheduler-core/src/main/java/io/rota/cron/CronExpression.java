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

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression in Quartz syntax, checked.
 *
 * <p>Six fields and an optional seventh, separated by blanks:
 *
 * <pre>
 *   second  minute  hour  day-of-month  month            day-of-week     [year]
 *   0-59    0-59    0-23  1-31          1-12 or JAN-DEC  1-7 or SUN-SAT  1970-2299
 * </pre>
 *
 * <ul>
 *   <li>{@code *} every value, {@code a-b} a range, {@code a/n} every n-th value from a to the end, {@code a-b/n},
 *       {@code *}{@code /n}; a comma makes a list. A range may run over the end ({@code 22-2}, {@code FRI-MON}) but
 *       not in years. Nothing matches outside 1970 to 2299, with or without a year field.
 *   <li>Weekdays count from 1 = SUN to 7 = SAT, unlike Unix. Names are case-insensitive.
 *   <li>Exactly one of day-of-month and day-of-week is {@code ?}: the day is decided by the other one.
 *   <li>Day-of-month also knows {@code L} (last day), {@code L-3} (three days before the last), {@code 15W} (weekday
 *       Monday to Friday nearest to the 15th within the month), {@code LW} and {@code L-3W}. A day that a month does
 *       not have is not replaced by another: {@code 31} and {@code 31W} pass over April.
 *   <li>Day-of-week also knows {@code 6L} or {@code FRIL} (last Friday of the month) and {@code 6#3} or {@code FRI#3}
 *       (third Friday); {@code L} alone is Saturday.
 *   <li>All of these may be mixed in a list, which then matches where any of its parts does. Quartz refuses or
 *       misreads some such lists ({@code 2L,3}).
 * </ul>
 *
 * <p>Forms that Quartz accepts but reads differently from what they seem to say, such as {@code MON-FRI/2} (step
 * ignored) or {@code 1-15W}, are errors here, so that no schedule changes its meaning unnoticed.
 *
 * <p>Equal if the texts are equal but for blanks and letter case.
 */
public final class CronExpression {
    private static final int REPAIRS_MAX = 10; // One per field and some: with more flaws it is not a slip of the pen.

    private final String text;
    private final boolean fixedTime;
    private final LocalMatcher matcher;

    private CronExpression(CronParser parser) throws Flaw {
        this.matcher = parser.parse();
        this.text = parser.canonicalText();
        this.fixedTime = parser.hasFixedTime();
    }

    /**
     * Reads an expression.
     *
     * @param expression blanks around it and several blanks between fields do not matter
     * @throws CronFormatException if it is not valid, with the field, the position and what to write instead
     */
    public static CronExpression parse(String expression) {
        Objects.requireNonNull(expression, "expression");
        try {
            return new CronExpression(new CronParser(expression));
        } catch (Flaw flaw) {
            throw new CronFormatException(expression, flaw, nearestReading(flaw));
        }
    }

    /**
     * Whether seconds, minutes and hours are all plain numbers or lists of them, without {@code *}, {@code /} and
     * {@code -}.
     *
     * <p>Such an expression means times of day and keeps to one fire for each of them at clock changes; any other means
     * an interval and follows elapsed time. See {@link CronSchedule}.
     */
    public boolean hasFixedTime() {
        return fixedTime;
    }

    /** The first match at or after a local second since 1970-01-01T00:00, or {@link LocalMatcher#NEVER}. */
    long nextOrSame(long localSecond) {
        return matcher.nextOrSame(localSecond);
    }

    private static @Nullable CronExpression nearestReading(Flaw first) {
        Flaw flaw = first;
        for (int repairs = 0; repairs < REPAIRS_MAX && flaw.repaired != null; repairs++) {
            try {
                return new CronExpression(new CronParser(flaw.repaired));
            } catch (Flaw next) {
                flaw = next;
            }
        }
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CronExpression that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The expression with single blanks and upper-case names; parses to an equal expression. */
    @Override
    public String toString() {
        return text;
    }
}
