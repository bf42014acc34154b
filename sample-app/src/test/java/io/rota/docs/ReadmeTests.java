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
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.json.JsonParserFactory;

/** What the documents say is so. */
class ReadmeTests {

    private static final Document README = Document.of("README.md");
    private static final Document WRITES = Document.of("docs/protecting-your-writes.md");
    private static final Document TESTING = Document.of("docs/testing.md");
    private static final Set<String> CHECKED_LANGUAGES = Set.of("java", "yaml", "xml", "properties", "sql");
    private static final Pattern ROW =
            Pattern.compile("^\\| `(elasticjob\\.[^`]+)` \\| (?:`([^`]*)`)? ?\\|", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("]\\(([^)]+)\\)");
    private static final String PARENT_VERSION = "1.0.0-SNAPSHOT";

    static List<Document.Block> snippets() {
        return Stream.of(README, WRITES, TESTING)
                .flatMap(document -> document.blocks().stream())
                .filter(block -> CHECKED_LANGUAGES.contains(block.language()))
                .toList();
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

    @Test
    void configurationTable_hasEveryKeyWithItsDefault() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = ROW.matcher(section("configuration"));
        while (row.find()) {
            documented.put(row.group(1), row.group(2) == null ? "" : row.group(2));
        }
        Map<String, String> existing = new TreeMap<>();
        properties("META-INF/spring-configuration-metadata.json", "elasticjob.").forEach((name, byDefault) -> {
            if (!name.startsWith("elasticjob.defaults.") && !name.equals("elasticjob.jobs")) {
                existing.put(name, byDefault);
            }
        });
        properties("META-INF/spring/configuration-metadata/io.rota.autoconfigure.ElasticJobProperties$Job.json", "")
                .forEach((name, byDefault) -> existing.put("elasticjob.jobs.<name>." + name, byDefault));
        assertThat(documented).isEqualTo(existing);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "ARCHITECTURE.md",
                "CONTRIBUTING.md",
                "CHANGELOG.md",
                "docs/protecting-your-writes.md",
                "docs/testing.md"
            })
    void links_leadSomewhere(String name) {
        Document document = Document.of(name);
        Matcher link = LINK.matcher(document.text());
        Set<String> broken = new TreeSet<>();
        while (link.find()) {
            String target = link.group(1);
            boolean there = target.startsWith("#")
                    ? anchors(document).contains(target.substring(1))
                    : Files.exists(document.path().resolveSibling(target));
            if (!there) {
                broken.add(target);
            }
        }
        assertThat(broken).isEmpty();
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

    private static String section(String name) {
        String begin = "<!-- " + name + ": begin -->";
        String end = "<!-- " + name + ": end -->";
        return README.text()
                .substring(README.text().indexOf(begin), README.text().indexOf(end));
    }

    /** The properties of all resources of the name, those of other libraries left out. */
    private static Map<String, String> properties(String resource, String prefix) throws IOException {
        Map<String, String> properties = new TreeMap<>();
        for (URL metadata : Collections.list(ReadmeTests.class.getClassLoader().getResources(resource))) {
            try (InputStream text = metadata.openStream()) {
                Map<String, Object> root = JsonParserFactory.getJsonParser()
                        .parseMap(new String(text.readAllBytes(), StandardCharsets.UTF_8));
                for (Object each : (List<?>) root.get("properties")) {
                    Map<?, ?> property = (Map<?, ?>) each;
                    String name = String.valueOf(property.get("name"));
                    if (name.startsWith(prefix)) {
                        properties.put(name, Objects.toString(property.get("defaultValue"), ""));
                    }
                }
            }
        }
        assertThat(properties).as(resource).isNotEmpty();
        return properties;
    }
}
