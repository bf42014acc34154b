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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A table as it is in the database.
 *
 * @param columns those of ours that it has
 */
record KnownTable(Table table, List<Column> columns) {

    /**
     * Looks where an insert would go, which the catalogue does not tell when several schemas have such a table.
     *
     * @return empty if there is no such table
     * @throws SQLException if that is not known, or if the table is another one
     */
    static Optional<KnownTable> find(Connection connection, Dialect dialect, Table table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(RdbTraceStore.QUERY_SECONDS);
            try (ResultSet none = statement.executeQuery("SELECT * FROM " + table.sqlName() + " WHERE 1 = 0")) {
                return Optional.of(of(none.getMetaData(), dialect, table));
            }
        } catch (SQLException e) {
            if (dialect.isMissingTable(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static KnownTable of(ResultSetMetaData metaData, Dialect dialect, Table table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        for (int number = 1; number <= metaData.getColumnCount(); number++) {
            Column column = Column.of(metaData, number, dialect.unit());
            if (table.columns().contains(column.name())) {
                columns.add(column);
            }
        }
        List<String> names = columns.stream().map(Column::name).toList();
        if (!names.containsAll(table.indispensable())) {
            throw new SQLException("the table " + table.sqlName() + " has of the known columns only " + names
                    + ", but needs " + table.indispensable() + ". Rename it, and a new one can be made");
        }
        return new KnownTable(table, List.copyOf(columns));
    }

    String insert() {
        return "INSERT INTO " + table.sqlName() + " ("
                + columns.stream().map(Column::name).collect(Collectors.joining(", ")) + ") VALUES ("
                + columns.stream().map(column -> "?").collect(Collectors.joining(", ")) + ")";
    }

    void setInsert(PreparedStatement insert, Row row) throws SQLException {
        set(insert, columns, row);
    }

    /** Sets the columns by which the end of a run differs from its beginning. */
    String update() {
        return "UPDATE " + table.sqlName() + " SET "
                + ending().stream().map(column -> column.name() + " = ?").collect(Collectors.joining(", "))
                + " WHERE id = ?";
    }

    void setUpdate(PreparedStatement update, Row row) throws SQLException {
        set(update, ending(), row);
        update.setString(ending().size() + 1, row.id());
    }

    private List<Column> ending() {
        List<String> names = List.of("is_success", "failure_cause", "complete_time");
        return columns.stream().filter(column -> names.contains(column.name())).toList();
    }

    /** Counts the rows that are this one already. The two tables have an index for it, whoever made them. */
    String count() {
        return "SELECT COUNT(*) FROM " + table.sqlName() + " WHERE "
                + (isStates() ? "task_id = ? AND state = ?" : "id = ?");
    }

    void setCount(PreparedStatement count, Row row) throws SQLException {
        if (isStates()) {
            set(
                    count,
                    columns.stream()
                            .filter(column -> column.name().equals("task_id"))
                            .toList(),
                    row);
            count.setString(2, String.valueOf(row.get("state")));
        } else {
            count.setString(1, row.id());
        }
    }

    private boolean isStates() {
        return table == Table.STATES;
    }

    private static void set(PreparedStatement statement, List<Column> columns, Row row) throws SQLException {
        int parameter = 0;
        for (Column column : columns) {
            column.set(statement, ++parameter, row.get(column.name()));
        }
    }
}
