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
package io.rota.tracing.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.rota.CapturedLog;
import io.rota.api.ExecutionSource;
import io.rota.databases.DatabaseServer;
import io.rota.env.Background;
import io.rota.env.TimeSource;
import io.rota.registry.FaultProxy;
import io.rota.tracing.JobEvent;
import io.rota.tracing.QueuedTracer;
import io.rota.tracing.TracedJobs;
import io.rota.tracing.TracedRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** A real database behind a network that fails: nobody who publishes waits, and what was taken arrives, once and in order. */
@Timeout(180)
class DatabaseOutageTests {

    private static final Duration SOON = Duration.ofSeconds(90);

    private final CapturedLog log = CapturedLog.of(QueuedTracer.class);
    private FaultProxy proxy;
    private PGSimpleDataSource direct;
    private QueuedTracer tracer;
    private int number;

    @BeforeEach
    void open() {
        assumeThat(DatabaseServer.isToBeHad()).as("a server for this platform").isTrue();
        DatabaseServer server = DatabaseServer.postgres();
        proxy = new FaultProxy(server.port());
        direct = PostgresTraceStoreTests.dataSource(server, server.port());
        PGSimpleDataSource through = new PGSimpleDataSource();
        through.setURL("jdbc:postgresql://" + proxy.address() + "/" + direct.getDatabaseName());
        through.setUser(server.user());
        through.setConnectTimeout(2);
        through.setSocketTimeout(2);
        tracer = new QueuedTracer(
                new RdbTraceStore(through, SchemaMode.ALWAYS),
                TracedJobs.ALL,
                null,
                TimeSource.system(),
                Background.thread("test-tracing"));
    }

    @AfterEach
    void close() {
        if (proxy != null) {
            proxy.pass();
            tracer.close();
            proxy.close();
        }
        log.close();
    }

    /** Tells of runs, and checks that it took no time. */
    private void publishRuns(int count) {
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            TracedRun run = new TracedRun("job", "task" + number, number, "ip", ExecutionSource.NORMAL_TRIGGER);
            long at = 1_700_000_000_000L + number++ * 10L;
            tracer.publish(new JobEvent.Staged(run, at, ""));
            tracer.publish(new JobEvent.Started(run, at + 1));
            tracer.publish(new JobEvent.Ended(run, at + 1, at + 2, i % 2 == 0 ? null : "boom"));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
    }

    private List<String> query(String sql) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = direct.getConnection();
                Statement statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        } catch (SQLException e) {
            // The tables are not made yet.
            return List.of();
        }
        return rows;
    }

    private void everyRunArrivesOnce() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(query("SELECT task_id FROM JOB_STATUS_TRACE_LOG"
                                + " WHERE state IN ('TASK_FINISHED', 'TASK_ERROR')"))
                        .hasSize(number));
        assertThat(query("SELECT task_id FROM JOB_EXECUTION_LOG WHERE complete_time IS NOT NULL"))
                .hasSize(number)
                .doesNotHaveDuplicates();
        assertThat(query("SELECT task_id FROM JOB_STATUS_TRACE_LOG")).hasSize(3 * number);
        assertThat(query("SELECT task_id || state FROM JOB_STATUS_TRACE_LOG")).doesNotHaveDuplicates();
        assertThat(tracer.dropped()).isZero();
    }

    @Test
    void databaseThatIsDownAtTheStart_getsEverythingWhenItComes() {
        proxy.refuse();
        publishRuns(50);
        await().atMost(SOON).until(() -> !log.troubles().isEmpty());
        assertThat(log.troubles().get(0)).contains("does not take events now", "Jobs are not affected");
        publishRuns(50);
        proxy.pass();
        everyRunArrivesOnce();
    }

    @Test
    void databaseThatGoesAwayForAWhile_missesNothing() {
        publishRuns(10);
        everyRunArrivesOnce();
        proxy.refuse();
        publishRuns(600);
        await().atMost(SOON).until(() -> !log.troubles().isEmpty());
        proxy.pass();
        publishRuns(10);
        everyRunArrivesOnce();
    }

    @Test
    void answersThatAreLost_leadToNoSecondRow() {
        publishRuns(1);
        everyRunArrivesOnce();
        // Commits arrive, and nobody hears of it.
        proxy.swallowAnswers();
        publishRuns(5);
        await().atMost(SOON).until(() -> !log.troubles().isEmpty());
        proxy.cut();
        proxy.pass();
        everyRunArrivesOnce();
    }

    @Test
    void slowDatabase_isNeverFelt() {
        proxy.delay(50);
        for (int i = 0; i < 20; i++) {
            publishRuns(50);
        }
        everyRunArrivesOnce();
    }
}
