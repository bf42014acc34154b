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
package io.rota.internal.errorhandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.rota.CapturedLog;
import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.env.ManualEnv;
import io.rota.env.ServiceThreads;
import io.rota.env.WebClient;
import io.rota.spi.JobErrorHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chats as servers of the test's own. */
class WebhookTests {

    private record Posted(String query, String type, String body) {}

    private final ManualEnv world = new ManualEnv();
    private final WebClient client = new WebClient("test-http");
    private final Outbox outbox = new Outbox(world, new ServiceThreads("test-notify", 1, 10, Duration.ofSeconds(5)));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Posted> posted = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile String answer = "{\"errcode\":0,\"errmsg\":\"ok\"}";
    private volatile int status = 200;
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/send", exchange -> {
            posted.add(new Posted(
                    exchange.getRequestURI().getRawQuery(),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.createContext("/silent", exchange -> {
            try {
                release.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void end() {
        release.countDown();
        outbox.close();
        client.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private String address(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void fail(JobErrorHandler handler, JobConfiguration.Builder builder) {
        JobConfiguration job =
                builder.setProperty("notify.interval.seconds", "0").build();
        try (CapturedLog log = CapturedLog.of(LogErrors.class)) {
            handler.forJob(job)
                    .handleException("report", "job 'report', item 0", new IllegalStateException("北 \"no\" <disk>"));
            assertThat(log.troubles()).hasSize(1);
        }
    }

    private static JobConfiguration.Builder job() {
        return JobConfiguration.newBuilder("report", 1);
    }

    private Posted message() {
        await().until(() -> !posted.isEmpty());
        return posted.get(0);
    }

    @Test
    void wechat_getsTheTextAsJson_notLongerThanItAccepts() {
        fail(new WechatErrors(outbox, client), job().setProperty("wechat.webhook", address("/send?key=abc")));
        assertThat(message().query()).isEqualTo("key=abc");
        assertThat(message().type()).isEqualTo("application/json; charset=UTF-8");
        assertThat(message().body())
                .startsWith(
                        "{\"msgtype\":\"text\",\"text\":{\"content\":\"A run of job \\u0027report\\u0027 failed.\\n")
                .contains("北 \\\"no\\\" \\u003cdisk\\u003e")
                .endsWith("\\n...\"}}");
    }

    @Test
    void dingtalk_getsItsKeywordAndASignatureThatProvesTheSecret() throws Exception {
        fail(
                new DingtalkErrors(outbox, client, world),
                job().setProperty("dingtalk.webhook", address("/send?access_token=abc"))
                        .setProperty("dingtalk.keyword", "alarm")
                        .setProperty("dingtalk.secret", "SEC-x"));
        assertThat(message().body()).startsWith("{\"msgtype\":\"text\",\"text\":{\"content\":\"alarmA run of job");
        Map<String, String> query = Stream.of(message().query().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        assertThat(query).containsEntry("access_token", "abc").containsEntry("timestamp", world.wallMillis() + "");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("SEC-x".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertThat(Base64.getDecoder().decode(query.get("sign")))
                .isEqualTo(mac.doFinal((world.wallMillis() + "\nSEC-x").getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void dingtalk_withoutKeywordAndSecret_getsThePlainText() {
        fail(new DingtalkErrors(outbox, client, world), job().setProperty("dingtalk.webhook", address("/send")));
        assertThat(message().query()).isNull();
        assertThat(message().body()).contains("\"content\":\"A run of job");
    }

    /** Computed apart from this code, with openssl. */
    @Test
    void theSignature_isTheOneThatTheChatComputes() throws Exception {
        assertThat(DingtalkErrors.signature("SEC-x", 1_700_000_000_000L))
                .isEqualTo("timestamp=1700000000000&sign=7vrvaBWyxepp65eVRc1Rd%2FKWUW%2F1goDo9jEqVqv8q2E%3D");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"errcode\" : 93000, \"errmsg\" : \"invalid webhook url\"} | errcode 93000: invalid webhook url",
                "200 | {\"errcode\":\"310000\",\"errmsg\":\"sign not match\"} | errcode 310000: sign not match",
                "200 | <html>hello</html> | has no errcode",
                "500 | {\"errcode\":0} | status 500"
            })
    void aMessageThatIsNotAccepted_isLogged_withoutTheAddress(int code, String body, String trouble) {
        status = code;
        answer = body;
        try (CapturedLog log = CapturedLog.of(Outbox.class)) {
            fail(new WechatErrors(outbox, client), job().setProperty("wechat.webhook", address("/send?key=abc")));
            await().until(() -> !log.troubles().isEmpty());
            assertThat(log.troubles())
                    .singleElement()
                    .asString()
                    .contains("WECHAT: nobody was told", trouble)
                    .doesNotContain("key=abc");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Milliseconds", ""})
    void aChatThatDoesNotAnswer_holdsUpNobodyButTheMessages_andThoseNotForLong(String unit) {
        try (CapturedLog log = CapturedLog.of(Outbox.class)) {
            fail(
                    new DingtalkErrors(outbox, client, world),
                    job().setProperty("dingtalk.webhook", address("/silent"))
                            .setProperty("dingtalk.connectTimeout" + unit, "100")
                            .setProperty("dingtalk.readTimeout" + unit, "200"));
            await().until(() -> !log.troubles().isEmpty());
            assertThat(log.troubles()).singleElement().asString().contains("no complete answer within 300 ms");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "wechat.webhook, , is missing",
        "wechat.webhook, chat/send, is no address",
        "wechat.connectTimeoutMilliseconds, 0, is '0'",
        "wechat.readTimeoutMilliseconds, x, is 'x'",
        "wechat.readTimeout, x, is 'x'",
        "notify.interval.seconds, -1, is '-1'"
    })
    void aSettingThatIsMissingOrWrong_isRefusedByJobAndKey(String key, String value, String problem) {
        JobConfiguration job = job().setProperty("wechat.webhook", "https://chat/send")
                .setProperty(key, value == null ? "" : value)
                .build();
        assertThatThrownBy(() -> new WechatErrors(outbox, client).forJob(job))
                .isInstanceOfSatisfying(JobConfigurationException.class, wrong -> {
                    assertThat(wrong.jobName()).isEqualTo("report");
                    assertThat(wrong.property()).isEqualTo("props." + key);
                })
                .hasMessageContaining("props." + key + " " + problem);
    }
}
