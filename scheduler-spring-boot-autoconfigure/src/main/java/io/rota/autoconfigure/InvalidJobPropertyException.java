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

import io.rota.api.JobConfigurationException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The value of a job's property is wrong or missing. */
final class InvalidJobPropertyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String jobName;
    private final transient Setting setting;

    private InvalidJobPropertyException(String jobName, Setting setting, String reason, @Nullable Throwable cause) {
        super(reason, cause);
        this.jobName = jobName;
        this.setting = setting;
    }

    /** What the scheduler says about a job, with the place where it is written. */
    static InvalidJobPropertyException of(JobConfigurationException cause, JobDefinition job) {
        Setting setting = cause.property().isEmpty()
                ? job.section().setting()
                : job.section().setting(cause.property());
        return new InvalidJobPropertyException(job.name(), setting, String.valueOf(cause.getMessage()), cause);
    }

    /** Something is wrong with an attribute that is no key of the configuration. */
    static InvalidJobPropertyException atClass(AnnotatedJob job, String attribute, String reason) {
        return new InvalidJobPropertyException(job.name(), job.setting(attribute), reason, null);
    }

    static InvalidJobPropertyException missing(JobDefinition job, String property, String remedy) {
        return new InvalidJobPropertyException(
                job.name(), job.section().setting(property), property + " is missing. " + remedy, null);
    }

    static final class Analyzer extends AbstractFailureAnalyzer<InvalidJobPropertyException> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, InvalidJobPropertyException cause) {
            return new FailureAnalysis(
                    "The configuration of job '%s' is wrong:%n%n%s"
                            .formatted(cause.jobName, cause.setting.describe(String.valueOf(cause.getMessage()))),
                    "Correct %s as the reason says. No job was started.".formatted(cause.setting.key()),
                    cause);
        }
    }
}
