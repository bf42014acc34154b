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
import io.rota.api.TypedExtension;

/** Is told of every failed run; called on a thread of the job after the run has ended. Its own failures are logged. */
public interface JobErrorHandler extends TypedExtension {

    /**
     * The handler of one job: asked before the job starts and whenever its definition has changed. A handler without
     * settings serves all jobs itself.
     *
     * @param definition its {@link JobConfiguration#getProps() props} hold the settings; see {@link JobProps}
     * @return holds nothing that must be closed
     * @throws JobConfigurationException if a setting is missing or malformed; the job is not started then
     */
    default JobErrorHandler forJob(JobConfiguration definition) {
        return this;
    }

    /**
     * Whether a failed item ends the fire here: items that were claimed together with it and have not begun are then not
     * run, and count as failed. Asked after a failure, on a thread of the job.
     */
    default boolean isFireEnded() {
        return false;
    }

    /**
     * A run failed.
     *
     * @param where job, item, fire and token, for messages
     */
    void handleException(String jobName, String where, Throwable cause);
}
