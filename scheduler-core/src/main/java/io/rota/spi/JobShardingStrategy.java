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
package io.rota.spi;

import io.rota.api.JobInstance;
import io.rota.api.TypedExtension;
import java.util.List;
import java.util.Map;

/** Decides which instance should try which items. Called on the scheduler's loop: it must be quick and must not block. */
public interface JobShardingStrategy extends TypedExtension {

    /**
     * Divides the items among the instances; equal arguments must give equal answers.
     *
     * @param jobInstances in registration order, not empty
     * @param jobName the job
     * @param shardingTotalCount number of items; items are 0 .. total-1
     * @return each instance to its items; every item exactly once, instances without items may be missing
     */
    Map<JobInstance, List<Integer>> sharding(List<JobInstance> jobInstances, String jobName, int shardingTotalCount);
}
