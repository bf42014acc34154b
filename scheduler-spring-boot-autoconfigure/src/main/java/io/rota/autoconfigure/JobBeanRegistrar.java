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
import java.util.Map;
import java.util.function.BiFunction;
import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.beans.factory.support.BeanDefinitionOverrideException;
import org.springframework.core.env.Environment;

/** Registers a bootstrap bean for each job of the configuration. */
final class JobBeanRegistrar implements BeanRegistrar {

    @Override
    public void register(BeanRegistry registry, Environment environment) {
        Map<String, String> owners = new HashMap<>();
        for (JobDefinition job : JobDefinitions.from(environment)) {
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

    private static <T extends JobBootstrap> void register(
            BeanRegistry registry,
            JobDefinition job,
            Class<T> type,
            BiFunction<JobBootstrapFactory, JobDefinition, T> constructor) {
        try {
            registry.registerBean(
                    job.beanName(),
                    type,
                    spec -> spec.description("elasticjob.jobs." + job.name())
                            .supplier(context -> constructor.apply(context.bean(JobBootstrapFactory.class), job)));
        } catch (BeanDefinitionOverrideException e) {
            throw new BootstrapNameException(job, "another bean: " + e.getExistingDefinition(), e);
        }
    }
}
