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

/** Runs cannot be traced as the configuration asks for. */
final class TracingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Setting setting;
    private final String remedy;

    TracingException(Setting setting, String reason, String remedy, @Nullable Throwable cause) {
        super(reason, cause);
        this.setting = setting;
        this.remedy = remedy;
    }

    static final class Analyzer extends AbstractFailureAnalyzer<TracingException> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, TracingException cause) {
            return new FailureAnalysis(
                    "The configuration of tracing is wrong:%n%n%s"
                            .formatted(cause.setting.describe(String.valueOf(cause.getMessage()))),
                    cause.remedy + " No job was started.",
                    cause);
        }
    }
}
