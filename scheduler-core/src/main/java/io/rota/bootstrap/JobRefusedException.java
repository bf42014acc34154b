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
package io.rota.bootstrap;

/** The registry knows the job's name as another class's; the job was not started. */
public final class JobRefusedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final String jobName;

    JobRefusedException(String jobName, String problem) {
        super("job '" + jobName + "' was not started: " + problem);
        this.jobName = jobName;
    }

    public String jobName() {
        return jobName;
    }
}
