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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ARCHITECTURE.md and CONTRIBUTING.md name exists. */
class ArchitectureTests {

    private static final Path CORE = Document.ROOT.resolve("scheduler-core/src/main/java/io/rota");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern TYPE = Pattern.compile("([A-Z][a-z]\\w*)(?:\\.\\w+\\(\\))?");
    private static final Pattern ROOM = Pattern.compile("^\\| \\d \\| `([a-z.]+)` \\|", Pattern.MULTILINE);
    private static final Pattern PROPERTY = Pattern.compile("-D((?:sim|chaos|rota)\\.[a-z.]+)");

    // Names of others.
    private static final Set<String> FOREIGN = Set.of("System.currentTimeMillis()");

    @ParameterizedTest
    @ValueSource(strings = {"ARCHITECTURE.md", "CONTRIBUTING.md"})
    void everyTypeThatIsNamedExists(String name) throws IOException {
        Set<String> types = typesOfTheProject();
        Set<String> missing = new TreeSet<>();
        Matcher code = CODE.matcher(Document.of(name).text());
        while (code.find()) {
            Matcher type = TYPE.matcher(code.group(1));
            if (type.matches() && !FOREIGN.contains(code.group(1)) && !types.contains(type.group(1))) {
                missing.add(code.group(1));
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyPackageOfTheCoreIsInTheTable_andNoOther() throws IOException {
        Set<String> documented = new TreeSet<>();
        Matcher room = ROOM.matcher(Document.of("ARCHITECTURE.md").text());
        while (room.find()) {
            documented.add(room.group(1));
        }
        try (Stream<Path> files = Files.walk(CORE)) {
            assertThat(documented)
                    .isEqualTo(files.filter(file -> file.endsWith("package-info.java"))
                            .map(file ->
                                    CORE.relativize(file.getParent()).toString().replace('/', '.'))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void everySystemPropertyThatTestsAreSaidToHaveExists() throws IOException {
        String tests = Stream.of("sim", "chaos", "cron", "fencing")
                .map(folder -> Document.ROOT
                        .resolve("scheduler-core/src/test/java/io/rota")
                        .resolve(folder))
                .flatMap(ArchitectureTests::files)
                .map(file ->
                        Document.of(Document.ROOT.relativize(file).toString()).text())
                .collect(Collectors.joining());
        Matcher property = PROPERTY.matcher(Document.of("CONTRIBUTING.md").text());
        while (property.find()) {
            assertThat(tests).contains("\"" + property.group(1) + "\"");
        }
    }

    private static Set<String> typesOfTheProject() throws IOException {
        try (Stream<Path> files = Files.walk(Document.ROOT)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".java"))
                    .map(file -> file.replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
