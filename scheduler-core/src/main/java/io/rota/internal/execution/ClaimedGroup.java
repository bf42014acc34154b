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
package io.rota.internal.execution;

import io.rota.api.ItemRun;
import io.rota.api.JobConfiguration;
import io.rota.api.LeaseView;
import io.rota.api.ShardingContexts;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Items that one instance claimed together, for one fire.
 *
 * @param job the definition that they run with
 * @param instance id of the instance
 * @param fire the scheduled instant
 * @param runs each item to its run, ascending, not empty
 * @param lease how long the claim may be trusted
 */
public record ClaimedGroup(
        JobConfiguration job, String instance, Instant fire, SortedMap<Integer, ItemRun> runs, LeaseView lease) {

    public ClaimedGroup {
        runs = Collections.unmodifiableSortedMap(new TreeMap<>(runs));
    }

    /** What the job's listeners are told. */
    ShardingContexts contexts() {
        String items = runs.keySet().stream().map(String::valueOf).collect(Collectors.joining(","));
        return new ShardingContexts(
                job, job.getJobName() + "@-@" + items + "@-@READY@-@" + instance, fire, runs.keySet());
    }
}
