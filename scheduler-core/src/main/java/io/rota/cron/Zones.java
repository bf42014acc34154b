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

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads time zone ids. */
public final class Zones {
    private static final Pattern SINGLE_DIGIT_HOUR = Pattern.compile("(GMT|UTC|UT|)([+-])(\\d:\\d\\d)");
    private static final Pattern ABBREVIATION = Pattern.compile("[A-Za-z]{3,4}");
    private static final Map<String, String> NOT_IN_DATABASE = Map.of(
            "beijing", "Asia/Shanghai",
            "peking", "Asia/Shanghai");
    private static final int SUGGESTIONS_MAX = 3;
    private static final int LENGTH_MAX = 64; // The longest known id has 32 characters; longer text is no slip.

    private Zones() {}

    /**
     * Reads a zone: a region ({@code Asia/Shanghai}), {@code UTC}, {@code GMT}, {@code Z}, or an offset with or without
     * such a prefix ({@code GMT+08:00}, {@code GMT+8}, {@code GMT+8:00}, {@code +08:00}).
     *
     * @throws IllegalArgumentException if the id is not known; the message has the id and the closest known ones
     */
    public static ZoneId parse(String id) {
        String zone = id.strip();
        Matcher matcher = SINGLE_DIGIT_HOUR.matcher(zone);
        try {
            // ZoneId insists on two digits, java.util.TimeZone and the settings written for it do not.
            return ZoneId.of(matcher.matches() ? matcher.group(1) + matcher.group(2) + "0" + matcher.group(3) : zone);
        } catch (DateTimeException e) {
            String shown = zone.length() <= LENGTH_MAX ? zone : zone.substring(0, LENGTH_MAX) + "...";
            throw new IllegalArgumentException(
                    "time zone '" + shown + "' is not known. Write a region such as Asia/Shanghai or an offset such as"
                            + " GMT+08:00." + advice(zone),
                    e);
        }
    }

    private static String advice(String zone) {
        List<String> closest = closest(zone);
        if (!closest.isEmpty()) {
            return " Did you mean " + String.join(" or ", closest) + "?";
        }
        return ABBREVIATION.matcher(zone).matches() ? " Abbreviations have more than one meaning." : "";
    }

    private static List<String> closest(String zone) {
        if (zone.isEmpty() || zone.length() > LENGTH_MAX) {
            return List.of();
        }
        String wanted = zone.toLowerCase(Locale.ROOT).replace(' ', '_');
        String city = NOT_IN_DATABASE.get(city(wanted));
        if (city != null) {
            return List.of(city);
        }
        if (isKnown(zone.toUpperCase(Locale.ROOT))) {
            return List.of(zone.toUpperCase(Locale.ROOT));
        }
        record Candidate(String id, int distance) {}
        int distanceMax = ABBREVIATION.matcher(zone).matches() ? 0 : Math.max(2, wanted.length() / 4);
        List<Candidate> candidates = ZoneId.getAvailableZoneIds().stream()
                .map(id -> new Candidate(id, distance(wanted, id.toLowerCase(Locale.ROOT))))
                .filter(candidate -> candidate.distance() <= distanceMax)
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::id))
                .toList();
        // If one differs in letter case or by its region only, the others are noise.
        boolean exact = !candidates.isEmpty() && candidates.get(0).distance() == 0;
        return candidates.stream()
                .limit(exact ? 1 : SUGGESTIONS_MAX)
                .map(Candidate::id)
                .toList();
    }

    private static boolean isKnown(String id) {
        try {
            return !ZoneId.of(id).getId().isEmpty();
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Edits between two ids; a wanted city without its region is compared with the city alone. */
    private static int distance(String wanted, String id) {
        return wanted.indexOf('/') < 0 ? Math.min(edits(wanted, city(id)), edits(wanted, id)) : edits(wanted, id);
    }

    private static String city(String id) {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    /** Insertions, deletions and replacements that turn one text into the other. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
