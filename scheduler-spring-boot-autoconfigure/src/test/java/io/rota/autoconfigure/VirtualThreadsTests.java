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

import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.SchedulerRuntime;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Which threads the items of a job get. */
class VirtualThreadsTests {

    static class Report implements SimpleJob {

        final Set<String> threads = ConcurrentHashMap.newKeySet();

        @Override
        public void execute(ShardingContext context) {
            threads.add(Thread.currentThread().toString());
        }
    }

    private final Report report = new Report();

    private Start start(String virtual, String... lines) {
        return Start.withYaml("""
                        spring.threads.virtual.enabled: %s
                        elasticjob:
                          jobs.report:
                            elastic-job-class: io.rota.autoconfigure.VirtualThreadsTests.Report
                            sharding-total-count: 3
                        """.formatted(virtual) + String.join("\n", lines))
                .andBean("report", Report.class, report);
    }

    private Set<String> threadsOfARun(Start start) {
        start.run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(OneOffJobBootstrap.class)
                            .execute(Duration.ofSeconds(20))
                            .toCompletableFuture()
                            .get(25, TimeUnit.SECONDS)
                            .succeeded())
                    .isTrue();
        });
        assertThat(report.threads).isNotEmpty();
        return report.threads;
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreadsOfTheApplication_areTheDefaultOfItsJobs() {
        assertThat(threadsOfARun(start("true"))).allMatch(thread -> thread.startsWith("VirtualThread["));
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void virtualThreadsThatTheJvmHasNot_leaveTheDefaultAsItIs() {
        assertThat(threadsOfARun(start("true"))).allMatch(thread -> thread.contains("rota-worker-"));
    }

    @Test
    void withoutTheSwitch_jobsRunOnPooledThreads() {
        assertThat(threadsOfARun(start("false"))).allMatch(thread -> thread.contains("rota-worker-"));
    }

    @Test
    void aJobsOwnPolicy_winsOverTheSwitch() {
        assertThat(threadsOfARun(start("true", "    job-executor-service-handler-type: CPU")))
                .allMatch(thread -> thread.contains("rota-worker-"));
    }

    @Test
    void thePolicyForAllJobs_winsOverTheSwitch() {
        assertThat(threadsOfARun(start("true", "  defaults.job-executor-service-handler-type: SINGLE_THREAD")))
                .allMatch(thread -> thread.contains("rota-worker-"));
    }

    @Test
    void theSwitch_isNoPartOfTheDefinition() {
        start("true")
                .run(context -> assertThat(context.getBean(OneOffJobBootstrap.class)
                                .configuration()
                                .getJobExecutorServiceHandlerType())
                        .isNull());
        start("false")
                .run(context -> assertThat(context.getBean(SchedulerRuntime.class)
                                .options()
                                .defaultThreads())
                        .isEqualTo("CPU"));
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void virtualWrittenOut_withoutAJvmThatHasThem_isReported() {
        FailureAnalysis failure =
                start("false", "    job-executor-service-handler-type: VIRTUAL").failure();

        assertThat(failure.getDescription())
                .contains("Property: elasticjob.jobs.report.job-executor-service-handler-type", "Value: \"VIRTUAL\"")
                .contains("[application.yml] - 6:", "and this is Java " + Runtime.version())
                .contains("Write CPU or SINGLE_THREAD, or run on a newer Java.");
    }
}
