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
package io.rota.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.env.WebClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to a server of the test's own. */
class HttpItemsTests {

    private final WebClient client = new WebClient("test-http");
    private final HttpItems items = new HttpItems(client, Set.of());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicReference<String> body = new AtomicReference<>();
    private final AtomicReference<HttpExchange> seen = new AtomicReference<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile int status = 200;
    private volatile String answer = "";
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/ok", this::answer);
        server.createContext("/away", exchange -> {
            exchange.getResponseHeaders().set("Location", "/ok?secret=1");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/slow", exchange -> {
            begun.countDown();
            hold();
            answer(exchange);
        });
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            hold();
            exchange.close();
        });
        server.start();
    }

    private void hold() {
        try {
            release.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void end() {
        release.countDown();
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        body.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        seen.set(exchange);
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private JobConfiguration.Builder job(String path) {
        return JobConfiguration.newBuilder("北 report".replace(" ", "-"), 3)
                .shardingItemParameters("0=上海")
                .setProperty(
                        "http.uri", "http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void run(JobConfiguration.Builder builder) throws Exception {
        JobConfiguration job = builder.build();
        items.check(job);
        items.process(job, Runs.of(job, 0), () -> false);
    }

    private String header(String name) {
        return seen.get().getRequestHeaders().getFirst(name);
    }

    @ParameterizedTest
    @CsvSource({"GET,", "POST,data 北", "PUT,data 北", "PATCH,data 北", "DELETE,data 北", "patch,data 北"})
    void aRequest_isSentWithItsMethodAndBody(String method, String expected) throws Exception {
        run(job("/ok?a=b")
                .setProperty("http.method", method)
                .setProperty("http.data", "data 北")
                .setProperty("http.content.type", "text/plain; charset=UTF-8")
                .setProperty("http.headers.X-Own", "own"));
        assertThat(seen.get().getRequestMethod()).isEqualTo(method.toUpperCase(java.util.Locale.ROOT));
        assertThat(seen.get().getRequestURI()).hasToString("/ok?a=b");
        assertThat(body.get()).isEqualTo(expected == null ? "" : expected);
        assertThat(header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
        assertThat(header("X-Own")).isEqualTo("own");
    }

    @Test
    void theRun_isInTheHeaders_alsoWhereItsNamesAreBeyondAscii() throws Exception {
        run(job("/ok"));
        assertThat(header("shardingContext"))
                .startsWith("{\"jobName\":\"\\u5317-report\",\"taskId\":\"")
                .endsWith("\"shardingItem\":0,\"shardingParameter\":\"\\u4e0a\\u6d77\"}");
        assertThat(header("Rota-Fire-Time")).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(header("Rota-Attempt")).isEqualTo("2");
        assertThat(header("Rota-Fencing-Token")).isEqualTo("77");
        assertThat(header("Idempotency-Key")).isEqualTo("%E5%8C%97-report/0/1767323045000");
    }

    @Test
    void theOtherSpellingOfTheAddress_countsIfTheFirstIsNotThere() throws Exception {
        String address = job("/ok").build().getProps().get("http.uri");
        run(JobConfiguration.newBuilder("report", 1).setProperty("http.url", address));
        assertThat(seen.get()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 500, 503})
    void anErrorStatus_failsTheItem_withABoundedBody(int error) {
        status = error;
        answer = "because\u0007 " + "x".repeat(200_000);
        assertThatThrownBy(() -> run(job("/ok?password=hidden")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/ok was answered with status " + error + ": because  xxx")
                .hasMessageNotContaining("hidden")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_200));
    }

    @Test
    void anErrorStatusWithoutBody_failsTheItemToo() {
        status = 500;
        assertThatThrownBy(() -> run(job("/ok"))).hasMessageContaining("status 500: (no body)");
    }

    @Test
    void aRedirect_failsTheItem_unlessItMayBeFollowed() throws Exception {
        assertThatThrownBy(() -> run(job("/away")))
                .hasMessageContaining("status 302, which leads elsewhere (/ok)")
                .hasMessageNotContaining("secret");
        assertThat(seen.get()).isNull();
        run(job("/away").setProperty("http.follow.redirects", "true"));
        assertThat(seen.get()).isNotNull();
    }

    @Test
    void noAnswerInTime_failsTheItem() {
        for (String path : new String[] {"/slow", "/endless"}) {
            assertThatThrownBy(() -> run(job(path)
                            .setProperty("http.connect.timeout.milliseconds", "100")
                            .setProperty("http.read.timeout.milliseconds", "200")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no complete answer within 300 ms");
        }
    }

    @Test
    void nobodyThere_failsTheItem() {
        int port = server.getAddress().getPort();
        server.stop(0);
        assertThatThrownBy(() -> run(JobConfiguration.newBuilder("report", 1)
                        .setProperty("http.uri", "http://127.0.0.1:" + port + "/ok")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no answer: ConnectException");
    }

    @Test
    void anInterruption_givesTheRequestUp() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                run(job("/slow").setProperty("http.read.timeout.milliseconds", "30000"));
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        thread.start();
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class).hasMessageContaining("was given up");
    }

    private JobConfigurationException refused(HttpItems by, JobConfiguration.Builder job) {
        AtomicReference<JobConfigurationException> refusal = new AtomicReference<>();
        assertThatThrownBy(() -> by.check(job.build()))
                .isInstanceOfSatisfying(JobConfigurationException.class, refusal::set);
        return refusal.get();
    }

    @Test
    void aMissingAddress_isRefusedByKey() {
        assertThat(refused(items, JobConfiguration.newBuilder("report", 1)))
                .hasMessageContaining("props.http.uri is missing")
                .extracting(JobConfigurationException::property)
                .isEqualTo("props.http.uri");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host/a", "file:///etc/passwd", "host/a", "http://", "http://a b/", "http:///x"})
    void anAddressThatIsNone_isRefused(String address) {
        assertThat(refused(items, JobConfiguration.newBuilder("report", 1).setProperty("http.uri", address)))
                .hasMessageContaining("props.http.uri is no address");
    }

    @ParameterizedTest
    @CsvSource({
        "http.method, FETCH, is 'FETCH'",
        "http.connect.timeout.milliseconds, soon, is 'soon'",
        "http.read.timeout.milliseconds, 0, is '0'",
        "http.follow.redirects, maybe, is neither true nor false",
        "http.headers.Host, example.com, cannot be sent",
        "http.headers.X-Own, 北, cannot be sent",
        "http.content.type, 北, cannot be sent"
    })
    void aSettingThatIsWrong_isRefusedByKey(String key, String value, String problem) {
        assertThat(refused(items, job("/ok").setProperty(key, value)))
                .hasMessageContaining("props." + key + " " + problem)
                .extracting(JobConfigurationException::property)
                .isEqualTo("props." + key);
    }

    @Test
    void whereHostsAreLimited_othersAreRefused_andRedirectsToo() {
        HttpItems limited = new HttpItems(
                client, Set.of("Example.com", "127.0.0.1:" + server.getAddress().getPort()));
        limited.check(job("/ok").build());
        limited.check(
                job("/ok").setProperty("http.uri", "https://EXAMPLE.com/x").build());
        assertThat(refused(limited, job("/ok").setProperty("http.uri", "http://127.0.0.1:1/x")))
                .hasMessageContaining("leads to the host '127.0.0.1'")
                .hasMessageContaining("example.com");
        assertThat(refused(limited, job("/ok").setProperty("http.follow.redirects", "true")))
                .hasMessageContaining("props.http.follow.redirects is true");
    }
}
