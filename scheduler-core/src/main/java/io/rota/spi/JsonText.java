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
package io.rota.spi;

/** Texts as JSON strings, safe inside HTML, headers and shells' logs as well. */
public final class JsonText {

    private JsonText() {}

    /**
     * A text as a JSON string, with its quotes. Besides what JSON demands, {@code = & < > '} are escaped.
     *
     * @param asciiOnly whether everything beyond ASCII is escaped, too
     */
    public static String quote(String text, boolean asciiOnly) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                default -> {
                    if (mustEscape(c, asciiOnly)) {
                        json.append("\\u");
                        for (int shift = 12; shift >= 0; shift -= 4) {
                            json.append(Character.forDigit((c >> shift) & 0xF, 16));
                        }
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.append('"').toString();
    }

    private static boolean mustEscape(char c, boolean asciiOnly) {
        return c < ' ' || "=&<>'\u2028\u2029".indexOf(c) >= 0 || (asciiOnly && c > '~');
    }
}
