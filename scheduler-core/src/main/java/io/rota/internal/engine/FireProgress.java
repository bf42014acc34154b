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
package io.rota.internal.engine;

import io.rota.internal.state.ExecutionRecord;
import io.rota.internal.state.JobStore;
import io.rota.internal.state.StoredRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * How far the items of a job are, wherever they are. On the loop.
 *
 * <p>An item's fire never decreases, so what an old reading says has been reached has been reached. Only items whose record
 * changed since it was read are read again.
 */
final class FireProgress {

    private final JobStore store;
    private final Map<Integer, ExecutionRecord> records = new HashMap<>();
    private final Set<Integer> disabled = new HashSet<>();
    // Read since their last change.
    private final Set<Integer> known = new HashSet<>();

    FireProgress(JobStore store) {
        this.store = store;
    }

    /** An item's record, or whether it is disabled, may have changed. */
    void changed(int item) {
        known.remove(item);
    }

    /** Everything may have changed. */
    void allChanged() {
        known.clear();
    }

    /**
     * Reads what may have changed.
     *
     * @param total number of items
     * @param answer gets what went wrong, empty if nothing did
     */
    void read(int total, Consumer<String> answer) {
        List<Integer> items = IntStream.range(0, total)
                .filter(item -> !known.contains(item))
                .boxed()
                .toList();
        known.addAll(items);
        store.records(items, read -> {
            if (!read.isFound()) {
                known.removeAll(items);
                answer.accept(read.trouble());
                return;
            }
            store.disabled(items, marked -> {
                if (!marked.isFound()) {
                    known.removeAll(items);
                    answer.accept(marked.trouble());
                    return;
                }
                for (StoredRecord stored : read.value()) {
                    records.put(stored.item(), stored.record());
                }
                items.forEach(disabled::remove);
                disabled.addAll(marked.value());
                answer.accept("");
            });
        });
    }

    /** The items that have not claimed a fire and not passed it over, and are expected to. */
    List<Integer> notStarted(long fire, int total) {
        return IntStream.range(0, total)
                .filter(item -> !disabled.contains(item) && !hasReached(item, fire))
                .boxed()
                .toList();
    }

    /** The items that have not reached a fire, or run it. */
    List<Integer> notCompleted(long fire, int total) {
        return IntStream.range(0, total)
                .filter(item -> runs(item, fire) || !disabled.contains(item) && !hasReached(item, fire))
                .boxed()
                .toList();
    }

    /** Whether an item is known to have ended a fire. */
    boolean anyEnded(long fire) {
        return records.values().stream().anyMatch(record -> record.fire() == fire && !record.isRunning());
    }

    private boolean hasReached(int item, long fire) {
        ExecutionRecord record = records.get(item);
        return record != null && record.fire() >= fire;
    }

    private boolean runs(int item, long fire) {
        ExecutionRecord record = records.get(item);
        return record != null && record.fire() == fire && record.isRunning();
    }
}
