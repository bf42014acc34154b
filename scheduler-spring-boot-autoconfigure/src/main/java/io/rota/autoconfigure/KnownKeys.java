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

import java.beans.PropertyDescriptor;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** The keys that a class of properties has, as a tree. */
final class KnownKeys {

    private static final String ANY_NAME = "*";

    /** All keys of a job. */
    static final KnownKeys JOB = of(ElasticJobProperties.Job.class);

    /** All keys below {@code elasticjob}. */
    static final KnownKeys ALL =
            of(ElasticJobProperties.class).with("jobs", new KnownKeys(Map.of(ANY_NAME, JOB), false));

    // By the key as it is usually written, with dashes.
    private final Map<String, KnownKeys> children;
    private final boolean anythingBelow;

    private KnownKeys(Map<String, KnownKeys> children, boolean anythingBelow) {
        this.children = children;
        this.anythingBelow = anythingBelow;
    }

    /** An element of a name that is no key, and the keys that could stand in its place. */
    record Unknown(int element, Collection<String> known) {}

    private static KnownKeys of(Class<?> type) {
        Map<String, KnownKeys> children = new TreeMap<>();
        for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(type)) {
            if (!property.getName().equals("class")) {
                children.put(DataObjectPropertyName.toDashedForm(property.getName()), of(property));
            }
        }
        return new KnownKeys(children, false);
    }

    private static KnownKeys of(PropertyDescriptor property) {
        Class<?> type = property.getPropertyType();
        if (Map.class.isAssignableFrom(type)) {
            return new KnownKeys(Map.of(), true);
        }
        if (Collection.class.isAssignableFrom(type)) {
            // Elements are numbered.
            return new KnownKeys(Map.of(ANY_NAME, new KnownKeys(Map.of(), false)), false);
        }
        boolean section = type.getEnclosingClass() == ElasticJobProperties.class && !type.isEnum();
        return section ? of(type) : new KnownKeys(Map.of(), false);
    }

    private KnownKeys with(String key, KnownKeys below) {
        Map<String, KnownKeys> more = new TreeMap<>(children);
        more.put(key, below);
        return new KnownKeys(more, false);
    }

    /**
     * Looks for the first element of a name that is no key.
     *
     * @param from the element that this level of the tree is about
     */
    Optional<Unknown> unknownIn(ConfigurationPropertyName name, int from) {
        KnownKeys level = this;
        for (int element = from; element < name.getNumberOfElements(); element++) {
            if (level.anythingBelow) {
                return Optional.empty();
            }
            KnownKeys next = level.child(name.getElement(element, Form.UNIFORM));
            if (next == null) {
                return Optional.of(new Unknown(element, level.children.keySet()));
            }
            level = next;
        }
        return Optional.empty();
    }

    boolean has(String key) {
        return child(uniform(key)) != null;
    }

    private @Nullable KnownKeys child(String uniform) {
        if (children.containsKey(ANY_NAME)) {
            return children.get(ANY_NAME);
        }
        return children.entrySet().stream()
                .filter(entry -> uniform(entry.getKey()).equals(uniform))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private static String uniform(String key) {
        return key.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
    }
}
