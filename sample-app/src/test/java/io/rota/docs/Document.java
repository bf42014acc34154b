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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One of the project's documents, or another file of the project. */
record Document(Path path, String text) {

    /** The folder of the whole project. */
    static final Path ROOT = root();

    private static final Pattern BLOCK = Pattern.compile(
            "(?:<!-- file: (\\S+) -->\\s*\\n)?^[ ]*```(\\w+)\\n(.*?)^[ ]*```$", Pattern.MULTILINE | Pattern.DOTALL);

    /**
     * A block of code.
     *
     * @param file the file that it is said to be cut from, empty if none is named
     */
    record Block(String file, String language, String code) {}

    static Document of(String path) {
        Path file = ROOT.resolve(path);
        try {
            return new Document(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The documents for people: those at the top, and those in docs. */
    static List<Document> all() {
        List<Document> all = new ArrayList<>();
        for (String folder : List.of(".", "docs", "docs/benchmarks")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder).normalize())) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .sorted()
                        .forEach(file -> all.add(of(ROOT.relativize(file).toString())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            blocks.add(new Block(block.group(1) == null ? "" : block.group(1), block.group(2), block.group(3)));
        }
        return blocks;
    }

    /** The name that a test report shows. */
    @Override
    public String toString() {
        return ROOT.relativize(path).toString();
    }

    /** The lines without blanks around them and without empty ones, so that indentation does not matter. */
    static String essence(String text) {
        return String.join(
                        "\n",
                        text.lines()
                                .map(String::strip)
                                .filter(line -> !line.isEmpty())
                                .toList()) + "\n";
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("scheduler-core"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
