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

import io.rota.bootstrap.JobRefusedException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains that a job's name belongs to another class. */
final class JobRefusedFailureAnalyzer extends AbstractFailureAnalyzer<JobRefusedException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, JobRefusedException cause) {
        return new FailureAnalysis(
                "The registry refuses job '%s':%n%n    %s".formatted(cause.jobName(), cause.getMessage()),
                "Rename elasticjob.jobs.%s, or give this application a namespace of its own with"
                                .formatted(cause.jobName())
                        + " elasticjob.reg-center.namespace. No job was started.",
                cause);
    }
}
