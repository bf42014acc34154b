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
package io.rota.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents say one sees in the log is said by the code. */
class TroubleshootingTests {

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");
    private static final Pattern SUM = Pattern.compile("(?<=[^\\\\])\"\\s*\\+\\s*\"");
    private static final Pattern SUM_WITH_A_VALUE = Pattern.compile("\"\\s*\\+\\s*[\\w.()]+\\s*\\+\\s*\"");
    private static final Pattern PASSAGE = Pattern.compile("`([a-z](?:[A-Za-z',;…]* ){3,}[A-Za-z',;…]+)`");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{}");
    private static final Pattern STATE = Pattern.compile("`([A-Z][A-Z_]{3,})`");

    private static List<String> literals;
    private static String code;

    @BeforeAll
    static void readTheCode() throws IOException {
        try (Stream<Path> files = Files.walk(Document.ROOT)) {
            code = files.filter(file -> file.toString().contains("/src/main/java/")
                            && file.toString().endsWith(".java"))
                    .map(TroubleshootingTests::read)
                    .collect(Collectors.joining("\n"));
        }
        literals = new ArrayList<>();
        Matcher literal = LITERAL.matcher(
                SUM_WITH_A_VALUE.matcher(SUM.matcher(code).replaceAll("")).replaceAll("…"));
        while (literal.find()) {
            literals.add(literal.group(1).replace("\\\"", "\""));
        }
    }

    /** Lines in blocks of all documents, and passages of four words and more inside the sentences of this one. */
    static List<String> logLines() {
        Stream<String> blocks = Document.all().stream()
                .flatMap(document -> document.blocks().stream())
                .filter(block -> block.language().equals("log"))
                .flatMap(block -> block.code().lines())
                .map(String::strip)
                .filter(line -> !line.isEmpty());
        Stream<String> passages = PASSAGE.matcher(
                        Document.of("docs/troubleshooting.md").text())
                .results()
                .map(passage -> passage.group(1));
        return Stream.concat(blocks, passages).toList();
    }

    @ParameterizedTest
    @MethodSource("logLines")
    void quotedLine_isSaidByTheCode(String line) {
        assertThat(literals.stream()
                        .anyMatch(literal ->
                                containsInOrder(PLACEHOLDER.matcher(literal).replaceAll("…"), line)))
                .as("a message like: %s", line)
                .isTrue();
    }

    @Test
    void quotedState_isKnownToTheCode() {
        Set<String> unknown = new TreeSet<>();
        Matcher state = STATE.matcher(Document.of("docs/troubleshooting.md").text());
        while (state.find()) {
            if (!Pattern.compile("\\b" + state.group(1) + "\\b").matcher(code).find()) {
                unknown.add(state.group(1));
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void contents_nameEverySymptom() {
        Document page = Document.of("docs/troubleshooting.md");
        List<String> symptoms = page.text()
                .lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .toList();
        assertThat(page.text()
                        .lines()
                        .filter(line -> line.startsWith("- ["))
                        .map(line -> line.replaceFirst("- \\[([^]]+)].*", "$1")))
                .startsWith(symptoms.toArray(String[]::new));
    }

    /** Whether a message has the parts of a line between its gaps; the ends of the line need not be those of the message. */
    private static boolean containsInOrder(String message, String line) {
        int from = 0;
        for (String part : line.split("…")) {
            int found = message.indexOf(part, from);
            if (found < 0) {
                return false;
            }
            from = found + part.length();
        }
        return true;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
