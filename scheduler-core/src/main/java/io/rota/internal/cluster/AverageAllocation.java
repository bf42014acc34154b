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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code AVG_ALLOCATION}: equal runs of neighbouring items; what does not divide goes one by one to the first instances.
 *
 * <p>Three instances: 9 items are [0,1,2] [3,4,5] [6,7,8], 8 items [0,1,6] [2,3,7] [4,5], 10 items [0,1,2,9] [3,4,5]
 * [6,7,8].
 */
public final class AverageAllocation implements JobShardingStrategy {

    @Override
    public String getType() {
        return "AVG_ALLOCATION";
    }

    @Override
    public Map<JobInstance, List<Integer>> sharding(
            List<JobInstance> jobInstances, String jobName, int shardingTotalCount) {
        return divide(jobInstances, shardingTotalCount);
    }

    /** Divides the items among the instances in the order given. */
    static Map<JobInstance, List<Integer>> divide(List<JobInstance> instances, int total) {
        int share = total / instances.size();
        Map<JobInstance, List<Integer>> items = new LinkedHashMap<>();
        for (int position = 0; position < instances.size(); position++) {
            List<Integer> own = new ArrayList<>();
            for (int item = position * share; item < (position + 1) * share; item++) {
                own.add(item);
            }
            int rest = instances.size() * share + position;
            if (rest < total) {
                own.add(rest);
            }
            items.put(instances.get(position), own);
        }
        return items;
    }
}
