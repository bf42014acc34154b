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
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/**
 * One job of the configuration, or of an annotated class.
 *
 * @param section where each of its properties is written
 * @param annotated the class that defines it as well; null if there is none
 */
record JobDefinition(
        String name,
        ElasticJobProperties.Job properties,
        JobSection section,
        @Nullable AnnotatedJob annotated) {

    boolean isScheduled() {
        return StringUtils.hasText(properties.getCron());
    }

    String beanName() {
        if (StringUtils.hasText(properties.getJobBootstrapBeanName())) {
            return properties.getJobBootstrapBeanName();
        }
        Class<? extends JobBootstrap> type = isScheduled() ? ScheduleJobBootstrap.class : OneOffJobBootstrap.class;
        return name + type.getSimpleName();
    }
}
