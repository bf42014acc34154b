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
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * What databases spell differently: the columns, the time, and how a writer that stopped in the middle is got rid of.
 *
 * <p>Names are compared byte by byte, with blanks and case: other collations would take two jobs for one. Times are
 * milliseconds since the epoch as the database counts them, free of time zones.
 */
enum Dialect {
    // CURRENT_TIMESTAMP stands still within a transaction, at most for the time that one waits for its lock: a time
    // that is too early makes somebody dead later, never sooner.
    H2(
            "VARCHAR(%d)",
            "VARBINARY(1048576)",
            "CAST(FLOOR(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000) AS BIGINT)",
            "SET LOCK_TIMEOUT 5000"),
    // now() would stand still within a transaction.
    POSTGRESQL(
            "VARCHAR(%d) COLLATE \"C\"",
            "BYTEA",
            "CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000) AS BIGINT)",
            "SET idle_in_transaction_session_timeout = '2s'; SET lock_timeout = '5s'"),
    MARIADB(
            "VARCHAR(%d) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
            "MEDIUMBLOB",
            Dialect.MYSQL_NOW,
            "SET SESSION idle_write_transaction_timeout = 2, innodb_lock_wait_timeout = 5"),
    // It has no limit for an idle transaction, only one for an idle connection.
    MYSQL(
            "VARCHAR(%d) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin",
            "MEDIUMBLOB", Dialect.MYSQL_NOW, "SET SESSION wait_timeout = 4, innodb_lock_wait_timeout = 5");

    static final String SUPPORTED = "H2, PostgreSQL, MariaDB 10.3 or later, MySQL 8.0.17 or later";

    // The microseconds of a time without a zone: a local time would be ambiguous for an hour each autumn.
    private static final String MYSQL_NOW = "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) DIV 1000)";

    private final String name;
    private final String data;
    private final String now;
    private final String settings;

    Dialect(String name, String data, String now, String settings) {
        this.name = name;
        this.data = data;
        this.now = now;
        this.settings = settings;
    }

    /**
     * @throws SQLException if the database is none of those supported
     */
    static Dialect of(DatabaseMetaData database) throws SQLException {
        String product = database.getDatabaseProductName();
        String known = product.toLowerCase(Locale.ROOT);
        if (known.equals("h2")) {
            return H2;
        } else if (known.equals("postgresql")) {
            return POSTGRESQL;
        } else if (known.contains("mariadb")
                || database.getDatabaseProductVersion().toLowerCase(Locale.ROOT).contains("mariadb")) {
            return MARIADB;
        } else if (known.equals("mysql")) {
            return MYSQL;
        }
        throw new SQLException(
                "the database is " + product + ", which cannot be a registry center. Supported are " + SUPPORTED);
    }

    /** Whether the database ends with this process. */
    static boolean isInMemory(Connection connection) throws SQLException {
        return String.valueOf(connection.getMetaData().getURL())
                .toLowerCase(Locale.ROOT)
                .startsWith("jdbc:h2:mem:");
    }

    /** The type of a column for names and paths. */
    String name(int length) {
        return name.formatted(length);
    }

    /** The type of a column for the text of a node, as bytes. */
    String data() {
        return data;
    }

    /** The time of the database, as an expression. */
    String now() {
        return now;
    }

    /** Sent first over every connection: how long a lock is waited for, and how long an idle writer keeps one. */
    String settings() {
        return settings;
    }

    /** Whether the server ends connections that do nothing for some seconds, so that they are better renewed before. */
    boolean endsIdleConnections() {
        return this == MYSQL;
    }

    /** The statements that make an index; none where the table brings it along. */
    List<String> createIndex(String index, String table, String columns) {
        return indexesInTable()
                ? List.of()
                : List.of("CREATE INDEX IF NOT EXISTS " + index + " ON " + table + " (" + columns + ")");
    }

    /** The part of a table that is an index, with its comma, or nothing. */
    String indexInTable(String index, String columns) {
        return indexesInTable() ? ", INDEX " + index + " (" + columns + ")" : "";
    }

    String tableSuffix() {
        return indexesInTable() ? " ENGINE=InnoDB" : "";
    }

    private boolean indexesInTable() {
        return this == MARIADB || this == MYSQL;
    }
}
