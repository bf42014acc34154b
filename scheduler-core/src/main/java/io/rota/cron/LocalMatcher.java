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

import java.time.LocalDate;
import java.util.BitSet;

/**
 * Finds matching times on a local clock that never changes; knows nothing of zones.
 *
 * <p>Local time is counted in seconds since 1970-01-01T00:00 on that clock. A search visits only months that the
 * expression names, at most 12 in each of 330 years, so it ends quickly even if nothing matches.
 */
final class LocalMatcher {
    /** No match up to the end of the last year. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long LAST_DAY =
            LocalDate.of(CronField.YEAR.max, 12, 31).toEpochDay();
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int NONE = -1;

    private final long seconds;
    private final long minutes;
    private final long hours;
    private final DayRule days;
    private final long months;
    private final BitSet years; // Counted from the first year there is; never changed after construction.
    private final int firstTimeOfDay;

    /** Takes bit sets with the value as bit number; none may be empty. */
    LocalMatcher(BitSet seconds, BitSet minutes, BitSet hours, DayRule days, BitSet months, BitSet years) {
        this.seconds = bits(seconds);
        this.minutes = bits(minutes);
        this.hours = bits(hours);
        this.days = days;
        this.months = bits(months);
        this.years = years.get(CronField.YEAR.min, CronField.YEAR.max + 1);
        this.firstTimeOfDay = timeOfDay(hours.nextSetBit(0), minutes.nextSetBit(0), seconds.nextSetBit(0));
    }

    /** The first match at or after a local second, or {@link #NEVER}. Years before 1970 have no match. */
    long nextOrSame(long localSecond) {
        long from = Math.max(localSecond, 0);
        long epochDay = from / SECONDS_PER_DAY;
        if (epochDay > LAST_DAY) {
            return NEVER;
        }
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        if (matches(date)) {
            int time = nextTimeOrSame((int) (from % SECONDS_PER_DAY));
            if (time != NONE) {
                return epochDay * SECONDS_PER_DAY + time;
            }
        }
        return firstMatchAfterDay(date);
    }

    private boolean matches(LocalDate date) {
        return years.get(date.getYear() - CronField.YEAR.min)
                && (months >>> date.getMonthValue() & 1) != 0
                && (days.daysIn(date.getYear(), date.getMonthValue()) >>> date.getDayOfMonth() & 1) != 0;
    }

    private long firstMatchAfterDay(LocalDate date) {
        int month = date.getMonthValue();
        long dayBits = -2L << date.getDayOfMonth(); // Days after the given one, in its month only.
        for (int year = yearOrLater(date.getYear()); year != NONE; year = yearOrLater(year + 1)) {
            if (year != date.getYear()) {
                month = 1;
                dayBits = -1;
            }
            for (int m = next(months, month); m != NONE; m = next(months, m + 1)) {
                long matching = Integer.toUnsignedLong(days.daysIn(year, m)) & (m == month ? dayBits : -1);
                if (matching != 0) {
                    int day = Long.numberOfTrailingZeros(matching);
                    return LocalDate.of(year, m, day).toEpochDay() * SECONDS_PER_DAY + firstTimeOfDay;
                }
            }
        }
        return NEVER;
    }

    private int yearOrLater(int year) {
        int index = years.nextSetBit(year - CronField.YEAR.min);
        return index < 0 ? NONE : index + CronField.YEAR.min;
    }

    /** The first matching second of the day at or after one, or {@link #NONE} if it is on another day. */
    private int nextTimeOrSame(int secondOfDay) {
        int hour = secondOfDay / 3600;
        int minute = secondOfDay / 60 % 60;
        int nextHour = next(hours, hour);
        if (nextHour == hour) {
            int nextMinute = next(minutes, minute);
            if (nextMinute == minute) {
                int nextSecond = next(seconds, secondOfDay % 60);
                if (nextSecond != NONE) {
                    return timeOfDay(hour, minute, nextSecond);
                }
                nextMinute = next(minutes, minute + 1);
            }
            if (nextMinute != NONE) {
                return timeOfDay(hour, nextMinute, Long.numberOfTrailingZeros(seconds));
            }
            nextHour = next(hours, hour + 1);
        }
        return nextHour == NONE
                ? NONE
                : timeOfDay(nextHour, Long.numberOfTrailingZeros(minutes), Long.numberOfTrailingZeros(seconds));
    }

    private static int timeOfDay(int hour, int minute, int second) {
        return (hour * 60 + minute) * 60 + second;
    }

    private static long bits(BitSet set) {
        return set.toLongArray()[0];
    }

    private static int next(long bits, int from) {
        long rest = bits & -1L << from;
        return rest == 0 ? NONE : Long.numberOfTrailingZeros(rest);
    }
}
