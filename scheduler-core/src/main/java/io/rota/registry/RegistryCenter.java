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

import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Where the instances of an application agree.
 *
 * <p>A center keeps trying to have a session, for as long as it is open. A lost session never comes back; a new one
 * takes its place. Paths are absolute, {@code /job/config}, and relative to the center's namespace.
 */
public interface RegistryCenter extends AutoCloseable {

    /**
     * Begins to connect; returns at once, whether or not the registry is there. Later calls do nothing.
     *
     * @throws IllegalStateException if closed
     */
    void init();

    /**
     * Reports sessions to the one scheduler that uses this center; calls {@link #init()} if that was not done.
     *
     * @param listener told about the current session, if any, and every later change; on the executor
     * @param executor one thread; answers and watches of all sessions arrive on it too
     * @throws IllegalStateException if closed, or if the backend serves one listener and has one
     */
    void connect(RegistryListener listener, Executor executor);

    /**
     * The object of a type that lives and dies with this center, made at the first call.
     *
     * <p>Closed before the center's own connection is.
     */
    <T extends AutoCloseable> T companion(Class<T> type, Supplier<T> creator);

    /** How failed requests are repeated. */
    Backoff backoff();

    /** One word for the kind of registry, such as {@code zookeeper}. */
    default String type() {
        return getClass().getSimpleName().replace("RegistryCenter", "").toLowerCase(Locale.ROOT);
    }

    /** The root of the tree; empty if there is none. */
    default String namespace() {
        return "";
    }

    /** For messages: kind, address and namespace; no secrets. */
    String describe();

    /** Ends the session, so that everything it held vanishes at once. Waits a few seconds at most. Later calls do nothing. */
    @Override
    void close();
}
