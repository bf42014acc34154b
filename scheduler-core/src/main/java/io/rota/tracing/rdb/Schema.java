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

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two tables as they are in a database.
 *
 */
record Schema(KnownTable executions, KnownTable states, Dialect dialect) {

    private static final Logger log = LoggerFactory.getLogger(Schema.class);

    /**
     * Looks for the tables, and makes what is missing if that is wanted.
     *
     * @param connection commits by itself
     * @throws SQLException if there are no tables to write to
     */
    static Schema open(Connection connection, SchemaMode mode) throws SQLException {
        Dialect dialect = Dialect.of(connection.getMetaData());
        boolean make = mode == SchemaMode.ALWAYS || mode == SchemaMode.EMBEDDED && Dialect.isInMemory(connection);
        return new Schema(
                table(connection, dialect, Table.EXECUTIONS, make),
                table(connection, dialect, Table.STATES, make),
                dialect);
    }

    private static KnownTable table(Connection connection, Dialect dialect, Table table, boolean make)
            throws SQLException {
        Optional<KnownTable> known = KnownTable.find(connection, dialect, table);
        if (known.isPresent()) {
            return known.get();
        }
        if (!make) {
            throw new SQLException("there is no table " + table.sqlName()
                    + ", and it is not to be made. Make it, or set initialize-schema to always");
        }
        create(connection, dialect, table);
        return KnownTable.find(connection, dialect, table)
                .orElseThrow(() -> new SQLException(table.sqlName() + " was made and is not there"));
    }

    private static void create(Connection connection, Dialect dialect, Table table) throws SQLException {
        try {
            execute(connection, dialect.createTable(table));
        } catch (SQLException e) {
            // Another instance may have been quicker.
            if (KnownTable.find(connection, dialect, table).isPresent()) {
                return;
            }
            throw e;
        }
        log.info("Tracing: made the table {}.", table.sqlName());
        if (table == Table.STATES) {
            try {
                execute(connection, dialect.createIndex());
            } catch (SQLException e) {
                log.warn(
                        "Tracing: could not make the index {}; looking for a task will be slow: {}",
                        Table.INDEX,
                        e.getMessage());
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(RdbTraceStore.QUERY_SECONDS);
            statement.execute(sql);
        }
    }
}
