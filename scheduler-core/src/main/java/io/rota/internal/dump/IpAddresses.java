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
package io.rota.internal.dump;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the addresses of machines in a text, of both versions of the protocol. */
final class IpAddresses {

    // Eight groups and their colons, the last two written as four numbers.
    private static final int LENGTH_MAX = 45;
    private static final int GROUPS = 8;
    // What stands before an address of version 4 that is wrapped into one of version 6.
    private static final String MAPPED = "00000000000000000000ffff";
    // Not a part of a longer number, as in a version.
    private static final Pattern QUAD = Pattern.compile("(?<![\\d.])\\d{1,3}(?:\\.\\d{1,3}){3}(?!\\d|\\.\\d)");
    private static final Pattern ZONE = Pattern.compile("%[\\w.-]+");

    private IpAddresses() {}

    /**
     * Replaces all of them.
     *
     * @param name what stands for an address; gets the same text for all spellings of one address
     */
    static String replace(String text, UnaryOperator<String> name) {
        Matcher quad = QUAD.matcher(text).useTransparentBounds(true);
        Matcher zone = ZONE.matcher(text);
        StringBuilder replaced = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char first = text.charAt(at);
            int end = isPart(first) ? endOfLong(text, at) : at;
            if (end > at) {
                replaced.append(name.apply(canonical(text.substring(at, end)).orElseThrow()));
                at = zone.region(end, text.length()).lookingAt() ? zone.end() : end;
            } else if (first >= '0'
                    && first <= '9'
                    && quad.region(at, text.length()).lookingAt()) {
                replaced.append(name.apply(canonicalQuad(quad.group())));
                at = quad.end();
            } else {
                replaced.append(first);
                at++;
            }
        }
        return replaced.toString();
    }

    /** Where the longest address of version 6 ends that begins here; the beginning itself if none does. */
    private static int endOfLong(String text, int begin) {
        if (begin > 0 && isWord(text.charAt(begin - 1))) {
            return begin;
        }
        int end = begin;
        int colons = 0;
        while (end < text.length() && end - begin < LENGTH_MAX && isPart(text.charAt(end))) {
            colons += text.charAt(end) == ':' ? 1 : 0;
            end++;
        }
        while (colons >= 2 && end > begin) {
            boolean whole = end == text.length() || !isWord(text.charAt(end));
            if (whole && canonical(text.substring(begin, end)).isPresent()) {
                return end;
            }
            end--;
        }
        return begin;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private static boolean isPart(char c) {
        return c == ':' || c == '.' || HexFormat.isHexDigit(c);
    }

    private static String canonicalQuad(String quad) {
        return Arrays.stream(quad.split("\\."))
                .map(part -> String.valueOf(Integer.parseInt(part)))
                .reduce((left, right) -> left + "." + right)
                .orElseThrow();
    }

    /** Thirty-two digits, or four numbers if it only wraps an address of version 4; empty if it is no address. */
    private static Optional<String> canonical(String text) {
        String groups = text;
        if (text.indexOf('.') >= 0) {
            int quadAt = text.lastIndexOf(':') + 1;
            if (!QUAD.matcher(text.substring(quadAt)).matches()) {
                return Optional.empty();
            }
            int[] parts = Arrays.stream(text.substring(quadAt).split("\\."))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            groups = text.substring(0, quadAt)
                    + "%04x:%04x".formatted(parts[0] << 8 | parts[1], parts[2] << 8 | parts[3]);
        }
        int gap = groups.indexOf("::");
        boolean twoGaps = gap >= 0 && groups.indexOf("::", gap + 1) >= 0;
        String before = gap < 0 ? groups : groups.substring(0, gap);
        String after = gap < 0 ? "" : groups.substring(gap + 2);
        Optional<String> head = digits(before);
        Optional<String> tail = digits(after);
        if (twoGaps || head.isEmpty() || tail.isEmpty()) {
            return Optional.empty();
        }
        int missing = GROUPS * 4 - head.get().length() - tail.get().length();
        // "::" alone is everywhere, and stands for no machine.
        if (gap < 0 ? missing != 0 : missing < 4 || missing == GROUPS * 4) {
            return Optional.empty();
        }
        String digits = head.get() + "0".repeat(missing) + tail.get();
        return Optional.of(digits.startsWith(MAPPED) ? quad(digits.substring(MAPPED.length())) : digits);
    }

    private static Optional<String> digits(String groups) {
        if (groups.isEmpty()) {
            return Optional.of("");
        }
        StringBuilder digits = new StringBuilder();
        for (String group : groups.split(":", -1)) {
            if (group.isEmpty() || group.length() > 4) {
                return Optional.empty();
            }
            digits.append("0".repeat(4 - group.length())).append(group.toLowerCase(Locale.ROOT));
        }
        return Optional.of(digits.toString());
    }

    private static String quad(String digits) {
        StringBuilder quad = new StringBuilder();
        for (byte part : HexFormat.of().parseHex(digits)) {
            quad.append(quad.isEmpty() ? "" : ".").append(part & 0xff);
        }
        return quad.toString();
    }
}
