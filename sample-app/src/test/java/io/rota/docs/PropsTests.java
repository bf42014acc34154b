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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The keys below {@code props} and the variables of scripts that the pages name are those that the code reads and writes. */
class PropsTests {

    private static final Pattern IN_PAGES = Pattern.compile(
            "`((?:script|http|streaming|email|wechat|dingtalk|notify)\\.[a-zA-Z.]*[a-zA-Z]|ROTA_[A-Z_]+)`");
    private static final Pattern IN_CODE = Pattern.compile(
            "\"((?:script|http|streaming|email|wechat|dingtalk|notify)\\.[a-zA-Z.]*[a-zA-Z]|ROTA_[A-Z_]+)\"");
    private static final Pattern CHAT = Pattern.compile("(?:wechat|dingtalk)\\.(\\w+)");

    private final String code = code();
    private final Set<String> inPages = names(
            IN_PAGES,
            Document.of("docs/job-types.md").text()
                    + Document.of("docs/error-handling.md").text());

    @Test
    void everyKeyInTheCode_isInThePages() {
        assertThat(inPages).hasSizeGreaterThan(30).containsAll(names(IN_CODE, code));
    }

    @Test
    void everyKeyInThePages_isInTheCode() {
        Set<String> inCode = names(IN_CODE, code);
        assertThat(inPages).allSatisfy(key -> {
            // What the chats have in common is read with their names before it.
            Matcher chat = CHAT.matcher(key);
            assertThat(inCode.contains(key) || chat.matches() && code.contains("\"" + chat.group(1) + "\""))
                    .as(key)
                    .isTrue();
        });
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String code() {
        Path folder = Document.ROOT.resolve("scheduler-core/src/main/java/io/rota/internal");
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> Document.of(Document.ROOT.relativize(file).toString())
                            .text())
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
