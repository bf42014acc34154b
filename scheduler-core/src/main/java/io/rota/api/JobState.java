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

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one job fares in this process.
 *
 * @param jobName the job
 * @param phase see {@link Phase}
 * @param problem what keeps it from running as its definition says, in a sentence for people; empty if nothing does
 * @param since when the phase began, or when a problem came up or went away in it, by this machine's clock
 * @param enabled whether this server gets items of the job; an operator may say that it does not
 * @param items the items that are assigned to this instance
 * @param configuration the definition in force here, null while none is known
 */
public record JobState(
        String jobName,
        Phase phase,
        String problem,
        Instant since,
        boolean enabled,
        Set<Integer> items,
        @Nullable JobConfiguration configuration) {

    /** Where the job stands. */
    public enum Phase {
        /** It joins as soon as the registry can be reached, or once its start is complete. */
        WAITING,
        /** It takes part, unless there is a problem. */
        RUNNING,
        /** It does not run, because its name belongs to somebody else. */
        REFUSED,
        /** It is being stopped. */
        STOPPING
    }

    public JobState {
        items = Set.copyOf(items);
    }

    /** Whether it takes part and nothing is wrong. */
    public boolean isHealthy() {
        return phase == Phase.RUNNING && problem.isEmpty();
    }
}
