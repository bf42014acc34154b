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
package io.rota.tracing;

import java.util.Set;

/**
 * Which jobs are traced.
 *
 * @param included only these, if there are any
 * @param excluded all but these, if there are any
 */
public record TracedJobs(Set<String> included, Set<String> excluded) {

    /** Every job. */
    public static final TracedJobs ALL = new TracedJobs(Set.of(), Set.of());

    public TracedJobs {
        included = Set.copyOf(included);
        excluded = Set.copyOf(excluded);
        if (!included.isEmpty() && !excluded.isEmpty()) {
            throw new IllegalArgumentException("Jobs are included, " + included + ", and excluded, " + excluded
                    + ". Name one of the two: what is not included is excluded.");
        }
    }

    /** Whether a job is traced. */
    public boolean contains(String jobName) {
        return included.isEmpty() ? !excluded.contains(jobName) : included.contains(jobName);
    }
}
