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

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/**
 * What a source says below some names, as if it stood below another name.
 *
 * <p>The properties keep the names and origins that they really have, so that messages tell them.
 */
final class RelocatedSource implements IterableConfigurationPropertySource {

    // Later releases of ElasticJob renamed the key.
    private static final String THREADS = "jobexecutorservicehandlertype";
    private static final String THREADS_LATER = "job-executor-thread-pool-size-provider-type";

    private final ConfigurationPropertySource source;
    private final Collection<ConfigurationPropertyName> from;
    private final ConfigurationPropertyName to;
    private final List<ConfigurationPropertyName> names;
    // Variables of the process do not tell where a word ends: SETTLE_ORDERS_TIMEZONE is the time-zone of settle-orders.
    private final Map<String, ConfigurationPropertyName> variables = new HashMap<>();

    /**
     * @param from the first one that has a key wins
     * @param names all names of the source below {@code from}, as far as the source can tell
     */
    RelocatedSource(
            ConfigurationPropertySource source,
            Collection<ConfigurationPropertyName> from,
            ConfigurationPropertyName to,
            Collection<ConfigurationPropertyName> names) {
        this.source = source;
        this.from = from;
        this.to = to;
        this.names = names.stream().map(name -> moved(name, rootOf(name), to)).toList();
        if (source instanceof IterableConfigurationPropertySource iterable && !JobNames.isChecked(source)) {
            iterable.stream()
                    .filter(KeyCheck.ROOT::isAncestorOf)
                    .forEach(name -> variables.putIfAbsent(letters(name), name));
        }
    }

    @Override
    public @Nullable ConfigurationProperty getConfigurationProperty(ConfigurationPropertyName name) {
        if (hasNothing() || !to.isAncestorOf(name)) {
            return null;
        }
        ConfigurationProperty property = find(name);
        boolean threads = property == null
                && name.getNumberOfElements() == to.getNumberOfElements() + 1
                && name.getLastElement(Form.UNIFORM).equals(THREADS);
        return threads ? find(to.append(THREADS_LATER)) : property;
    }

    @Override
    public Stream<ConfigurationPropertyName> stream() {
        return names.stream();
    }

    @Override
    public ConfigurationPropertyState containsDescendantOf(ConfigurationPropertyName name) {
        if (hasNothing() || !to.equals(name) && !to.isAncestorOf(name)) {
            return ConfigurationPropertyState.ABSENT;
        }
        List<ConfigurationPropertyState> states = from.stream()
                .map(root -> source.containsDescendantOf(moved(name, to, root)))
                .toList();
        if (states.contains(ConfigurationPropertyState.PRESENT)
                || from.stream()
                        .map(root -> letters(moved(name, to, root)))
                        .anyMatch(letters ->
                                variables.keySet().stream().anyMatch(variable -> variable.startsWith(letters)))) {
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

    /** Variables of the process have names that do not tell exactly what they are for. */
    private boolean hasNothing() {
        return names.isEmpty() && source instanceof IterableConfigurationPropertySource && JobNames.isChecked(source);
    }

    private ConfigurationPropertyName rootOf(ConfigurationPropertyName name) {
        return from.stream()
                .filter(root -> root.isAncestorOf(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " is not below " + from));
    }

    private @Nullable ConfigurationProperty find(ConfigurationPropertyName name) {
        for (ConfigurationPropertyName root : from) {
            ConfigurationProperty property = source.getConfigurationProperty(moved(name, to, root));
            if (property != null) {
                return property;
            }
        }
        for (ConfigurationPropertyName root : from) {
            ConfigurationPropertyName variable = variables.get(letters(moved(name, to, root)));
            if (variable != null) {
                return source.getConfigurationProperty(variable);
            }
        }
        return null;
    }

    private static String letters(ConfigurationPropertyName name) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < name.getNumberOfElements(); i++) {
            letters.append(name.getElement(i, Form.UNIFORM));
        }
        return letters.toString();
    }

    /**
     * What follows an ancestor in a name, below another root.
     *
     * <p>Parsed anew, because names that were made with {@code append} cannot be taken apart again.
     */
    private static ConfigurationPropertyName moved(
            ConfigurationPropertyName name, ConfigurationPropertyName ancestor, ConfigurationPropertyName root) {
        if (ancestor == root) {
            return name;
        }
        StringBuilder text = new StringBuilder();
        append(text, root, 0);
        append(text, name, ancestor.getNumberOfElements());
        return ConfigurationPropertyName.adapt(text, '.');
    }

    private static void append(StringBuilder text, ConfigurationPropertyName name, int from) {
        for (int i = from; i < name.getNumberOfElements(); i++) {
            String element = name.getElement(i, Form.ORIGINAL);
            if (name.chop(i + 1).isLastElementIndexed()) {
                text.append('[').append(element).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(element);
            }
        }
    }
}
