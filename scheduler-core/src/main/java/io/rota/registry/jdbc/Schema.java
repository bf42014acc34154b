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
package io.rota.registry.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables: looked for, made if that is wanted, and tried out before they are trusted. */
final class Schema {

    /** Of the tables as {@link Sql#creation} makes them. */
    static final int VERSION = 1;

    private static final Logger log = LoggerFactory.getLogger(JdbcRegistryCenter.class);

    private final Settings settings;
    private final Sql sql;

    Schema(Settings settings, Sql sql) {
        this.settings = settings;
        this.sql = sql;
    }

    /**
     * Makes sure that a session can begin.
     *
     * @param id occurs once
     * @throws SQLException if it cannot, with the reason and the remedy
     */
    void prepare(Connection connection, String id) throws SQLException {
        List<String> missing = missing(connection);
        if (!missing.isEmpty()) {
            create(connection, missing.get(0));
        }
        tryOut(connection, id);
        checkVersion(connection, id);
        if (sql.dialect() == Dialect.H2) {
            keepCommits(connection);
        }
    }

    /** H2 writes commits down half a second late by default; a claim that a kill makes undone may be made twice. */
    private static void keepCommits(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET WRITE_DELAY 0");
        } catch (SQLException e) {
            log.warn(
                    "The registry center may not tell H2 to write commits down at once: if the process that has the file"
                            + " open is killed, the last half second is lost, and runs of it may come again. Add"
                            + " ;WRITE_DELAY=0 to the URL ({})",
                    Trouble.text(e));
        }
    }

    private List<String> missing(Connection connection) throws SQLException {
        for (String probe : sql.probes()) {
            try (Statement statement = connection.createStatement()) {
                statement.executeQuery(probe).close();
            } catch (SQLException e) {
                if (Trouble.isMissingTable(e)) {
                    return List.of(Trouble.text(e));
                }
                throw e;
            }
        }
        return List.of();
    }

    private void create(Connection connection, String missing) throws SQLException {
        TableCreation mode = settings.initializeSchema();
        if (mode == TableCreation.NEVER || mode == TableCreation.EMBEDDED && !Dialect.isInMemory(connection)) {
            throw new SQLException(
                    "the tables " + settings.tablePrefix() + "* are not there, and are not to be made (" + missing
                            + "). Make them with the script of the documentation, or set initialize-schema to always");
        }
        // One transaction where the database can: PostgreSQL makes all of them or none, the others repeat what is left.
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String each : sql.creation()) {
                statement.execute(each);
            }
            connection.commit();
            log.info("The registry center made its tables {}* in the database.", settings.tablePrefix());
        } catch (SQLException e) {
            connection.rollback();
            // Another instance may have been quicker.
            if (!missing(connection).isEmpty()) {
                throw new SQLException(
                        "the tables " + settings.tablePrefix() + "* could not be made: " + Trouble.text(e)
                                + ". Grant the right, or make them with the script of the documentation",
                        e.getSQLState(),
                        e.getErrorCode(),
                        e);
            }
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Whether nodes can be written, and whether two that differ in case or in a blank at the end are two. */
    private void tryOut(Connection connection, String id) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(sql.insert());
                PreparedStatement select = connection.prepareStatement(sql.nodes(2))) {
            String namespace = "try-" + id;
            insert.setBytes(1, new byte[0]);
            insert.setInt(2, 0);
            insert.setString(3, null);
            insert.setLong(4, 0);
            insert.setLong(5, 0);
            insert.setString(6, namespace);
            insert.setString(7, "/case");
            insert.setString(8, "/");
            insert.executeUpdate();
            select.setString(1, namespace);
            select.setString(2, "/CASE");
            select.setString(3, "/case ");
            try (ResultSet found = select.executeQuery()) {
                if (found.next()) {
                    throw new SQLException("the columns of " + settings.tablePrefix()
                            + "node take different names for the same, by case or by a blank at the end. Give the"
                            + " columns ns, path and parent the collation of the script in the documentation");
                }
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private void checkVersion(Connection connection, String id) throws SQLException {
        OptionalInt version = version(connection);
        if (version.isEmpty()) {
            addNamespace(connection, id);
            version = version(connection);
        }
        int known = version.orElseThrow(() -> new SQLException("the namespace was added and is not there"));
        if (known != VERSION) {
            throw new SQLException("the tables " + settings.tablePrefix() + "* are of version " + known
                    + ", and this application knows version " + VERSION + ". Update "
                    + (known > VERSION ? "the application" : "the tables with the script of the documentation"));
        }
    }

    private OptionalInt version(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql.schemaVersion())) {
            select.setString(1, settings.namespace());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
            }
        }
    }

    private void addNamespace(Connection connection, String id) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql.addNamespace())) {
            insert.setString(1, settings.namespace());
            insert.setString(2, id);
            insert.setInt(3, VERSION);
            insert.executeUpdate();
        } catch (SQLException e) {
            // Another instance may have been quicker.
            if (version(connection).isEmpty()) {
                throw e;
            }
        }
    }
}
