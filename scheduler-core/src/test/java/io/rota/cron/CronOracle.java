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

import static java.time.temporal.TemporalAdjusters.dayOfWeekInMonth;
import static java.time.temporal.TemporalAdjusters.lastDayOfMonth;
import static java.time.temporal.TemporalAdjusters.lastInMonth;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/*
 * A second opinion that shares nothing with the implementation: explicit sets of numbers, java.time for the calendar,
 * and every local time or every second tried in turn. It reads valid expressions only.
 *
 * byLocalTimes asks java.time which instants a local time has: the rule as users are told it.
 * bySeconds watches a local clock second by second: the rule as the implementation argues it.
 */
final class CronOracle {
    private static final String[] MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
    private static final String[] WEEKDAYS = "SUN MON TUE WED THU FRI SAT".split(" ");

    private final boolean fixedTime;
    private final Set<Integer> seconds;
    private final Set<Integer> minutes;
    private final Set<Integer> hours;
    private final String daysOfMonth;
    private final Set<Integer> months;
    private final String daysOfWeek;
    private final Set<Integer> years;

    CronOracle(String expression) {
        String[] fields = expression.toUpperCase(Locale.ROOT).split(" ");
        String time = fields[0] + fields[1] + fields[2];
        fixedTime = !time.contains("*") && !time.contains("/") && !time.contains("-");
        seconds = numbers(fields[0], 0, 59);
        minutes = numbers(fields[1], 0, 59);
        hours = numbers(fields[2], 0, 23);
        daysOfMonth = fields[3];
        months = numbers(withNumbers(fields[4], MONTHS), 1, 12);
        daysOfWeek = withNumbers(fields[5], WEEKDAYS);
        years = numbers(fields.length > 6 ? fields[6] : "*", 1970, 2299);
    }

    /** Fires in (from, to]. */
    TreeSet<Instant> byLocalTimes(ZoneRules rules, Instant from, Instant to) {
        TreeSet<Instant> fires = new TreeSet<>();
        // A local time is within 18 hours of its instant, so one day more on either side has them all.
        LocalDate last =
                LocalDateTime.ofInstant(to, ZoneOffset.UTC).toLocalDate().plusDays(1);
        LocalDate date =
                LocalDateTime.ofInstant(from, ZoneOffset.UTC).toLocalDate().minusDays(1);
        for (; !date.isAfter(last); date = date.plusDays(1)) {
            if (matches(date)) {
                for (LocalTime time : times()) {
                    for (Instant fire : instantsOf(LocalDateTime.of(date, time), rules)) {
                        if (fire.isAfter(from) && !fire.isAfter(to)) {
                            fires.add(fire);
                        }
                    }
                }
            }
        }
        return fires;
    }

    private List<Instant> instantsOf(LocalDateTime local, ZoneRules rules) {
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        if (!fixedTime) {
            return offsets.stream().map(local::toInstant).toList();
        }
        return List.of(
                offsets.isEmpty()
                        ? rules.getTransition(local).getInstant()
                        : offsets.stream()
                                .map(local::toInstant)
                                .min(Instant::compareTo)
                                .orElseThrow());
    }

    /** Fires in (from, to]; the clock is watched for 36 hours before, to know what it has shown. */
    TreeSet<Instant> bySeconds(ZoneRules rules, Instant from, Instant to) {
        TreeSet<Instant> fires = new TreeSet<>();
        LocalDateTime reached = LocalDateTime.MIN;
        for (Instant t = from.minusSeconds(36 * 3600); !t.isAfter(to); t = t.plusSeconds(1)) {
            LocalDateTime local = LocalDateTime.ofEpochSecond(t.getEpochSecond(), 0, rules.getOffset(t));
            boolean fire;
            if (fixedTime) {
                fire = false;
                LocalDateTime due = reached.equals(LocalDateTime.MIN) ? local : reached.plusSeconds(1);
                for (; !due.isAfter(local); due = due.plusSeconds(1)) {
                    fire |= matches(due);
                }
            } else {
                fire = matches(local);
            }
            reached = local.isAfter(reached) ? local : reached;
            if (fire && t.isAfter(from)) {
                fires.add(t);
            }
        }
        return fires;
    }

    private boolean matches(LocalDateTime local) {
        return seconds.contains(local.getSecond())
                && minutes.contains(local.getMinute())
                && hours.contains(local.getHour())
                && matches(local.toLocalDate());
    }

    boolean matches(LocalDate date) {
        if (!years.contains(date.getYear()) || !months.contains(date.getMonthValue())) {
            return false;
        }
        boolean matching = false;
        for (String item : daysOfMonth.split(",")) {
            matching |= matchesDayOfMonth(item, date);
        }
        for (String item : daysOfWeek.split(",")) {
            matching |= matchesDayOfWeek(item, date);
        }
        return matching;
    }

    private static boolean matchesDayOfMonth(String item, LocalDate date) {
        if (item.equals("?")) {
            return false;
        }
        if (!item.contains("L") && !item.contains("W")) {
            return numbers(item, 1, 31).contains(date.getDayOfMonth());
        }
        String number = item.replaceAll("[LW-]", "");
        int n = number.isEmpty() ? 0 : Integer.parseInt(number);
        int day = item.contains("L") ? date.lengthOfMonth() - n : n;
        if (day < 1 || day > date.lengthOfMonth()) {
            return false;
        }
        LocalDate target = date.withDayOfMonth(day);
        return date.equals(item.contains("W") ? nearestWorkday(target) : target);
    }

    private static LocalDate nearestWorkday(LocalDate target) {
        for (int distance : new int[] {0, -1, 1, -2, 2}) {
            LocalDate candidate = target.plusDays(distance);
            boolean workday = candidate.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0;
            if (workday && candidate.getMonth() == target.getMonth()) {
                return candidate;
            }
        }
        throw new AssertionError(target);
    }

    private static boolean matchesDayOfWeek(String item, LocalDate date) {
        if (item.equals("?")) {
            return false;
        }
        if (item.equals("L")) {
            return date.getDayOfWeek() == DayOfWeek.SATURDAY;
        }
        if (item.endsWith("L")) {
            return date.equals(date.with(lastInMonth(weekday(item.substring(0, 1)))));
        }
        if (item.contains("#")) {
            LocalDate nth = date.with(dayOfWeekInMonth(item.charAt(2) - '0', weekday(item.substring(0, 1))));
            return date.equals(nth) && !nth.isAfter(date.with(lastDayOfMonth()));
        }
        return numbers(item, 1, 7).stream().anyMatch(n -> date.getDayOfWeek() == weekday("" + n));
    }

    private static DayOfWeek weekday(String number) {
        return DayOfWeek.SUNDAY.plus(Integer.parseInt(number) - 1L);
    }

    private List<LocalTime> times() {
        List<LocalTime> times = new ArrayList<>();
        for (int hour : hours) {
            for (int minute : minutes) {
                for (int second : seconds) {
                    times.add(LocalTime.of(hour, minute, second));
                }
            }
        }
        return times;
    }

    private static String withNumbers(String field, String[] names) {
        String result = field;
        for (int i = 0; i < names.length; i++) {
            result = result.replace(names[i], Integer.toString(i + 1));
        }
        return result;
    }

    /** Counts up from the beginning of a range, starting again at min after max, until its end has been passed. */
    private static Set<Integer> numbers(String field, int min, int max) {
        Set<Integer> numbers = new TreeSet<>();
        for (String item : field.split(",")) {
            String[] parts = item.split("/");
            int step = parts.length > 1 ? Integer.parseInt(parts[1]) : 1;
            String[] ends = parts[0].split("-");
            boolean all = parts[0].equals("*");
            int from = all ? min : Integer.parseInt(ends[0]);
            int to = all || parts.length > 1 && ends.length == 1 ? max : Integer.parseInt(ends[ends.length - 1]);
            int value = from;
            for (int counted = 0; ; counted++) {
                if (counted % step == 0) {
                    numbers.add(value);
                }
                if (value == to) {
                    break;
                }
                value = value == max ? min : value + 1;
            }
        }
        return numbers;
    }
}
