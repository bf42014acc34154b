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

/** Why the items of a job ran, or did not. */
public interface ExplanationAPI {

    /**
     * Tells of one job what the registry knows of it and what that means.
     *
     * @throws OperationException if it could not be read, or if there is no such job
     */
    JobExplanation explain(String jobName);

    /**
     * The same, with what an instance knows of itself and the registry does not: its clock, its connection.
     *
     * @param instanceId the instance
     * @param problem what keeps it from running the job, empty if nothing does
     * @throws OperationException if it could not be read, or if there is no such job
     */
    JobExplanation explain(String jobName, String instanceId, String problem);
}
