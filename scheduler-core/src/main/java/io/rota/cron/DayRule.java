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

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Which days of a month match: the union of all that was written in day-of-month and day-of-week.
 *
 * <p>Every component is a bit set whose bit number is the value meant. Weekdays are numbered as in expressions, 1 = SUN
 * to 7 = SAT.
 *
 * @param days                 days of the month, bits 1 to 31
 * @param nearestWeekdays      {@code nW}, bits 1 to 31
 * @param daysBeforeLast       {@code L-n}, bits 0 to 30; plain {@code L} is bit 0
 * @param weekdaysNearLast     {@code L-nW}, bits 0 to 30; {@code LW} is bit 0
 * @param weekdays             weekdays, bits 1 to 7
 * @param lastWeekdays         {@code nL}, bits 1 to 7
 * @param nthWeekdays          {@code n#m}, bit 8·m + n
 */
record DayRule(
        int days,
        int nearestWeekdays,
        int daysBeforeLast,
        int weekdaysNearLast,
        int weekdays,
        int lastWeekdays,
        long nthWeekdays) {

    private static final int SUNDAY = 1;
    private static final int SATURDAY = 7;
    private static final int EVERY_WEEK_FROM_DAY_1 = 1 << 1 | 1 << 8 | 1 << 15 | 1 << 22 | 1 << 29;

    /** Matching days of one month, bits 1 to 31. */
    int daysIn(int year, int month) {
        int length = YearMonth.of(year, month).lengthOfMonth();
        int daysOfMonth = (int) ((1L << (length + 1)) - 2);
        int matching = days;
        if ((nearestWeekdays | daysBeforeLast | weekdaysNearLast | weekdays | lastWeekdays) != 0 || nthWeekdays != 0) {
            int firstWeekday = weekdayOf(LocalDate.of(year, month, 1));
            matching |= daysByMonthEnd(length, firstWeekday) | daysByWeekday(length, firstWeekday);
        }
        return matching & daysOfMonth;
    }

    private int daysByMonthEnd(int length, int firstWeekday) {
        int matching = 0;
        for (int day = 1; day <= length; day++) {
            int beforeLast = length - day;
            if (has(daysBeforeLast, beforeLast)) {
                matching |= 1 << day;
            }
            if (has(nearestWeekdays, day) || has(weekdaysNearLast, beforeLast)) {
                matching |= 1 << nearestWeekday(day, length, firstWeekday);
            }
        }
        return matching;
    }

    private int daysByWeekday(int length, int firstWeekday) {
        int matching = 0;
        for (int weekday = SUNDAY; weekday <= SATURDAY; weekday++) {
            int first = 1 + Math.floorMod(weekday - firstWeekday, 7);
            if (has(weekdays, weekday)) {
                matching |= EVERY_WEEK_FROM_DAY_1 << (first - 1);
            }
            if (has(lastWeekdays, weekday)) {
                matching |= 1 << (first + (length - first) / 7 * 7);
            }
            for (int nth = 1; nthWeekdays != 0 && nth <= 5; nth++) {
                // The fifth may lie beyond the month, but never beyond bit 35, so it must not be shifted as an int.
                matching |= (nthWeekdays >>> (8 * nth + weekday) & 1) == 0 ? 0 : (int) (1L << (first + 7 * (nth - 1)));
            }
        }
        return matching;
    }

    /** The Monday to Friday nearest to a day, without leaving its month. */
    private static int nearestWeekday(int day, int length, int firstWeekday) {
        int weekday = (firstWeekday - 1 + day - 1) % 7 + 1;
        return switch (weekday) {
            case SATURDAY -> day > 1 ? day - 1 : day + 2;
            case SUNDAY -> day < length ? day + 1 : day - 2;
            default -> day;
        };
    }

    private static int weekdayOf(LocalDate date) {
        return date.getDayOfWeek() == DayOfWeek.SUNDAY
                ? SUNDAY
                : date.getDayOfWeek().getValue() + 1;
    }

    private static boolean has(int bits, int bit) {
        return (bits >>> bit & 1) != 0;
    }
}
