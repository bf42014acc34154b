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

/** A key means nothing, so what somebody wanted with it would not happen. */
final class UnknownKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Setting setting;
    private final @Nullable String suggestion;

    /**
     * @param word the part of the key that is unknown
     * @param suggestion the whole key that was probably meant
     */
    UnknownKeyException(Setting setting, String word, @Nullable String suggestion) {
        super(unknown(word, suggestion));
        this.setting = setting;
        this.suggestion = suggestion;
    }

    private static String unknown(String word, @Nullable String suggestion) {
        return "'" + word + "' is not a known key." + (suggestion == null ? "" : " Did you mean '" + suggestion + "'?");
    }

    static final class Analyzer extends AbstractFailureAnalyzer<UnknownKeyException> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, UnknownKeyException cause) {
            String remedy = cause.suggestion == null ? "Remove the key." : "Write " + cause.suggestion + ".";
            return new FailureAnalysis(
                    "The configuration has an unknown key:%n%n%s"
                            .formatted(cause.setting.describe(String.valueOf(cause.getMessage()))),
                    remedy + " To ignore unknown keys during a migration, set elasticjob.unknown-keys: warn."
                            + " No job was started.",
                    cause);
        }
    }
}
