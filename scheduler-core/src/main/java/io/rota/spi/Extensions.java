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
package io.rota.spi;

import io.rota.api.TypedExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The extensions that one scheduler knows: those given to it, then those that ServiceLoader finds, then those that it
 * brings along itself. Thread-safe.
 */
public final class Extensions {

    private final List<Object> given;
    private final List<Object> last;
    private final ClassLoader classLoader;
    // Looking for providers reads every jar of the class path.
    private final Map<Class<?>, List<?>> found = new ConcurrentHashMap<>();

    /**
     * @param given extension objects of any kind; they win over providers of the same type name
     * @param classLoader where providers are looked for, besides where this class comes from
     */
    public Extensions(List<?> given, ClassLoader classLoader) {
        this(given, classLoader, List.of());
    }

    private Extensions(List<?> given, ClassLoader classLoader, List<?> last) {
        this.given = List.copyOf(given);
        this.classLoader = classLoader;
        this.last = List.copyOf(last);
    }

    /** Only what ServiceLoader finds from the current thread's class loader. */
    public static Extensions providers() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return new Extensions(List.of(), context == null ? Extensions.class.getClassLoader() : context);
    }

    /**
     * These extensions and, where they have none of a type name, others.
     *
     * @param others extension objects of any kind
     */
    public Extensions orElse(List<?> others) {
        return new Extensions(given, classLoader, others);
    }

    /**
     * The extension of a kind with a type name.
     *
     * @return empty if there is none
     * @throws IllegalStateException if several given extensions have the name
     */
    public <T extends TypedExtension> Optional<T> find(Class<T> kind, String type) {
        return Optional.ofNullable(byType(kind).get(type));
    }

    /** The known type names of a kind, ascending; for messages. */
    public <T extends TypedExtension> List<String> types(Class<T> kind) {
        return List.copyOf(byType(kind).keySet());
    }

    /** All extensions of a kind, given ones first; the same objects at every call. */
    public <T> List<T> all(Class<T> kind) {
        return found.computeIfAbsent(kind, this::look).stream().map(kind::cast).toList();
    }

    private <T> List<T> look(Class<T> kind) {
        List<T> all = new ArrayList<>();
        given.stream().filter(kind::isInstance).map(kind::cast).forEach(all::add);
        ServiceLoader.load(kind, classLoader).forEach(all::add);
        if (classLoader != Extensions.class.getClassLoader()) {
            for (T own : ServiceLoader.load(kind, Extensions.class.getClassLoader())) {
                if (all.stream().noneMatch(known -> known.getClass() == own.getClass())) {
                    all.add(own);
                }
            }
        }
        last.stream().filter(kind::isInstance).map(kind::cast).forEach(all::add);
        return all;
    }

    private <T extends TypedExtension> Map<String, T> byType(Class<T> kind) {
        Map<String, T> byType = new TreeMap<>();
        for (T extension : all(kind)) {
            T known = byType.putIfAbsent(extension.getType(), extension);
            if (known != null && given.contains(known) && given.contains(extension)) {
                throw new IllegalStateException("Two extensions are called '" + extension.getType() + "': "
                        + known.getClass().getName() + " and "
                        + extension.getClass().getName() + ". Rename or remove one.");
            }
        }
        return byType;
    }
}
