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
package io.rota.test;

import io.rota.api.FireResult.Outcome;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How one run of a job went.
 *
 * @param items by number; every item of the job
 */
public record JobRun(String jobName, SortedMap<Integer, Item> items) {

    /**
     * How one item went.
     *
     * @param parameter its text in the item parameters; null if it has none
     * @param attempts how often its code was called; more than one if the job retries, and 0 if it was not called
     * @param duration of the last call
     * @param error what the last call threw; null if it returned, or if there was none
     */
    public record Item(
            int number,
            @Nullable String parameter,
            Outcome outcome,
            int attempts,
            Duration duration,
            @Nullable Throwable error) {

        /** Whether the code returned. */
        public boolean succeeded() {
            return outcome == Outcome.DONE;
        }

        @Override
        public String toString() {
            return "item " + number + (parameter == null ? "" : " (" + parameter + ")") + ": " + outcome + " after "
                    + duration.toMillis() + " ms" + (attempts == 1 ? "" : ", attempts: " + attempts)
                    + (error == null ? "" : ", " + error);
        }
    }

    public JobRun {
        items = Collections.unmodifiableSortedMap(new TreeMap<>(items));
    }

    /** Whether every item's code returned. */
    public boolean succeeded() {
        return items.values().stream().allMatch(Item::succeeded);
    }

    /**
     * One item.
     *
     * @throws IllegalArgumentException if the job has no such item
     */
    public Item item(int number) {
        Item item = items.get(number);
        if (item == null) {
            throw new IllegalArgumentException("job '" + jobName + "' has no item " + number + ". It has the items "
                    + items.firstKey() + " to " + items.lastKey() + ".");
        }
        return item;
    }

    /**
     * This run, if every item's code returned.
     *
     * @throws IllegalStateException that names the items that failed; its cause is what the first of them threw
     */
    public JobRun orThrow() {
        if (succeeded()) {
            return this;
        }
        IllegalStateException failed = new IllegalStateException("job '" + jobName + "' failed: "
                + items.values().stream()
                        .filter(item -> !item.succeeded())
                        .map(Item::toString)
                        .collect(Collectors.joining("; ")));
        items.values().stream().map(Item::error).filter(error -> error != null).forEach(error -> {
            if (failed.getCause() == null) {
                failed.initCause(error);
            } else {
                failed.addSuppressed(error);
            }
        });
        throw failed;
    }

    @Override
    public String toString() {
        return "job '" + jobName + "': "
                + items.values().stream().map(Item::toString).collect(Collectors.joining("; "));
    }
}
