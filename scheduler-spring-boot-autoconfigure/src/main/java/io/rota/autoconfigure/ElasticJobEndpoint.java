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

import io.rota.api.JobConfiguration;
import io.rota.api.JobState;
import io.rota.api.SecretTexts;
import io.rota.bootstrap.JobBootstrap;
import io.rota.bootstrap.RegistryConnection;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.cron.CronExpression;
import io.rota.cron.CronSchedule;
import io.rota.cron.Zones;
import io.rota.operation.JobExplanation;
import io.rota.operation.JobOperations;
import io.rota.operation.OperationException;
import io.rota.operation.OperationException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The actuator endpoint {@code elasticjob}: the jobs of this application, why their items ran or did not, and switches.
 *
 * <p>Only looking is allowed unless {@code management.endpoint.elasticjob.access} says {@code unrestricted}: whoever may
 * look at an application's state must not be able to run its jobs by the way.
 */
@Endpoint(id = "elasticjob", defaultAccess = Access.READ_ONLY)
public class ElasticJobEndpoint {

    // Somebody waits for the answer, and often a proxy with a limit of its own.
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    // Of a registry that does not answer anyway.
    private static final Duration DEADLINE_IN_VAIN = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(ElasticJobEndpoint.class);

    private final LocalJobs jobs;

    ElasticJobEndpoint(LocalJobs jobs) {
        this.jobs = jobs;
    }

    /** What may be done with a job. */
    public enum Action {
        /** Every live instance runs its items once. */
        TRIGGER,
        /** Nothing new is started. */
        DISABLE,
        /** The opposite. */
        ENABLE
    }

    /**
     * The jobs of this application.
     *
     * @param jobs by name
     */
    public record Jobs(List<Summary> jobs) implements OperationResponseBody {}

    /**
     * A job as this process knows it; null stands for what there is not.
     *
     * @param name the job
     * @param type its class, or its type if it needs no class
     * @param cron of the definition in force
     * @param timeZone of the definition in force
     * @param state where it stands in this process
     * @param since when that began
     * @param problem what keeps it from running as its definition says
     * @param items the items that this process has
     * @param nextFire the next fire of the schedule
     */
    public record Summary(
            String name,
            String type,
            @Nullable String cron,
            @Nullable String timeZone,
            String state,
            @Nullable Instant since,
            @Nullable String problem,
            List<Integer> items,
            @Nullable Instant nextFire) {}

    /**
     * What was done.
     *
     * @param job to which job
     * @param action what
     * @param affected how many instances were asked to run, or how many servers or items are switched
     */
    public record Done(String job, String action, int affected) implements OperationResponseBody {}

    /** All jobs, from what this process knows; the registry is not asked. */
    @ReadOperation
    public Jobs jobs() {
        return new Jobs(jobs.all().stream().map(ElasticJobEndpoint::summary).toList());
    }

    /**
     * One job, from what this process and the registry know.
     *
     * @return null if the application has no such job
     * @throws OperationException if the registry could not be read
     */
    @ReadOperation
    public @Nullable JobReport job(@Selector String name) {
        return jobs.find(name).map(ElasticJobEndpoint::report).orElse(null);
    }

    /**
     * Does something with a job.
     *
     * @param item only this one is switched; null for the whole job
     * @param server only this one is switched; null for all that have the job
     * @return null if the application has no such job
     * @throws OperationException if it is not certain that it was done
     */
    @WriteOperation
    public @Nullable Done steer(
            @Selector String name, @Selector Action action, @Nullable Integer item, @Nullable String server) {
        Optional<JobBootstrap> job = jobs.find(name);
        if (job.isEmpty()) {
            return null;
        }
        if (item != null && server != null || action == Action.TRIGGER && (item != null || server != null)) {
            throw invalid(
                    action == Action.TRIGGER
                            ? "A trigger is for all items on all instances. Leave item and server out."
                            : "Name an item or a server, not both.");
        }
        JobOperations operations = job.get().runtime().operations().within(DEADLINE);
        try {
            int affected = steer(operations, name, action, item, server);
            log.info(
                    "job '{}': {} was asked for through the actuator{}{}",
                    name,
                    action,
                    item == null ? "" : ", item " + item,
                    server == null ? "" : ", server " + server);
            return new Done(name, action.name(), affected);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static InvalidEndpointRequestException invalid(String problem) {
        return new InvalidEndpointRequestException(problem, problem);
    }

    private static int steer(
            JobOperations operations, String job, Action action, @Nullable Integer item, @Nullable String server) {
        return switch (action) {
            case TRIGGER -> operations.jobs().trigger(job);
            case DISABLE -> {
                if (item != null) {
                    operations.items().disable(job, item);
                    yield 1;
                }
                yield operations.jobs().disable(job, server);
            }
            case ENABLE -> {
                if (item != null) {
                    operations.items().enable(job, item);
                    yield 1;
                }
                yield operations.jobs().enable(job, server);
            }
        };
    }

    private static Summary summary(JobBootstrap job) {
        Optional<JobState> state = state(job);
        JobConfiguration configuration = configuration(job, state);
        return new Summary(
                configuration.getJobName(),
                job.type(),
                configuration.getCron(),
                configuration.getTimeZone(),
                JobStanding.of(state).name(),
                state.map(JobState::since).orElse(null),
                problem(state),
                state.map(known -> List.copyOf(new TreeSet<>(known.items()))).orElse(List.of()),
                nextFire(configuration, job.runtime().registryTime()));
    }

    private static Optional<JobState> state(JobBootstrap job) {
        return job.runtime().state(job.configuration().getJobName());
    }

    /** The definition in force, or while none is known the application's own. */
    private static JobConfiguration configuration(JobBootstrap job, Optional<JobState> state) {
        return state.map(JobState::configuration).orElse(job.configuration());
    }

    private static @Nullable String problem(Optional<JobState> state) {
        return state.map(JobState::problem)
                .filter(problem -> !problem.isEmpty())
                .map(SecretTexts::hidden)
                .orElse(null);
    }

    private static @Nullable Instant nextFire(JobConfiguration configuration, Instant now) {
        if (configuration.getCron() == null) {
            return null;
        }
        ZoneId zone =
                configuration.getTimeZone() == null ? ZoneId.systemDefault() : Zones.parse(configuration.getTimeZone());
        return CronSchedule.of(CronExpression.parse(configuration.getCron()), zone)
                .nextAfter(now)
                .orElse(null);
    }

    private static JobReport report(JobBootstrap job) {
        Optional<JobState> state = state(job);
        SchedulerRuntime runtime = job.runtime();
        RegistryConnection connection = runtime.connection();
        Optional<JobExplanation> known = explain(job, state, connection);
        return new JobReport(
                job.configuration().getJobName(),
                job.type(),
                JobStanding.of(state).name(),
                state.map(JobState::since).orElse(null),
                problem(state),
                runtime.registryCenter().describe(),
                connection.instanceId().isEmpty() ? null : connection.instanceId(),
                ShownConfiguration.of(configuration(job, state)),
                known.map(JobExplanation::instances).orElse(List.of()),
                known.map(JobExplanation::disabledServers).orElse(Map.of()),
                known.map(JobExplanation::nextFires).orElse(List.of()),
                known.map(each -> each.items().stream().map(JobReport.Item::of).toList())
                        .orElse(List.of()));
    }

    /** What is to be said of a job while the registry does not answer; null if it does. */
    @Nullable
    String waiting(String name) {
        return jobs.find(name)
                .map(job -> job.runtime().connection())
                .filter(connection -> !isAnswering(connection))
                .map(connection -> "The job waits for the registry, which does not answer since " + connection.since()
                        + ": nothing new starts here until it does.")
                .orElse(null);
    }

    private static boolean isAnswering(RegistryConnection connection) {
        return switch (connection.status()) {
            case UNUSED, CONNECTED -> true;
            case CONNECTING, SILENT, DISCONNECTED -> false;
        };
    }

    /** Empty if the registry does not know the job. */
    private static Optional<JobExplanation> explain(
            JobBootstrap job, Optional<JobState> state, RegistryConnection connection) {
        if (connection.status() == RegistryConnection.Status.UNUSED) {
            // Looking must not be what connects.
            return Optional.empty();
        }
        try {
            return Optional.of(job.runtime()
                    .operations()
                    .within(isAnswering(connection) ? DEADLINE : DEADLINE_IN_VAIN)
                    .explanations()
                    .explain(
                            job.configuration().getJobName(),
                            connection.instanceId(),
                            state.map(JobState::problem).orElse("the job is not started here")));
        } catch (OperationException e) {
            if (e.reason() == Reason.JOB_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
