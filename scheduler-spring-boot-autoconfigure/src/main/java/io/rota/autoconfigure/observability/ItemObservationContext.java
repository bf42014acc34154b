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
package io.rota.autoconfigure.observability;

import io.micrometer.observation.Observation;
import io.rota.api.FireResult;
import io.rota.spi.RunObserver;
import org.jspecify.annotations.Nullable;

/** What is known about the run that an observation is about. */
public class ItemObservationContext extends Observation.Context {

    private final RunObserver.Begun run;
    private volatile FireResult.@Nullable Outcome outcome;

    public ItemObservationContext(RunObserver.Begun run) {
        this.run = run;
    }

    public RunObserver.Begun getRun() {
        return run;
    }

    /** How the run ended, null before. */
    public FireResult.@Nullable Outcome getOutcome() {
        return outcome;
    }

    /** Tells how the run ended. */
    public void setOutcome(FireResult.Outcome outcome) {
        this.outcome = outcome;
    }
}
