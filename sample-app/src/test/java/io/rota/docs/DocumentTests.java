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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents show is cut from files that are compiled or read, and what they link to is there. */
class DocumentTests {

    private static final Set<String> CHECKED_LANGUAGES = Set.of("java", "yaml", "xml", "properties", "sql");
    private static final Pattern LINK = Pattern.compile("]\\(([^)]+)\\)");
    private static final String PARENT_VERSION = "1.0.0-SNAPSHOT";

    static Stream<Document> documents() {
        return Document.all().stream();
    }

    static Stream<Document.Block> snippets() {
        return documents()
                .flatMap(document -> document.blocks().stream())
                .filter(block -> CHECKED_LANGUAGES.contains(block.language()));
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void snippet_isCutFromAFileOfTheProject(Document.Block snippet) {
        assertThat(snippet.file()).as("file of the snippet %s", snippet.code()).isNotEmpty();
        String file = Document.of(snippet.file()).text().replace("${project.version}", PARENT_VERSION);
        assertThat(Document.essence(file)).contains(Document.essence(snippet.code()));
    }

    @Test
    void version_isThatOfTheProject() {
        assertThat(Document.of("pom.xml").text()).contains("<version>" + PARENT_VERSION + "</version>");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void links_leadSomewhere(Document document) {
        Matcher link = LINK.matcher(document.text());
        Set<String> broken = new TreeSet<>();
        while (link.find()) {
            if (!leadsSomewhere(document, link.group(1))) {
                broken.add(link.group(1));
            }
        }
        assertThat(broken).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void document_canBeReachedFromTheReadme(Document document) {
        Path readme = Document.ROOT.resolve("README.md");
        String name = Document.ROOT.relativize(document.path()).toString();
        assertThat(document.path().equals(readme)
                        || Document.of("README.md").text().contains("](" + name + ")"))
                .as("README.md links to %s", name)
                .isTrue();
    }

    private static boolean leadsSomewhere(Document from, String target) {
        if (target.matches("https?://.*")) {
            return true;
        }
        String file = target.replaceFirst("#.*", "");
        Path path = file.isEmpty() ? from.path() : from.path().resolveSibling(file);
        if (!Files.exists(path)) {
            return false;
        }
        int anchor = target.indexOf('#');
        return anchor < 0
                || anchors(Document.of(
                                Document.ROOT.relativize(path.normalize()).toString()))
                        .contains(target.substring(anchor + 1));
    }

    private static Set<String> anchors(Document document) {
        return document.text()
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase()
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
