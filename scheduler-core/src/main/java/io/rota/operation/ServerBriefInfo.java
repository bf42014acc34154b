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

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a server takes part in. A server that went away is known until it is removed.
 *
 * @param serverIp its address
 * @param instances ids of the live instances on it
 * @param jobNames the jobs that know it
 * @param disabledJobsNum in how many of them it is disabled
 */
public record ServerBriefInfo(String serverIp, Set<String> instances, Set<String> jobNames, int disabledJobsNum) {

    public ServerBriefInfo {
        instances = Collections.unmodifiableSet(new TreeSet<>(instances));
        jobNames = Collections.unmodifiableSet(new TreeSet<>(jobNames));
    }

    public int instancesNum() {
        return instances.size();
    }

    public int jobsNum() {
        return jobNames.size();
    }
}
