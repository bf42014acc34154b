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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A job does not say, or says twice, what it runs. */
final class JobKindException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String jobName;
    private final transient Setting job;
    private final transient @Nullable Setting jobClass;
    private final transient @Nullable Setting jobType;

    JobKindException(String jobName, Setting job, @Nullable Setting jobClass, @Nullable Setting jobType) {
        super("job '" + jobName + "' does not say what it runs");
        this.jobName = jobName;
        this.job = job;
        this.jobClass = jobClass;
        this.jobType = jobType;
    }

    static final class Analyzer extends AbstractFailureAnalyzer<JobKindException> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, JobKindException cause) {
            if (cause.jobType == null || cause.jobClass == null) {
                return analysis(
                        cause,
                        cause.job.describe("it has neither elastic-job-class nor elastic-job-type"),
                        "Write elastic-job-class with the class of a job bean, or elastic-job-type with a type of jobs"
                                + " such as SCRIPT or HTTP.");
            }
            return analysis(
                    cause,
                    cause.jobClass.describe("only one of elastic-job-class and elastic-job-type may be set")
                            + "%n%n".formatted()
                            + cause.jobType.describe("it is the other one"),
                    "Remove one of the two.");
        }

        private static FailureAnalysis analysis(JobKindException cause, String description, String action) {
            return new FailureAnalysis(
                    "Job '%s' does not say what it runs:%n%n%s".formatted(cause.jobName, description),
                    action + " No job was started.",
                    cause);
        }
    }
}
