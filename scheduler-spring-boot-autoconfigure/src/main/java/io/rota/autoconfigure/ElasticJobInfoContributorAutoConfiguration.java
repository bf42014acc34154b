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
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** {@link EnableAutoConfiguration Auto-configuration} of what the info endpoint tells of the scheduler. */
@AutoConfiguration(after = ElasticJobAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor")
public final class ElasticJobInfoContributorAutoConfiguration {

    ElasticJobInfoContributorAutoConfiguration() {}

    // In a class of its own: its condition cannot even be looked at without the actuator.
    /** The contributor. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(SchedulerRuntime.class)
    @ConditionalOnEnabledInfoContributor(value = "elasticjob", fallback = InfoContributorFallback.DISABLE)
    static class Contributor {

        @Bean
        @ConditionalOnMissingBean(name = "elasticjobInfoContributor")
        InfoContributor elasticjobInfoContributor(ListableBeanFactory beans) {
            return new ElasticJobInfoContributor(new LocalJobs(beans));
        }
    }
}
