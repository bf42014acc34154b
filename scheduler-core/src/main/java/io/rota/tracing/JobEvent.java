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

import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a run. A run that begins has one {@link Started} and, unless its process dies, one
 * {@link Ended}, in this order. A run that is given up before it begins, and counts as failed, has only the latter.
 */
public sealed interface JobEvent {

    /** What it happened to. */
    TracedRun run();

    /** When, in epoch milliseconds of this machine. */
    long atMillis();

    /** How much memory it takes beyond a fixed amount, in characters. */
    default int characters() {
        return 0;
    }

    /**
     * The item is claimed and its run is to begin. Comes again, for the same run, if it could not begin the first time.
     *
     * @param message for people
     */
    record Staged(TracedRun run, long atMillis, String message) implements JobEvent {}

    /** The job's code is about to be called. */
    record Started(TracedRun run, long atMillis) implements JobEvent {}

    /**
     * The job's code has ended.
     *
     * @param startedAtMillis when it was called
     * @param failure the stack trace of what it threw, or why it was not called; null if it returned
     */
    record Ended(
            TracedRun run,
            long startedAtMillis,
            long atMillis,
            @Nullable String failure) implements JobEvent {

        @Override
        public int characters() {
            return failure == null ? 0 : failure.length();
        }
    }
}
