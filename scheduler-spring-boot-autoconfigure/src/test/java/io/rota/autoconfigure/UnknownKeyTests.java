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
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A key that means nothing stops the start. */
@ExtendWith(OutputCaptureExtension.class)
class UnknownKeyTests {

    private static final String JOB = """
            elasticjob:
              auto-startup: false
              jobs:
                report:
                  elastic-job-class: io.rota.autoconfigure.JobBindingTests$Nothing
                  sharding-total-count: 1
            """;

    @Test
    void keyOfAJob_isReportedWithItsPlaceAndTheOneThatWasMeant() {
        FailureAnalysis failure =
                Start.withYaml(JOB + "      crom: 0 0 3 * * ?\n").failure();

        assertThat(failure.getDescription())
                .contains("Property: elasticjob.jobs.report.crom", "[application.yml] - 7:13")
                .contains("'crom' is not a known key. Did you mean 'elasticjob.jobs.report.cron'?")
                .doesNotContain("0 0 3");
        assertThat(failure.getAction())
                .contains("Write elasticjob.jobs.report.cron.", "elasticjob.unknown-keys: warn", "No job was started");
    }

    @ParameterizedTest
    @CsvSource({
        "elasticjob.reg-centre.server-lists, elasticjob.reg-center",
        "elasticjob.reg-center.serverList, elasticjob.reg-center.server-lists",
        "elasticjob.autostartups, elasticjob.auto-startup",
        "elasticjob.shutdown.await-terminaton, elasticjob.shutdown.await-termination",
        "elasticjob.defaults.failovr, elasticjob.defaults.failover",
        "elasticjob.jobs.report.shardingTotalCont, elasticjob.jobs.report.sharding-total-count",
        "elasticjob.job.report.cron, elasticjob.jobs",
    })
    void keyOfASection_isReportedWithTheOneThatWasMeant(String key, String meant) {
        FailureAnalysis failure = Start.withYaml(JOB + key + ": 1\n").failure();

        assertThat(failure.getDescription()).contains("[application.yml] - 7:", "Did you mean '" + meant + "'?");
        assertThat(failure.getDescription()).contains(key);
    }

    @Test
    void keyWithoutALikeness_isReportedWithoutAGuess() {
        FailureAnalysis failure = Start.withYaml(JOB + "      velocipede: 1\n").failure();

        assertThat(failure.getDescription())
                .contains("'velocipede' is not a known key.")
                .doesNotContain("Did you mean");
        assertThat(failure.getAction()).startsWith("Remove the key.");
    }

    @Test
    @Proves("elasticjob.unknown-keys")
    void warn_logsEachUnknownKeyOnceAndStarts(CapturedOutput output) {
        Start start = Start.withYaml(JOB + "      crom: 1\nelasticjob.reg-center.jdbc.table: a\n")
                .andProperty("elasticjob.unknown-keys=warn")
                .andArguments("--elasticjob.jobs.report.crom=2")
                .andBean("nothing", JobBindingTests.Nothing.class, new JobBindingTests.Nothing());

        assertThat(start.jobs()).hasSize(1);
        assertThat(output.getOut().lines().filter(line -> line.contains("elasticjob.jobs.report.crom")))
                .singleElement()
                .asString()
                .contains("WARN", "Did you mean 'elasticjob.jobs.report.cron'?");
        assertThat(output.getOut().lines().filter(line -> line.contains("elasticjob.reg-center.jdbc.table")))
                .singleElement()
                .asString()
                .contains("WARN", "is not a known key", "[application.yml] - 8:");
    }

    @Test
    void processEnvironment_isExempt() {
        Start start = Start.withYaml(JOB)
                .andVariable("ELASTICJOB_JOBS_REPORT_CROM", "1")
                .andSystemProperty("elasticjob.home=/opt/elasticjob")
                .andBean("nothing", JobBindingTests.Nothing.class, new JobBindingTests.Nothing());

        assertThat(start.jobs()).hasSize(1);
    }

    @Test
    void anythingBelowProps_isKnown() {
        Start start = Start.withYaml(JOB + "      props: {a.b: 1, cron: 2, deep: {er: 3}}\n")
                .andBean("nothing", JobBindingTests.Nothing.class, new JobBindingTests.Nothing());

        assertThat(start.job().getProps()).containsOnlyKeys("a.b", "cron", "deep.er");
    }
}
