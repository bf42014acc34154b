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
package io.rota.api;

/**
 * A job's configuration is wrong; nothing was started.
 *
 * <p>The message says what is wrong, where, and what to write instead.
 */
public final class JobConfigurationException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String jobName;
    private final String property;

    /**
     * @param property the key under {@code elasticjob.jobs.<name>}, for example {@code sharding-total-count}
     * @param problem one sentence without the job's name, then the action
     */
    public JobConfigurationException(String jobName, String property, String problem) {
        super("job '" + jobName + "': " + problem + " The job was not started.");
        this.jobName = jobName;
        this.property = property;
    }

    public String jobName() {
        return jobName;
    }

    /** The key under {@code elasticjob.jobs.<name>}, for example {@code sharding-total-count}. */
    public String property() {
        return property;
    }
}
