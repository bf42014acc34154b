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

import java.util.BitSet;

/** Collects the forms of day-of-month and day-of-week that depend on the month, while parsing. */
final class DayBits {
    private int nearestWeekdays;
    private int daysBeforeLast;
    private int weekdaysNearLast;
    private int lastWeekdays;
    private long nthWeekdays;

    void addNearestWeekday(int day) {
        nearestWeekdays |= 1 << day;
    }

    void addDayBeforeLast(int days) {
        daysBeforeLast |= 1 << days;
    }

    void addWeekdayNearLast(int days) {
        weekdaysNearLast |= 1 << days;
    }

    void addLastWeekday(int weekday) {
        lastWeekdays |= 1 << weekday;
    }

    void addNthWeekday(int weekday, int nth) {
        nthWeekdays |= 1L << (8 * nth + weekday);
    }

    DayRule rule(BitSet daysOfMonth, BitSet weekdays) {
        return new DayRule(
                bits(daysOfMonth),
                nearestWeekdays,
                daysBeforeLast,
                weekdaysNearLast,
                bits(weekdays),
                lastWeekdays,
                nthWeekdays);
    }

    private static int bits(BitSet set) {
        return set.isEmpty() ? 0 : (int) set.toLongArray()[0];
    }
}
