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
package io.rota.api;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How one fire of a job ended, over all items and instances.
 *
 * @param jobName the job
 * @param fire the instant that identifies the fire
 * @param items each item to its outcome, ascending
 */
public record FireResult(String jobName, Instant fire, SortedMap<Integer, Outcome> items) {

    /** How one item ended. */
    public enum Outcome {
        /** The job's code returned. */
        DONE,
        /** The job's code threw, or was interrupted by a stop or a lost lease. */
        FAILED,
        /** The job's code was interrupted because it took longer than the job's time-out. */
        TIMED_OUT,
        /** The instance that ran it died, and failover is off. */
        ABANDONED
    }

    public FireResult {
        items = Collections.unmodifiableSortedMap(new TreeMap<>(items));
    }

    /** Whether every item ended with {@link Outcome#DONE}. */
    public boolean succeeded() {
        return items.values().stream().allMatch(outcome -> outcome == Outcome.DONE);
    }
}
