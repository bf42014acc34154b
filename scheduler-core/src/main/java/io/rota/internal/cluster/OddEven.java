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
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * {@code ODEVITY}: as the average allocation, over the instances by address: ascending if the hash of the job's name is
 * odd, descending if it is even. Jobs with few items then start at different ends.
 */
public final class OddEven implements JobShardingStrategy {

    private static final Comparator<JobInstance> BY_ADDRESS = Comparator.comparing(
                    JobInstance::serverIp, OddEven::compareAddresses)
            .thenComparing(JobInstance::id);

    @Override
    public String getType() {
        return "ODEVITY";
    }

    @Override
    public Map<JobInstance, List<Integer>> sharding(
            List<JobInstance> jobInstances, String jobName, int shardingTotalCount) {
        boolean odd = jobName.hashCode() % 2 != 0;
        return AverageAllocation.divide(
                jobInstances.stream()
                        .sorted(odd ? BY_ADDRESS : BY_ADDRESS.reversed())
                        .toList(),
                shardingTotalCount);
    }

    /** Numbers in an address compare as numbers: 10.0.0.9 comes before 10.0.0.10. */
    private static int compareAddresses(String left, String right) {
        String[] lefts = left.split("[.:]");
        String[] rights = right.split("[.:]");
        for (int i = 0; i < Math.min(lefts.length, rights.length); i++) {
            int order = Integer.compare(lefts[i].length(), rights[i].length());
            order = order != 0 ? order : lefts[i].compareTo(rights[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(lefts.length, rights.length);
    }
}
