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

import io.rota.api.ElasticJob;
import io.rota.api.ElasticJobConfiguration;
import io.rota.api.FireResult;
import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.internal.execution.ItemCode;
import io.rota.registry.RegistryCenter;
import io.rota.spi.Extensions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Runs a job when asked, on every instance that it is assigned to. Not final, so that a container can inject it lazily. */
public class OneOffJobBootstrap extends JobBootstrap {

    /**
     * Takes the definition from the {@link ElasticJobConfiguration} at the class of the job, and checks it.
     *
     * @param job its annotation must not have a cron expression
     * @throws JobConfigurationException if the definition is wrong
     * @throws IllegalArgumentException if the class has no annotation, or the object is no job that can be run
     */
    public OneOffJobBootstrap(RegistryCenter registryCenter, ElasticJob job) {
        this(registryCenter, job, AnnotatedJobs.configuration(job));
    }

    /**
     * Checks everything that can be checked without the registry.
     *
     * @param configuration must not have a cron expression
     * @throws JobConfigurationException if a type name is wrong, or there is a cron expression
     * @throws IllegalArgumentException if the object is no job that can be run
     */
    public OneOffJobBootstrap(RegistryCenter registryCenter, ElasticJob job, JobConfiguration configuration) {
        super(registryCenter, job, configuration);
        checkNoSchedule(configuration);
    }

    /**
     * Checks everything that can be checked without the registry.
     *
     * @param jobType type of a job that needs no class: {@code SCRIPT}, {@code HTTP}, or one of your own
     * @param configuration must not have a cron expression
     * @throws JobConfigurationException if the type is not known, or something else is wrong with the configuration
     */
    public OneOffJobBootstrap(RegistryCenter registryCenter, String jobType, JobConfiguration configuration) {
        super(registryCenter, jobType, configuration);
        checkNoSchedule(configuration);
    }

    OneOffJobBootstrap(
            RegistryCenter registryCenter,
            JobConfiguration configuration,
            Function<Extensions, ItemCode> code,
            Function<Extensions, String> owner) {
        super(registryCenter, configuration, code, owner);
        checkNoSchedule(configuration);
    }

    private static void checkNoSchedule(JobConfiguration configuration) {
        if (configuration.getCron() != null) {
            throw new JobConfigurationException(
                    configuration.getJobName(),
                    "cron",
                    "it has a cron expression. Remove it, or use a " + ScheduleJobBootstrap.class.getSimpleName()
                            + ".");
        }
    }

    /**
     * Takes part in the job, so that requests of other instances reach this one too; {@link #execute()} does so by itself.
     *
     * @throws JobRefusedException if the job's name belongs to another class
     */
    public void join() {
        runtime().start(List.of(this));
    }

    /**
     * Asks for one run of every item, wherever it is assigned, and returns when the request is recorded.
     *
     * <p>May be called again and again. A call during a run is not lost: its run comes next. Waits for the registry at most
     * as long as {@link SchedulerOptions#startWait()} says, twice if the job has not joined yet.
     *
     * @throws IllegalStateException if the request could not be recorded; the message tells whether it may run all the same
     * @throws JobRefusedException if the job's name belongs to another class
     */
    public void execute() {
        request(new CompletableFuture<>());
    }

    /**
     * Does what {@link #execute()} does, and tells how the run ends.
     *
     * @param limit how long to wait for the end; the run itself is not limited
     * @return ends with the outcome of every item, or with a {@link java.util.concurrent.TimeoutException} at the limit, or
     *     with an {@link IllegalStateException} if the outcome cannot be known any more; it completes on a
     *     thread of its own, so what follows may take its time
     */
    public CompletionStage<FireResult> execute(Duration limit) {
        CompletableFuture<FireResult> completion = new CompletableFuture<>();
        request(completion);
        runtime().failAfter(limit, completion);
        return completion;
    }

    private void request(CompletableFuture<FireResult> completion) {
        join();
        runtime().request(begin(), configuration().getJobName(), completion);
    }
}
