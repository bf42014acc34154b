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

/** Every meter of the scheduler. Times have the registry's unit; what is counted is in the name, and no unit repeats it. */
enum SchedulerMeter {
    RUNS("elasticjob.runs", "How long runs of items took"),
    DELAY("elasticjob.runs.delay", "How late runs began after their scheduled instants"),
    RUNNING("elasticjob.items.running", "Runs that are on a thread"),
    ASSIGNED("elasticjob.items.assigned", "Items that the assignment gives to this process"),
    GIVEN_UP("elasticjob.items.givenup", "Items that were not run because another one of the fire failed"),
    HEALTHY("elasticjob.job.healthy", "1 if the job takes part and nothing is wrong, 0 if not"),
    SKIPPED("elasticjob.fires.skipped", "Fires that were passed over"),
    FAILOVERS("elasticjob.failovers", "Runs that were taken over because their owner did not finish them"),
    ABANDONED("elasticjob.runs.abandoned", "Runs that were given up because their owner did not finish them"),
    CONNECTED("elasticjob.registry.connected", "1 if the registry answers and the session is alive, 0 if not"),
    REQUESTS("elasticjob.registry.requests", "How long the registry took to answer"),
    CLOCK_SKEW("elasticjob.clock.skew", "How far this machine's clock is ahead of the registry's"),
    LEASE_LEFT(
            "elasticjob.lease.left", "How long what runs may still trust its right to, if the registry stays silent"),
    NOTIFICATIONS_WAITING("elasticjob.notifications.waiting", "Messages about failed runs that wait"),
    NOTIFICATIONS_DROPPED("elasticjob.notifications.dropped", "Messages about failed runs that were dropped"),
    TRACING_WAITING("elasticjob.tracing.waiting", "Events of runs that wait to be written"),
    TRACING_DROPPED("elasticjob.tracing.dropped", "Events of runs that were dropped");

    private final String meterName;
    private final String description;

    SchedulerMeter(String meterName, String description) {
        this.meterName = meterName;
        this.description = description;
    }

    String meterName() {
        return meterName;
    }

    String description() {
        return description;
    }
}
