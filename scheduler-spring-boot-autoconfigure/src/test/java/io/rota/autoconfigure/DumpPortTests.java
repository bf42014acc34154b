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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rota.bootstrap.SnapshotService;
import io.rota.operation.JobOperations;
import io.rota.operation.OperationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class DumpPortTests {

    private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();

    private static Start start(String dump) {
        return Start.withYaml("""
                elasticjob:
                  dump: %s
                  jobs:
                    report:
                      elastic-job-class: io.rota.autoconfigure.JobBindingTests$Nothing
                      cron: 0 0 3 * * ?
                      sharding-total-count: 1
                """.formatted(dump))
                .andBean("nothing", JobBindingTests.Nothing.class, new JobBindingTests.Nothing());
    }

    @Test
    @Proves("elasticjob.dump.port")
    void port0_isLogged_isThere_andServes(CapturedOutput output) {
        start("{port: 0}").run(context -> {
            int port = context.getBean(SnapshotService.class).port();
            assertThat(output).contains("Dumps can be asked for at " + InetAddress.getLoopbackAddress() + ":" + port);
            assertThat(context.getBean(JobOperations.class).jobs().dump("report", HOST, port))
                    .contains("/report/config | cron: 0 0 3 * * ?");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{address: 127.0.0.1}", "{enabled: true}", "{port: }", "{port: 0, enabled: false}"})
    @Proves("elasticjob.dump.enabled")
    void withoutPort_orSwitchedOff_nothingListens(String dump) {
        start(dump)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(SnapshotService.class)
                        .doesNotHaveBean(DumpLifecycle.class));
    }

    @Test
    void address_isListenedOn_withAWarningIfOthersReachIt(CapturedOutput output) {
        start("{port: 0, address: 127.0.0.1}")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("asks nobody who they are");
        start("{port: 0, address: 0.0.0.0}").run(context -> assertThat(context).hasNotFailed());
        assertThat(output).contains("asks nobody who they are", "Let a firewall keep strangers away");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @Proves("elasticjob.dump.address")
    void address_isTheOnlyOneThatAnswers() {
        start("{port: 0, address: 127.0.0.2}").run(context -> {
            int port = context.getBean(SnapshotService.class).port();
            JobOperations operations = context.getBean(JobOperations.class);
            assertThat(operations.jobs().dump("report", "127.0.0.2", port)).contains("/report/config");
            assertThatThrownBy(() -> operations.jobs().dump("report", HOST, port))
                    .isInstanceOf(OperationException.class);
        });
    }

    @Test
    void portInUse_isAnError_andTheApplicationStartsAllTheSame(CapturedOutput output) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            start("{port: %d}".formatted(other.getLocalPort())).run(context -> {
                assertThat(context).hasNotFailed();
                assertThat(context.getBean(JobOperations.class)
                                .jobStatistics()
                                .getJobBriefInfo("report")
                                .instanceCount())
                        .isEqualTo(1);
            });
            assertThat(output)
                    .contains("ERROR", ":" + other.getLocalPort(), "choose another one", "elasticjob.dump.port");
        }
    }

    @Test
    void contextThatStopsAndStarts_closesAndOpensThePort() {
        start("{port: 0}").run(context -> {
            SnapshotService snapshots = context.getBean(SnapshotService.class);
            context.getBean(DumpLifecycle.class).stop();
            assertThat(context.getBean(DumpLifecycle.class).isRunning()).isFalse();
            context.getBean(DumpLifecycle.class).start();
            assertThat(context.getBean(JobOperations.class).jobs().dump("report", HOST, snapshots.port()))
                    .contains("/report/config");
        });
    }

    @Test
    void impossiblePort_isReportedWithKeyAndOrigin() {
        FailureAnalysis failure = start("{port: 70000}").failure();
        assertThat(failure.getDescription())
                .contains("Property: elasticjob.dump.port", "Value: \"70000\"", "[application.yml] - 2:", "is no port");
        assertThat(failure.getAction()).contains("Correct elasticjob.dump.port", "No job was started");
    }
}
