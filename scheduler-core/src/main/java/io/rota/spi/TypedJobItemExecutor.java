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

import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.api.ShardingContext;
import io.rota.api.TypedExtension;

/** Runs items of jobs that have a type and no class of their own, such as {@code SCRIPT}. Thread-safe. */
public interface TypedJobItemExecutor extends TypedExtension {

    /**
     * Runs one item of one fire, on one of the job's threads; an exception fails the item.
     *
     * @param definition the job's definition in force
     * @param end asked between pieces of work by what could go on for ever
     */
    void process(JobConfiguration definition, ShardingContext context, EndSignal end) throws Exception;

    /**
     * Looks at a definition before the job is started, or goes on, with it.
     *
     * @throws JobConfigurationException if items could not be run with it
     */
    default void check(JobConfiguration definition) {}
}
