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

import java.util.Locale;
import java.util.Random;
import java.util.StringJoiner;
import java.util.function.Supplier;

/** Writes random valid expressions. */
final class RandomCron {
    private static final String[] WEEKDAYS = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};
    private static final String[] MONTHS = {
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"
    };

    private final Random random;
    private final boolean quartz;

    /** @param quartz whether to write only what Quartz reads as we do, see {@link QuartzComparisonTests} */
    RandomCron(Random random, boolean quartz) {
        this.random = random;
        this.quartz = quartz;
    }

    /** Anything. */
    String any() {
        String days = days();
        String time = quartz && namesWorkday(days) ? value(0, 59) + " " + value(0, 59) + " " + value(0, 23) : time();
        return time + " " + days + years(2020, 2060);
    }

    /** Matches on most days, at some minutes: for windows of a few days. */
    String frequent(int hourOfInterest) {
        String minutes =
                oneOf(() -> value(0, 59), () -> list(0, 59), () -> step(0, 59), () -> "*", () -> "0,30", () -> "0");
        String hours =
                oneOf(() -> "*", () -> near(hourOfInterest), () -> list(0, 23), () -> range(0, 23), () -> step(0, 23));
        String days = oneOf(() -> "* * ?", () -> "? * *", () -> "? * " + weekday(), this::days);
        return seconds() + " " + minutes + " " + hours + " " + days;
    }

    /** Matches on a few days in years: for windows of years. */
    String rare() {
        String minutes = oneOf(() -> value(0, 59), () -> "0/30", () -> list(0, 59));
        String hours = oneOf(() -> value(0, 23), () -> list(0, 23), () -> "1-3");
        return "0 " + minutes + " " + hours + " " + days() + years(2000, 2040);
    }

    /** Whether day-of-month, the first of the fields given, has a W. */
    static boolean namesWorkday(String fields) {
        return fields.substring(0, fields.indexOf(' ')).contains("W");
    }

    private String time() {
        String minutes = oneOf(() -> value(0, 59), () -> "*", () -> field(0, 59));
        String hours = oneOf(() -> value(0, 23), () -> "*", () -> field(0, 23));
        return seconds() + " " + minutes + " " + hours;
    }

    private String seconds() {
        return oneOf(() -> "0", () -> "0", () -> value(0, 59), () -> list(0, 59), () -> step(0, 59));
    }

    private String days() {
        return random.nextBoolean() ? daysOfMonth() + " " + months() + " ?" : "? " + months() + " " + daysOfWeek();
    }

    private String daysOfMonth() {
        if (chance(4)) {
            return list(quartz ? () -> oneOf(() -> value(1, 31), () -> "L") : this::dayOfMonth);
        }
        return oneOf(() -> "*", () -> field(1, 31), this::dayOfMonth);
    }

    private String dayOfMonth() {
        return oneOf(
                () -> value(1, 31),
                () -> "L",
                () -> "LW",
                () -> "L-" + value(0, 30),
                () -> "L-" + value(1, 30) + "W",
                () -> value(1, 31) + "W");
    }

    private String months() {
        return oneOf(
                () -> "*",
                () -> field(1, 12),
                () -> name(MONTHS),
                () -> name(MONTHS) + "-" + name(MONTHS),
                () -> list(() -> name(MONTHS)));
    }

    private String daysOfWeek() {
        if (!quartz && chance(4)) {
            return list(this::dayOfWeek);
        }
        return oneOf(
                () -> "*",
                () -> field(1, 7),
                () -> name(WEEKDAYS) + "-" + name(WEEKDAYS),
                () -> list(() -> name(WEEKDAYS)),
                this::dayOfWeek);
    }

    private String dayOfWeek() {
        return oneOf(
                this::weekday,
                () -> "L",
                () -> weekday() + "L",
                () -> weekday() + "#" + value(1, 5),
                () -> weekday() + "#" + value(1, 5));
    }

    private String weekday() {
        return oneOf(() -> value(1, 7), () -> name(WEEKDAYS));
    }

    private String years(int from, int to) {
        return oneOf(
                () -> "",
                () -> "",
                () -> " *",
                () -> " " + value(from, to),
                () -> " " + from + "/" + value(1, 5),
                () -> " " + value(from, from + 5) + "-" + value(from + 5, to),
                () -> " " + list(from, to));
    }

    private String field(int min, int max) {
        return oneOf(
                () -> list(min, max),
                () -> range(min, max),
                () -> range(min, max) + "/" + value(1, (max - min) / 2),
                () -> step(min, max),
                () -> value(min, max) + "," + range(min, max));
    }

    private String step(int min, int max) {
        return oneOf(() -> "*", () -> value(min, max), () -> "" + min) + "/" + value(1, (max - min) / 2);
    }

    private String near(int hour) {
        return list(() -> "" + Math.floorMod(hour + random.nextInt(4) - 2, 24));
    }

    private String range(int min, int max) {
        return value(min, max) + "-" + value(min, max);
    }

    private String list(int min, int max) {
        return list(() -> value(min, max));
    }

    private String list(Supplier<String> item) {
        StringJoiner list = new StringJoiner(",");
        for (int i = random.nextInt(4); i >= 0; i--) {
            list.add(item.get());
        }
        return list.toString();
    }

    private String value(int min, int max) {
        return Integer.toString(min + random.nextInt(max - min + 1));
    }

    private String name(String[] names) {
        String name = names[random.nextInt(names.length)];
        return chance(4) ? name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT) : name;
    }

    private boolean chance(int outOf) {
        return random.nextInt(outOf) == 0;
    }

    @SafeVarargs
    private String oneOf(Supplier<String>... choices) {
        return choices[random.nextInt(choices.length)].get();
    }
}
