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

import io.rota.api.TypedExtension;
import io.rota.bootstrap.CommandRules;
import io.rota.bootstrap.JobBootstrap;
import io.rota.bootstrap.SchedulerOptions;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.operation.JobOperations;
import io.rota.registry.RegistryCenter;
import io.rota.spi.ClassedJobItemExecutor;
import io.rota.spi.Extensions;
import io.rota.spi.JobClassNameProvider;
import io.rota.tracing.JobTracer;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/** {@link EnableAutoConfiguration Auto-configuration} for the scheduler and the jobs of {@code elasticjob.jobs}. */
@AutoConfiguration(after = SslAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "elasticjob.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ElasticJobProperties.class)
@Import({RegistryCenterConfiguration.class, TracingConfiguration.class, JobBeanRegistrar.class, DumpConfiguration.class
})
@ImportRuntimeHints(NativeHints.class)
public final class ElasticJobAutoConfiguration {

    ElasticJobAutoConfiguration() {}

    @Bean
    static JobsAtRunTime elasticJobsAtRunTime(Environment environment, ConfigurableListableBeanFactory beans) {
        return new JobsAtRunTime(environment, beans);
    }

    @Bean
    static LazyInitializationExcludeFilter jobBootstrapsAreNotLazy() {
        return LazyInitializationExcludeFilter.forBeanTypes(JobBootstrap.class);
    }

    @Bean
    JobClassNameProvider aopProxyClassNames() {
        return new AopProxyClassNames();
    }

    @Bean
    JobBootstrapFactory jobBootstrapFactory(
            RegistryCenter registryCenter,
            ConfigurableListableBeanFactory beans,
            ObjectProvider<JobConfigurationCustomizer> customizers) {
        return new JobBootstrapFactory(
                registryCenter, beans, customizers.orderedStream().toList());
    }

    @Bean
    JobScheduleLifecycle jobScheduleLifecycle(ConfigurableListableBeanFactory beans, ElasticJobProperties properties) {
        return new JobScheduleLifecycle(
                beans, properties.isAutoStartup(), properties.getRegCenter().isFailFast());
    }

    @Bean
    JobDrainLifecycle jobDrainLifecycle(ConfigurableListableBeanFactory beans) {
        return new JobDrainLifecycle(beans);
    }

    // Lazy, because it connects. The scheduler closes it.
    @Bean(destroyMethod = "")
    @Lazy
    @ConditionalOnMissingBean
    JobOperations jobOperations(SchedulerRuntime runtime) {
        return runtime.operations();
    }

    /** The scheduler of the registry center. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(SchedulerRuntime.class)
    static class Runtime {

        @Bean
        static SchedulerRuntimeProcessor schedulerRuntimeProcessor(
                ObjectProvider<TypedExtension> extensions,
                ObjectProvider<JobClassNameProvider> classNames,
                ObjectProvider<ClassedJobItemExecutor<?>> itemExecutors,
                ObjectProvider<ElasticJobProperties> properties,
                ObjectProvider<JobTracer> tracers,
                Environment environment,
                ConfigurableListableBeanFactory beans) {
            return new SchedulerRuntimeProcessor(
                    beans,
                    () -> new SchedulerOptions(
                            new Extensions(
                                    Stream.of(
                                                    extensions.orderedStream(),
                                                    classNames.orderedStream(),
                                                    itemExecutors.orderedStream())
                                            .<Object>flatMap(each -> each)
                                            .distinct()
                                            .toList(),
                                    Objects.requireNonNullElseGet(
                                            beans.getBeanClassLoader(), ClassUtils::getDefaultClassLoader)),
                            SchedulerOptions.START_WAIT,
                            awaitTermination(properties.getObject().getShutdown()),
                            new CommandRules(
                                    properties.getObject().getCommands().isFromRegistry(),
                                    Set.copyOf(
                                            properties.getObject().getCommands().getHttpAllowedHosts())),
                            tracers.getIfAvailable(() -> JobTracer.NONE),
                            Threading.VIRTUAL.isActive(environment) ? "VIRTUAL" : SchedulerOptions.DEFAULT_THREADS));
        }

        private static Duration awaitTermination(ElasticJobProperties.Shutdown shutdown) {
            Duration wait = shutdown.getAwaitTermination();
            if (wait.isNegative()) {
                throw new InvalidConfigurationPropertyValueException(
                        "elasticjob.shutdown.await-termination",
                        wait,
                        "A wait must not be negative. Write 0s for none. No job was started.");
            }
            return wait;
        }

        // The registry center closes it.
        @Bean(destroyMethod = "")
        SchedulerRuntime schedulerRuntime(RegistryCenter registryCenter) {
            return SchedulerRuntime.of(registryCenter);
        }
    }
}
