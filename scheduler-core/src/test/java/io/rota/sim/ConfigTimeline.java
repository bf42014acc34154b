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
package io.rota.sim;

import io.rota.api.JobConfiguration;
import io.rota.internal.state.ConfigYaml;
import io.rota.registry.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What the configuration of one job said when. The fires it asks for come from a table, not from the scheduler's code. */
final class ConfigTimeline {

    /** Fires at regular distances since the epoch. */
    record Every(long periodMillis, long offsetMillis) {

        long nextAfter(long millis) {
            return (Math.floorDiv(millis - offsetMillis, periodMillis) + 1) * periodMillis + offsetMillis;
        }

        boolean contains(long millis) {
            return Math.floorMod(millis - offsetMillis, periodMillis) == 0;
        }
    }

    /** Every cron expression that occurs in a simulation. */
    static final Map<String, Every> CRONS = Map.of(
            "0/20 * * * * ?", new Every(20_000, 0),
            "0 * * * * ?", new Every(60_000, 0),
            "0/30 * * * * ?", new Every(30_000, 0),
            "15 * * * * ?", new Every(60_000, 15_000),
            "5/10 * * * * ?", new Every(10_000, 5_000),
            "0 0/2 * * * ?", new Every(120_000, 0));

    private static final Set<String> STRATEGIES = Set.of("AVG_ALLOCATION", "ODEVITY", "ROUND_ROBIN");

    /**
     * One change.
     *
     * @param fromMillis when it was made
     * @param text which text of the node it is, empty if the node was deleted
     * @param version of the node, -1 if it was deleted
     * @param inForce the last configuration that can be used, null before there is one
     * @param fires what it asks for, null if nothing
     */
    record Entry(
            long fromMillis,
            String text,
            int version,
            boolean usable,
            @Nullable JobConfiguration inForce,
            @Nullable Every fires) {

        boolean has(int item) {
            return inForce != null && item < inForce.getShardingTotalCount();
        }
    }

    private final JobConfiguration first;
    private final Map<String, Every> crons;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * @param first what the job begins with
     */
    ConfigTimeline(JobConfiguration first) {
        this.first = first;
        crons = CRONS;
    }

    /**
     * @param fires what the cron expression means that the job begins with
     */
    ConfigTimeline(JobConfiguration first, Every fires) {
        this.first = first;
        crons = new HashMap<>(CRONS);
        crons.put(String.valueOf(first.getCron()), fires);
    }

    void changed(long millis, Node node) {
        JobConfiguration read = usable(node.data());
        JobConfiguration before = entries.isEmpty() ? null : current().inForce();
        add(millis, textOf(node), node.version(), read != null, read != null ? read : before);
    }

    void deleted(long millis) {
        add(millis, "", -1, false, configuration());
    }

    /** Which text of the node this is; versions begin anew when a node is made again. */
    static String textOf(Node node) {
        return node.createdRevision() + ":" + node.version();
    }

    private void add(long millis, String text, int version, boolean usable, @Nullable JobConfiguration inForce) {
        Every fires = inForce == null || inForce.getCron() == null ? null : crons.get(inForce.getCron());
        // What was changed while the registry's clock was ahead is replaced before its time has come.
        entries.replaceAll(each -> each.fromMillis() <= millis
                ? each
                : new Entry(millis, each.text(), each.version(), each.usable(), each.inForce(), each.fires()));
        entries.add(new Entry(millis, text, version, usable, inForce, fires));
    }

    private @Nullable JobConfiguration usable(String text) {
        try {
            JobConfiguration read = ConfigYaml.read(text);
            String strategy = read.getJobShardingStrategyType();
            boolean usable = read.getJobName().equals(first.getJobName())
                    && (read.getCron() == null) == (first.getCron() == null)
                    && (read.getCron() == null || crons.containsKey(read.getCron()))
                    && (strategy == null || STRATEGIES.contains(strategy));
            return usable ? read : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    Entry current() {
        return entries.isEmpty() ? new Entry(0, "", -1, false, null, null) : entries.get(entries.size() - 1);
    }

    /** The configuration in force. */
    JobConfiguration configuration() {
        JobConfiguration now = current().inForce();
        return now == null ? first : now;
    }

    /** Whether failed runs are repeated. */
    boolean retries() {
        return first.getRetry().maxAttempts() > 0;
    }

    /** Number of changes so far, to be given to {@link #since} later. */
    int size() {
        return entries.size();
    }

    /** The last change before a number of them was reached, and all later ones. */
    List<Entry> since(int size) {
        return entries.subList(Math.max(0, size - 1), entries.size());
    }

    /** The change that was the last one at an instant. */
    private int at(long millis) {
        int index = entries.size() - 1;
        while (index > 0 && entries.get(index).fromMillis() > millis) {
            index--;
        }
        return index;
    }

    /** The smallest number of items since an instant. */
    int itemsAtLeastSince(long millis) {
        int least = Integer.MAX_VALUE;
        for (int i = Math.max(0, at(millis)); i < entries.size(); i++) {
            JobConfiguration then = entries.get(i).inForce();
            least = Math.min(least, then == null ? 0 : then.getShardingTotalCount());
        }
        return least;
    }

    /** Whether runs may have gone without a record at some moment since an instant. */
    boolean relaxedSince(long millis) {
        for (int i = Math.max(0, at(millis)); i < entries.size(); i++) {
            JobConfiguration then = entries.get(i).inForce();
            if (then != null && then.getCron() != null && !then.isMonitorExecution()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Every fire of an item after one instant and before another, each by the configuration in force at its moment.
     *
     * @param read the texts that the one who accounts for the fires has read. A schedule that was replaced before he read
     *     it is none that he can know
     * @param schedule the schedule that he has from the record, as records write it
     */
    void fires(int item, long after, long before, Set<String> read, String schedule, LongConsumer each) {
        Every known = null;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            Every every = entry.fires();
            if (every != null && (read.contains(entry.text()) || isSchedule(entry, schedule))) {
                known = every;
            }
            long until =
                    i + 1 < entries.size() ? Math.min(before, entries.get(i + 1).fromMillis()) : before;
            if (every != null && every.equals(known) && entry.has(item)) {
                long fire = every.nextAfter(Math.max(after, entry.fromMillis() - 1));
                for (; fire < until; fire = every.nextAfter(fire)) {
                    each.accept(fire);
                }
            }
        }
    }

    private static boolean isSchedule(Entry entry, String schedule) {
        return entry.inForce() != null && schedule.startsWith(entry.inForce().getCron() + "|");
    }
}
