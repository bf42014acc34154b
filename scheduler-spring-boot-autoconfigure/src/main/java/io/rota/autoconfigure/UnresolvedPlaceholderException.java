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
import org.springframework.util.PlaceholderResolutionException;

/** A value refers to a property that does not exist. */
final class UnresolvedPlaceholderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Setting setting;
    private final String placeholder;

    UnresolvedPlaceholderException(Setting setting, String placeholder, PlaceholderResolutionException cause) {
        super("nothing defines the placeholder '" + placeholder + "'", cause);
        this.setting = setting;
        this.placeholder = placeholder;
    }

    static final class Analyzer extends AbstractFailureAnalyzer<UnresolvedPlaceholderException> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, UnresolvedPlaceholderException cause) {
            return new FailureAnalysis(
                    "A placeholder could not be resolved:%n%n%s"
                            .formatted(cause.setting.describe(String.valueOf(cause.getMessage()))),
                    "Define the property '%1$s', or give the placeholder a default: ${%1$s:...}."
                                    .formatted(cause.placeholder)
                            + " If the text is meant as it stands, write \\${ for ${. No job was started.",
                    cause);
        }
    }
}
