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

import io.rota.bootstrap.SchedulerOptions;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.registry.RegistryCenter;
import io.rota.tracing.JobTracer;
import java.util.function.Supplier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Gives each registry center its scheduler as soon as it is made.
 *
 * <p>Bootstraps that an application makes itself only need a registry center, and are often made before any bean of ours.
 * They would get a scheduler without the application's extensions.
 */
final class SchedulerRuntimeProcessor implements BeanPostProcessor {

    private final ConfigurableListableBeanFactory beans;
    private final Supplier<SchedulerOptions> options;

    SchedulerRuntimeProcessor(ConfigurableListableBeanFactory beans, Supplier<SchedulerOptions> options) {
        this.beans = beans;
        this.options = options;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof RegistryCenter center) {
            SchedulerRuntime.create(center, options.get());
            // The scheduler tells the tracer of its last runs when the registry center closes it.
            for (String tracer : beans.getBeanNamesForType(JobTracer.class, true, false)) {
                beans.registerDependentBean(tracer, beanName);
            }
        }
        return bean;
    }
}
