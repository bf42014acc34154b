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

import io.rota.bootstrap.SchedulerOptions;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.registry.RegistryCenter;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.registry.zookeeper.ZookeeperConfiguration;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import io.rota.spi.Extensions;
import io.rota.spi.JobErrorHandler;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which registry center an application gets, and what a wrong or absent one does. No test connects to a server. */
@ExtendWith(OutputCaptureExtension.class)
class RegistryCenterTests {

    // Nothing listens on port 1.
    private static final String NOBODY = "127.0.0.1:1";

    private static final String JOB = """
            elasticjob:
              jobs:
                report:
                  elastic-job-class: io.rota.autoconfigure.JobBindingTests$Nothing
                  sharding-total-count: 1
            """;

    /** An application with a registry center of its own that nobody answers to. */
    @Configuration(proxyBeanMethods = false)
    static class OwnRegistry {

        @Bean
        RegistryCenter zookeeper() {
            return new ZookeeperRegistryCenter(new ZookeeperConfiguration(NOBODY, "own"));
        }
    }

    /** An application with a scheduler of its own that is in a hurry. */
    @Configuration(proxyBeanMethods = false)
    static class OwnRuntime {

        @Bean
        SchedulerRuntime hastyRuntime(RegistryCenter center) {
            return SchedulerRuntime.create(
                    center,
                    new SchedulerOptions(Extensions.providers(), Duration.ofMillis(200), Duration.ofSeconds(1)));
        }
    }

    @Test
    void nothingSet_meansMemoryWithOneWarning(CapturedOutput output) {
        Start.withYaml("a: b").run(context -> assertThat(context).hasSingleBean(MemoryRegistryCenter.class));

        assertThat(output.getOut().lines().filter(line -> line.contains("WARN")))
                .singleElement()
                .asString()
                .contains("memory of this process", "elasticjob.reg-center.server-lists");
    }

    @Test
    @Proves({
        "elasticjob.reg-center.base-sleep-time-milliseconds",
        "elasticjob.reg-center.max-sleep-time-milliseconds",
        "elasticjob.reg-center.max-retries"
    })
    void serverLists_meanZookeeperWithoutAWarning(CapturedOutput output) {
        Start.withYaml("""
                elasticjob:
                  reg-center:
                    server-lists: zk1:2181, zk2:2181
                    namespace: jobs/${team:billing}
                    base-sleep-time-milliseconds: 500
                    max-sleep-time-milliseconds: 4000
                    max-retries: 5
                    session-timeout-milliseconds: 0
                    connection-timeout-milliseconds: 2000
                    digest: me:secret
                    ensemble-tracker: true
                """).run(context -> {
            assertThat(context).hasSingleBean(ZookeeperRegistryCenter.class).hasNotFailed();
            RegistryCenter center = context.getBean(RegistryCenter.class);
            assertThat(center.describe())
                    .contains("zk1:2181,zk2:2181", "jobs/billing")
                    .doesNotContain("secret");
            assertThat(center.backoff().toString()).contains("PT0.5S", "PT4S", "5");
        });

        assertThat(output).doesNotContain("WARN");
    }

    @Test
    @Proves("elasticjob.reg-center.type")
    void type_winsOverTheAddress() {
        Start.withYaml("elasticjob.reg-center: {type: memory, server-lists: 'zk1:2181'}")
                .run(context -> assertThat(context).hasSingleBean(MemoryRegistryCenter.class));
    }

    @Test
    void ownRegistryCenter_isTheOnlyOne(CapturedOutput output) {
        Start.withYaml("a: b")
                .andBeans(OwnRegistry.class)
                .run(context -> assertThat(context)
                        .hasSingleBean(RegistryCenter.class)
                        .hasSingleBean(ZookeeperRegistryCenter.class));

        assertThat(output).doesNotContain("WARN");
    }

    @Test
    void ownRuntime_isTheOnlyOne() {
        Start.withYaml("a: b").andBeans(OwnRuntime.class).run(context -> {
            assertThat(context).hasSingleBean(SchedulerRuntime.class).hasBean("hastyRuntime");
            assertThat(SchedulerRuntime.of(context.getBean(RegistryCenter.class)))
                    .isSameAs(context.getBean("hastyRuntime"));
        });
    }

    @Test
    void awaitTermination_reachesTheScheduler() {
        Start.withYaml("elasticjob.shutdown.await-termination: 90s")
                .run(context -> assertThat(context.getBean(SchedulerRuntime.class)
                                .options()
                                .awaitTermination())
                        .isEqualTo(Duration.ofSeconds(90)));
    }

    @Test
    void extensionBeans_reachTheScheduler() {
        Start.withYaml("a: b")
                .andBean("shout", Shout.class, new Shout())
                .run(context -> assertThat(context.getBean(SchedulerRuntime.class)
                                .options()
                                .extensions()
                                .types(JobErrorHandler.class))
                        .contains("SHOUT", "LOG", "IGNORE"));
    }

    static class Shout implements JobErrorHandler {

        @Override
        public String getType() {
            return "SHOUT";
        }

        @Override
        public void handleException(String jobName, String where, Throwable cause) {}
    }

    @Test
    void unknownType_isReportedWithTheKnownOnes() {
        FailureAnalysis failure =
                Start.withYaml("elasticjob.reg-center.type: etcd").failure();

        assertThat(failure.getDescription())
                .contains("Property: elasticjob.reg-center.type", "\"etcd\"", "[application.yml] - 1:29");
        assertThat(failure.getAction()).contains("MEMORY", "ZOOKEEPER", "JDBC");
    }

    @Test
    void zookeeperWithoutAddress_isReported() {
        FailureAnalysis failure =
                Start.withYaml("elasticjob.reg-center.type: zookeeper").failure();

        assertThat(failure.getDescription())
                .contains(
                        "elasticjob.reg-center.type",
                        "[application.yml] - 1:29",
                        "needs elasticjob.reg-center.server-lists");
        assertThat(failure.getAction()).contains("host:port,host:port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zk1", "zk1:", "zk1:port", "zk1:99999", "zk1:2181,,zk2:2181", "zk1:2181,zk2"})
    void addressWithoutARealPort_isReported(String servers) {
        FailureAnalysis failure = Start.withYaml("elasticjob.reg-center.server-lists: '" + servers + "'")
                .failure();

        assertThat(failure.getDescription())
                .contains("The configuration of the registry center is wrong")
                .contains("Property: elasticjob.reg-center.server-lists", "Value: \"" + servers + "\"")
                .contains("[application.yml] - 1:37", "Write host:port,host:port");
        assertThat(failure.getAction()).contains("Correct elasticjob.reg-center.server-lists");
    }

    @ParameterizedTest
    @CsvSource({
        "namespace, a//b",
        "base-sleep-time-milliseconds, 0",
        "max-sleep-time-milliseconds, 10",
        "max-retries, -1",
        "session-timeout-milliseconds, -1",
        "connection-timeout-milliseconds, -1"
    })
    void wrongSetting_isReportedWithItsKey(String key, String value) {
        FailureAnalysis failure = Start.withYaml(
                        "elasticjob.reg-center: {server-lists: 'zk1:2181', " + key + ": '" + value + "'}")
                .failure();

        assertThat(failure.getDescription())
                .contains(
                        "Property: elasticjob.reg-center." + key, "Value: \"" + value + "\"", "[application.yml] - 1:");
    }

    @Test
    void wrongDigest_isReportedWithoutItsValue() {
        FailureAnalysis failure = Start.withYaml("elasticjob.reg-center: {server-lists: 'zk1:2181', digest: s3cr3t}")
                .failure();

        assertThat(failure.getDescription())
                .contains("elasticjob.reg-center.digest", "user:password", "(not shown)")
                .doesNotContain("s3cr3t");
    }

    @Test
    void zookeeperWithoutItsClient_isReportedWithWhatToAdd() {
        FailureAnalysis failure = Start.withYaml("elasticjob.reg-center.server-lists: zk1:2181")
                .without(new FilteredClassLoader(CuratorFramework.class))
                .failure();

        assertThat(failure.getDescription()).contains("server-lists", "not on the class path");
        assertThat(failure.getAction()).contains("io.rota:scheduler-spring-boot-starter");
    }

    @Test
    void memoryWithoutTheZookeeperClient_starts() {
        Start.withYaml("a: b")
                .without(new FilteredClassLoader(CuratorFramework.class))
                .run(context -> assertThat(context).hasSingleBean(MemoryRegistryCenter.class));
    }

    @Test
    void absentRegistry_letsTheContextStart(CapturedOutput output) {
        unreachable("fail-fast: false").run(context -> assertThat(context).hasNotFailed());

        assertThat(output)
                .contains("Waiting for the registry: 0 scheduled and 1 one-off jobs")
                .doesNotContain("Started");
    }

    @Test
    @Proves("elasticjob.reg-center.fail-fast")
    void absentRegistryWithFailFast_failsTheStart() {
        FailureAnalysis failure = unreachable("fail-fast: true").failure();

        assertThat(failure.getDescription())
                .contains("The registry center cannot be reached", NOBODY, "did not answer within 200 ms");
        assertThat(failure.getAction()).contains("elasticjob.reg-center.fail-fast: false");
    }

    private static Start unreachable(String setting) {
        return Start.withYaml(JOB + "  reg-center:\n    server-lists: " + NOBODY + "\n    " + setting + "\n")
                .andBeans(OwnRuntime.class)
                .andBean("nothing", JobBindingTests.Nothing.class, new JobBindingTests.Nothing());
    }
}
