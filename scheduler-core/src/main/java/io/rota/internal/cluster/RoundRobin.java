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
package io.rota.internal.cluster;

import io.rota.api.JobInstance;
import io.rota.spi.JobShardingStrategy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * {@code ROUND_ROBIN}: as the average allocation, over the instances rotated by the hash of the job's name, so that the
 * first items of different jobs do not all meet on one instance.
 */
public final class RoundRobin implements JobShardingStrategy {

    @Override
    public String getType() {
        return "ROUND_ROBIN";
    }

    @Override
    public Map<JobInstance, List<Integer>> sharding(
            List<JobInstance> jobInstances, String jobName, int shardingTotalCount) {
        List<JobInstance> rotated = new ArrayList<>(jobInstances);
        // The remainder first: the absolute value of the smallest int is negative.
        Collections.rotate(rotated, -Math.abs(jobName.hashCode() % rotated.size()));
        return AverageAllocation.divide(rotated, shardingTotalCount);
    }
}
