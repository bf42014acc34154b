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

import io.rota.api.JobConfiguration;

/**
 * A job's definition as it was read from the registry, and which state of the registry that was.
 *
 * @param configuration what it says
 * @param created tells this definition from one of a job of the same name that was removed
 * @param version grows with each change
 */
public record StoredConfiguration(JobConfiguration configuration, long created, int version) {

    /**
     * A change of this definition, to be handed to {@link JobConfigurationAPI#updateJobConfiguration}.
     *
     * @param changed best made by {@link JobConfiguration#toBuilder()}
     * @throws IllegalArgumentException if it is the definition of another job
     */
    public StoredConfiguration with(JobConfiguration changed) {
        if (!changed.getJobName().equals(configuration.getJobName())) {
            throw new IllegalArgumentException("job '" + configuration.getJobName() + "' cannot be renamed to '"
                    + changed.getJobName() + "'. Start a job of the new name and remove the old one.");
        }
        return new StoredConfiguration(changed, created, version);
    }
}
