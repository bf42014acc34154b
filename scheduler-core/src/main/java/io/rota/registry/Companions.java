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
package io.rota.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Objects that live and die with a registry center, one per type; thread-safe. */
public final class Companions {

    private final Map<Class<?>, AutoCloseable> companions = new LinkedHashMap<>();
    private boolean closed;

    /**
     * The companion of a type, made at the first call.
     *
     * @throws IllegalStateException if closed
     */
    public synchronized <T extends AutoCloseable> T get(Class<T> type, Supplier<T> creator) {
        if (closed) {
            throw new IllegalStateException("The registry center is closed; make a new one.");
        }
        AutoCloseable known = companions.get(type);
        if (known == null) {
            known = creator.get();
            companions.put(type, known);
        }
        return type.cast(known);
    }

    /**
     * Closes all companions; later calls do nothing.
     *
     * @throws IllegalStateException at the end if one or more could not be closed
     */
    public void close() {
        Map<Class<?>, AutoCloseable> closing;
        synchronized (this) {
            closed = true;
            closing = new LinkedHashMap<>(companions);
            companions.clear();
        }
        List<Exception> failures = new ArrayList<>();
        for (AutoCloseable companion : closing.values()) {
            try {
                companion.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            IllegalStateException failure =
                    new IllegalStateException("Could not close everything with its registry center", failures.get(0));
            failures.stream().skip(1).forEach(failure::addSuppressed);
            throw failure;
        }
    }
}
