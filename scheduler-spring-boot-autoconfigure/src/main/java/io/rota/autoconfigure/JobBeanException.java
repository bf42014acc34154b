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

import java.util.List;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The class or the bean name of a job does not lead to one bean. */
final class JobBeanException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String jobName;
    private final transient Setting setting;
    private final String remedy;

    private JobBeanException(String jobName, Setting setting, String reason, String remedy) {
        super(reason);
        this.jobName = jobName;
        this.setting = setting;
        this.remedy = remedy;
    }

    static JobBeanException none(JobDefinition job, Class<?> type) {
        return new JobBeanException(
                job.name(),
                job.section().setting("elastic-job-class"),
                "there is no bean of " + type.getName(),
                "Make it a bean: annotate the class with @Component inside the scanned packages, or return an instance"
                        + " from a @Bean method.");
    }

    static JobBeanException several(JobDefinition job, Class<?> type, List<String> beanNames) {
        return new JobBeanException(
                job.name(),
                job.section().setting("elastic-job-class"),
                "there are " + beanNames.size() + " beans of " + type.getName() + ": " + String.join(", ", beanNames),
                "Choose one with elastic-job-bean.");
    }

    static JobBeanException unknownName(JobDefinition job, String beanName, Class<?> type, List<String> beanNames) {
        return new JobBeanException(
                job.name(),
                job.section().setting("elastic-job-bean"),
                "there is no bean '" + beanName + "' of " + type.getName(),
                beanNames.isEmpty()
                        ? "Make an instance of the class a bean of this name."
                        : "Choose one of its beans: " + String.join(", ", beanNames) + ".");
    }

    static final class Analyzer extends AbstractFailureAnalyzer<JobBeanException> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, JobBeanException cause) {
            return new FailureAnalysis(
                    "Job '%s' has no bean to run:%n%n%s"
                            .formatted(cause.jobName, cause.setting.describe(String.valueOf(cause.getMessage()))),
                    cause.remedy + " No job was started.",
                    cause);
        }
    }
}
