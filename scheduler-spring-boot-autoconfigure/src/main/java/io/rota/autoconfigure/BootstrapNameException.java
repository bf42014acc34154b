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

/** The bean name of a job's bootstrap is taken. */
final class BootstrapNameException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient JobDefinition job;

    /** @param owner who has the name, for messages */
    BootstrapNameException(JobDefinition job, String owner, @Nullable Throwable cause) {
        super("the bean name '" + job.beanName() + "' belongs to " + owner, cause);
        this.job = job;
    }

    static final class Analyzer extends AbstractFailureAnalyzer<BootstrapNameException> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, BootstrapNameException cause) {
            Setting setting = cause.job.section().setting("job-bootstrap-bean-name");
            return new FailureAnalysis(
                    "The bootstrap of job '%s' cannot become a bean:%n%n%s"
                            .formatted(cause.job.name(), setting.describe(String.valueOf(cause.getMessage()))),
                    "Give it a name of its own with job-bootstrap-bean-name, or rename the other bean."
                            + " No job was started.",
                    cause);
        }
    }
}
