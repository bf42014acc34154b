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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers the jobs' bootstraps among the definitions of the auto-configuration, so that conditions see them.
 *
 * <p>Not part of an application that was processed ahead of time, where {@link JobsAtRunTime} does it.
 */
final class JobBeanRegistrar implements ImportBeanDefinitionRegistrar {

    private static final Logger log = LoggerFactory.getLogger(JobBeanRegistrar.class);

    private final Environment environment;
    private final ConfigurableListableBeanFactory beans;

    JobBeanRegistrar(Environment environment, BeanFactory beans) {
        this.environment = environment;
        this.beans = (ConfigurableListableBeanFactory) beans;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        try {
            new JobDefinitionBeans(environment, beans).register(registry);
        } catch (RuntimeException e) {
            if (!SpringProperties.getFlag(AbstractAotProcessor.AOT_PROCESSING)) {
                throw e;
            }
            // The configuration of the machine that builds need not be complete: jobs are registered anew at run time.
            log.warn(
                    "The jobs of the configuration cannot be registered here, but may be where the application runs: {}",
                    e.getMessage());
        }
    }
}
