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

import io.rota.api.ExecutionSource;
import io.rota.tracing.JobEvent;
import io.rota.tracing.TraceStore.Removal;
import io.rota.tracing.TraceStore.WriteResult;
import io.rota.tracing.TracedRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a store does, in whatever database. */
@Timeout(120)
abstract class RdbTraceStoreContract {

    private static final long T = 1_700_000_000_000L;

    private DataSource dataSource;
    private RdbTraceStore store;

    /** An empty database. */
    abstract DataSource emptyDatabase();

    /** The statements by which ElasticJob 3.0.4 makes its tables there. */
    abstract List<String> elasticJobTables();

    /** How a text of unbounded length is declared. */
    abstract String largeText();

    @BeforeEach
    void open() {
        dataSource = emptyDatabase();
        store = new RdbTraceStore(dataSource, SchemaMode.ALWAYS);
    }

    private static TracedRun run(int item) {
        return run("job@-@" + item + "@-@READY@-@10.0.0.1@-@4711-abc-17", item, ExecutionSource.NORMAL_TRIGGER);
    }

    private static TracedRun run(String taskId, int item, ExecutionSource source) {
        return new TracedRun("job", taskId, item, "10.0.0.1", source);
    }

    private static JobEvent staged(TracedRun run) {
        return new JobEvent.Staged(run, T, "fire 1, attempt 1");
    }

    private static JobEvent started(TracedRun run) {
        return new JobEvent.Started(run, T + 10);
    }

    private static JobEvent ended(TracedRun run, String failure) {
        return new JobEvent.Ended(run, T + 10, T + 25, failure);
    }

    private void keep(JobEvent... events) {
        assertThat(store.write(List.of(events))).isEqualTo(WriteResult.KEPT);
    }

    private void execute(String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Rows as texts, columns separated by a bar. */
    private List<String> query(String sql) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    Object value = result.getObject(i);
                    values.add(value instanceof Boolean flag ? (flag ? "1" : "0") : String.valueOf(value));
                }
                rows.add(String.join("|", values));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
        return rows;
    }

    private List<String> states() {
        return query("SELECT sharding_item, state FROM JOB_STATUS_TRACE_LOG ORDER BY creation_time, state DESC");
    }

    private List<String> executions() {
        return query("SELECT sharding_item, is_success, failure_cause FROM JOB_EXECUTION_LOG ORDER BY sharding_item");
    }

    private long times(String column) {
        return query("SELECT " + column + " FROM JOB_EXECUTION_LOG WHERE " + column + " IS NOT NULL")
                .size();
    }

    @Test
    void aRun_isOneRowOfExecutionsAndOneForEachState() {
        TracedRun run = run("task", 3, ExecutionSource.FAILOVER);
        keep(staged(run), started(run), ended(run, null));

        assertThat(executions()).containsExactly("3|1|null");
        assertThat(query("SELECT job_name, task_id, ip, execution_source FROM JOB_EXECUTION_LOG"))
                .containsExactly("job|task|10.0.0.1|FAILOVER");
        assertThat(query("SELECT hostname FROM JOB_EXECUTION_LOG").get(0)).isNotEmpty();
        assertThat(query("SELECT state, message FROM JOB_STATUS_TRACE_LOG ORDER BY creation_time"))
                .containsExactly("TASK_STAGING|fire 1, attempt 1", "TASK_RUNNING|", "TASK_FINISHED|");
        assertThat(query("SELECT DISTINCT job_name, original_task_id, task_id, slave_id, source, execution_type,"
                        + " sharding_item FROM JOB_STATUS_TRACE_LOG"))
                .containsExactly("job||task|10.0.0.1|LITE_EXECUTOR|FAILOVER|[3]");
    }

    @Test
    void times_areKeptToTheMillisecond() {
        TracedRun run = run(0);
        keep(staged(run), started(run), ended(run, null));

        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                var result = statement.executeQuery("SELECT start_time, complete_time FROM JOB_EXECUTION_LOG")) {
            assertThat(result.next()).isTrue();
            assertThat(result.getTimestamp(1).getTime()).isEqualTo(T + 10);
            assertThat(result.getTimestamp(2).getTime()).isEqualTo(T + 25);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFailedRun_keepsItsStackTrace() {
        TracedRun run = run(0);
        keep(staged(run), started(run), ended(run, "java.lang.IllegalStateException: out of paper\n\tat Printer"));

        assertThat(executions()).containsExactly("0|0|java.lang.IllegalStateException: out of paper\n\tat Printer");
        assertThat(query("SELECT message FROM JOB_STATUS_TRACE_LOG WHERE state = 'TASK_ERROR'"))
                .containsExactly("java.lang.IllegalStateException: out of paper\n\tat Printer");
    }

    @Test
    void aLongRun_isInsertedWhenItBeginsAndUpdatedWhenItEnds() {
        TracedRun run = run(0);
        keep(staged(run), started(run));
        assertThat(executions()).containsExactly("0|0|null");
        assertThat(times("complete_time")).isZero();

        keep(ended(run, null));
        assertThat(executions()).containsExactly("0|1|null");
        assertThat(times("complete_time")).isEqualTo(1);
        assertThat(states()).containsExactly("[0]|TASK_STAGING", "[0]|TASK_RUNNING", "[0]|TASK_FINISHED");
    }

    @Test
    void theEndOfARunWhoseBeginningWasDropped_isAWholeRow() {
        keep(ended(run(0), "boom"));

        assertThat(executions()).containsExactly("0|0|boom");
        assertThat(times("start_time")).isEqualTo(1);
        assertThat(times("complete_time")).isEqualTo(1);
    }

    @Test
    void eventsThatComeAgain_changeNothing() {
        TracedRun run = run(0);
        keep(staged(run), started(run), ended(run, null));
        keep(staged(run), started(run), ended(run, null));
        // A beginning that comes late does not undo an end.
        keep(staged(run), started(run));

        assertThat(executions()).containsExactly("0|1|null");
        assertThat(states()).containsExactly("[0]|TASK_STAGING", "[0]|TASK_RUNNING", "[0]|TASK_FINISHED");
    }

    @Test
    void textsThatAreTooLong_areCutToTheColumn() {
        String failure = "界".repeat(1_000) + "😀".repeat(5_000);
        TracedRun run = run("x".repeat(2_000) + "the-end", 0, ExecutionSource.NORMAL_TRIGGER);
        keep(staged(run), started(run), ended(run, failure));

        String kept = query("SELECT failure_cause FROM JOB_EXECUTION_LOG").get(0);
        assertThat(failure).startsWith(kept);
        assertThat(kept.length()).isGreaterThanOrEqualTo(3_990);
        String task = query("SELECT task_id FROM JOB_EXECUTION_LOG").get(0);
        assertThat(task).hasSize(1_000).endsWith("xthe-end");
    }

    @Test
    void charactersThatNoDatabaseTakes_areReplaced() {
        TracedRun run = run(0);
        keep(staged(run), started(run), ended(run, "a\0b\uD800c"));

        assertThat(executions()).containsExactly("0|0|a?b?c");
    }

    @Test
    void aRowThatTheDatabaseRefuses_costsOnlyItself() {
        keep(staged(run(0)));
        execute("ALTER TABLE JOB_STATUS_TRACE_LOG ADD CONSTRAINT no_two CHECK (sharding_item <> '[2]')");

        WriteResult result = store.write(List.of(staged(run(1)), staged(run(2)), started(run(1)), ended(run(1), null)));
        assertThat(result.status()).isEqualTo(WriteResult.Status.SETTLED);
        assertThat(result.refused()).isEqualTo(1);
        assertThat(result.trouble()).containsIgnoringCase("no_two");
        assertThat(states())
                .containsExactly("[0]|TASK_STAGING", "[1]|TASK_STAGING", "[1]|TASK_RUNNING", "[1]|TASK_FINISHED");
        assertThat(executions()).containsExactly("1|1|null");
    }

    @Test
    void missingTables_areAFailureWithNever_andUsedAsSoonAsTheyAreThere() {
        store = new RdbTraceStore(dataSource, SchemaMode.NEVER);
        WriteResult result = store.write(List.of(staged(run(0))));
        assertThat(result.status()).isEqualTo(WriteResult.Status.FAILED);
        assertThat(result.trouble()).contains("no table JOB_EXECUTION_LOG", "initialize-schema");

        assertThat(new RdbTraceStore(dataSource, SchemaMode.ALWAYS)
                        .removeBefore(T, 1)
                        .trouble())
                .isEmpty();
        keep(staged(run(0)));
    }

    @Test
    void tablesThatDisappear_areMadeAnew() {
        keep(staged(run(0)));
        execute("DROP TABLE JOB_STATUS_TRACE_LOG");

        assertThat(store.write(List.of(staged(run(1)))).status()).isEqualTo(WriteResult.Status.FAILED);
        keep(staged(run(1)));
        assertThat(states()).containsExactly("[1]|TASK_STAGING");
    }

    @Test
    void anotherTableOfTheName_isReportedAndLeftAlone() {
        execute("CREATE TABLE JOB_EXECUTION_LOG (id INT, text VARCHAR(10))");

        WriteResult result = store.write(List.of(staged(run(0))));
        assertThat(result.status()).isEqualTo(WriteResult.Status.FAILED);
        assertThat(result.trouble()).contains("JOB_EXECUTION_LOG has of the known columns only [id]");
    }

    @Test
    void severalInstancesThatBeginAtOnce_makeTheTablesOnce() {
        List<CompletableFuture<WriteResult>> results = new ArrayList<>();
        for (int item = 0; item < 4; item++) {
            RdbTraceStore each = new RdbTraceStore(dataSource, SchemaMode.ALWAYS);
            JobEvent event = staged(run(item));
            results.add(CompletableFuture.supplyAsync(() -> {
                WriteResult result = each.write(List.of(event));
                // The index may be waited for, and the tables may have come while they were made.
                return result.status() == WriteResult.Status.SETTLED ? result : each.write(List.of(event));
            }));
        }
        assertThat(results.stream().map(CompletableFuture::join)).containsOnly(WriteResult.KEPT);
        assertThat(states()).hasSize(4);
    }

    @Test
    void tablesOfElasticJob_areUsedAsTheyAre() {
        elasticJobTables().forEach(this::execute);
        usesTheTables();
    }

    @Test
    void tablesOfElasticJobWithoutSource_areUsedAsTheyAre() {
        elasticJobTables().forEach(this::execute);
        execute("ALTER TABLE JOB_STATUS_TRACE_LOG DROP COLUMN source");
        usesTheTables();
    }

    private void usesTheTables() {
        String longest = "j".repeat(100) + "@-@99999@-@READY@-@" + "y".repeat(300) + "-123456789";
        TracedRun run = run(longest, 7, ExecutionSource.MISFIRE);
        keep(staged(run), started(run));
        keep(ended(run, "x".repeat(5_000)));

        assertThat(query("SELECT sharding_item, is_success, execution_source FROM JOB_EXECUTION_LOG"))
                .containsExactly("7|0|MISFIRE");
        assertThat(query("SELECT failure_cause FROM JOB_EXECUTION_LOG").get(0)).hasSize(4_000);
        assertThat(query("SELECT task_id FROM JOB_STATUS_TRACE_LOG").get(0))
                .hasSize(255)
                .endsWith("-123456789");
        assertThat(states()).containsExactly("[7]|TASK_STAGING", "[7]|TASK_RUNNING", "[7]|TASK_ERROR");
    }

    @Test
    void aColumnThatWasMadeLarger_keepsMore() {
        elasticJobTables().stream()
                .map(sql -> sql.replaceAll("(?i)failure_cause VARCHAR\\(4000\\)", "failure_cause " + largeText()))
                .forEach(this::execute);
        TracedRun run = run(0);
        keep(staged(run), started(run), ended(run, "x".repeat(16_000)));

        assertThat(query("SELECT failure_cause FROM JOB_EXECUTION_LOG").get(0)).hasSize(16_000);
    }

    @Test
    void oldRows_areRemovedInBatches_youngOnesStay() {
        List<JobEvent> events = new ArrayList<>();
        for (int item = 0; item < 25; item++) {
            TracedRun run = run(item);
            long at = T + item;
            events.add(new JobEvent.Started(run, at));
            events.add(new JobEvent.Ended(run, at, at, null));
        }
        keep(events.toArray(JobEvent[]::new));

        assertThat(store.removeBefore(T + 20, 15)).isEqualTo(new Removal(15, ""));
        assertThat(executions()).hasSize(10);
        assertThat(states()).hasSize(35);
        assertThat(store.removeBefore(T + 20, 15)).isEqualTo(new Removal(15, ""));
        assertThat(store.removeBefore(T + 20, 15)).isEqualTo(new Removal(10, ""));
        assertThat(store.removeBefore(T + 20, 15)).isEqualTo(new Removal(0, ""));
        assertThat(executions()).hasSize(5);
        assertThat(states()).hasSize(10);
    }
}
