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
import static org.awaitility.Awaitility.await;

import io.rota.api.ElasticJobConfiguration;
import io.rota.api.ElasticJobProp;
import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.ScheduleJobBootstrap;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.registry.RegistryCenter;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Primary;

/** A bean whose class says that it is a job. */
class AnnotatedJobTests {

    private static final String QUIET = "elasticjob.auto-startup: false\n";

    @ElasticJobConfiguration(
            jobName = "settle",
            shardingTotalCount = 2,
            cron = "0 0 3 * * ?",
            jobParameter = "here",
            props = {@ElasticJobProp(key = "a.B", value = "1"), @ElasticJobProp(key = "c", value = "2")})
    static class Settle implements SimpleJob {

        static final AtomicInteger MADE = new AtomicInteger();

        Settle() {
            MADE.incrementAndGet();
        }

        @Override
        public void execute(ShardingContext context) {}
    }

    static class SettleMore extends Settle {}

    @ElasticJobConfiguration(jobName = "printInvoices", shardingTotalCount = 1)
    static class Print extends JobBindingTests.Nothing {}

    @ElasticJobConfiguration(jobName = "settle", shardingTotalCount = 1)
    static class Rival extends JobBindingTests.Nothing {}

    @ElasticJobConfiguration(jobName = "wrong", shardingTotalCount = 1, cron = "0 0 25 * * ?")
    static class WrongCron extends JobBindingTests.Nothing {}

    @ElasticJobConfiguration(jobName = "wrong", shardingTotalCount = 0)
    static class WrongCount extends JobBindingTests.Nothing {}

    @ElasticJobConfiguration(jobName = "a/b", shardingTotalCount = 1)
    static class WrongName extends JobBindingTests.Nothing {}

    @ElasticJobConfiguration(jobName = "wrong", shardingTotalCount = 1, cron = "${nowhere}")
    static class WrongPlaceholder extends JobBindingTests.Nothing {}

    @ElasticJobConfiguration(jobName = "elsewhere", shardingTotalCount = 1, registryCenter = "other")
    static class Elsewhere extends JobBindingTests.Nothing {}

    @Configuration(proxyBeanMethods = false)
    @ComponentScan(
            useDefaultFilters = false,
            includeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Settle.class),
            excludeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = SettleMore.class))
    static class Scanned {}

    @Configuration(proxyBeanMethods = false)
    static class Declared {

        @Bean
        Settle settlement() {
            return new Settle();
        }

        @Bean
        Print print() {
            return new Print();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Two {

        @Bean
        Settle north() {
            return new Settle();
        }

        @Bean
        Settle south() {
            return new Settle();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoCenters {

        @Bean
        @Primary
        RegistryCenter usual() {
            return new MemoryRegistryCenter();
        }

        @Bean
        RegistryCenter other() {
            return new MemoryRegistryCenter();
        }
    }

    private static final JobConfiguration SETTLE = JobConfiguration.newBuilder("settle", 2)
            .cron("0 0 3 * * ?")
            .jobParameter("here")
            .setProperty("a.B", "1")
            .setProperty("c", "2")
            .build();

    @ParameterizedTest
    @ValueSource(classes = {Scanned.class, Declared.class})
    void annotatedBean_isAJob_withoutAnyConfiguration(Class<?> beans) {
        Settle.MADE.set(0);
        assertThat(Start.withYaml(QUIET).andBeans(beans).jobs()).containsEntry("settleScheduleJobBootstrap", SETTLE);
        assertThat(Settle.MADE).hasValue(1);
    }

    @Test
    void annotatedBeanWithoutCron_isAOneOffJob_andRuns() {
        Start.withYaml("a: b").andBeans(Declared.class).run(context -> {
            assertThat(context.getBean("settleScheduleJobBootstrap")).isInstanceOf(ScheduleJobBootstrap.class);
            context.getBean("printInvoicesOneOffJobBootstrap", OneOffJobBootstrap.class)
                    .execute(Duration.ofSeconds(20))
                    .toCompletableFuture()
                    .join();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"settle", "SETTLE", "\"[settle]\""})
    void configurationOfTheSameName_winsKeyByKey(String spelling) {
        assertThat(Start.withYaml(QUIET + """
                        elasticjob.jobs:
                          %s:
                            cron: 0 0 4 * * ?
                            timeout: 5m
                            props:
                              c: 3
                              d: 4
                        """.formatted(spelling))
                        .andBeans(Scanned.class)
                        .job())
                .isEqualTo(SETTLE.toBuilder()
                        .cron("0 0 4 * * ?")
                        .timeout(Duration.ofMinutes(5))
                        .props(Map.of("a.B", "1", "c", "3", "d", "4"))
                        .build());
    }

    @Test
    void otherClassUnderTheSameName_takesThePlaceOfTheAnnotatedOne() {
        assertThat(Start.withYaml(QUIET + """
                        elasticjob.jobs.settle:
                          elastic-job-class: io.rota.autoconfigure.AnnotatedJobTests$Print
                          cron: ""
                        """).andBeans(Declared.class).jobs())
                .containsOnlyKeys("settleOneOffJobBootstrap", "printInvoicesOneOffJobBootstrap");
    }

    @Test
    void variableOfTheProcess_changesAnAnnotatedJob() {
        assertThat(Start.withYaml(QUIET)
                        .andBeans(Scanned.class)
                        .andVariable("ELASTICJOB_JOBS_SETTLE_JOBPARAMETER", "there")
                        .job()
                        .getJobParameter())
                .isEqualTo("there");
    }

    @Test
    void defaults_holdForWhatTheAnnotationDoesNotSay() {
        assertThat(Start.withYaml(QUIET + "elasticjob.defaults: {failover: true, job-parameter: everywhere}\n")
                        .andBeans(Scanned.class)
                        .job())
                .isEqualTo(SETTLE.toBuilder().failover(true).build());
    }

    @Test
    void placeholder_isResolved() {
        FailureAnalysis failure =
                Start.withYaml(QUIET).andBeans(WrongPlaceholder.class).failure();
        assertThat(failure.getDescription())
                .contains("nowhere", "Origin: @ElasticJobConfiguration of " + WrongPlaceholder.class.getName());
        assertThat(Start.withYaml(QUIET + "nowhere: 0 0 5 * * ?\n")
                        .andBeans(WrongPlaceholder.class)
                        .job()
                        .getCron())
                .isEqualTo("0 0 5 * * ?");
    }

    @ParameterizedTest
    @ValueSource(classes = {WrongCron.class, WrongCount.class, WrongName.class})
    void wrongAttribute_isReportedWithTheClassAsOrigin(Class<?> job) {
        FailureAnalysis failure = Start.withYaml(QUIET).andBeans(job).failure();
        assertThat(failure.getDescription()).contains("Origin: @ElasticJobConfiguration of " + job.getName());
        assertThat(failure.getAction()).contains("No job was started");
    }

    @Test
    void twoClassesOfTheSameName_areReported() {
        FailureAnalysis failure =
                Start.withYaml(QUIET).andBeans(Settle.class, Rival.class).failure();
        assertThat(failure.getDescription())
                .contains("Two classes are job 'settle'", Settle.class.getName(), Rival.class.getName());
        assertThat(Start.withYaml(QUIET)
                        .andBeans(Settle.class, SettleMore.class)
                        .failure()
                        .getAction())
                .contains("a subclass inherits the annotation");
    }

    @Test
    void twoBeansOfTheClass_areReported_andTheConfigurationChoosesOne() {
        assertThat(Start.withYaml(QUIET).andBeans(Two.class).failure().getDescription())
                .contains("there are 2 beans of " + Settle.class.getName() + ": north, south");
        assertThat(Start.withYaml(QUIET + "elasticjob.jobs.settle.elastic-job-bean: south\n")
                        .andBeans(Two.class)
                        .jobs())
                .hasSize(1);
    }

    @Test
    void registryCenterOfTheName_runsTheJob() {
        Start.withYaml("a: b")
                .andBeans(TwoCenters.class, Elsewhere.class, Print.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    SchedulerRuntime other = SchedulerRuntime.of(context.getBean("other", RegistryCenter.class));
                    await().atMost(Duration.ofSeconds(20))
                            .untilAsserted(() -> assertThat(
                                            other.operations().jobStatistics().getAllJobsBriefInfo())
                                    .extracting(job -> job.jobName())
                                    .containsExactly("elsewhere"));
                });
        assertThat(Start.withYaml(QUIET).andBeans(Elsewhere.class).failure().getDescription())
                .contains("there is no registry center 'other'", "registryCenter", Elsewhere.class.getName());
    }
}
