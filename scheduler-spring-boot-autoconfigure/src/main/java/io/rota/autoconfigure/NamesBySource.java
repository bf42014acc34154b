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
package io.rota.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/** The names that each source has below a root. */
final class NamesBySource {

    private final Map<ConfigurationPropertySource, List<ConfigurationPropertyName>> names = new IdentityHashMap<>();

    /** All names below a root. */
    static NamesBySource below(ConfigurationPropertyName root, Collection<ConfigurationPropertySource> sources) {
        NamesBySource names = new NamesBySource();
        for (ConfigurationPropertySource source : sources) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream().filter(root::isAncestorOf).forEach(name -> names.add(source, name));
            }
        }
        return names;
    }

    void add(ConfigurationPropertySource source, ConfigurationPropertyName name) {
        names.computeIfAbsent(source, key -> new ArrayList<>()).add(name);
    }

    List<ConfigurationPropertyName> of(ConfigurationPropertySource source) {
        return names.getOrDefault(source, List.of());
    }
}
