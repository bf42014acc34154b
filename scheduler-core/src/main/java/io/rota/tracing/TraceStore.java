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
package io.rota.tracing;

import java.util.List;

/** Where events are kept. One thread at a time; may wait, but not for ever. */
public interface TraceStore extends AutoCloseable {

    /** Names it, for messages; without secrets. */
    String describe();

    /**
     * Keeps events, in their order. An event that it has already is not kept twice.
     *
     * @param events not empty; the same list comes again if it could not be kept
     */
    WriteResult write(List<JobEvent> events);

    /**
     * Removes some of what is older than an instant.
     *
     * @param beforeMillis epoch milliseconds
     * @param max how many, at most
     */
    Removal removeBefore(long beforeMillis, int max);

    @Override
    void close();

    /**
     * What became of events.
     *
     * @param refused how many parts of them the store will never take
     * @param trouble why, empty if there was none
     */
    record WriteResult(Status status, int refused, String trouble) {

        /** All were kept. */
        public static final WriteResult KEPT = new WriteResult(Status.SETTLED, 0, "");

        /** What is known. */
        public enum Status {
            /** They need not come again. */
            SETTLED,
            /** The store cannot be reached; some may have been kept. */
            UNREACHABLE,
            /** The store is there and failed; some may have been kept. */
            FAILED
        }
    }

    /**
     * What became of old events.
     *
     * @param removed how many were removed
     * @param trouble why no more, empty if there was no trouble
     */
    record Removal(int removed, String trouble) {}
}
