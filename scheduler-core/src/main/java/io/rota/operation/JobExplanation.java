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
package io.rota.operation;

import io.rota.api.JobConfiguration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the registry knows of a job.
 *
 * @param jobName its name
 * @param configuration the registered definition, null if it is unreadable
 * @param problem why the definition cannot be read; empty if it can
 * @param instances ids of the live instances
 * @param disabledServers the servers that get no items, and since when by the registry's clock
 * @param nextFires the next fires of the schedule; none for a one-off job
 * @param items its items in ascending order
 */
public record JobExplanation(
        String jobName,
        @Nullable JobConfiguration configuration,
        String problem,
        List<String> instances,
        Map<String, Instant> disabledServers,
        List<Instant> nextFires,
        List<ItemExplanation> items) {

    /** How many fires are foretold. */
    public static final int NEXT_FIRES = 5;

    public JobExplanation {
        instances = List.copyOf(instances);
        disabledServers = Map.copyOf(disabledServers);
        nextFires = List.copyOf(nextFires);
        items = List.copyOf(items);
    }
}
