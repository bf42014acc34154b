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
import org.jspecify.annotations.Nullable;

/** Reads one field: a list of items, each checked character by character. For one use. */
final class FieldParser {
    private static final int LAST_OFFSET_MAX = 30; // L-30 is the first day of a month of 31 days.
    private static final int WEEKS_MAX = 5;

    private final String expression;
    private final CronField field;
    private final CronParser.Token token;
    private final BitSet values;
    private final DayBits days;

    // The item being read, [itemStart, itemEnd) in the token, and the next character to read.
    private int itemStart;
    private int itemEnd;
    private int at;

    FieldParser(String expression, CronField field, CronParser.Token token, BitSet values, DayBits days) {
        this.expression = expression;
        this.field = field;
        this.token = token;
        this.values = values;
        this.days = days;
    }

    /** Adds the values of the field to the sets given at construction. A lone {@code ?} adds nothing. */
    void parse() throws Flaw {
        if (token.text().equals("?") && field.isDay()) {
            return;
        }
        for (itemStart = 0; itemStart <= token.text().length(); itemStart = itemEnd + 1) {
            int comma = token.text().indexOf(',', itemStart);
            itemEnd = comma < 0 ? token.text().length() : comma;
            at = itemStart;
            parseItem();
        }
    }

    private void parseItem() throws Flaw {
        if (itemStart == itemEnd) {
            throw emptyItem();
        } else if (field == CronField.DAY_OF_MONTH && eat('L')) {
            parseLastDay();
        } else if (field == CronField.DAY_OF_WEEK && item().equals("L")) {
            values.set(field.max);
        } else if (peek() == '*' || peek() == '/') {
            eat('*');
            addRange(field.min, field.max, parseStep(false));
        } else {
            parseValueOrRange();
        }
    }

    private void parseValueOrRange() throws Flaw {
        boolean named = isLetter(peek());
        int from = parseValue();
        if (field == CronField.DAY_OF_MONTH && eat('W')) {
            expectEnd();
            days.addNearestWeekday(from);
        } else if (field == CronField.DAY_OF_WEEK && eat('L')) {
            expectEnd();
            days.addLastWeekday(from);
        } else if (field == CronField.DAY_OF_WEEK && eat('#')) {
            int nth = parseNumber(1, WEEKS_MAX, "which week of the month", null);
            expectEnd();
            days.addNthWeekday(from, nth);
        } else if (eat('-')) {
            named |= isLetter(peek());
            int to = parseValue();
            addRange(from, checkedRangeEnd(from, to), parseStep(named));
        } else {
            // A step after a single value runs from there to the end of the field.
            int to = peek() == '/' ? field.max : from;
            addRange(from, to, parseStep(named));
        }
    }

    private void parseLastDay() throws Flaw {
        int before = eat('-') ? parseNumber(0, LAST_OFFSET_MAX, "the number of days before the last", null) : 0;
        if (eat('W')) {
            days.addWeekdayNearLast(before);
        } else {
            days.addDayBeforeLast(before);
        }
        expectEnd();
    }

    /** Reads {@code /n} up to the end of the item, or nothing. */
    private int parseStep(boolean named) throws Flaw {
        int slash = at;
        if (!eat('/')) {
            expectEnd();
            return 1;
        }
        if (named) {
            throw flaw(
                    slash,
                    "'" + given(itemStart, itemEnd) + "' has a step after a name, which Quartz ignores",
                    "Write the values as numbers to have the step counted",
                    replaceItem(Repairs.namesToNumbers(field, item())));
        }
        int largestStep = field.min == 0 ? field.max : field.size();
        int step = parseNumber(1, largestStep, "the step", replaceItem(item().substring(0, slash - itemStart)));
        expectEnd();
        return step;
    }

    private int parseValue() throws Flaw {
        if (isLetter(peek())) {
            return parseName();
        }
        return parseNumber(field.min, field.max, null, null);
    }

    private int parseName() throws Flaw {
        int start = at;
        while (isLetter(peek())) {
            at++;
        }
        String word = token.text().substring(start, at);
        if (field == CronField.DAY_OF_WEEK && word.length() == 4 && word.endsWith("L")) {
            at--; // FRIL: the L is not part of the name.
            word = word.substring(0, 3);
        }
        if (field.isName(word)) {
            return field.numberOf(word);
        }
        String advice = field.hasNames()
                ? "Write " + field.range() + ", names with three letters"
                : "Write a number " + field.range();
        String abbreviated = word.length() > 3 && field.isName(word.substring(0, 3)) ? word.substring(0, 3) : null;
        throw flaw(start, "'" + given(start, at) + "' is not known here", advice, replace(start, at, abbreviated));
    }

    /**
     * Reads a number within bounds.
     *
     * @param what     what the number means, null for a value of the field
     * @param repaired the expression to suggest if the number is out of bounds
     */
    private int parseNumber(int min, int max, @Nullable String what, @Nullable String repaired) throws Flaw {
        int start = at;
        while (isDigit(peek())) {
            at++;
        }
        String digits = token.text().substring(start, at);
        if (digits.isEmpty()) {
            throw missingNumber(start, min, max, what);
        }
        String significant = digits.replaceFirst("^0+(?=.)", "");
        int number = significant.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(significant);
        if (number < min || number > max) {
            String subject = what == null ? "" : what + " ";
            throw flaw(
                    start,
                    subject + "'" + digits + "' is outside " + min + "-" + max,
                    "Write " + (what == null ? field.range() : min + "-" + max),
                    what == null ? outOfRangeRepair(number) : repaired);
        }
        return number;
    }

    private Flaw missingNumber(int start, int min, int max, @Nullable String what) {
        String expected = what == null ? field.range() : what + ", " + min + "-" + max;
        if (start == itemEnd) {
            String problem = "'" + given(itemStart, itemEnd) + "' is not complete";
            return flaw(start, problem, "After it write " + expected, null);
        }
        if (token.text().charAt(start) == '?') {
            String repaired = field.isDay() || !item().startsWith("?") ? null : replace(start, start + 1, "*");
            String advice = field.isDay() ? "Write ? alone or leave it out" : "Write * for every " + field.label;
            return flaw(start, "'?' cannot stand here", advice, repaired);
        }
        return flaw(start, "'" + given(start, start + 1) + "' is not expected here", "Write " + expected, null);
    }

    private @Nullable String outOfRangeRepair(int number) {
        if (field == CronField.DAY_OF_WEEK && number == 0) {
            // Only Unix has a weekday 0, so the whole field is meant in Unix numbers.
            return replace(0, token.text().length(), Repairs.unixWeekdays(token.text()));
        }
        return replaceItem(Repairs.oneTooFar(field, item()));
    }

    private int checkedRangeEnd(int from, int to) throws Flaw {
        if (field == CronField.YEAR && to < from) {
            throw flaw(
                    itemStart,
                    "range '" + given(itemStart, itemEnd) + "' ends before it begins",
                    "Write the earlier year first",
                    null);
        }
        return to;
    }

    private void addRange(int from, int to, int step) {
        int last = to < from ? to + field.size() : to;
        for (int value = from; value <= last; value += step) {
            values.set(value > field.max ? value - field.size() : value);
        }
    }

    private Flaw emptyItem() {
        String text = token.text();
        // The blanks of "MON, FRI" have made a field of what follows, so the next thing to look at is the comma.
        String withoutBlanks = Repairs.joinLists(expression);
        String repaired = withoutBlanks != null
                ? withoutBlanks
                : replace(0, text.length(), text.replaceAll(",{2,}", ",").replaceAll("^,|,$", ""));
        String problem = "list '" + given(0, text.length()) + "' has an empty place";
        return flaw(itemStart, problem, "Write values between commas, no blanks", repaired);
    }

    private void expectEnd() throws Flaw {
        if (at == itemEnd) {
            return;
        }
        String advice =
                switch (peek()) {
                    case 'W' -> "W goes after one day of the month, as in 15W or LW";
                    case 'L' -> "L stands alone, as L-3 in day-of-month or as 6L in day-of-week";
                    case '#' -> "# goes after one weekday, as in 6#3";
                    case '?' -> "Write ? alone in day-of-month or day-of-week";
                    default -> "Write a value, a range a-b, a step a/n or a list a,b";
                };
        String problem = "'" + given(at, at + 1) + "' is not expected in '" + given(itemStart, itemEnd) + "'";
        throw flaw(at, problem, advice, null);
    }

    private String item() {
        return token.text().substring(itemStart, itemEnd);
    }

    /** A part of the token as it was written, for messages. */
    private String given(int start, int end) {
        return expression.substring(token.position() + start, token.position() + end);
    }

    /** The next character of the item, 0 at its end. */
    private char peek() {
        return at < itemEnd ? token.text().charAt(at) : 0;
    }

    private boolean eat(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private Flaw flaw(int offset, String problem, String advice, @Nullable String repaired) {
        return new Flaw(field.label, token.position() + offset, problem, advice, repaired);
    }

    private @Nullable String replaceItem(@Nullable String by) {
        return replace(itemStart, itemEnd, by == null || by.isEmpty() ? null : by);
    }

    private @Nullable String replace(int start, int end, @Nullable String by) {
        return by == null ? null : Repairs.replace(expression, token.position() + start, end - start, by);
    }

    private static boolean isLetter(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
