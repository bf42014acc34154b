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

import io.rota.api.ElasticJob;
import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.api.RetryPolicy;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.ScheduleJobBootstrap;
import io.rota.registry.RegistryCenter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.StringUtils;

/** Makes the bootstraps of the jobs in the configuration; making one finds its bean and checks it, and starts nothing. */
final class JobBootstrapFactory {

    private final RegistryCenter registryCenter;
    private final ListableBeanFactory beans;
    private final JobBeans jobBeans;
    private final List<JobConfigurationCustomizer> customizers;

    JobBootstrapFactory(
            RegistryCenter registryCenter,
            ConfigurableListableBeanFactory beans,
            List<JobConfigurationCustomizer> customizers) {
        this.registryCenter = registryCenter;
        this.beans = beans;
        jobBeans = new JobBeans(beans);
        this.customizers = customizers;
    }

    /** How the bootstrap of a job object, or of a type of jobs, is made. */
    private interface Constructor<W, T> {

        T make(RegistryCenter registryCenter, W what, JobConfiguration configuration);
    }

    ScheduleJobBootstrap schedule(JobDefinition job) {
        return make(job, ScheduleJobBootstrap::new, ScheduleJobBootstrap::new);
    }

    OneOffJobBootstrap oneOff(JobDefinition job) {
        return make(job, OneOffJobBootstrap::new, OneOffJobBootstrap::new);
    }

    private <T> T make(JobDefinition definition, Constructor<ElasticJob, T> ofObject, Constructor<String, T> ofType) {
        String type = definition.properties().getElasticJobType();
        if (StringUtils.hasText(type)) {
            return checked(definition, ofType, type.strip());
        }
        ElasticJob job = jobBeans.find(definition);
        try {
            return checked(definition, ofObject, job);
        } catch (IllegalArgumentException e) {
            throw JobClassException.notAJob(definition, String.valueOf(e.getMessage()));
        }
    }

    private <W, T> T checked(JobDefinition definition, Constructor<W, T> constructor, W what) {
        try {
            return constructor.make(center(definition), what, configuration(definition));
        } catch (JobConfigurationException e) {
            throw InvalidJobPropertyException.of(e, definition);
        }
    }

    /** The one that the job's class names, or the only one. */
    private RegistryCenter center(JobDefinition definition) {
        AnnotatedJob atClass = definition.annotated();
        if (atClass == null || atClass.definition().registryCenter().isBlank()) {
            return registryCenter;
        }
        String name = atClass.definition().registryCenter().strip();
        Map<String, RegistryCenter> centers =
                BeanFactoryUtils.beansOfTypeIncludingAncestors(beans, RegistryCenter.class);
        RegistryCenter center = centers.get(name);
        if (center == null) {
            throw InvalidJobPropertyException.atClass(
                    atClass,
                    "registryCenter",
                    "there is no registry center '" + name + "'. Name one of these beans: "
                            + String.join(", ", centers.keySet()) + ".");
        }
        return center;
    }

    private JobConfiguration configuration(JobDefinition definition) {
        ElasticJobProperties.Job job = definition.properties();
        Integer total = job.getShardingTotalCount();
        if (total == null) {
            throw InvalidJobPropertyException.missing(
                    definition, "sharding-total-count", "Write the number of items; 1 for a job that is not divided.");
        }
        JobConfiguration.Builder builder = JobConfiguration.newBuilder(definition.name(), total)
                .cron(job.getCron())
                .timeZone(job.getTimeZone())
                .shardingItemParameters(job.getShardingItemParameters())
                .jobParameter(job.getJobParameter())
                .monitorExecution(job.isMonitorExecution())
                .failover(job.isFailover())
                .misfire(job.isMisfire())
                .maxTimeDiffSeconds(job.getMaxTimeDiffSeconds())
                .reconcileIntervalMinutes(job.getReconcileIntervalMinutes())
                .jobShardingStrategyType(job.getJobShardingStrategyType())
                .jobExecutorServiceHandlerType(job.getJobExecutorServiceHandlerType())
                .jobErrorHandlerType(job.getJobErrorHandlerType())
                .jobListenerTypes(job.getJobListenerTypes())
                .description(job.getDescription())
                .props(job.getProps())
                .disabled(job.isDisabled())
                .overwrite(job.isOverwrite())
                .staticSharding(job.isStaticSharding())
                .label(job.getLabel())
                .timeout(Objects.requireNonNullElse(job.getTimeout(), Duration.ZERO))
                .retry(new RetryPolicy(
                        job.getRetry().getMaxAttempts(),
                        job.getRetry().getDelay(),
                        job.getRetry().getMultiplier()))
                .catchUp(job.getCatchUp())
                .lateLimit(job.getLateLimit());
        customizers.forEach(customizer -> customizer.customize(definition.name(), builder));
        return builder.build();
    }
}
