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

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The obvious corrections of wrong expressions. Each repairs one thing and returns null if nothing is obvious; what
 * comes out need not be valid yet.
 */
final class Repairs {
    // Names instead of times of day: what Unix cron and Spring accept.
    private static final Map<String, String> MACROS = Map.of(
            "@YEARLY", "0 0 0 1 1 ?",
            "@ANNUALLY", "0 0 0 1 1 ?",
            "@MONTHLY", "0 0 0 1 * ?",
            "@WEEKLY", "0 0 0 ? * SUN",
            "@DAILY", "0 0 0 * * ?",
            "@MIDNIGHT", "0 0 0 * * ?",
            "@HOURLY", "0 0 * * * ?");

    private static final Pattern NAME = Pattern.compile("[A-Z]{3}");
    private static final Pattern WEEKDAY_NUMBER = Pattern.compile("(?<![/#\\d])\\d(?!\\d)");
    private static final Pattern BLANKS_AT_COMMA = Pattern.compile("\\s*,\\s*");
    private static final Pattern WHOLE_UNIX_WEEK = Pattern.compile(".*(0-7|7-0).*");

    private Repairs() {}

    static String replace(String text, int position, int length, String by) {
        return text.substring(0, position) + by + text.substring(position + length);
    }

    /** Full-width forms and odd blanks become what they look like. */
    static @Nullable String toAscii(String text) {
        String ascii = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .replace('\u2013', '-')
                .replace('\u3001', ',');
        return ascii.chars().allMatch(c -> c <= 0x7e) ? ascii : null;
    }

    /** Removes blanks around commas, if they are what made the fields too many. */
    static @Nullable String joinLists(String text) {
        String joined = BLANKS_AT_COMMA.matcher(text.strip()).replaceAll(",");
        boolean enough = joined.split("\\s+").length >= CronField.MANDATORY;
        return enough && !joined.equals(text.strip()) ? joined : null;
    }

    static @Nullable String ofFieldCount(String text, List<CronParser.Token> tokens) {
        if (tokens.size() == 1) {
            return MACROS.get(tokens.get(0).text());
        }
        if (tokens.size() == 5) {
            return fromUnix(tokens.stream().map(CronParser.Token::text).toList());
        }
        return tokens.size() > CronField.values().length ? joinLists(text) : null;
    }

    /** Five fields of Unix cron. With both days restricted Unix means "either", which cannot be said here. */
    private static @Nullable String fromUnix(List<String> fields) {
        String ofMonth = fields.get(2);
        String ofWeek = fields.get(4);
        boolean quartzDays = ofMonth.equals("?") || ofWeek.equals("?");
        if (!quartzDays) {
            String named = unixWeekdays(ofWeek);
            if (named == null) {
                return null;
            }
            ofWeek = named;
        }
        return String.join(" ", "0", fields.get(0), fields.get(1), ofMonth, fields.get(3), ofWeek);
    }

    /** Weekday numbers of Unix, 0 or 7 = Sunday, to names. */
    static @Nullable String unixWeekdays(String text) {
        if (WHOLE_UNIX_WEEK.matcher(text).matches() || text.contains("8") || text.contains("9")) {
            return null;
        }
        return WEEKDAY_NUMBER
                .matcher(text)
                .replaceAll(number -> CronField.DAY_OF_WEEK.nameOf(Integer.parseInt(number.group()) % 7 + 1));
    }

    static String namesToNumbers(CronField field, String item) {
        return NAME.matcher(item).replaceAll((MatchResult name) -> {
            return field.isName(name.group()) ? Integer.toString(field.numberOf(name.group())) : name.group();
        });
    }

    /** Hour 24 for midnight, and ranges over everything that end one too late, such as 0-60. */
    static @Nullable String oneTooFar(CronField field, String item) {
        int tooFar = field.max + 1;
        if (field == CronField.HOUR && item.equals(Integer.toString(tooFar))) {
            return Integer.toString(field.min);
        }
        String range = String.format(Locale.ROOT, "%d-%d", field.min, tooFar);
        boolean whole = field.isTimeOfDay() && (item.equals(range) || item.startsWith(range + "/"));
        return whole ? field.min + "-" + field.max + item.substring(range.length()) : null;
    }
}
