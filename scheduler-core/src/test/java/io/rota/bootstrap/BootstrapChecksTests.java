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
package io.rota.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.rota.CapturedLog;
import io.rota.api.ElasticJob;
import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.api.SimpleJob;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.spi.Extensions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a bootstrap refuses before anything starts. */
class BootstrapChecksTests {

    private static final SimpleJob JOB = context -> {};

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();

    @AfterEach
    void close() {
        center.close();
    }

    private static JobConfiguration.Builder scheduled() {
        return JobConfiguration.newBuilder("report", 1).cron("0 0 3 * * ?");
    }

    private JobConfigurationException refused(JobConfiguration.Builder job) {
        var thrown = new JobConfigurationException[1];
        assertThatThrownBy(() -> new ScheduleJobBootstrap(center, JOB, job.build()))
                .asInstanceOf(type(JobConfigurationException.class))
                .satisfies(wrong -> {
                    assertThat(wrong.jobName()).isEqualTo("report");
                    assertThat(wrong)
                            .hasMessageStartingWith("job 'report': ")
                            .hasMessageEndingWith("The job was not started.");
                    thrown[0] = wrong;
                });
        return thrown[0];
    }

    @Test
    void settingsWithoutEffect_areWarnedOf() {
        try (CapturedLog log = CapturedLog.of(JobBootstrap.class)) {
            new ScheduleJobBootstrap(
                    center,
                    JOB,
                    scheduled()
                            .failover(true)
                            .monitorExecution(false)
                            .shardingItemParameters("0=A,7=B")
                            .build());
            assertThat(log.troubles())
                    .satisfiesExactly(
                            failover -> assertThat(failover).contains("failover has no effect"),
                            items -> assertThat(items).contains("names the items [7]"));
        }
    }

    @Test
    void anUnknownStrategy_isRefusedWithTheKnownOnes() {
        assertThat(refused(scheduled().jobShardingStrategyType("avg")))
                .hasMessageContaining(
                        "job-sharding-strategy-type 'avg' is not known. Known are AVG_ALLOCATION, ODEVITY,"
                                + " ROUND_ROBIN, SINGLE_SHARDING_BALANCE.")
                .extracting(JobConfigurationException::property)
                .isEqualTo("job-sharding-strategy-type");
    }

    @Test
    void anUnknownListener_isRefused_andIsToldHowToMakeOneIfThereAreNone() {
        assertThat(refused(scheduled().jobListenerTypes(List.of("CLERK"))))
                .hasMessageContaining(
                        "job-listener-types 'CLERK' is not known. There is no ElasticJobListener. Make one")
                .extracting(JobConfigurationException::property)
                .isEqualTo("job-listener-types");
    }

    @Test
    void anUnknownThreadPolicy_isRefusedWithTheKnownOnes() {
        assertThat(refused(scheduled().jobExecutorServiceHandlerType("MANY")))
                .hasMessageContaining("'MANY' is not known. Known are CPU, SINGLE_THREAD, VIRTUAL.")
                .extracting(JobConfigurationException::property)
                .isEqualTo("job-executor-service-handler-type");
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void virtualThreadsThatTheJvmHasNot_areRefusedWithTheJvmAndWhatToWrite() {
        assertThat(refused(scheduled().jobExecutorServiceHandlerType("VIRTUAL")))
                .hasMessageContaining(
                        "job-executor-service-handler-type 'VIRTUAL' needs virtual threads, which Java has"
                                + " from version 21 on, and this is Java " + Runtime.version())
                .hasMessageContaining(System.getProperty("java.home"))
                .hasMessageContaining("Write CPU or SINGLE_THREAD, or run on a newer Java.")
                .extracting(JobConfigurationException::property)
                .isEqualTo("job-executor-service-handler-type");
    }

    @Test
    void anUnknownErrorHandler_isRefusedWithTheKnownOnes() {
        assertThat(refused(scheduled().jobErrorHandlerType("SHOUT")))
                .hasMessageContaining("'SHOUT' is not known. Known are ")
                .hasMessageContaining("LOG")
                .extracting(JobConfigurationException::property)
                .isEqualTo("job-error-handler-type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0 0 25 * * ?         | cron",
                "every day            | cron",
                "0 0 3 * *            | cron",
                "0 0 3 30 2 ?         | cron",
                "0 0 3 1 1 ? 2001     | never fires again",
                "${my.cron}           | a placeholder that nothing resolved"
            })
    void aCronMistake_isRefusedByName(String cron, String problem) {
        assertThat(refused(scheduled().cron(cron)))
                .hasMessageContaining(problem)
                .extracting(JobConfigurationException::property)
                .isEqualTo("cron");
    }

    @Test
    void anUnknownZone_isRefusedByName() {
        assertThat(refused(scheduled().timeZone("Europe/Atlantis")))
                .hasMessageContaining("Europe/Atlantis")
                .extracting(JobConfigurationException::property)
                .isEqualTo("time-zone");
    }

    @Test
    void aScheduledJobWithoutCron_isRefused() {
        assertThat(refused(JobConfiguration.newBuilder("report", 1)))
                .hasMessageContaining("no cron expression")
                .hasMessageContaining("OneOffJobBootstrap");
    }

    @Test
    void aOneOffJobWithCron_isRefused() {
        assertThatThrownBy(() -> new OneOffJobBootstrap(center, JOB, scheduled().build()))
                .isInstanceOf(JobConfigurationException.class)
                .hasMessageContaining("has a cron expression")
                .hasMessageContaining("ScheduleJobBootstrap");
    }

    @Test
    void anObjectThatIsNoRunnableJob_isRefused() {
        ElasticJob other = new ElasticJob() {};
        assertThatThrownBy(() ->
                        new ScheduleJobBootstrap(center, other, scheduled().build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(other.getClass().getName());
    }

    @Test
    void aRefusedJob_leavesItsNameFree() {
        refused(scheduled().jobErrorHandlerType("SHOUT"));
        try (ScheduleJobBootstrap job =
                new ScheduleJobBootstrap(center, JOB, scheduled().build())) {
            job.schedule();
        }
    }

    @Test
    void aClosedCenter_takesNoJob() {
        center.close();
        assertThatThrownBy(
                        () -> new ScheduleJobBootstrap(center, JOB, scheduled().build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void optionsComeBeforeTheFirstBootstrap_orNotAtAll() {
        SchedulerOptions options = new SchedulerOptions(Extensions.providers(), Duration.ZERO, Duration.ZERO);
        SchedulerRuntime runtime = SchedulerRuntime.create(center, options);
        assertThat(SchedulerRuntime.of(center)).isSameAs(runtime);
        assertThat(SchedulerRuntime.create(center, options)).isSameAs(runtime);
        assertThatThrownBy(() -> SchedulerRuntime.create(center, SchedulerOptions.defaults()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void negativeWaits_areRefused() {
        for (List<Duration> waits :
                List.of(List.of(Duration.ofMillis(-1), Duration.ZERO), List.of(Duration.ZERO, Duration.ofMillis(-1)))) {
            assertThatThrownBy(() -> new SchedulerOptions(Extensions.providers(), waits.get(0), waits.get(1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
