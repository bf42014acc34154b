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

/** The port for dumps is none. */
final class InvalidDumpPortException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Setting setting;

    InvalidDumpPortException(Setting setting, IllegalArgumentException cause) {
        super(cause.getMessage(), cause);
        this.setting = setting;
    }

    static final class Analyzer extends AbstractFailureAnalyzer<InvalidDumpPortException> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, InvalidDumpPortException cause) {
            return new FailureAnalysis(
                    "The configuration of the dump port is wrong:%n%n%s"
                            .formatted(cause.setting.describe(String.valueOf(cause.getMessage()))),
                    "Correct elasticjob.dump.port as the reason says, or remove it to have no such port."
                            + " No job was started.",
                    cause);
        }
    }
}
