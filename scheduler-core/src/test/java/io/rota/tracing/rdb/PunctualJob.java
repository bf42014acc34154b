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
package io.rota.tracing.rdb;

import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import java.util.Arrays;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;

/** A job of every second that does nothing but write down, for each of its fires, how late its items were. */
final class PunctualJob implements SimpleJob {

    private final int items;
    // By the second of the fire.
    private final NavigableMap<Long, Queue<Long>> lateness = new ConcurrentSkipListMap<>();

    PunctualJob(int items) {
        this.items = items;
    }

    /**
     * How it fared for a while.
     *
     * @param fires seconds
     * @param missing items that did not run in one of them
     * @param medianMillis how late an item was
     * @param lateMillis how late the latest of a hundred was
     */
    record Phase(long fires, long missing, long medianMillis, long lateMillis) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d fires, %d items missing, lateness median %d ms, 99th percentile %d ms",
                    fires,
                    missing,
                    medianMillis,
                    lateMillis);
        }
    }

    @Override
    public void execute(ShardingContext context) {
        long fire = context.getScheduledFireTime().toEpochMilli();
        lateness.computeIfAbsent(fire / 1000, second -> new ConcurrentLinkedQueue<>())
                .add(System.currentTimeMillis() - fire);
    }

    /**
     * The fires of some seconds.
     *
     * @param from epoch second, included
     * @param to epoch second, not included
     */
    Phase phase(long from, long to) {
        long[] all = lateness.subMap(from, to).values().stream()
                .flatMap(Queue::stream)
                .mapToLong(Long::longValue)
                .toArray();
        Arrays.sort(all);
        return all.length == 0
                ? new Phase(to - from, (to - from) * items, -1, -1)
                : new Phase(
                        to - from, (to - from) * items - all.length, all[all.length / 2], all[all.length * 99 / 100]);
    }
}
