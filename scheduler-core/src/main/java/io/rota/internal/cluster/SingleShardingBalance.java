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
 * {@code SINGLE_SHARDING_BALANCE}: spreads jobs of one item over the instances, and moves few of them when instances
 * come and go.
 *
 * <p>Instances are ranked by a hash of the job's name and their id (rendezvous hashing), and the average allocation
 * follows that rank: a new instance takes over only the jobs for which it ranks first.
 */
public final class SingleShardingBalance implements JobShardingStrategy {

    @Override
    public String getType() {
        return "SINGLE_SHARDING_BALANCE";
    }

    @Override
    public Map<JobInstance, List<Integer>> sharding(
            List<JobInstance> jobInstances, String jobName, int shardingTotalCount) {
        List<JobInstance> ranked = jobInstances.stream()
                .sorted(Comparator.<JobInstance>comparingLong(instance -> rank(jobName, instance))
                        .thenComparing(JobInstance::id))
                .toList();
        return AverageAllocation.divide(ranked, shardingTotalCount);
    }

    /** A well-mixed hash; String.hashCode alone keeps names that differ in one character close together. */
    private static long rank(String jobName, JobInstance instance) {
        long mixed = jobName.hashCode() * 0x9E3779B97F4A7C15L ^ instance.id().hashCode();
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
