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
package io.rota.test;

import io.rota.api.FireResult;
import io.rota.api.JobConfiguration;
import io.rota.bootstrap.JobBootstrap;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.SchedulerOptions;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.tracing.JobTracer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs jobs now, for tests: scheduled and one-off ones, all their items in this process.
 *
 * <p>Each run has a registry of its own in memory, so nothing is left over from another run, no server is needed, and the
 * job's schedule and registry are not touched. Listeners and error handlers are told as usual, except those that send
 * messages: in their place the failure is logged. Thread-safe.
 */
public final class JobRunner {

    /** How long a run may take if nobody says otherwise: half a minute. */
    public static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Set<String> SENDERS = Set.of("EMAIL", "WECHAT", "DINGTALK");
    // For the end of the run to arrive here.
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Supplier<Collection<JobBootstrap>> jobs;

    /** Runs some jobs. */
    public JobRunner(Collection<? extends JobBootstrap> jobs) {
        List<JobBootstrap> known = List.copyOf(jobs);
        this.jobs = () -> known;
    }

    /**
     * Runs the jobs that there are at each run.
     *
     * @param jobs asked at each run
     */
    public JobRunner(Supplier<Collection<JobBootstrap>> jobs) {
        this.jobs = jobs;
    }

    /**
     * Runs a job with its own definition and waits for its end, half a minute at most.
     *
     * @return how it went; a job that fails is no exception here
     * @throws IllegalArgumentException if there is no such job
     * @throws IllegalStateException if it has not ended by then
     */
    public JobRun fire(String jobName) {
        return fire(jobName, LIMIT);
    }

    /**
     * Runs a job with its own definition and waits for its end.
     *
     * @param limit what runs by then is interrupted
     * @return how it went; a job that fails is no exception here
     * @throws IllegalArgumentException if there is no such job
     * @throws IllegalStateException if it has not ended by then
     */
    public JobRun fire(String jobName, Duration limit) {
        return fire(jobName, limit, definition -> {});
    }

    /**
     * Runs a job with a changed definition and waits for its end.
     *
     * @param limit what runs by then is interrupted
     * @param change for example of the job parameter, or the time-out
     * @return how it went; a job that fails is no exception here
     * @throws IllegalArgumentException if there is no such job, or the changed definition is wrong
     * @throws IllegalStateException if it has not ended by then
     */
    public JobRun fire(String jobName, Duration limit, Consumer<JobConfiguration.Builder> change) {
        JobBootstrap job = find(jobName);
        JobConfiguration.Builder changed = job.configuration().toBuilder();
        change.accept(changed);
        JobConfiguration definition = changed.cron(null).disabled(false).build();
        String errorHandler = definition.getJobErrorHandlerType();
        if (errorHandler != null && SENDERS.contains(errorHandler)) {
            definition = definition.toBuilder().jobErrorHandlerType("LOG").build();
        }
        Calls calls = new Calls();
        try (MemoryRegistryCenter center = new MemoryRegistryCenter()) {
            SchedulerOptions options = job.runtime().options();
            SchedulerRuntime.create(
                    center,
                    new SchedulerOptions(
                            options.extensions(),
                            SchedulerOptions.START_WAIT,
                            Duration.ZERO,
                            options.commands(),
                            JobTracer.NONE,
                            options.defaultThreads()));
            return calls.with(
                    definition,
                    result(job.tryIn(center, definition, calls), limit, calls).items());
        }
    }

    private static FireResult result(OneOffJobBootstrap job, Duration limit, Calls calls) {
        JobConfiguration definition = job.configuration();
        String name = "job '" + definition.getJobName() + "'";
        try {
            return job.execute(limit)
                    .toCompletableFuture()
                    .get(limit.plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name + ": the wait for its end was interrupted; what ran was as well.", e);
        } catch (TimeoutException e) {
            throw late(name, limit, definition, calls, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException timeout) {
                throw late(name, limit, definition, calls, timeout);
            }
            throw new IllegalStateException(name + ": its end cannot be known.", e.getCause());
        }
    }

    private static IllegalStateException late(
            String name, Duration limit, JobConfiguration definition, Calls calls, TimeoutException cause) {
        return new IllegalStateException(
                name + " did not end within " + limit + ": " + calls.progress(definition.getShardingTotalCount())
                        + ". Give fire(...) a longer limit, or the job less to do.",
                cause);
    }

    private JobBootstrap find(String jobName) {
        Map<String, JobBootstrap> byName = new TreeMap<>();
        jobs.get().forEach(job -> byName.put(job.configuration().getJobName(), job));
        JobBootstrap job = byName.get(jobName);
        if (job == null) {
            throw new IllegalArgumentException("There is no job '" + jobName + "', so nothing ran. "
                    + (byName.isEmpty()
                            ? "There is no job at all: is elasticjob.enabled false, or elasticjob.jobs empty?"
                            : "There are " + String.join(", ", byName.keySet()) + "."));
        }
        return job;
    }
}
