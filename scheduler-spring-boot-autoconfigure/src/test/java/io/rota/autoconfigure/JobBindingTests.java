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

import io.rota.api.CatchUp;
import io.rota.api.ElasticJobListener;
import io.rota.api.JobConfiguration;
import io.rota.api.RetryPolicy;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How texts become jobs. */
class JobBindingTests {

    private static final String SIMPLE = """
            elasticjob:
              auto-startup: false
              jobs:
                simpleJob:
                  elasticJobClass: io.rota.autoconfigure.JobBindingTests$Nothing
                  shardingTotalCount: 1
            """;

    static class Nothing implements SimpleJob {

        @Override
        public void execute(ShardingContext context) {}
    }

    @Test
    void everyPropertyOfAJob_arrives() {
        JobConfiguration job = start("""
                elasticjob:
                  auto-startup: false
                  jobs:
                    settle:
                      elastic-job-class: io.rota.autoconfigure.JobBindingTests.Nothing
                      elastic-job-bean: nothing
                      cron: 0 0 3 * * ?
                      time-zone: GMT+08:00
                      sharding-total-count: 3
                      sharding-item-parameters: 0=Beijing, 1=Shanghai
                      job-parameter: all
                      monitor-execution: false
                      failover: true
                      misfire: false
                      max-time-diff-seconds: 60
                      reconcile-interval-minutes: 5
                      job-sharding-strategy-type: ODEVITY
                      job-executor-service-handler-type: SINGLE_THREAD
                      job-error-handler-type: IGNORE
                      description: Settles the orders of the day
                      disabled: true
                      overwrite: true
                      static-sharding: true
                      label: nightly
                      timeout: 90s
                      retry:
                        max-attempts: 3
                        delay: 500ms
                        multiplier: 1.5
                      catch-up: latest
                      late-limit: 5m
                      props:
                        script.command.line: settle.sh
                        nested:
                          deep: 7
                """).job();

        assertThat(job)
                .isEqualTo(JobConfiguration.newBuilder("settle", 3)
                        .cron("0 0 3 * * ?")
                        .timeZone("GMT+08:00")
                        .shardingItemParameters("0=Beijing, 1=Shanghai")
                        .jobParameter("all")
                        .monitorExecution(false)
                        .failover(true)
                        .misfire(false)
                        .maxTimeDiffSeconds(60)
                        .reconcileIntervalMinutes(5)
                        .jobShardingStrategyType("ODEVITY")
                        .jobExecutorServiceHandlerType("SINGLE_THREAD")
                        .jobErrorHandlerType("IGNORE")
                        .description("Settles the orders of the day")
                        .disabled(true)
                        .overwrite(true)
                        .staticSharding(true)
                        .label("nightly")
                        .timeout(Duration.ofSeconds(90))
                        .retry(new RetryPolicy(3, Duration.ofMillis(500), 1.5))
                        .catchUp(CatchUp.LATEST)
                        .lateLimit(Duration.ofMinutes(5))
                        .setProperty("script.command.line", "settle.sh")
                        .setProperty("nested.deep", "7")
                        .build());
    }

    @Test
    void absentProperties_haveTheDefaultsOfTheScheduler() {
        assertThat(start(SIMPLE).job())
                .isEqualTo(JobConfiguration.newBuilder("simpleJob", 1).build());
    }

    @Test
    void rootSpelledWithADash_isTheSameRoot() {
        assertThat(start(SIMPLE.replace("elasticjob:", "elastic-job:")).jobs())
                .containsOnlyKeys("simpleJobOneOffJobBootstrap");
    }

    @Test
    void bootstrapBeanName_isTheOneThatIsSet() {
        assertThat(start(SIMPLE)
                        .andProperty("elasticjob.jobs.simpleJob.job-bootstrap-bean-name=report")
                        .jobs())
                .containsOnlyKeys("report");
    }

    @Test
    void environmentVariable_isThatOfTheJobWithTheSameLetters() {
        assertThat(start(SIMPLE)
                        .andVariable("ELASTICJOB_JOBS_SIMPLEJOB_CRON", "0 0 4 * * ?")
                        .jobs())
                .containsOnlyKeys("simpleJobScheduleJobBootstrap")
                .extractingByKey("simpleJobScheduleJobBootstrap")
                .satisfies(job -> {
                    assertThat(job.getJobName()).isEqualTo("simpleJob");
                    assertThat(job.getCron()).isEqualTo("0 0 4 * * ?");
                });
    }

    @Test
    void environmentVariableWithUnderscoresForDashes_isThatOfTheDashedJob() {
        assertThat(start(SIMPLE.replace("simpleJob", "settle-orders"))
                        .andVariable("ELASTICJOB_JOBS_SETTLE_ORDERS_CRON", "0 0 4 * * ?")
                        .job()
                        .getCron())
                .isEqualTo("0 0 4 * * ?");
    }

    @Test
    void environmentVariableForAJobWhoseEndLooksLikeAKey_makesNoSecondJob() {
        assertThat(start(SIMPLE.replace("simpleJob", "settle-props"))
                        .andVariable("ELASTICJOB_JOBS_SETTLE_PROPS_CRON", "0 0 4 * * ?")
                        .job()
                        .getCron())
                .isEqualTo("0 0 4 * * ?");
    }

    @Test
    void commandLineWithAnotherSpelling_changesTheSameJob() {
        assertThat(start(SIMPLE)
                        .andVariable("ELASTICJOB_JOBS_SIMPLEJOB_CRON", "0 0 4 * * ?")
                        .andArguments(
                                "--elasticjob.jobs.simple-job.cron=0 0 5 * * ?",
                                "--elasticjob.jobs.simple_job.failover=true")
                        .job())
                .satisfies(job -> {
                    assertThat(job.getJobName()).isEqualTo("simpleJob");
                    assertThat(job.getCron()).isEqualTo("0 0 5 * * ?");
                    assertThat(job.isFailover()).isTrue();
                });
    }

    @Test
    void bracketsAroundAPlainName_meanTheSameJob() {
        assertThat(start(SIMPLE)
                        .andProperty("elasticjob.jobs[simpleJob].cron=0 0 4 * * ?")
                        .job()
                        .getCron())
                .isEqualTo("0 0 4 * * ?");
        assertThat(start(SIMPLE)
                        .andProperty("elasticjob.jobs[simple-job].cron=0 0 4 * * ?")
                        .job()
                        .getCron())
                .isEqualTo("0 0 4 * * ?");
    }

    @Test
    void twoFilesWithTwoSpellings_makeOneJobNamedAsTheLowerOneSays() {
        assertThat(start("elasticjob.jobs.simple-job.cron: 0 0 4 * * ?")
                        .andLowerYaml(SIMPLE)
                        .job())
                .satisfies(job -> {
                    assertThat(job.getJobName()).isEqualTo("simpleJob");
                    assertThat(job.getCron()).isEqualTo("0 0 4 * * ?");
                });
    }

    @Test
    void environmentAlone_canDeclareAJob() {
        assertThat(start("elasticjob.defaults.sharding-total-count: 1")
                        .andVariable("ELASTICJOB_JOBS_NIGHTLY_ELASTICJOBCLASS", Nothing.class.getName())
                        .jobs())
                .containsOnlyKeys("nightlyOneOffJobBootstrap");
    }

    @ParameterizedTest
    @CsvSource({
        "ELASTICJOB_JOBS_SIMPLEJOB_RETRY_MAXATTEMPTS, 7",
        "ELASTICJOB_JOBS_SIMPLE_JOB_RETRY_MAXATTEMPTS, 7",
        "ELASTICJOB_JOBS_SIMPLEJOB_RETRY_MAX_ATTEMPTS, 7",
        "ELASTICJOB_DEFAULTS_RETRY_MAXATTEMPTS, 7",
        "ELASTICJOB_DEFAULTS_RETRY_MAX_ATTEMPTS, 7",
        "ELASTICJOB_JOBS_SIMPLE_JOB_RETRY_MAX_ATTEMPTS, 7",
    })
    void environmentVariableOfANestedKey_arrives(String name, String value) {
        assertThat(start(SIMPLE.replace("simpleJob", "simple-job"))
                        .andVariable(name, value)
                        .job()
                        .getRetry()
                        .maxAttempts())
                .isEqualTo(7);
    }

    @Test
    void environmentVariableOfAProp_changesTheOneThatIsWritten() {
        assertThat(start(SIMPLE.replace("simpleJob", "simple-job") + "      props: {my.colour: red}\n")
                        .andVariable("ELASTICJOB_JOBS_SIMPLE_JOB_PROPS_MY_COLOUR", "blue")
                        .job()
                        .getProps())
                .containsEntry("my.colour", "blue");
    }

    @Test
    void environmentVariableOfAListener_arrives() {
        assertThat(start(SIMPLE.replace("simpleJob", "simple-job"))
                        .andVariable("ELASTICJOB_JOBS_SIMPLE_JOB_JOBLISTENERTYPES", "EAR")
                        .andBean("ear", ElasticJobListener.class, new JobKeyTests.Ear(new CopyOnWriteArrayList<>()))
                        .job()
                        .getJobListenerTypes())
                .containsExactly("EAR");
    }

    @Test
    void environmentVariable_ofTwoJobsWithTheSameBeginning_isThatOfTheLongerName() {
        assertThat(start("""
                        elasticjob:
                          auto-startup: false
                          defaults: {elastic-job-class: io.rota.autoconfigure.JobBindingTests$Nothing, sharding-total-count: 1}
                          jobs:
                            settle: {description: short}
                            settle-orders: {description: long}
                        """)
                        .andVariable("ELASTICJOB_JOBS_SETTLE_ORDERS_CRON", "0 0 4 * * ?")
                        .jobs())
                .containsOnlyKeys("settleOneOffJobBootstrap", "settle-ordersScheduleJobBootstrap");
    }

    @Test
    void strayVariable_declaresNoJob() {
        assertThat(start(SIMPLE)
                        .andVariable("ELASTICJOB_JOBS_OTHER_OWNER", "me")
                        .jobs())
                .containsOnlyKeys("simpleJobOneOffJobBootstrap");
    }

    @Test
    void bracketedName_keepsItsDotsAndLetters() {
        assertThat(start(SIMPLE.replace("simpleJob", "\"[my.dotted.job]\""))
                        .job()
                        .getJobName())
                .isEqualTo("my.dotted.job");
        assertThat(start(SIMPLE.replace("simpleJob", "\"[结算任务]\"")).job().getJobName())
                .isEqualTo("结算任务");
    }

    @Test
    void laterNameOfTheThreadType_isTheSameKey() {
        assertThat(start(SIMPLE)
                        .andProperty(
                                "elasticjob.jobs.simpleJob.job-executor-thread-pool-size-provider-type=SINGLE_THREAD")
                        .job()
                        .getJobExecutorServiceHandlerType())
                .isEqualTo("SINGLE_THREAD");
    }

    @Test
    void defaults_countForAllJobsUntilAJobHasItsOwnValue() {
        Start start = start("""
                elasticjob:
                  auto-startup: false
                  defaults:
                    elastic-job-class: io.rota.autoconfigure.JobBindingTests$Nothing
                    sharding-total-count: 2
                    job-executor-thread-pool-size-provider-type: CPU
                    props:
                      greeting: hello
                      colour: blue
                  jobs:
                    first:
                    second:
                      sharding-total-count: 5
                      jobExecutorServiceHandlerType: SINGLE_THREAD
                      props:
                        colour: red
                """);

        assertThat(start.jobs()).hasSize(2).allSatisfy((name, job) -> {
            boolean first = job.getJobName().equals("first");
            assertThat(job.getShardingTotalCount()).isEqualTo(first ? 2 : 5);
            assertThat(job.getJobExecutorServiceHandlerType()).isEqualTo(first ? "CPU" : "SINGLE_THREAD");
            assertThat(job.getProps())
                    .containsEntry("greeting", "hello")
                    .containsEntry("colour", first ? "blue" : "red");
        });
    }

    @Test
    void emptyValueOfAJob_takesBackADefault() {
        assertThat(start(SIMPLE)
                        .andProperty("elasticjob.defaults.cron=0 0 4 * * ?")
                        .andProperty("elasticjob.jobs.simpleJob.cron=")
                        .jobs())
                .containsOnlyKeys("simpleJobOneOffJobBootstrap");
    }

    @Test
    void placeholders_areResolved() {
        assertThat(start(SIMPLE)
                        .andProperty("elasticjob.jobs.simpleJob.job-parameter=${region:north} \\${as-it-stands}")
                        .job()
                        .getJobParameter())
                .isEqualTo("north ${as-it-stands}");
    }

    private static Start start(String yaml) {
        return Start.withYaml(yaml).andBean("nothing", Nothing.class, new Nothing());
    }
}
