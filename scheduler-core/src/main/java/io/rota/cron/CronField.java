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

import java.util.Arrays;
import java.util.List;

/** The seven fields of an expression in their order, with the values each one accepts. */
enum CronField {
    SECOND("second", 0, 59),
    MINUTE("minute", 0, 59),
    HOUR("hour", 0, 23),
    DAY_OF_MONTH("day-of-month", 1, 31),
    MONTH("month", 1, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),
    DAY_OF_WEEK("day-of-week", 1, 7, "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"),

    // The last year is a bound on every search. Any day that occurs at all occurs within 40 years of any other date
    // (29 February on a given weekday, over the missing leap day of 2100), so nothing useful lies beyond it.
    YEAR("year", 1970, 2299);

    /** How many fields must be present; only the year may be left out. */
    static final int MANDATORY = 6;

    final String label;
    final int min;
    final int max;
    private final List<String> names;

    CronField(String label, int min, int max, String... names) {
        this.label = label;
        this.min = min;
        this.max = max;
        this.names = List.copyOf(Arrays.asList(names));
    }

    int size() {
        return max - min + 1;
    }

    boolean isDay() {
        return this == DAY_OF_MONTH || this == DAY_OF_WEEK;
    }

    boolean isTimeOfDay() {
        return this == SECOND || this == MINUTE || this == HOUR;
    }

    boolean hasNames() {
        return !names.isEmpty();
    }

    boolean isName(String word) {
        return names.contains(word);
    }

    int numberOf(String name) {
        return min + names.indexOf(name);
    }

    String nameOf(int value) {
        return names.get(value - min);
    }

    /** What may be written here, for error messages: {@code 1-12 or JAN-DEC}. */
    String range() {
        String numbers = min + "-" + max;
        return hasNames() ? numbers + " or " + names.get(0) + "-" + names.get(names.size() - 1) : numbers;
    }
}
