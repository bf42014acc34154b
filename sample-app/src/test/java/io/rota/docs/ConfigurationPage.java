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

import io.rota.docs.ConfigurationKeys.Key;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The page about the configuration: a text with places for tables, and the tables.
 *
 * <p>A place names the keys it wants by what they begin with, and gets those that no longer beginning has. Sections that the
 * text says nothing of get a heading of their own, so that a new key is on the page whether somebody thinks of it or not.
 */
final class ConfigurationPage {

    private static final String FOLDER = "sample-app/src/test/resources/docs/configuration/";

    private static final Pattern PLACE = Pattern.compile("\\{\\{keys ([^}]+)}}");
    private static final String OTHER_PLACE = "{{other sections}}";

    private final Map<String, Key> keys = new TreeMap<>(ConfigurationKeys.all());
    private final Map<String, String> notes = notes();
    private final Set<String> inElasticJob =
            Document.of(FOLDER + "elasticjob-keys.txt").text().lines().collect(Collectors.toSet());

    /** The page as it must be. */
    String text() {
        String template = Document.of(FOLDER + "page.md").text();
        Matcher place = PLACE.matcher(template);
        Map<String, String> tables = new TreeMap<>();
        List<String> beginnings = place.results()
                .map(match -> match.group(1))
                .sorted(longestFirst())
                .toList();
        for (String beginning : beginnings) {
            if (!beginning.equals("elasticjob")) {
                tables.put(beginning, table(beginning, take(beginning)));
            }
        }
        StringBuilder others = new StringBuilder();
        sections()
                .forEach(section -> others.append("## `")
                        .append(section)
                        .append("`\n\n")
                        .append(table(section, take(section)))
                        .append("\n\n"));
        tables.put("elasticjob", table("elasticjob", take("elasticjob")));
        return place.reset()
                .replaceAll(match -> Matcher.quoteReplacement(tables.get(match.group(1))))
                .replace(OTHER_PLACE + "\n\n", others);
    }

    /** Notes and marks for keys that do not exist. */
    List<String> forgotten() {
        Set<String> existing = ConfigurationKeys.all().keySet();
        return Stream.concat(notes.keySet().stream(), inElasticJob.stream())
                .filter(key -> !existing.contains(key))
                .toList();
    }

    private static Comparator<String> longestFirst() {
        return Comparator.comparingInt(String::length).reversed();
    }

    /** The sections that are left, such as {@code elasticjob.dump}; a section has several keys. */
    private List<String> sections() {
        Map<String, Long> sizes = keys.keySet().stream()
                .filter(key -> key.indexOf('.', "elasticjob.".length()) > 0)
                .collect(Collectors.groupingBy(
                        key -> key.substring(0, key.indexOf('.', "elasticjob.".length())),
                        TreeMap::new,
                        Collectors.counting()));
        return sizes.keySet().stream().filter(section -> sizes.get(section) > 1).toList();
    }

    private Collection<Key> take(String beginning) {
        Map<String, Key> taken = new TreeMap<>();
        keys.forEach((name, key) -> {
            if (name.startsWith(beginning + ".")) {
                taken.put(name, key);
            }
        });
        keys.keySet().removeAll(taken.keySet());
        return taken.values();
    }

    private String table(String beginning, Collection<Key> rows) {
        StringBuilder table = new StringBuilder("| key | default | meaning | EJ |\n|---|---|---|---|");
        rows.forEach(key -> table.append("\n| `")
                .append(key.name(), beginning.length() + 1, key.name().length())
                .append("` | ")
                .append(key.byDefault().isEmpty() ? "" : "`" + key.byDefault() + "` ")
                .append("| ")
                .append(meaning(key))
                .append(" | ")
                .append(inElasticJob.contains(key.name()) ? "yes " : "")
                .append('|'));
        return table.toString();
    }

    private String meaning(Key key) {
        List<String> sentences = new ArrayList<>();
        sentences.add(key.description().replace("|", "\\|"));
        List<String> values = values(key);
        if (!values.isEmpty()) {
            sentences.add(
                    "Values: " + values.stream().map(value -> "`" + value + "`").collect(Collectors.joining(", "))
                            + (key.hints().isEmpty() ? "." : ", or one of your own."));
        }
        sentences.add(notes.getOrDefault(key.name(), ""));
        return sentences.stream().filter(sentence -> !sentence.isEmpty()).collect(Collectors.joining(" "));
    }

    private static List<String> values(Key key) {
        if (!key.hints().isEmpty()) {
            return key.hints();
        }
        try {
            Object[] constants = Class.forName(key.type()).getEnumConstants();
            return constants == null
                    ? List.of()
                    : Stream.of(constants)
                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                            .toList();
        } catch (ClassNotFoundException e) {
            // The name of a generic type is no class.
            return List.of();
        }
    }

    private static Map<String, String> notes() {
        Properties properties = new Properties();
        try {
            properties.load(
                    new StringReader(Document.of(FOLDER + "notes.properties").text()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> notes = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> notes.put(name, properties.getProperty(name)));
        return notes;
    }
}
