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
package io.rota.internal.state;

import io.rota.api.JobInstance;
import java.util.List;
import java.util.Set;

/**
 * Who takes part in a job.
 *
 * @param instances the live instances, in registration order
 * @param disabledServers addresses whose instances get no items
 */
public record Members(List<JobInstance> instances, Set<String> disabledServers) {

    public Members {
        instances = List.copyOf(instances);
        disabledServers = Set.copyOf(disabledServers);
    }

    /** The instances that may get items, in registration order. */
    public List<JobInstance> enabled() {
        return instances.stream()
                .filter(instance -> !disabledServers.contains(instance.serverIp()))
                .toList();
    }
}
