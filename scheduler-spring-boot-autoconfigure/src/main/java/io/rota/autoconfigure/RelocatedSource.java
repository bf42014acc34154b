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

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/**
 * What a source says below some names, as if it stood below another name.
 *
 * <p>The properties keep the names and origins that they really have, so that messages tell them.
 *
 * @param from the first one that has a key wins
 */
record RelocatedSource(
        ConfigurationPropertySource source, List<ConfigurationPropertyName> from, ConfigurationPropertyName to)
        implements IterableConfigurationPropertySource {

    // Later releases of ElasticJob renamed the key.
    private static final ConfigurationPropertyName THREADS =
            ConfigurationPropertyName.of("job-executor-service-handler-type");
    private static final ConfigurationPropertyName THREADS_LATER =
            ConfigurationPropertyName.of("job-executor-thread-pool-size-provider-type");

    @Override
    public @Nullable ConfigurationProperty getConfigurationProperty(ConfigurationPropertyName name) {
        if (!to.isAncestorOf(name)) {
            return null;
        }
        ConfigurationPropertyName key = name.subName(to.getNumberOfElements());
        ConfigurationProperty property = find(key);
        return property == null && key.equals(THREADS) ? find(THREADS_LATER) : property;
    }

    @Override
    public Stream<ConfigurationPropertyName> stream() {
        if (!(source instanceof IterableConfigurationPropertySource iterable)) {
            return Stream.empty();
        }
        return from.stream()
                .flatMap(root -> iterable.stream()
                        .filter(root::isAncestorOf)
                        .map(name -> to.append(name.subName(root.getNumberOfElements()))));
    }

    @Override
    public ConfigurationPropertyState containsDescendantOf(ConfigurationPropertyName name) {
        if (!to.equals(name) && !to.isAncestorOf(name)) {
            return ConfigurationPropertyState.ABSENT;
        }
        ConfigurationPropertyName key = name.subName(to.getNumberOfElements());
        List<ConfigurationPropertyState> states = from.stream()
                .map(root -> source.containsDescendantOf(root.append(key)))
                .toList();
        if (states.contains(ConfigurationPropertyState.PRESENT)) {
            return ConfigurationPropertyState.PRESENT;
        }
        return states.contains(ConfigurationPropertyState.UNKNOWN)
                ? ConfigurationPropertyState.UNKNOWN
                : ConfigurationPropertyState.ABSENT;
    }

    @Override
    public @Nullable Object getUnderlyingSource() {
        return source.getUnderlyingSource();
    }

    private @Nullable ConfigurationProperty find(ConfigurationPropertyName key) {
        for (ConfigurationPropertyName root : from) {
            ConfigurationProperty property = source.getConfigurationProperty(root.append(key));
            if (property != null) {
                return property;
            }
        }
        return null;
    }
}
