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
package io.rota.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.SnapshotService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole application with its own configuration; only the ports are free ones, and the cron expressions are quicker. */
@SpringBootTest(
        // A job asks the application itself, so its port must be known before it starts.
        webEnvironment = SpringBootTest.WebEnvironment.DEFINED_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:application;DB_CLOSE_DELAY=-1",
            "elasticjob.dump.port=0",
            "elasticjob.jobs.settle-orders.cron=* * * * * ?",
            "elasticjob.jobs.receive-orders.cron=* * * * * ?",
            "elasticjob.jobs.ship-orders.cron=* * * * * ?",
            "elasticjob.jobs.request-report.cron=* * * * * ?",
            "elasticjob.jobs.check-disk.cron=* * * * * ?",
            // One more, that fails.
            "elasticjob.jobs.broken.elastic-job-type=SCRIPT",
            "elasticjob.jobs.broken.sharding-total-count=1",
            "elasticjob.jobs.broken.props.script.command.line=/no/such/program"
        })
@ExtendWith(OutputCaptureExtension.class)
class SampleApplicationTests {

    @DynamicPropertySource
    static void port(DynamicPropertyRegistry properties) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            int port = free.getLocalPort();
            properties.add("server.port", () -> port);
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private OrderBook orders;

    @Autowired
    private RunLog runs;

    @Autowired
    private Reports reports;

    @Autowired
    private JobHistory history;

    @Autowired
    private AlertBoard alerts;

    @Autowired
    private SnapshotService snapshots;

    @Autowired
    @Qualifier("brokenOneOffJobBootstrap")
    private OneOffJobBootstrap broken;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void scheduler_settlesOrdersOfEveryRegion() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(orders.counts())
                        .hasSize(3)
                        .allSatisfy(
                                count -> assertThat(count.settled()).isGreaterThanOrEqualTo(SettleOrders.BATCH_SIZE)));
        assertThat(runs.latest(3)).allSatisfy(run -> {
            assertThat(run.instance()).contains(":" + port + " pid ");
            assertThat(run.attempt()).isEqualTo(1);
            assertThat(run.fencingToken()).isPositive();
        });
    }

    @Test
    void actuator_tellsWhyTheItemsOfAJobRanOrDidNot() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/actuator/elasticjob/settle-orders"))
                .build();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"why\"", "\"outcome\":\"DONE\"");
        });
    }

    @Test
    void scheduler_receivesOrders() {
        long before = total();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(total()).isGreaterThan(before));
    }

    @Test
    void dataflowJob_shipsWhatIsSettled() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(orders.counts())
                        .allSatisfy(
                                count -> assertThat(count.shipped()).isGreaterThanOrEqualTo(SettleOrders.BATCH_SIZE)));
    }

    @Test
    void httpJob_asksForAReport() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(runsOf("request-report")).isPositive());
        assertThat(reports.latest(1)).isNotEmpty();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void scriptJob_looksAtTheDisk(CapturedOutput output) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(output).containsPattern("\\d+% of the disk is in use"));
    }

    @Test
    void failedRun_isOnTheAlertBoard_andInTheHistory() throws Exception {
        broken.execute(Duration.ofSeconds(20)).toCompletableFuture().get(25, TimeUnit.SECONDS);
        assertThat(alerts.latest()).anySatisfy(alert -> {
            assertThat(alert.where()).contains("broken");
            assertThat(alert.what()).contains("/no/such/program");
        });
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(history.jobs()).anySatisfy(job -> {
                    assertThat(job.name()).isEqualTo("broken");
                    assertThat(job.failed()).isPositive();
                }));
    }

    @Test
    void dumpPort_tellsTheDefinitions() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), snapshots.port())) {
            socket.getOutputStream().write("dump@settle-orders\n".getBytes(StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("/settle-orders/config | cron: '* * * * * ?'");
        }
    }

    @Test
    void postReports_writesAReport() throws Exception {
        int before = reports.latest(1_000).size();
        assertThat(post("/reports").statusCode()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(reports.latest(1_000)).hasSizeGreaterThanOrEqualTo(before + 3));
    }

    @Test
    void postReportsAndWait_tellsTheOutcome() throws Exception {
        HttpResponse<String> answer = post("/reports?wait");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"succeeded\":true").contains("\"2\":\"DONE\"");
    }

    @Test
    void button_leadsBackToThePage() throws Exception {
        HttpResponse<String> answer = post("/reports?page");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).hasValue("/");
    }

    @Test
    void page_showsRegionsRunsAndReports() throws Exception {
        post("/reports?wait");
        HttpResponse<String> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .startsWith("<!doctype html>")
                .contains("<td>Guangzhou</td>", "Jobs today", "This page comes from", ":" + port + " pid ");
    }

    @Test
    void summary_isJson() throws Exception {
        HttpResponse<String> summary = get("/api/summary");
        assertThat(summary.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(summary.body()).contains("\"region\":\"Beijing\"", "\"runs\":[", "\"reports\":[");
    }

    /** Those that did not fail. */
    private long runsOf(String job) {
        return history.jobs().stream()
                .filter(each -> each.name().equals(job))
                .mapToLong(each -> each.runs() - each.failed())
                .sum();
    }

    private long total() {
        return orders.counts().stream()
                .mapToLong(count -> count.open() + count.settled())
                .sum();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    private HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
