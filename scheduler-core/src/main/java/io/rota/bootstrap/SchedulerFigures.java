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
package io.rota.bootstrap;

import io.rota.api.JobFigures;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How one scheduler fares in this process, in figures.
 *
 * @param connected whether the registry answers, and the session with it is alive
 * @param clockSkew {@link SchedulerRuntime#clockSkew()}
 * @param leaseLeft how long what runs may still trust its right to, the shortest time of all; if nothing runs, how long a run
 *     that begins now could; never negative
 * @param requests what was asked of the registry, by kind
 * @param notificationsWaiting messages about failed runs that have not left yet
 * @param notificationsDropped such messages that were dropped because too many waited
 * @param jobs the started jobs
 */
public record SchedulerFigures(
        boolean connected,
        Duration clockSkew,
        Duration leaseLeft,
        Map<RequestKind, Answers> requests,
        int notificationsWaiting,
        long notificationsDropped,
        List<JobFigures> jobs) {

    /** What can be asked of a registry. */
    public enum RequestKind {
        /** Whether the session is alive. */
        HEARTBEAT,
        /** What a node says. */
        READ,
        /** Which nodes are below another. */
        CHILDREN,
        /** To change nodes. */
        COMMIT
    }

    /**
     * Requests that were answered, if only with a failure.
     *
     * @param count how many
     * @param time how long all of them took together, until the scheduler had the answer
     */
    public record Answers(long count, Duration time) {}

    public SchedulerFigures {
        requests = Map.copyOf(requests);
        jobs = List.copyOf(jobs);
    }
}
