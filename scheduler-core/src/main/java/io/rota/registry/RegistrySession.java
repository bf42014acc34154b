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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * One incarnation of this process at the registry.
 *
 * <p>Every call returns at once; every answer arrives exactly once, on the executor given to
 * {@link RegistryCenter#connect}. A request never travels under another session. Reads are direct, never from a cache,
 * and those of one session never go back in time: what was read later is not older.
 *
 * <p>A path begins with a slash and has no empty segment; any other is an {@link IllegalArgumentException} at the call.
 */
public interface RegistrySession {

    /** How many nodes can be read at once: texts of ten thousand characters each fit into what a registry sends. */
    int PATHS_MAX = 100;

    /** Unique among all sessions of all times of this registry. */
    String id();

    /** How long the registry keeps the session after it last heard of it, as agreed with the registry. */
    Duration timeout();

    /** Proves the session alive and tells the registry's time. */
    void heartbeat(Consumer<HeartbeatResult> answer);

    /** Reads one node. */
    void read(String path, Consumer<ReadResult> answer);

    /**
     * Reads several nodes, in one request if the registry has such a thing.
     *
     * <p>Each answer is that of {@link #read(String, Consumer)}; they need not be of one moment.
     *
     * @param paths one to {@link #PATHS_MAX}
     * @param answer gets one answer for each path, in their order
     * @throws IllegalArgumentException if there are none or more
     */
    default void read(List<String> paths, Consumer<List<ReadResult>> answer) {
        bounded(paths);
        AtomicReferenceArray<ReadResult> results = new AtomicReferenceArray<>(paths.size());
        AtomicInteger missing = new AtomicInteger(paths.size());
        for (int i = 0; i < paths.size(); i++) {
            int index = i;
            read(paths.get(i), result -> {
                results.set(index, result);
                if (missing.decrementAndGet() == 0) {
                    answer.accept(IntStream.range(0, results.length())
                            .mapToObj(results::get)
                            .toList());
                }
            });
        }
    }

    /**
     * The paths, if one request can have as many.
     *
     * @throws IllegalArgumentException if there are none or too many
     */
    static List<String> bounded(List<String> paths) {
        if (paths.isEmpty() || paths.size() > PATHS_MAX) {
            throw new IllegalArgumentException("one request has 1 to " + PATHS_MAX + " paths, not " + paths.size());
        }
        return paths;
    }

    /** Reads the names of a node's children, in no particular order. */
    void children(String path, Consumer<ChildrenResult> answer);

    /** Changes several nodes, all or none. */
    void commit(Transaction transaction, Consumer<CommitResult> answer);

    /**
     * Reports changes at a path and everywhere below it for the rest of the session, also if the path does not exist yet.
     *
     * <p>Level-triggered: after the last change there is at least one call; changes may be reported late, together or
     * twice. Setting a watch ends with one {@link WatchListener#resync()}.
     *
     * @return ends the watch when closed; the listener is not called afterwards
     */
    Registration watch(String path, WatchListener listener);

    /** Something that goes on until it is closed. */
    interface Registration extends AutoCloseable {

        @Override
        void close();
    }
}
