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

/** A job's name cannot be used as it is written. */
final class JobNameException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Setting setting;
    private final String name;
    private final boolean usableInBrackets;

    private JobNameException(
            Setting setting, String name, boolean usableInBrackets, String reason, @Nullable Throwable cause) {
        super(reason, cause);
        this.setting = setting;
        this.name = name;
        this.usableInBrackets = usableInBrackets;
    }

    /** The name would lose characters, or end at its first dot. */
    static JobNameException damaged(Setting setting, String name) {
        return new JobNameException(
                setting,
                name,
                true,
                "the job name '" + name + "' does not survive: without brackets a dot ends it, and everything but"
                        + " letters and digits of ASCII, '-' and '_' is dropped",
                null);
    }

    /** No job may be called so. */
    static JobNameException illegal(Setting setting, String name, JobConfigurationException cause) {
        return new JobNameException(setting, name, false, String.valueOf(cause.getMessage()), cause);
    }

    static final class Analyzer extends AbstractFailureAnalyzer<JobNameException> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, JobNameException cause) {
            String action = cause.usableInBrackets
                    ? "Write the name in brackets: \"[%1$s]\": in YAML, elasticjob.jobs[%1$s].cron in properties."
                            .formatted(cause.name)
                    : "Choose another name, for example '%s'."
                            .formatted(cause.name.strip().replaceAll("[^\\p{L}\\p{N}._-]+", "-"));
            return new FailureAnalysis(
                    "The job name '%s' cannot be used:%n%n%s"
                            .formatted(cause.name, cause.setting.describe(String.valueOf(cause.getMessage()))),
                    action + " No job was started.",
                    cause);
        }
    }
}
