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

import io.rota.bootstrap.SchedulerRuntime;
import io.rota.registry.RegistryCenter;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the health of the jobs, if the application tells its health.
 */
@AutoConfiguration(after = ElasticJobAutoConfiguration.class)
@ConditionalOnClass(
        name = "org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator")
public final class ElasticJobHealthContributorAutoConfiguration {

    ElasticJobHealthContributorAutoConfiguration() {}

    // In a class of its own: its condition cannot even be looked at without the actuator.
    /** The contributor. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean({RegistryCenter.class, SchedulerRuntime.class})
    @ConditionalOnEnabledHealthIndicator("elasticjob")
    static class Contributor {

        /** One for the only registry center, or one for each by the name of its bean. */
        @Bean
        @ConditionalOnMissingBean(name = {"elasticjobHealthIndicator", "elasticjobHealthContributor"})
        HealthContributor elasticjobHealthContributor(Map<String, RegistryCenter> registryCenters) {
            return registryCenters.size() == 1
                    ? indicator(registryCenters.values().iterator().next())
                    : CompositeHealthContributor.fromMap(registryCenters, Contributor::indicator);
        }

        private static ElasticJobHealthIndicator indicator(RegistryCenter center) {
            return new ElasticJobHealthIndicator(SchedulerRuntime.of(center));
        }
    }
}
