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
import io.rota.spi.JobClassNameProvider;
import java.util.Optional;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;

/** Names the class behind a proxy of Spring, so that advice comes and goes without changing whose job it is. */
final class AopProxyClassNames implements JobClassNameProvider {

    @Override
    public Optional<String> jobClassName(ElasticJob job) {
        if (!AopUtils.isAopProxy(job)) {
            return Optional.empty();
        }
        Class<?> target = ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(job));
        return Optional.of(target.getName());
    }
}
