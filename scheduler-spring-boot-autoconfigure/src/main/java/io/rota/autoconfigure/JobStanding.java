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
package io.rota.autoconfigure;

import io.rota.api.JobState;
import java.util.Optional;

/** Where a job stands in this process, in one word. */
enum JobStanding {
    /** The application has not started it. */
    NOT_STARTED,
    /** It joins as soon as it can. */
    WAITING,
    /** It takes part. */
    RUNNING,
    /** It takes part, but an operator keeps this server from getting items. */
    DISABLED,
    /** Its name belongs to somebody else. */
    REFUSED,
    /** It is being stopped. */
    STOPPING;

    static JobStanding of(JobState state) {
        return switch (state.phase()) {
            case WAITING -> WAITING;
            case RUNNING -> state.enabled() ? RUNNING : DISABLED;
            case REFUSED -> REFUSED;
            case STOPPING -> STOPPING;
        };
    }

    static JobStanding of(Optional<JobState> state) {
        return state.map(JobStanding::of).orElse(NOT_STARTED);
    }
}
