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
import io.rota.api.SecretTexts;
import io.rota.bootstrap.RegistryConnection;
import io.rota.bootstrap.SchedulerRuntime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * How the jobs of one registry center fare in this process.
 *
 * <p>{@code DOWN} if the registry cannot be reached, {@code OUT_OF_SERVICE} if it can and yet a job does not run as its
 * definition says, {@code UNKNOWN} if no job has needed the registry yet. A job that an operator disabled is as it should
 * be. Reads what the scheduler holds, and never waits.
 */
final class ElasticJobHealthIndicator extends AbstractHealthIndicator {

    private final SchedulerRuntime runtime;

    ElasticJobHealthIndicator(SchedulerRuntime runtime) {
        super("How the jobs fare could not be told");
        this.runtime = runtime;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        RegistryConnection connection = runtime.connection();
        Status status =
                switch (connection.status()) {
                    case UNUSED, CONNECTING -> Status.UNKNOWN;
                    case CONNECTED, SILENT -> Status.UP;
                    case DISCONNECTED -> Status.DOWN;
                };
        Map<String, Object> jobs = new LinkedHashMap<>();
        for (JobState job : runtime.states()) {
            jobs.put(job.jobName(), details(job));
            if (status.equals(Status.UP) && isUnable(job)) {
                status = Status.OUT_OF_SERVICE;
            }
        }
        health.status(status)
                .withDetail("registry", runtime.registryCenter().describe())
                .withDetail("connection", connection.status())
                .withDetail("since", connection.since())
                .withDetail("clockSkewMillis", runtime.clockSkew().toMillis());
        if (!connection.instanceId().isEmpty()) {
            health.withDetail("instance", connection.instanceId());
        }
        health.withDetail("jobs", jobs);
    }

    private static Map<String, Object> details(JobState job) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", JobStanding.of(job));
        details.put("since", job.since());
        if (!job.problem().isEmpty()) {
            details.put("reason", SecretTexts.hidden(job.problem()));
        }
        details.put("items", new TreeSet<>(job.items()));
        return details;
    }

    private boolean isUnable(JobState job) {
        return switch (job.phase()) {
            // The registry answers, so a job joins at once, unless something is in its way.
            case WAITING -> !job.problem().isEmpty() || isLong(job.jobName());
            case RUNNING -> !job.problem().isEmpty();
            case REFUSED -> true;
            case STOPPING -> false;
        };
    }

    private boolean isLong(String jobName) {
        return runtime.unchangedFor(jobName).compareTo(runtime.options().startWait()) > 0;
    }
}
