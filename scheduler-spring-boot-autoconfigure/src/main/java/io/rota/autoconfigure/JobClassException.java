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

import io.rota.api.DataflowJob;
import io.rota.api.SimpleJob;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The class of a job does not exist, or is no job. */
final class JobClassException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String jobName;
    private final transient Setting setting;
    private final String remedy;

    private JobClassException(
            String jobName, Setting setting, String reason, String remedy, @Nullable Throwable cause) {
        super(reason, cause);
        this.jobName = jobName;
        this.setting = setting;
        this.remedy = remedy;
    }

    static JobClassException notFound(JobDefinition job, String className, Throwable cause) {
        return new JobClassException(
                job.name(),
                job.section().setting("elastic-job-class"),
                "there is no class '" + className + "'",
                "Correct the name of the class, or add the library that it is in.",
                cause);
    }

    static JobClassException notAJob(JobDefinition job, Class<?> type) {
        return notAJob(job, type.getName() + " is no job that can be run");
    }

    static JobClassException notAJob(JobDefinition job, String reason) {
        return new JobClassException(
                job.name(),
                job.section().setting("elastic-job-class"),
                reason,
                "Name a class that implements " + SimpleJob.class.getName() + " or " + DataflowJob.class.getName()
                        + ".",
                null);
    }

    static final class Analyzer extends AbstractFailureAnalyzer<JobClassException> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, JobClassException cause) {
            return new FailureAnalysis(
                    "Job '%s' has no class to run:%n%n%s"
                            .formatted(cause.jobName, cause.setting.describe(String.valueOf(cause.getMessage()))),
                    cause.remedy + " No job was started.",
                    cause);
        }
    }
}
