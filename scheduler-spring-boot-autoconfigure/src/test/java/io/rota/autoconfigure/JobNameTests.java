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

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A name that is not what somebody wrote stops the start. */
class JobNameTests {

    @ParameterizedTest
    @ValueSource(strings = {"my.dotted.job", "结算任务", "job.任务", "größe"})
    void nameThatNeedsBrackets_isReportedWithThem(String name) {
        FailureAnalysis failure = failure(name);

        assertThat(failure.getDescription())
                .contains("The job name '" + name + "' cannot be used", "[application.yml] - 4:")
                .contains("does not survive");
        assertThat(failure.getAction())
                .contains("\"[" + name + "]\": in YAML", "elasticjob.jobs[" + name + "].cron in properties")
                .contains("No job was started");
    }

    @ParameterizedTest
    @CsvSource({"a/b, a-b", "'settle @ night', settle-night", "'two words', two-words"})
    void nameThatNoJobCanHave_isReportedWithAnother(String name, String example) {
        FailureAnalysis failure = failure("\"" + name + "\"");
        FailureAnalysis bracketed = failure("\"[" + name + "]\"");

        assertThat(failure.getDescription())
                .contains("The job name '" + name + "' cannot be used", "[application.yml] - 4:")
                .contains("'/', '@', a blank");
        assertThat(failure.getAction()).contains("'" + example + "'");
        assertThat(bracketed.getDescription()).contains("The job name '" + name + "' cannot be used");
        assertThat(bracketed.getAction()).contains("'" + example + "'");
    }

    @Test
    void dottedNameBesideAJobOfItsFirstPart_isReportedToo() {
        FailureAnalysis failure = Start.withYaml("""
                elasticjob:
                  jobs:
                    my:
                      elastic-job-class: io.rota.autoconfigure.JobBindingTests$Nothing
                      sharding-total-count: 1
                    my.other:
                      cron: 0 0 3 * * ?
                """).failure();

        assertThat(failure.getDescription()).contains("'my.other'", "[application.yml] - 7:");
    }

    @Test
    void nameOnTheCommandLine_isCheckedToo() {
        FailureAnalysis failure = Start.withYaml("a: b")
                .andArguments("--elasticjob.jobs.任务.cron=0 0 3 * * ?")
                .failure();

        assertThat(failure.getDescription()).contains("'任务'", "commandLineArgs");
    }

    private static FailureAnalysis failure(String nameInYaml) {
        return Start.withYaml("""
                elasticjob:
                  jobs:
                    %s:
                      elastic-job-class: io.rota.autoconfigure.JobBindingTests$Nothing
                      sharding-total-count: 1
                """.formatted(nameInYaml)).failure();
    }
}
