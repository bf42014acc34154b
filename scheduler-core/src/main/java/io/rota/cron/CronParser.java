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

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Splits one expression into fields and hands each to a {@link FieldParser}. For one use.
 *
 * <p>Stops at the first {@link Flaw}. All positions are offsets in the text as given.
 */
final class CronParser {
    private static final int LENGTH_MAX = 4_096; // Every value of every field written out takes about 2,300.

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private final Map<CronField, BitSet> values = new EnumMap<>(CronField.class);

    /** One field of the expression, in upper case. */
    record Token(String text, int position) {}

    CronParser(String text) {
        this.text = text;
    }

    LocalMatcher parse() throws Flaw {
        checkCharacters();
        split();
        checkFieldCount();
        DayBits days = new DayBits();
        for (CronField field : CronField.values()) {
            BitSet set = new BitSet();
            if (field.ordinal() < tokens.size()) {
                new FieldParser(text, field, tokens.get(field.ordinal()), set, days).parse();
            } else {
                set.set(field.min, field.max + 1);
            }
            values.put(field, set);
        }
        checkDayFields();
        DayRule rule = days.rule(valuesOf(CronField.DAY_OF_MONTH), valuesOf(CronField.DAY_OF_WEEK));
        return new LocalMatcher(
                valuesOf(CronField.SECOND),
                valuesOf(CronField.MINUTE),
                valuesOf(CronField.HOUR),
                rule,
                valuesOf(CronField.MONTH),
                valuesOf(CronField.YEAR));
    }

    /** Upper case, single blanks. After {@link #parse()}. */
    String canonicalText() {
        return String.join(" ", tokens.stream().map(Token::text).toList());
    }

    /** See {@link CronExpression#hasFixedTime()}. After {@link #parse()}. */
    boolean hasFixedTime() {
        return tokens.subList(0, CronField.HOUR.ordinal() + 1).stream()
                .allMatch(token -> token.text().chars().allMatch(c -> c == ',' || c >= '0' && c <= '9'));
    }

    private BitSet valuesOf(CronField field) {
        return values.getOrDefault(field, new BitSet());
    }

    private void checkCharacters() throws Flaw {
        if (text.length() > LENGTH_MAX) {
            throw new Flaw(
                    "expression",
                    LENGTH_MAX,
                    "longer than " + LENGTH_MAX + " characters",
                    "Use ranges instead of lists",
                    null);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7e) {
                throw new Flaw(
                        fieldLabelAt(i),
                        i,
                        "'" + c + "' is not a character of a cron expression",
                        "Use ASCII characters only, no full-width ones",
                        Repairs.toAscii(text));
            }
        }
    }

    private String fieldLabelAt(int position) {
        int index = text.substring(0, position).strip().isEmpty()
                ? 0
                : text.substring(0, position).strip().split("\\s+").length
                        - (Character.isWhitespace(text.charAt(position - 1)) ? 0 : 1);
        return index < CronField.values().length ? CronField.values()[index].label : "expression";
    }

    private void split() {
        int at = 0;
        while (at < text.length()) {
            int start = at;
            while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at > start) {
                tokens.add(new Token(upperCase(text.substring(start, at)), start));
            }
            at++;
        }
    }

    /** Of ASCII letters only, so that positions cannot shift. */
    private static String upperCase(String text) {
        StringBuilder upper = new StringBuilder(text);
        for (int i = 0; i < upper.length(); i++) {
            char c = upper.charAt(i);
            if (c >= 'a' && c <= 'z') {
                upper.setCharAt(i, (char) (c - 'a' + 'A'));
            }
        }
        return upper.toString();
    }

    private void checkFieldCount() throws Flaw {
        int most = CronField.values().length;
        if (tokens.size() >= CronField.MANDATORY && tokens.size() <= most) {
            return;
        }
        int count = tokens.size();
        String found = count == 0 ? "is empty" : "has " + count + (count == 1 ? " field" : " fields");
        String advice = (count == 5 ? "Unlike in Unix the second comes first; write" : "Write")
                + " six or seven fields: second minute hour day-of-month month day-of-week [year]";
        int position = tokens.size() > most ? tokens.get(most).position() : text.length();
        throw new Flaw("expression", position, found, advice, Repairs.ofFieldCount(text, tokens));
    }

    private void checkDayFields() throws Flaw {
        Token ofMonth = tokens.get(CronField.DAY_OF_MONTH.ordinal());
        Token ofWeek = tokens.get(CronField.DAY_OF_WEEK.ordinal());
        boolean monthOpen = ofMonth.text().equals("?");
        boolean weekOpen = ofWeek.text().equals("?");
        if (monthOpen && weekOpen) {
            throw new Flaw(
                    CronField.DAY_OF_WEEK.label,
                    ofWeek.position(),
                    "day-of-month and day-of-week are both '?'",
                    "Write * in day-of-month for every day",
                    Repairs.replace(text, ofMonth.position(), 1, "*"));
        }
        if (!monthOpen && !weekOpen) {
            Token vague = ofWeek.text().equals("*") ? ofWeek : ofMonth;
            throw new Flaw(
                    CronField.DAY_OF_WEEK.label,
                    ofWeek.position(),
                    "day-of-month '" + ofMonth.text() + "' and day-of-week '" + ofWeek.text() + "' are both given",
                    "Write ? in the one that does not decide; weekdays count from 1 = SUN",
                    vague.text().equals("*") ? Repairs.replace(text, vague.position(), 1, "?") : null);
        }
    }
}
