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
import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.internal.trigger.CronFires;
import io.rota.registry.RegistryCenter;
import java.util.List;

/** Runs a job by its cron expression. */
public final class ScheduleJobBootstrap extends JobBootstrap {

    /**
     * Takes the definition from the {@link ElasticJobConfiguration} at the class of the job, and checks it.
     *
     * @param job its annotation must have a cron expression
     * @throws JobConfigurationException if the definition is wrong
     * @throws IllegalArgumentException if the class has no annotation, or the object is no job that can be run
     */
    public ScheduleJobBootstrap(RegistryCenter registryCenter, ElasticJob job) {
        this(registryCenter, job, AnnotatedJobs.configuration(job));
    }

    /**
     * Checks everything that can be checked without the registry.
     *
     * @param configuration must have a cron expression
     * @throws JobConfigurationException if the expression, the zone or a type name is wrong
     * @throws IllegalArgumentException if the object is no job that can be run
     */
    public ScheduleJobBootstrap(RegistryCenter registryCenter, ElasticJob job, JobConfiguration configuration) {
        super(registryCenter, job, configuration);
        checkSchedule(configuration);
    }

    /**
     * Checks everything that can be checked without the registry.
     *
     * @param jobType type of a job that needs no class: {@code SCRIPT}, {@code HTTP}, or one of your own
     * @param configuration must have a cron expression
     * @throws JobConfigurationException if the type is not known, or something else is wrong with the configuration
     */
    public ScheduleJobBootstrap(RegistryCenter registryCenter, String jobType, JobConfiguration configuration) {
        super(registryCenter, jobType, configuration);
        checkSchedule(configuration);
    }

    private void checkSchedule(JobConfiguration configuration) {
        if (configuration.getCron() == null) {
            throw new JobConfigurationException(
                    configuration.getJobName(),
                    "cron",
                    "it has no cron expression. Give it one, or use a " + OneOffJobBootstrap.class.getSimpleName()
                            + ".");
        }
        CronFires.of(configuration, runtime().env().time().wallMillis());
    }

    /**
     * Starts the job. If the registry cannot be reached, the job joins by itself as soon as it can.
     *
     * <p>Waits for the registry at most as long as {@link SchedulerOptions#startWait()} says. Later calls do nothing.
     *
     * @throws JobRefusedException if the job's name belongs to another class
     * @throws IllegalStateException if closed, or if a job of this name runs already under this registry center
     */
    public void schedule() {
        runtime().start(List.of(this));
    }
}
