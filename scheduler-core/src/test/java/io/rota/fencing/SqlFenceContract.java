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
package io.rota.fencing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the fence promises on every database. */
abstract class SqlFenceContract {

    private static final AtomicInteger TABLES = new AtomicInteger();
    private static final long PATIENCE_SECONDS = 30;
    private static final String ITEM = "settle/0";

    private final String table = "fence_" + ProcessHandle.current().pid() + "_" + TABLES.incrementAndGet();
    private final String data = table + "_data";
    private final SqlFence fence = new SqlFence(table, Duration.ofSeconds(PATIENCE_SECONDS));
    private final ExecutorService others = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "other-run");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Connection> open = new ArrayList<>();

    abstract DataSource database();

    @BeforeEach
    void makeTables() throws SQLException {
        fence.createTableIfMissing(database());
        execute("CREATE TABLE " + data + " (id INT NOT NULL PRIMARY KEY, counter INT NOT NULL)");
        execute("INSERT INTO " + data + " VALUES (0, 0)");
    }

    @AfterEach
    void dropTables() throws SQLException {
        others.shutdownNow();
        for (Connection connection : open) {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.close();
            }
        }
        execute("DROP TABLE " + table);
        execute("DROP TABLE " + data);
    }

    @Test
    void guard_firstUse_passes() throws SQLException {
        pass(5);
        assertThat(token()).isEqualTo(5);
    }

    @Test
    void guard_sameToken_passesAgainInTheSameTransactionAndInLaterOnes() throws SQLException {
        Connection run = begin();
        fence.guard(run, ITEM, 5);
        fence.guard(run, ITEM, 5);
        run.commit();
        fence.guard(run, ITEM, 5);
        run.commit();
        assertThat(token()).isEqualTo(5);
    }

    @Test
    void guard_largerToken_passes() throws SQLException {
        pass(5);
        pass(Long.MAX_VALUE);
        assertThat(token()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void guard_smallerToken_isRejectedAndTellsWhatItMeans() throws SQLException {
        pass(6);
        assertThatThrownBy(() -> pass(5))
                .isInstanceOfSatisfying(FencedException.class, rejected -> {
                    assertThat(rejected.fence()).isEqualTo(ITEM);
                    assertThat(rejected.token()).isEqualTo(5);
                    assertThat(rejected.largerToken()).isEqualTo(6);
                })
                .hasMessage(
                        "fence 'settle/0': this run has token 5, but a later run with token 6 has passed. This run has"
                                + " been taken over, so nothing of this transaction may take effect. Roll it back and end the"
                                + " run.");
    }

    @Test
    void guard_rejectedRunCommitsNevertheless_theFenceStaysAsItWas() throws SQLException {
        pass(6);
        Connection run = begin();
        assertThatThrownBy(() -> fence.guard(run, ITEM, 5)).isInstanceOf(FencedException.class);
        run.commit();
        assertThat(token()).isEqualTo(6);
    }

    @Test
    void guard_rolledBack_hasNotPassed() throws SQLException {
        Connection run = begin();
        fence.guard(run, ITEM, 6);
        run.rollback();
        pass(5);
        assertThat(token()).isEqualTo(5);
    }

    @Test
    void guard_autoCommit_isRefused() throws SQLException {
        Connection run = begin();
        run.setAutoCommit(true);
        assertThatThrownBy(() -> fence.guard(run, ITEM, 5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'settle/0'")
                .hasMessageContaining("auto-commit")
                .hasMessageContaining("Begin a transaction first.");
        run.setAutoCommit(false);
    }

    @Test
    void guard_namesThatDifferInCaseOrScript_areDifferent() throws SQLException {
        for (String name : List.of("job/0", "Job/0", "job/1", "\u7ed3\u7b97/0", "\u62a5\u544a/0")) {
            Connection run = begin();
            fence.guard(run, name, name.equals("job/0") ? 9 : 1);
            run.commit();
        }
        Connection run = begin();
        assertThatThrownBy(() -> fence.guard(run, "job/0", 1)).isInstanceOf(FencedException.class);
    }

    @Test
    void guard_longestName_passes() throws SQLException {
        Connection run = begin();
        fence.guard(run, "\u7ed3".repeat(200), 1);
        run.commit();
    }

    @Test
    void guard_leavesTheCallersTimeoutsAlone() throws SQLException {
        Connection run = begin();
        fence.guard(run, ITEM, 5);
        try (Statement statement = run.createStatement()) {
            assertThat(statement.getQueryTimeout()).isZero();
        }
        run.rollback();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void guard_whileAnotherRunIsInside_waitsForItsEnd(boolean firstUse) throws Exception {
        if (!firstUse) {
            pass(1);
        }
        Connection old = begin();
        fence.guard(old, ITEM, 5);
        Connection successor = begin();
        write(successor, 7);
        Future<?> passes = run(() -> {
            fence.guard(successor, ITEM, 6);
            return null;
        });
        await().during(Duration.ofMillis(200)).until(() -> !passes.isDone());
        write(old, 8);
        old.commit();
        passes.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        successor.commit();
        assertThat(token()).isEqualTo(6);
        assertThat(ids()).as("what both wrote").containsExactly(0, 7, 8);
        assertThatThrownBy(() -> fence.guard(old, ITEM, 5)).isInstanceOf(FencedException.class);
    }

    @ParameterizedTest
    @CsvSource({"true,commit,rejected", "true,rollback,passes", "false,commit,rejected", "false,rollback,passes"})
    void guard_whileASuccessorIsInside_theSuccessorsEndDecides(boolean firstUse, String end, String outcome)
            throws Exception {
        if (!firstUse) {
            pass(1);
        }
        Connection successor = begin();
        fence.guard(successor, ITEM, 6);
        Connection old = begin();
        Future<?> late = run(() -> {
            fence.guard(old, ITEM, 5);
            return null;
        });
        await().during(Duration.ofMillis(200)).until(() -> !late.isDone());
        if (end.equals("commit")) {
            successor.commit();
        } else {
            successor.rollback();
        }
        Throwable thrown = catchThrowable(() -> late.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        if (outcome.equals("passes")) {
            assertThat(thrown).isNull();
        } else {
            assertThat(thrown).hasCauseInstanceOf(FencedException.class);
        }
    }

    @Test
    void guard_runInsideDoesNotEnd_givesUpAfterTheWait() throws Exception {
        pass(1);
        Connection paused = begin();
        fence.guard(paused, ITEM, 5);
        Connection successor = begin();
        Future<?> impatient = run(() -> {
            new SqlFence(table, Duration.ofSeconds(1)).guard(successor, ITEM, 6);
            return null;
        });
        assertThatThrownBy(() -> impatient.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .hasCauseInstanceOf(SQLException.class);
        paused.commit();
        assertThat(token()).isEqualTo(5);
    }

    @Test
    void guard_itemsOfANewJobAtTheSameTime_doNotDisturbEachOther() throws Exception {
        int items = 8;
        CountDownLatch inside = new CountDownLatch(items);
        List<Future<Void>> runs = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            String name = "new/" + i;
            Connection run = begin();
            runs.add(run(() -> {
                fence.guard(run, name, 5);
                inside.countDown();
                assertThat(inside.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
                run.commit();
                return null;
            }));
        }
        for (Future<Void> run : runs) {
            run.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void guard_manyRunsAtOnce_writeOneAfterTheOtherAndInOrderOfTheirTokens() throws Exception {
        List<Long> passed = new ArrayList<>();
        List<Future<Void>> runs = new ArrayList<>();
        int transactions = 40;
        for (int i = 0; i < 6; i++) {
            Random random = new Random(i);
            Connection run = begin();
            runs.add(run(() -> {
                for (int j = 0; j < transactions; j++) {
                    long token = 1 + j + random.nextInt(5);
                    try {
                        fence.guard(run, ITEM, token);
                        // Nothing but the fence protects these two steps.
                        int counter = counter(run);
                        execute(run, "UPDATE " + data + " SET counter = " + (counter + 1) + " WHERE id = 0");
                        passed.add(token);
                        run.commit();
                    } catch (FencedException e) {
                        run.rollback();
                    }
                }
                return null;
            }));
        }
        for (Future<Void> run : runs) {
            run.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(passed).isSorted().hasSizeGreaterThan(transactions / 2);
        assertThat(counter(begin())).isEqualTo(passed.size());
    }

    @ParameterizedTest
    @CsvSource({
        Connection.TRANSACTION_REPEATABLE_READ + ",true",
        Connection.TRANSACTION_REPEATABLE_READ + ",false",
        Connection.TRANSACTION_SERIALIZABLE + ",true",
        Connection.TRANSACTION_SERIALIZABLE + ",false"
    })
    void guard_transactionSeesThePast_isNotFooledByIt(int isolation, boolean firstUse) throws Exception {
        if (!firstUse) {
            pass(1);
        }
        Connection old = begin();
        old.setTransactionIsolation(isolation);
        // Fixes what the transaction sees.
        try (Statement statement = old.createStatement()) {
            statement.executeQuery("SELECT counter FROM " + data).close();
            statement.executeQuery("SELECT token FROM " + table).close();
        }
        Connection successor = begin();
        Future<?> passes = run(() -> {
            for (int i = 0; ; i++) {
                try {
                    fence.guard(successor, ITEM, 6);
                    successor.commit();
                    return null;
                } catch (SQLTransactionRollbackException deadlock) {
                    successor.rollback();
                    assertThat(i).isLessThan(5);
                }
            }
        });
        // In a database that isolates by locks the successor waits; then the old run is the first, and rightly passes.
        Throwable waited = catchThrowable(() -> passes.get(1, TimeUnit.SECONDS));
        Throwable thrown = catchThrowable(() -> fence.guard(old, ITEM, 5));
        if (waited == null) {
            assertThat(thrown).isInstanceOfAny(FencedException.class, SQLException.class);
        }
        old.rollback();
        passes.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(token()).isEqualTo(6);
    }

    @Test
    void createTableIfMissing_manyAtOnce_allFindItAfterwards() throws Exception {
        execute("DROP TABLE " + table);
        CountDownLatch ready = new CountDownLatch(6);
        List<Future<Void>> makers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            makers.add(run(() -> {
                ready.countDown();
                assertThat(ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
                fence.createTableIfMissing(database());
                return null;
            }));
        }
        for (Future<Void> maker : makers) {
            maker.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        pass(5);
    }

    @Test
    void createTableIfMissing_tableIsThere_keepsIt() throws SQLException {
        pass(5);
        fence.createTableIfMissing(database());
        assertThat(token()).isEqualTo(5);
    }

    @Test
    void createTableIfMissing_cannotBeMade_saysSo() {
        SqlFence elsewhere = new SqlFence("no_such_schema.fence", SqlFence.DEFAULT_WAIT);
        assertThatThrownBy(() -> elsewhere.createTableIfMissing(database()))
                .isInstanceOf(SQLException.class)
                .satisfies(refused -> assertThat(refused.getSuppressed()).hasSize(1));
    }

    @Test
    void createTableStatement_makesTheSameTable() throws SQLException {
        execute("DROP TABLE " + table);
        execute(fence.createTableStatement(begin()));
        assertThatCode(() -> pass(5)).doesNotThrowAnyException();
    }

    private Connection begin() throws SQLException {
        Connection connection = database().getConnection();
        connection.setAutoCommit(false);
        open.add(connection);
        return connection;
    }

    private void pass(long token) throws SQLException {
        Connection run = begin();
        fence.guard(run, ITEM, token);
        run.commit();
    }

    private <T> Future<T> run(Callable<T> task) {
        return others.submit(task);
    }

    private long token() throws SQLException {
        return numbers("SELECT token FROM " + table + " WHERE name = '" + ITEM + "'")
                .get(0);
    }

    private List<Integer> ids() throws SQLException {
        return numbers("SELECT id FROM " + data + " ORDER BY id").stream()
                .map(Long::intValue)
                .toList();
    }

    private List<Long> numbers(String sql) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<Long> numbers = new ArrayList<>();
            while (row.next()) {
                numbers.add(row.getLong(1));
            }
            return numbers;
        }
    }

    private int counter(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT counter FROM " + data + " WHERE id = 0")) {
            row.next();
            return row.getInt(1);
        }
    }

    private void write(Connection connection, int id) throws SQLException {
        execute(connection, "INSERT INTO " + data + " VALUES (" + id + ", 0)");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database().getConnection()) {
            execute(connection, sql);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
