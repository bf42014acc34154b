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

import io.rota.api.ShardingContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Keeps a run that has been taken over from writing to a database.
 *
 * <p>{@link #guard(Connection, ShardingContext)} is called in the transaction that is to be protected, before anything else is
 * done in it:
 *
 * <ul>
 *   <li>If no later run has passed, it returns, and no other run passes before the transaction has ended.
 *   <li>If a later run has passed, it throws {@link FencedException}. The transaction must then be rolled back.
 *   <li>A run may pass any number of times, in as many transactions as it likes.
 * </ul>
 *
 * <p>What is written after the call in the same transaction is protected, and nothing else is: no other transaction, no
 * other database, no message. A rollback to a savepoint from before the call undoes the protection.
 *
 * <p>The fence is a table with a row for each guarded thing, by default for each item of each job. Applications that share the
 * table share the names: if jobs of the same name run under several registry namespaces, give each its own table.
 *
 * <p>Thread-safe.
 */
public final class SqlFence {

    /** The table, if no other is named. */
    public static final String DEFAULT_TABLE = "rota_fence";

    /** How long to wait for a run that is inside, if nothing else is said. */
    public static final Duration DEFAULT_WAIT = Duration.ofSeconds(30);

    private static final int NAME_LENGTH_MAX = 200;
    private static final int TABLE_LENGTH_MAX = 128;
    private static final Pattern TABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");
    private static final String INTEGRITY_VIOLATION = "23";
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final int TRIES = 2;

    private final String table;
    private final int waitSeconds;

    /** A fence in the table {@value #DEFAULT_TABLE}. */
    public SqlFence() {
        this(DEFAULT_TABLE, DEFAULT_WAIT);
    }

    /**
     * @param table letters, digits and underscores, optionally after a schema and a dot
     * @param wait how long a call may wait for a run that is inside its own transaction, at least a second, counted in whole
     *     seconds; the database's own limit holds as well, and in H2 only that one ({@code LOCK_TIMEOUT})
     */
    public SqlFence(String table, Duration wait) {
        if (!TABLE.matcher(table).matches() || table.length() > TABLE_LENGTH_MAX) {
            throw new IllegalArgumentException("fence table '" + table + "' is no plain name of a table."
                    + " Use letters, digits and underscores, optionally after a schema and a dot, at most "
                    + TABLE_LENGTH_MAX + " characters.");
        }
        if (wait.toSeconds() < 1 || wait.toSeconds() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "fence table '" + table + "': the wait " + wait + " is not between 1 s and 68 years.");
        }
        this.table = table;
        this.waitSeconds = (int) wait.toSeconds();
    }

    /**
     * Guards what belongs to the run's item, under the name {@code job/item}.
     *
     * @throws FencedException if a later run has passed
     * @throws IllegalStateException if the connection is in auto-commit mode
     * @throws SQLException if the database did not answer the question; the run must not write then either
     */
    public void guard(Connection connection, ShardingContext context) throws SQLException {
        guard(connection, context.getJobName() + "/" + context.getShardingItem(), context);
    }

    /**
     * Guards something that several items or jobs write to, under a name of the caller's.
     *
     * <p>The run with the larger token wins, and tokens of different items are ordered by the time at which their runs began.
     *
     * @param name not blank, at most 200 characters
     * @throws FencedException if a later run has passed
     * @throws IllegalStateException if the connection is in auto-commit mode
     * @throws SQLException if the database did not answer the question; the run must not write then either
     */
    public void guard(Connection connection, String name, ShardingContext context) throws SQLException {
        guard(connection, name, context.getFencingToken());
    }

    /**
     * Guards something for the holder of a token, for example where only the token has been handed on to.
     *
     * @param name not blank, at most 200 characters
     * @throws FencedException if a larger token has passed
     * @throws IllegalStateException if the connection is in auto-commit mode
     * @throws SQLException if the database did not answer the question; the holder must not write then either
     */
    public void guard(Connection connection, String name, long token) throws SQLException {
        Objects.requireNonNull(connection, "connection");
        if (name.isBlank() || name.length() > NAME_LENGTH_MAX) {
            throw new IllegalArgumentException("fence '" + name + "': the name is blank or longer than "
                    + NAME_LENGTH_MAX + " characters. Nothing was guarded. Choose another name.");
        }
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("fence '" + name + "': the connection is in auto-commit mode, so each"
                    + " statement would be a transaction of its own and the check would protect none of the others."
                    + " Nothing was guarded. Begin a transaction first.");
        }
        if (SqlDialect.of(connection) == SqlDialect.MYSQL) {
            guardByUpsert(connection, name, token);
        } else {
            guardByUpdate(connection, name, token);
        }
    }

    /**
     * The statement that makes the table, for a migration tool.
     *
     * @param connection any to the database; it is asked for its product only
     */
    public String createTableStatement(Connection connection) throws SQLException {
        return SqlDialect.of(connection).createTable(table);
    }

    /**
     * Makes the table unless it is there; any number of processes may call this at the same time.
     *
     * @throws SQLException if the table is not there and cannot be made
     */
    public void createTableIfMissing(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            // In some databases a failed statement spoils its transaction; here each has its own.
            connection.setAutoCommit(true);
            try {
                createTableIfMissing(connection);
            } finally {
                connection.setAutoCommit(autoCommit);
            }
        }
    }

    private void createTableIfMissing(Connection connection) throws SQLException {
        try {
            probe(connection);
        } catch (SQLException absentOrBroken) {
            // Not every database has IF NOT EXISTS, and which error means "absent" differs too. Making it tells.
            try (Statement statement = connection.createStatement()) {
                statement.execute(createTableStatement(connection));
            } catch (SQLException refused) {
                try {
                    probe(connection);
                } catch (SQLException stillAbsentOrBroken) {
                    refused.addSuppressed(stillAbsentOrBroken);
                    throw refused;
                }
            }
        }
    }

    private void probe(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement
                    .executeQuery("SELECT name, token FROM " + table + " WHERE 1 = 0")
                    .close();
        }
    }

    /** One statement, except for the very first use of the name and for a refusal. */
    private void guardByUpdate(Connection connection, String name, long token) throws SQLException {
        for (int i = 0; i < TRIES; i++) {
            // The row's lock, held to the end of the transaction, is what puts the writers in order.
            if (update(
                            connection,
                            "UPDATE " + table + " SET token = ? WHERE name = ? AND token <= ?",
                            token,
                            name,
                            token)
                    == 1) {
                return;
            }
            OptionalLong stored = stored(connection, "", name);
            if (stored.isPresent() && stored.getAsLong() > token) {
                throw new FencedException(name, token, stored.getAsLong());
            }
            if (stored.isEmpty() && insert(connection, name, token)) {
                return;
            }
            // Another first use was quicker, and has committed.
        }
        throw new SQLTransactionRollbackException(
                "fence '" + name + "' in " + table
                        + ": another run has just passed for the first time, and the isolation of"
                        + " this transaction hides with which token. Nothing was guarded. Roll back and repeat the"
                        + " transaction.",
                SERIALIZATION_FAILURE);
    }

    /** Adds the name, unless somebody else has done so since. */
    private boolean insert(Connection connection, String name, long token) throws SQLException {
        // Some databases accept nothing but a rollback after an error. Never released: not every driver can.
        Savepoint before = connection.setSavepoint();
        try {
            update(connection, "INSERT INTO " + table + " (name, token) VALUES (?, ?)", name, token);
            return true;
        } catch (SQLException e) {
            try {
                connection.rollback(before);
            } catch (SQLException noSavepointAnyMore) {
                e.addSuppressed(noSavepointAnyMore);
                throw e;
            }
            if (e.getSQLState() == null || !e.getSQLState().startsWith(INTEGRITY_VIOLATION)) {
                throw e;
            }
            return false;
        }
    }

    /**
     * Two statements, always.
     *
     * <p>In MySQL an update that finds no row locks the gap in which the row would be, and two runs that then insert into
     * the same gap, for whatever names, are a deadlock: all items of a new job would meet it at their first fire. Also, its
     * driver can be set to count an update that changes nothing as none.
     */
    private void guardByUpsert(Connection connection, String name, long token) throws SQLException {
        update(
                connection,
                "INSERT INTO " + table
                        + " (name, token) VALUES (?, ?) ON DUPLICATE KEY UPDATE token = GREATEST(token, ?)",
                name,
                token,
                token);
        // A locking read sees what the statement above left; another one might see the past.
        long stored = stored(connection, " FOR UPDATE", name).orElseThrow();
        if (stored > token) {
            throw new FencedException(name, token, stored);
        }
    }

    private OptionalLong stored(Connection connection, String lock, String name) throws SQLException {
        String sql = "SELECT token FROM " + table + " WHERE name = ?" + lock;
        return statement(connection, sql, new Object[] {name}, statement -> {
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        });
    }

    private int update(Connection connection, String sql, Object... values) throws SQLException {
        return statement(connection, sql, values, PreparedStatement::executeUpdate);
    }

    private <T> T statement(Connection connection, String sql, Object[] values, Execution<T> execution)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            int before = statement.getQueryTimeout();
            statement.setQueryTimeout(waitSeconds);
            try {
                return execution.of(statement);
            } finally {
                // H2 keeps it for all statements of the connection.
                statement.setQueryTimeout(before);
            }
        }
    }

    private interface Execution<T> {
        T of(PreparedStatement statement) throws SQLException;
    }
}
