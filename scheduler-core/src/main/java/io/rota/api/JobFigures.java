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
package io.rota.api;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How one job fares in this process, in figures.
 *
 * <p>What is counted is counted since the job's bootstrap was made.
 *
 * @param state whether it takes part
 * @param itemsAssigned how many items the assignment gives to this process
 * @param itemsRunning how many runs are on a thread
 * @param decided what was decided about fires
 */
public record JobFigures(JobState state, int itemsAssigned, int itemsRunning, Decided decided) {

    /**
     * What this process decided about fires that did not just run.
     *
     * @param skipped fires that were passed over, by reason
     * @param takenOver runs that somebody else, or an earlier life of this process, had begun and not finished
     * @param abandoned such runs that were given up because failover is off
     * @param givenUp items that were not run because another item of the fire failed
     */
    public record Decided(Map<SkippedFires.Reason, Long> skipped, long takenOver, long abandoned, long givenUp) {

        public Decided {
            Map<SkippedFires.Reason, Long> copy = new EnumMap<>(SkippedFires.Reason.class);
            copy.putAll(skipped);
            skipped = Collections.unmodifiableMap(copy);
        }
    }
}
