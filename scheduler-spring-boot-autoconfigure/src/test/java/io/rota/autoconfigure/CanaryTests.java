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
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.SnapshotService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * Secrets stay where they are written: an application has one wherever there can be one, everything that can fail fails,
 * and then all that leaves the application is searched for them.
 *
 * <p>All of them begin with the same word; what follows it names the place that leaked.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class CanaryTests {

    private static final String CANARY = "canary-";
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();

    private static final Pattern LINK = Pattern.compile("/actuator(/[a-z/-]+)\"");

    private static final List<String> JOBS = List.of("mails", "chats", "signs", "asks", "fails", "moves", "loads");

    @TempDir
    Path folder;

    private final WholeLog log = WholeLog.open();
    private LocalZooKeeper zookeeper;
    private LocalWeb web;
    private GreenMail mails;
    private int closedPort;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        // Otherwise each application would begin the log anew.
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        zookeeper = LocalZooKeeper.start(folder);
        web = LocalWeb.start();
        mails = new GreenMail(new ServerSetup(0, HOST, ServerSetup.PROTOCOL_SMTP));
        mails.start();
        mails.setUser("scheduler@example.com", "scheduler", "another password");
        try (ServerSocket closed = new ServerSocket(0)) {
            closedPort = closed.getLocalPort();
        }
    }

    @AfterEach
    void close() {
        mails.stop();
        web.close();
        zookeeper.close();
        log.close();
        System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
    }

    private ActuatedApplication start(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--zookeeper.port=" + zookeeper.port(),
                "--web.port=" + web.port(),
                "--mail.port=" + mails.getSmtp().getPort(),
                "--closed.port=" + closedPort,
                "--management.info.elasticjob.enabled=true"));
        arguments.addAll(List.of(more));
        return ActuatedApplication.startWith("canaries.yaml", arguments.toArray(String[]::new));
    }

    private static void run(BeanFactory beans, String job) throws Exception {
        assertThat(beans.getBean(job + "OneOffJobBootstrap", OneOffJobBootstrap.class)
                        .execute(Duration.ofSeconds(20))
                        .toCompletableFuture()
                        .get(25, TimeUnit.SECONDS)
                        .succeeded())
                .as(job)
                .isFalse();
    }

    private static String dump(int port) throws IOException {
        try (Socket socket = new Socket(HOST, port)) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream().write("dump\n".getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** All nodes, path and data, as somebody reads them who has the digest. */
    private List<String> nodes() throws Exception {
        List<String> nodes = new ArrayList<>();
        try (CuratorFramework client = CuratorFrameworkFactory.builder()
                .connectString(HOST + ":" + zookeeper.port())
                .retryPolicy(new RetryOneTime(100))
                .authorization("digest", "rota:canary-digest".getBytes(StandardCharsets.UTF_8))
                .build()) {
            client.start();
            collect(client, "/canaries", nodes);
        }
        return nodes;
    }

    private static void collect(CuratorFramework client, String path, List<String> nodes) throws Exception {
        byte[] data = client.getData().forPath(path);
        nodes.add(path + " | " + (data == null ? "" : new String(data, StandardCharsets.UTF_8)));
        for (String child : client.getChildren().forPath(path)) {
            collect(client, path + "/" + child, nodes);
        }
    }

    private static void assertNoCanary(String where, Iterable<String> texts) {
        assertThat(texts).as(where).isNotEmpty().noneMatch(text -> text.contains(CANARY));
    }

    /** What every endpoint of the actuator answers, whose address needs no choice, and what ours says of each job. */
    private static List<String> endpoints(ActuatedApplication application) throws Exception {
        List<String> paths = new ArrayList<>();
        Matcher link = LINK.matcher(application.get("").body());
        while (link.find()) {
            // The memory of the process has everything.
            if (!link.group(1).equals("/heapdump")) {
                paths.add(link.group(1));
            }
        }
        assertThat(paths).contains("/elasticjob", "/health", "/info", "/env", "/configprops");
        JOBS.forEach(job -> paths.add("/elasticjob/" + job));
        List<String> answers = new ArrayList<>();
        for (String path : paths) {
            answers.add(path + " " + application.get(path).body());
        }
        return answers;
    }

    /** Names, tags and descriptions. */
    private static List<String> meters(ActuatedApplication application) {
        return application.context().getBean(MeterRegistry.class).getMeters().stream()
                .map(Meter::getId)
                .map(id -> id + " " + id.getDescription())
                .toList();
    }

    @Test
    void secrets_areInNoNode_noDump_noMeter_noEndpoint_andNoLine_whateverFails(CapturedOutput output) throws Exception {
        try (ActuatedApplication application = start();
                ActuatedApplication stranger = start("--elasticjob.reg-center.digest=rota:canary-other-digest")) {
            runAll(application);
            await().atMost(SOON).untilAsserted(() -> assertThat(log.texts()).anyMatch(text -> text.contains("NOAUTH")));
            assertNoCanary("nodes", nodes());
            assertNothingLeft(application);
            assertNoCanary("endpoints of the other", endpoints(stranger));
        }
        assertNothingSaid(output);
    }

    /** One that the registry accepts, in the address, and one that it does not, beside it. */
    @Test
    void passwordsOfARegistryInADatabase_areNowhereEither(CapturedOutput output) throws Exception {
        String url = "jdbc:h2:mem:registry-of-canaries;DB_CLOSE_DELAY=-1";
        String type = "--elasticjob.reg-center.type=jdbc";
        String key = "--elasticjob.reg-center.jdbc.data-source.";
        try (Connection owner = DriverManager.getConnection(url, "sa", "");
                Statement statement = owner.createStatement()) {
            statement.execute("CREATE USER rota PASSWORD 'canary-registry-url' ADMIN");
            try (ActuatedApplication application =
                            start(type, key + "url=" + url + ";USER=rota;PASSWORD=canary-registry-url");
                    ActuatedApplication stranger = start(
                            type, key + "url=" + url, key + "username=rota", key + "password=canary-registry-key")) {
                runAll(application);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(log.texts())
                                .anyMatch(text -> text.contains("registry-of-canaries")
                                        && text.contains("Wrong user name or password")));
                List<String> nodes = rows(statement, "SELECT path || ' | ' || data FROM rota_node");
                assertThat(nodes).anyMatch(node -> node.startsWith("/mails/config | "));
                assertNoCanary("nodes", nodes);
                assertNothingLeft(application);
                assertNoCanary("endpoints of the other", endpoints(stranger));
            }
            statement.execute("DROP ALL OBJECTS");
            statement.execute("SHUTDOWN");
        }
        assertNothingSaid(output);
    }

    private static List<String> rows(Statement statement, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    /** All jobs run, fail, and tell whom they tell. */
    private void runAll(ActuatedApplication application) throws Exception {
        for (String job : JOBS) {
            run(application.context(), job);
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(log.texts())
                        .anyMatch(text -> text.contains("EMAIL: nobody was told"))
                        .anyMatch(text -> text.contains("WECHAT: nobody was told"))
                        .anyMatch(text -> text.contains("DINGTALK: nobody was told"))
                        .anyMatch(text -> text.contains("does not take events now")));
    }

    private static void assertNothingLeft(ActuatedApplication application) throws Exception {
        String dump = dump(application.context().getBean(SnapshotService.class).port());
        assertThat(dump)
                .contains(JOBS.stream().map(job -> "/" + job + "/config").toList());
        assertNoCanary("dump", dump.lines().toList());
        List<String> meters = meters(application);
        assertThat(meters).anyMatch(meter -> meter.contains("elasticjob.") && meter.contains("mails"));
        assertNoCanary("meters", meters);
        assertNoCanary("endpoints", endpoints(application));
    }

    private void assertNothingSaid(CapturedOutput output) {
        assertNoCanary("log", log.texts());
        assertNoCanary("output", output.getAll().lines().toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{url: 'jdbc:h2:mem:canaries;USER=sa;PASSWORD=canary-wrong-password'}",
                "{url: 'jdbc:h2:no-such-kind:x;PASSWORD=canary-odd-url', username: sa}",
            })
    void databaseThatRefuses_doesNotRepeatItsAddress(String dataSource, CapturedOutput output) throws Exception {
        try (var other = DriverManager.getConnection("jdbc:h2:mem:canaries", "sa", "right")) {
            assertThat(other.isValid(1)).isTrue();
            Start.withYaml("""
                    elasticjob:
                      tracing: {type: RDB, data-source: %s}
                      jobs:
                        loads:
                          elastic-job-type: SCRIPT
                          sharding-total-count: 1
                          props.script.command.line: /no/such/program
                    """.formatted(dataSource)).run(context -> {
                if (context.getStartupFailure() == null) {
                    run(context, "loads");
                    await().atMost(SOON).until(() -> output.getAll().contains("does not take events now"));
                }
            });
        }
        assertNothingSaid(output);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "elasticjob.reg-center: {server-lists: 'zk:2181', digest: canary-without-colon}",
                "elasticjob.tracing: {type: RDB, data-source: {url: 'jdbc:nobody:PASSWORD=canary-unknown-driver'}}",
                "elasticjob.tracing: {type: RDB, data-source: {password: canary-without-url}}",
                "elasticjob.reg-center: {type: jdbc, jdbc.data-source: {password: canary-without-url}}",
                "elasticjob.reg-center: {type: jdbc, jdbc.data-source: {url: 'jdbc:nobody:PASSWORD=canary-unknown'}}",
                "elasticjob: {reg-center: {type: jdbc, fail-fast: true,"
                        + " jdbc.data-source: {url: 'jdbc:mysql://me:canary-mysql@127.0.0.1:1/x'}},"
                        + " jobs.a: {elastic-job-type: SCRIPT, sharding-total-count: 1, props.script.command.line: x}}",
                "elasticjob.reg-center: {type: jdbc, jdbc.data-source: {url: 'jdbc:oracle:thin:me/canary@db:1521/x'}}",
                "elasticjob.reg-center: {type: jdbc, jdbc.data-source: {url: 'jdbc:h2:mem:x;PASSWORD=canary-no-class',"
                        + " driver-class-name: no.Such}}",
                "elasticjob.reg-center: {type: jdbc, jdbc: {table-prefix: a-b,"
                        + " data-source: {url: 'jdbc:h2:mem:x;USER=sa', password: canary-beside-a-mistake}}}",
                "elasticjob.jobs.a: {elastic-job-type: HTTP, sharding-total-count: 1,"
                        + " props: {http.uri: 'ftp://scheduler:canary-wrong-scheme@host'}}",
                "elasticjob.jobs.a: {elastic-job-type: HTTP, sharding-total-count: 1,"
                        + " props: {http.uri: 'http://host', http.headers.Authorization: \"canary\\nheader\"}}",
                "elasticjob.jobs.a: {elastic-job-type: SCRIPT, sharding-total-count: 1, job-error-handler-type: WECHAT,"
                        + " props: {script.command.line: x, wechat.webhook: 'canary wrong webhook'}}",
            })
    void failedStart_doesNotRepeatASecret(String yaml, CapturedOutput output) {
        var failure = Start.withYaml(yaml).failure();
        assertThat(failure.getDescription() + failure.getAction()).doesNotContain("canary");
        assertThat(output).doesNotContain("canary");
    }
}
