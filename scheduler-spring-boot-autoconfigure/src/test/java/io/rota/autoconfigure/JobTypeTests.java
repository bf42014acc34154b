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

import io.rota.api.ElasticJob;
import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.operation.JobConfigurationAPI;
import io.rota.operation.JobOperations;
import io.rota.operation.StoredConfiguration;
import io.rota.spi.ClassedJobItemExecutor;
import io.rota.spi.EndSignal;
import io.rota.spi.JobErrorHandler;
import io.rota.spi.TypedJobItemExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanFactory;

/** Jobs that are not simple ones, and those who run them. */
class JobTypeTests {

    @TempDir
    Path folder;

    private final List<String> calls = new CopyOnWriteArrayList<>();

    private static void run(BeanFactory beans) throws Exception {
        beans.getBean("reportOneOffJobBootstrap", OneOffJobBootstrap.class)
                .execute(Duration.ofSeconds(20))
                .toCompletableFuture()
                .get(25, TimeUnit.SECONDS);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void script_runs() {
        Start.withYaml("""
                elasticjob:
                  jobs:
                    report:
                      elasticJobType: SCRIPT
                      shardingTotalCount: 1
                      props:
                        script:
                          command:
                            line: touch '%s/a b'
                        script.context.argument: false
                """.formatted(folder)).run(context -> {
            assertThat(context).hasNotFailed();
            run(context);
            assertThat(folder.resolve("a b")).exists();
        });
    }

    @Test
    void typeOfABean_runs() {
        TypedJobItemExecutor shout = new TypedJobItemExecutor() {
            @Override
            public String getType() {
                return "SHOUT";
            }

            @Override
            public void process(JobConfiguration definition, ShardingContext context, EndSignal end) {
                calls.add("HEY " + definition.getProps().get("whom"));
            }
        };
        Start.withYaml("""
                elasticjob.jobs.report:
                  elastic-job-type: SHOUT
                  sharding-total-count: 1
                  props.whom: you
                """).andBean("shout", TypedJobItemExecutor.class, shout).run(context -> {
            assertThat(context).hasNotFailed();
            run(context);
            assertThat(calls).containsExactly("HEY you");
        });
    }

    /** A kind of job of the application's own. */
    interface Errand extends ElasticJob {
        String name();
    }

    static final class Groceries implements Errand {
        @Override
        public String name() {
            return "groceries";
        }
    }

    private final class Errands implements ClassedJobItemExecutor<Errand> {
        @Override
        public Class<Errand> getElasticJobClass() {
            return Errand.class;
        }

        @Override
        public void process(Errand job, JobConfiguration definition, ShardingContext context, EndSignal end) {
            calls.add(job.name());
        }
    }

    @Test
    void jobInterfaceOfTheApplicationsOwn_runsByABean() {
        Start.withYaml("""
                elasticjob.jobs.report:
                  elastic-job-class: io.rota.autoconfigure.JobTypeTests.Groceries
                  sharding-total-count: 1
                """)
                .andBean("groceries", Groceries.class, new Groceries())
                .andBean("errands", ClassedJobItemExecutor.class, new Errands())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    run(context);
                    assertThat(calls).containsExactly("groceries");
                });
    }

    /** A handler with settings of its own for each job. */
    private record Page(List<String> calls, String whom) implements JobErrorHandler {
        @Override
        public String getType() {
            return "PAGE";
        }

        @Override
        public JobErrorHandler forJob(JobConfiguration definition) {
            return new Page(calls, String.valueOf(definition.getProps().get("page.whom")));
        }

        @Override
        public void handleException(String jobName, String where, Throwable cause) {
            calls.add(whom + ": " + cause.getMessage());
        }
    }

    @Test
    void handlerBean_getsThePropsOfItsJob() {
        Start.withYaml("""
                elasticjob.jobs.report:
                  elastic-job-type: SCRIPT
                  sharding-total-count: 1
                  job-error-handler-type: PAGE
                  props:
                    script.command.line: /no/such/program
                    page.whom: Ann
                """)
                .andBean("page", Page.class, new Page(calls, "nobody"))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    run(context);
                    assertThat(calls).singleElement().asString().startsWith("Ann: The script could not be started");
                });
    }

    @Test
    void commandRules_areThoseOfTheConfiguration() {
        Start.withYaml("""
                elasticjob.commands:
                  from-registry: true
                  http-allowed-hosts: a.example, b.example:81
                """)
                .run(context -> assertThat(context.getBean(SchedulerRuntime.class)
                                .options()
                                .commands())
                        .satisfies(rules -> {
                            assertThat(rules.fromRegistry()).isTrue();
                            assertThat(rules.httpAllowedHosts()).isEqualTo(Set.of("a.example", "b.example:81"));
                        }));
        Start.withYaml("elasticjob.enabled: true")
                .run(context -> assertThat(context.getBean(SchedulerRuntime.class)
                                .options()
                                .commands()
                                .fromRegistry())
                        .isFalse());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisabledOnOs(OS.WINDOWS)
    @Proves("elasticjob.commands.from-registry")
    void commandInTheRegistry_isRunOnlyIfTheConfigurationAllowsIt(boolean allowed) {
        Start.withYaml("""
                elasticjob:
                  commands.from-registry: %s
                  jobs.report:
                    elastic-job-type: SCRIPT
                    sharding-total-count: 1
                    props.script.command.line: touch %s/ours
                    props.script.context.argument: false
                """.formatted(allowed, folder)).run(context -> {
            JobConfigurationAPI configurations =
                    context.getBean(JobOperations.class).configurations();
            StoredConfiguration stored = configurations.getJobConfiguration("report");
            configurations.updateJobConfiguration(stored.with(stored.configuration().toBuilder()
                    .jobParameter("changed")
                    .setProperty("script.command.line", "touch " + folder + "/theirs")
                    .build()));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> context.getBean(SchedulerRuntime.class)
                            .state("report")
                            .orElseThrow()
                            .configuration()
                            .getJobParameter()
                            .equals("changed"));
            run(context);
            assertThat(folder.resolve(allowed ? "theirs" : "ours")).exists();
            assertThat(folder.resolve(allowed ? "ours" : "theirs")).doesNotExist();
        });
    }

    @Test
    @Proves("elasticjob.commands.http-allowed-hosts")
    void hostThatIsNotAllowed_isReported() {
        assertThat(Start.withYaml("""
                        elasticjob:
                          commands.http-allowed-hosts: a.example
                          jobs.report:
                            elastic-job-type: HTTP
                            sharding-total-count: 1
                            props.http.uri: http://169.254.169.254/latest
                        """).failure().getDescription())
                .contains("props.http.uri", "leads to the host '169.254.169.254'", "[a.example]");
    }
}
