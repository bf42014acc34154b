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
package io.rota.internal.execution;

import java.util.ArrayList;
import java.util.List;

/*
 * Blanks divide, and single or double quotes keep blanks together, also inside a word: --name="a b" is one argument,
 * --name=a b. The quotes themselves are removed. Nothing else has a meaning: no variables, no patterns, no pipes, and no
 * backslashes, which are part of paths on some systems.
 */
/** Splits a command line into a program and its arguments. */
final class CommandLine {

    private CommandLine() {}

    /**
     * The words, at least one.
     *
     * @throws IllegalArgumentException if there is none, or a quote has no end; the message follows the name of the key
     */
    static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        int quoteAt = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                quoteAt = i;
                inWord = true;
            } else if (Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException(
                    "has a quote at position " + (quoteAt + 1) + " that does not end. Write its end, or remove it.");
        }
        if (inWord) {
            words.add(word.toString());
        }
        if (words.isEmpty() || words.get(0).isBlank()) {
            throw new IllegalArgumentException("names no program. Write a program and its arguments.");
        }
        return words;
    }
}
