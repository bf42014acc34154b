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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.boot.json.JsonParserFactory;

/** All keys below {@code elasticjob}, as the metadata has them that are made when the auto-configuration is compiled. */
final class ConfigurationKeys {

    static final String JOB = "elasticjob.jobs.<name>.";

    private static final String DEFAULTS = "elasticjob.defaults.";

    /**
     * A key.
     *
     * @param type a class
     * @param byDefault its default as text, empty if none
     * @param description sentences, may be empty
     * @param hints values that it may have besides others
     */
    record Key(String name, String type, String byDefault, String description, List<String> hints) {}

    private ConfigurationKeys() {}

    /** By name; those of a job are below {@link #JOB}. */
    static Map<String, Key> all() {
        List<Map<?, ?>> metadata = read("META-INF/spring-configuration-metadata.json");
        Map<String, List<String>> hints = new TreeMap<>();
        metadata.forEach(each -> list(each, "hints").forEach(hint -> hints.put(name(hint), values(hint))));
        Map<String, Key> keys = new TreeMap<>();
        metadata.forEach(each -> list(each, "properties").forEach(property -> {
            String name = name(property);
            if (name.startsWith("elasticjob.") && !name.startsWith(DEFAULTS) && !name.equals("elasticjob.jobs")) {
                keys.put(name, key(name, property, hints.getOrDefault(name, List.of())));
            }
        }));
        read("META-INF/spring/configuration-metadata/io.rota.autoconfigure.ElasticJobProperties$Job.json")
                .forEach(each -> list(each, "properties").forEach(property -> {
                    String name = name(property);
                    List<String> known = hints.getOrDefault(DEFAULTS + name, List.of());
                    keys.put(JOB + name, key(JOB + name, property, known));
                }));
        return keys;
    }

    private static Key key(String name, Map<?, ?> property, List<String> hints) {
        return new Key(
                name,
                String.valueOf(property.get("type")),
                Objects.toString(property.get("defaultValue"), ""),
                Objects.toString(property.get("description"), ""),
                hints);
    }

    private static String name(Map<?, ?> entry) {
        return String.valueOf(entry.get("name"));
    }

    private static List<String> values(Map<?, ?> hint) {
        return list(hint, "values").stream()
                .map(value -> String.valueOf(value.get("value")))
                .toList();
    }

    private static List<Map<?, ?>> list(Map<?, ?> map, String name) {
        List<Map<?, ?>> entries = new ArrayList<>();
        if (map.get(name) instanceof List<?> list) {
            list.forEach(entry -> entries.add((Map<?, ?>) entry));
        }
        return entries;
    }

    /** All resources of the name; other libraries have some too. */
    private static List<Map<?, ?>> read(String resource) {
        List<Map<?, ?>> roots = new ArrayList<>();
        try {
            for (URL metadata :
                    Collections.list(ConfigurationKeys.class.getClassLoader().getResources(resource))) {
                try (InputStream text = metadata.openStream()) {
                    roots.add(JsonParserFactory.getJsonParser()
                            .parseMap(new String(text.readAllBytes(), StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (roots.isEmpty()) {
            throw new IllegalStateException("There is no " + resource + "; compile the auto-configuration with Maven.");
        }
        return roots;
    }
}
