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
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a listener knows: a fire and the items that it is told of together. */
public final class ShardingContexts {

    private final JobConfiguration job;
    private final String taskId;
    private final Instant fire;
    private final Map<Integer, @Nullable String> itemParameters;

    /**
     * Public so that a listener can be called in a unit test.
     *
     * @param taskId names job, items and instance in one text
     * @param fire the scheduled instant
     */
    public ShardingContexts(JobConfiguration job, String taskId, Instant fire, Collection<Integer> items) {
        this.job = job;
        this.taskId = taskId;
        this.fire = fire;
        SortedMap<Integer, @Nullable String> parameters = new TreeMap<>();
        items.forEach(item -> parameters.put(item, job.itemParameters().get(item)));
        itemParameters = Collections.unmodifiableSortedMap(parameters);
    }

    public String getTaskId() {
        return taskId;
    }

    public String getJobName() {
        return job.getJobName();
    }

    public int getShardingTotalCount() {
        return job.getShardingTotalCount();
    }

    /** The job's free text, empty if none. */
    public String getJobParameter() {
        return job.getJobParameter();
    }

    /** The items, ascending, each with its text from {@code sharding-item-parameters}, null if it has none. */
    public Map<Integer, @Nullable String> getShardingItemParameters() {
        return itemParameters;
    }

    /** The instant that the schedule names; the same for every attempt at this fire and on every instance. */
    public Instant getScheduledFireTime() {
        return fire;
    }

    @Override
    public String toString() {
        return "ShardingContexts[job=" + getJobName() + ", fire=" + fire + ", items=" + itemParameters.keySet() + "/"
                + getShardingTotalCount() + "]";
    }
}
