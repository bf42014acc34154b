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

import io.rota.bootstrap.JobBootstrap;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.ScheduleJobBootstrap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionOverrideException;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.env.Environment;
import org.springframework.core.metrics.StartupStep;

/**
 * A bootstrap bean for each job of the configuration, and for each bean whose class says that it is a job.
 *
 * <p>To be registered when the application's own beans are.
 */
record JobDefinitionBeans(Environment environment, ConfigurableListableBeanFactory beans) {

    /** @throws RuntimeException that tells its analyzer what is wrong; then no job may be started */
    void register(BeanDefinitionRegistry registry) {
        Map<String, String> owners = new HashMap<>();
        for (JobDefinition job : definitions()) {
            String other = owners.putIfAbsent(job.beanName(), job.name());
            if (other != null) {
                throw new BootstrapNameException(job, "job '" + other + "'", null);
            }
            if (job.isScheduled()) {
                register(registry, job, ScheduleJobBootstrap.class, JobBootstrapFactory::schedule);
            } else {
                register(registry, job, OneOffJobBootstrap.class, JobBootstrapFactory::oneOff);
            }
        }
    }

    private List<JobDefinition> definitions() {
        StartupStep step = beans.getApplicationStartup().start("elasticjob.jobs.bind");
        try {
            List<JobDefinition> jobs = JobDefinitions.from(environment, AnnotatedJob.in(beans));
            step.tag("jobs", String.valueOf(jobs.size()));
            return jobs;
        } finally {
            step.end();
        }
    }

    private <T extends JobBootstrap> void register(
            BeanDefinitionRegistry registry,
            JobDefinition job,
            Class<T> type,
            BiFunction<JobBootstrapFactory, JobDefinition, T> constructor) {
        RootBeanDefinition bootstrap =
                new RootBeanDefinition(type, () -> constructor.apply(beans.getBean(JobBootstrapFactory.class), job));
        bootstrap.setDescription("elasticjob.jobs." + job.name());
        // What jobs there are is said where the application runs, not where it is built.
        bootstrap.setAttribute(BeanRegistrationAotProcessor.IGNORE_REGISTRATION_ATTRIBUTE, true);
        try {
            registry.registerBeanDefinition(job.beanName(), bootstrap);
        } catch (BeanDefinitionOverrideException e) {
            throw new BootstrapNameException(job, "another bean: " + e.getExistingDefinition(), e);
        }
    }
}
