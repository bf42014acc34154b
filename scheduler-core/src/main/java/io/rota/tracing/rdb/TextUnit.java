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
package io.rota.tracing.rdb;

import java.nio.charset.StandardCharsets;

/** What a database counts when it compares a text with the length of its column. */
enum TextUnit {
    /** Java's own characters. */
    UTF16 {
        @Override
        int of(int codePoint) {
            return Character.charCount(codePoint);
        }
    },
    /** Characters as people count them. */
    CODE_POINTS {
        @Override
        int of(int codePoint) {
            return 1;
        }
    },
    /** Bytes of UTF-8; never fewer than what any other database counts. */
    BYTES {
        @Override
        int of(int codePoint) {
            if (codePoint < 0x80) {
                return 1;
            } else if (codePoint < 0x800) {
                return 2;
            }
            return codePoint < 0x10000 ? 3 : 4;
        }
    };

    private static final char REPLACEMENT = '?';

    abstract int of(int codePoint);

    /** The beginning of a text that fits. */
    String beginning(String text, int max) {
        String clean = clean(text);
        int used = 0;
        for (int at = 0; at < clean.length(); ) {
            int codePoint = clean.codePointAt(at);
            used += of(codePoint);
            if (used > max) {
                return clean.substring(0, at);
            }
            at += Character.charCount(codePoint);
        }
        return clean;
    }

    /** The end of a text that fits. */
    String end(String text, int max) {
        String clean = clean(text);
        int used = 0;
        for (int at = clean.length(); at > 0; ) {
            int codePoint = clean.codePointBefore(at);
            used += of(codePoint);
            if (used > max) {
                return clean.substring(at);
            }
            at -= Character.charCount(codePoint);
        }
        return clean;
    }

    /** Without what some databases refuse in any text: the character 0, and halves of characters. */
    private static String clean(String text) {
        if (text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(codePoint ->
                        codePoint == 0 || Character.getType(codePoint) == Character.SURROGATE ? REPLACEMENT : codePoint)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
