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
package io.rota.operation;

/**
 * The registered definitions of jobs; these count, whatever the instances were started with.
 *
 * <p>All methods throw an {@link OperationException}, and an {@link IllegalArgumentException} for a name that no job can
 * have.
 */
public interface JobConfigurationAPI {

    /** Reads a job's definition. */
    StoredConfiguration getJobConfiguration(String jobName);

    /**
     * Replaces a job's definition, if it still is the one that the change was made from.
     *
     * <p>Checks what can be checked without the job's class. Names of strategies, error handlers and thread policies are
     * checked by the instances: one that does not know a name keeps the definition that it has, and says so in its log.
     *
     * @param changed made by {@link StoredConfiguration#with} from what was read
     * @return the definition as it stands now, for a further change
     * @throws IllegalArgumentException if the definition could not be used; nothing was changed
     */
    StoredConfiguration updateJobConfiguration(StoredConfiguration changed);

    /**
     * Removes a job with everything that the registry knows of it, its execution records included; live instances stop
     * it first.
     *
     * <p>A run that has not ended by then is not known any more to whoever starts a job of the same name.
     */
    void removeJobConfiguration(String jobName);
}
