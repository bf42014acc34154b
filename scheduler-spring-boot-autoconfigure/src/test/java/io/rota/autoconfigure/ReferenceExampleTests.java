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

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.rota.api.DataflowJob;
import io.rota.api.ElasticJobListener;
import io.rota.api.FireResult;
import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.api.ShardingContexts;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.bootstrap.SnapshotService;
import io.rota.operation.JobOperations;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import jakarta.annotation.Resource;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The configurations that somebody who comes from ElasticJob has, as files: each is started as it stands, and its jobs run for
 * real. The names of the tests are the list; the files are in {@code src/test/resources/reference}.
 */
@Timeout(90)
@ExtendWith(OutputCaptureExtension.class)
class ReferenceExampleTests {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    /** A simple job that remembers what it was told. */
    static class Told implements SimpleJob {
        final List<ShardingContext> runs = new CopyOnWriteArrayList<>();

        @Override
        public void execute(ShardingContext context) {
            runs.add(context);
        }
    }

    /** A listener that remembers that it was told. */
    static class ToldListener implements ElasticJobListener {
        final List<String> calls = new CopyOnWriteArrayList<>();

        @Override
        public String getType() {
            return "told-listener";
        }

        @Override
        public void beforeJobExecuted(ShardingContexts contexts) {
            calls.add("before " + contexts.getJobName());
        }

        @Override
        public void afterJobExecuted(ShardingContexts contexts) {
            calls.add("after " + contexts.getJobName());
        }
    }

    /** A dataflow job that empties a basket for each item. */
    static class Basket implements DataflowJob<String> {
        final Map<Integer, ConcurrentLinkedQueue<String>> left = new ConcurrentHashMap<>();
        final List<String> processed = new CopyOnWriteArrayList<>();

        @Override
        public List<String> fetchData(ShardingContext context) {
            String apple = left.computeIfAbsent(
                            context.getShardingItem(), item -> new ConcurrentLinkedQueue<>(List.of("first", "second")))
                    .poll();
            return apple == null ? List.of() : List.of(apple);
        }

        @Override
        public void processData(ShardingContext context, List<String> data) {
            data.forEach(apple -> processed.add(context.getShardingParameter() + " " + apple));
        }
    }

    /** A job that fails. */
    static class Failing implements SimpleJob {
        final List<Integer> items = new CopyOnWriteArrayList<>();

        @Override
        public void execute(ShardingContext context) {
            items.add(context.getShardingItem());
            throw new IllegalStateException("no apples today");
        }
    }

    /** Asks for a job by the two ways of injection that are most in use. */
    static class Asker {

        @Resource(name = "manualScriptJobBean")
        private OneOffJobBootstrap byResource;

        @Autowired
        @Qualifier("manualScriptJobBean")
        private OneOffJobBootstrap byQualifier;
    }

    private static FireResult run(BeanFactory beans, String bootstrap) throws Exception {
        return run(beans.getBean(bootstrap, OneOffJobBootstrap.class));
    }

    private static FireResult run(OneOffJobBootstrap bootstrap) throws Exception {
        return bootstrap.execute(SOON).toCompletableFuture().get(25, TimeUnit.SECONDS);
    }

    // ---- the registry center

    @ParameterizedTest
    @ValueSource(strings = {"registry-center.yaml", "registry-center-dashed.yaml", "registry-center.properties"})
    @Proves("elasticjob.reg-center.server-lists")
    void registryCenter_coordinatesByZooKeeper(String file) throws Exception {
        try (LocalZooKeeper zooKeeper = LocalZooKeeper.start(folder)) {
            Start.withFile("reference/" + file)
                    .andProperty("zookeeper.port=" + zooKeeper.port())
                    .andBeans(Told.class)
                    .run(context -> {
                        assertThat(context).hasNotFailed().hasSingleBean(ZookeeperRegistryCenter.class);
                        await().atMost(SOON)
                                .until(() -> !context.getBean(Told.class).runs.isEmpty());
                        assertThat(context.getBean(SchedulerRuntime.class).states())
                                .allMatch(state -> state.isHealthy());
                    });
        }
    }

    // ---- types of jobs

    @ParameterizedTest
    @ValueSource(strings = {"simple-job.yaml", "simple-job-dashed.yaml", "simple-job.properties"})
    void simpleJobByClass_runsEachItemWithItsParameter_andTellsItsListener(String file) {
        Start.withFile("reference/" + file)
                .andBeans(Told.class, ToldListener.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    Told job = context.getBean(Told.class);
                    await().atMost(SOON)
                            .untilAsserted(() -> assertThat(job.runs)
                                    .extracting(ShardingContext::getShardingItem)
                                    .contains(0, 1, 2));
                    assertThat(job.runs)
                            .extracting(ShardingContext::getShardingParameter)
                            .contains("Beijing", "Shanghai", "Guangzhou");
                    assertThat(job.runs).allSatisfy(run -> {
                        assertThat(run.getShardingTotalCount()).isEqualTo(3);
                        assertThat(run.getJobParameter()).isEqualTo("all orders");
                    });
                    await().atMost(SOON)
                            .untilAsserted(() -> assertThat(context.getBean(ToldListener.class).calls)
                                    .anyMatch(call -> call.startsWith("before simple"))
                                    .anyMatch(call -> call.startsWith("after simple")));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple-job.yaml", "simple-job-dashed.yaml", "simple-job.properties"})
    void simpleJobByClass_hasEverySettingOfTheFile(String file) {
        JobConfiguration job = Start.withFile("reference/" + file)
                .andProperty("elasticjob.auto-startup=false")
                .andBeans(Told.class, ToldListener.class)
                .job();
        assertThat(job.isFailover()).isTrue();
        assertThat(job.isMisfire()).isTrue();
        assertThat(job.isMonitorExecution()).isTrue();
        assertThat(job.getReconcileIntervalMinutes()).isEqualTo(10);
        assertThat(job.isOverwrite()).isTrue();
        assertThat(job.getTimeZone()).isEqualTo("GMT+08:00");
        assertThat(job.getJobListenerTypes()).containsExactly("told-listener");
        assertThat(job.getProps()).containsEntry("colour", "red");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dataflow-job.yaml", "dataflow-job.properties"})
    void dataflowJob_fetchesAndProcesses(String file) {
        Start.withFile("reference/" + file).andBeans(Basket.class).run(context -> {
            assertThat(context).hasNotFailed();
            // Streaming in one fire, otherwise a batch with each fire.
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(context.getBean(Basket.class).processed)
                            .containsExactlyInAnyOrder(
                                    "Beijing first",
                                    "Beijing second",
                                    "Shanghai first",
                                    "Shanghai second",
                                    "Guangzhou first",
                                    "Guangzhou second"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"script-job.yaml", "script-job.properties"})
    @DisabledOnOs(OS.WINDOWS)
    void scriptJob_runsEachItemWithTheContextAsArgument(String file, CapturedOutput output) {
        Start.withFile("reference/" + file).run(context -> {
            assertThat(context).hasNotFailed();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(output)
                            .contains("Script job: {\"jobName\":\"scriptJob\"")
                            .contains("\"shardingItem\":0", "\"shardingItem\":1", "\"shardingItem\":2"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"http-job.yaml", "http-job.properties"})
    void httpJob_sendsItsDataAndItsContext(String file) throws Exception {
        try (LocalWeb web = LocalWeb.start()) {
            Start.withFile("reference/" + file)
                    .andProperty("web.port=" + web.port())
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        await().atMost(SOON).until(() -> !web.requests().isEmpty());
                        LocalWeb.Request request = web.requests().get(0);
                        assertThat(request.method()).isEqualTo("POST");
                        assertThat(request.path()).isEqualTo("/execute");
                        assertThat(request.body()).isEqualTo("source=scheduler");
                        assertThat(request.contentType()).startsWith("application/x-www-form-urlencoded");
                        assertThat(request.context()).contains("\"jobName\":\"httpJob\"");
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"one-off-job.yaml", "one-off-job.properties"})
    @DisabledOnOs(OS.WINDOWS)
    void oneOffJob_injectedByResourceAndByQualifier_runsWhenAsked(String file, CapturedOutput output) {
        Start.withFile("reference/" + file).andBeans(Asker.class).run(context -> {
            assertThat(context).hasNotFailed();
            Asker asker = context.getBean(Asker.class);
            assertThat(asker.byResource).isSameAs(asker.byQualifier);
            assertThat(run(asker.byResource).succeeded()).isTrue();
            assertThat(run(asker.byQualifier).succeeded()).isTrue();
            assertThat(output).contains("Manual script job: {\"jobName\":\"manualScriptJob\"");
        });
    }

    // ---- error handlers

    @ParameterizedTest
    @ValueSource(strings = {"error-handler-log.yaml", "error-handler-log.properties"})
    void logErrorHandler_logsEachItem(String file, CapturedOutput output) {
        Start.withFile("reference/" + file).andBeans(Failing.class).run(context -> {
            assertThat(run(context, "failingJob").succeeded()).isFalse();
            assertThat(context.getBean(Failing.class).items).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(output).contains("A run failed", "no apples today");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"error-handler-throw.yaml", "error-handler-throw.properties"})
    void throwErrorHandler_endsTheFire(String file, CapturedOutput output) {
        Start.withFile("reference/" + file).andBeans(Failing.class).run(context -> {
            assertThat(run(context, "failingJob").succeeded()).isFalse();
            assertThat(context.getBean(Failing.class).items).hasSize(1);
            assertThat(output).contains("A run failed, and its fire with it", "no apples today");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"error-handler-ignore.yaml", "error-handler-ignore.properties"})
    void ignoreErrorHandler_saysNothing(String file, CapturedOutput output) {
        Start.withFile("reference/" + file).andBeans(Failing.class).run(context -> {
            assertThat(run(context, "failingJob").succeeded()).isFalse();
            assertThat(context.getBean(Failing.class).items).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(output).doesNotContain("no apples today");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"error-handler-email.yaml", "error-handler-email.properties"})
    void emailErrorHandler_sendsAMailToEverybody(String file) {
        ServerSetup setup = new ServerSetup(0, "127.0.0.1", "smtps");
        setup.setServerStartupTimeout(20_000);
        GreenMail mails = new GreenMail(setup);
        mails.start();
        try {
            mails.setUser("scheduler@example.com", "scheduler", "tiger-1");
            Start.withFile("reference/" + file)
                    .andProperty("mail.port=" + mails.getSmtps().getPort())
                    .andBeans(Failing.class)
                    .run(context -> {
                        assertThat(run(context, "failingJob").succeeded()).isFalse();
                        await().atMost(SOON)
                                .untilAsserted(() ->
                                        assertThat(mails.getReceivedMessages()).hasSize(4));
                        assertThat(mails.getReceivedMessages()[0].getSubject()).isEqualTo("A job failed");
                        assertThat(String.valueOf(mails.getReceivedMessages()[0].getContent()))
                                .contains("failingJob", "no apples today");
                    });
        } finally {
            mails.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"error-handler-wechat.yaml", "error-handler-wechat.properties"})
    void wechatErrorHandler_postsAText(String file) throws Exception {
        assertThat(posted(file)).satisfies(request -> {
            assertThat(request.path()).isEqualTo("/wecom?key=abc");
            assertThat(request.body()).contains("\"msgtype\":\"text\"", "failingJob", "no apples today");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"error-handler-dingtalk.yaml", "error-handler-dingtalk.properties"})
    void dingtalkErrorHandler_postsASignedTextWithItsKeyword(String file) throws Exception {
        assertThat(posted(file)).satisfies(request -> {
            assertThat(request.path())
                    .startsWith("/dingtalk?access_token=abc&timestamp=")
                    .contains("&sign=");
            assertThat(request.body()).contains("\"content\":\"[jobs]", "failingJob", "no apples today");
        });
    }

    private static LocalWeb.Request posted(String file) throws Exception {
        try (LocalWeb web = LocalWeb.start()) {
            Start.withFile("reference/" + file)
                    .andProperty("web.port=" + web.port())
                    .andBeans(Failing.class)
                    .run(context -> {
                        assertThat(run(context, "failingJob").succeeded()).isFalse();
                        await().atMost(SOON).until(() -> web.requests().size() == 1);
                    });
            return web.requests().get(0);
        }
    }

    // ---- tracing and dump

    @ParameterizedTest
    @ValueSource(strings = {"tracing.yaml", "tracing.properties"})
    void tracing_writesIntoTheDatabaseOfTheApplication(String file) {
        Start.withFile("reference/" + file)
                .andAutoConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
                .andBeans(Told.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    isTraced(context, context.getBean(DataSource.class));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"tracing-data-source.yaml", "tracing-data-source.properties"})
    void tracingWithItsOwnDataSource_leavesTheApplicationWithoutOne(String file) {
        Start.withFile("reference/" + file).andBeans(Told.class).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(DataSource.class);
            JdbcDataSource database = new JdbcDataSource();
            database.setURL("jdbc:h2:mem:reference_tracing;DB_CLOSE_DELAY=-1");
            database.setUser("sa");
            isTraced(context, database);
        });
    }

    private static void isTraced(BeanFactory beans, DataSource database) throws Exception {
        FireResult result = run(beans, "simpleJob");
        assertThat(result.succeeded()).isTrue();
        JdbcTemplate jdbc = new JdbcTemplate(database);
        try {
            await().atMost(SOON)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(jdbc.queryForList(
                                    "SELECT is_success FROM JOB_EXECUTION_LOG WHERE job_name = 'simpleJob'"
                                            + " AND complete_time IS NOT NULL",
                                    Integer.class))
                            .containsExactly(1, 1));
            assertThat(jdbc.queryForList("SELECT DISTINCT state FROM JOB_STATUS_TRACE_LOG", String.class))
                    .containsExactlyInAnyOrder("TASK_STAGING", "TASK_RUNNING", "TASK_FINISHED");
        } finally {
            jdbc.execute("DROP ALL OBJECTS");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dump.yaml", "dump.properties"})
    void dump_tellsTheTreeOfAJob(String file) {
        Start.withFile("reference/" + file)
                .andProperty("dump.port=0")
                .andBeans(Told.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    int port = context.getBean(SnapshotService.class).port();
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        socket.getOutputStream().write("dump@simpleJob\n".getBytes(StandardCharsets.UTF_8));
                        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                                .contains("/simpleJob/config | ", "/simpleJob/sharding");
                    }
                    assertThat(context.getBean(JobOperations.class).jobs().dump("simpleJob", "127.0.0.1", port))
                            .contains("/simpleJob/config");
                });
    }
}
