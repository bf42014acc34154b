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
package io.rota.autoconfigure.test;

import io.rota.bootstrap.JobBootstrap;
import io.rota.test.JobRunner;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** {@link EnableAutoConfiguration Auto-configuration} for tests that run jobs. */
@AutoConfiguration
public final class JobRunnerAutoConfiguration {

    JobRunnerAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    JobRunner jobRunner(ListableBeanFactory beans) {
        // A test's mocks have no scheduler.
        return new JobRunner(() -> beans.getBeansOfType(JobBootstrap.class, false, true).values().stream()
                .filter(job -> job.runtime() != null)
                .toList());
    }
}
