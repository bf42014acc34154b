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

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The classes of two beans say that they are the same job. */
final class AnnotatedTwiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient AnnotatedJob job;

    AnnotatedTwiceException(AnnotatedJob job, AnnotatedJob other) {
        super(other.type().getName() + " is a bean, too, and has the job name '" + other.name() + "'");
        this.job = job;
    }

    static final class Analyzer extends AbstractFailureAnalyzer<AnnotatedTwiceException> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, AnnotatedTwiceException cause) {
            return new FailureAnalysis(
                    "Two classes are job '%s':%n%n%s"
                            .formatted(
                                    cause.job.name(),
                                    cause.job.setting("jobName").describe(String.valueOf(cause.getMessage()))),
                    "Give each class a jobName of its own, or make only one of them a bean; a subclass inherits the"
                            + " annotation. No job was started.",
                    cause);
        }
    }
}
