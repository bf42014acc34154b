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
package io.rota.spi;

import io.rota.api.ElasticJob;
import java.util.Optional;

/**
 * Names the class that a job name belongs to, for job objects whose own class does not tell: proxies, for example.
 *
 * <p>Given beans are asked first, then ServiceLoader providers; the first answer counts. The name must be the same at
 * every start and in every instance.
 */
@FunctionalInterface
public interface JobClassNameProvider {

    /** The name, or empty to leave the question to the next provider. */
    Optional<String> jobClassName(ElasticJob job);
}
