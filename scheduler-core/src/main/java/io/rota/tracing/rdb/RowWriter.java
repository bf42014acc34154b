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

import io.rota.tracing.TraceStore.WriteResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/*
 * Together: all rows of a batch in one transaction, which takes a few round trips and takes them all or none.
 *
 * One by one: each row in a transaction of its own, and only if it is not there yet. This is for the batch that a bad row
 * has spoilt, and for the batch after an error, of which some may have been written.
 */
/** Writes the rows of one batch over one connection. */
final class RowWriter {

    /** Failures in a row, before the first success, after which the other rows need not be tried. */
    private static final int HOPELESS = 3;

    private final Connection connection;
    private final Schema schema;
    private int written;
    private int refused;
    private int failed;
    private String trouble = "";

    RowWriter(Connection connection, Schema schema) {
        this.connection = connection;
        this.schema = schema;
    }

    void writeTogether(Rows rows) throws SQLException {
        connection.setAutoCommit(false);
        try {
            insertAll(schema.states(), rows.states());
            insertAll(schema.executions(), rows.begun());
            insertAll(schema.executions(), withoutBeginning(rows.ended()));
            connection.commit();
        } catch (SQLException e) {
            try {
                connection.rollback();
            } catch (SQLException again) {
                e.setNextException(again);
            }
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void insertAll(KnownTable table, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = prepare(table.insert())) {
            for (Row row : rows) {
                table.setInsert(insert, row);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Updates rows, and tells those that are not there. */
    private List<Row> withoutBeginning(List<Row> rows) throws SQLException {
        List<Row> missing = new ArrayList<>();
        if (rows.isEmpty()) {
            return missing;
        }
        KnownTable table = schema.executions();
        try (PreparedStatement update = prepare(table.update())) {
            for (Row row : rows) {
                table.setUpdate(update, row);
                update.addBatch();
            }
            int[] counts = update.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                // A driver that does not count says so with a negative number; then the row is likely to be there.
                if (counts[i] == 0) {
                    missing.add(rows.get(i));
                }
            }
        }
        return missing;
    }

    /** Leaves nothing unsaid: what went wrong is in the result. */
    WriteResult writeOneByOne(Rows rows) {
        boolean goOn = each(rows.states(), row -> insertIfMissing(schema.states(), row))
                && each(rows.begun(), this::end)
                && each(rows.ended(), this::end);
        if (!goOn) {
            return new WriteResult(WriteResult.Status.UNREACHABLE, 0, trouble);
        }
        if (failed > 0 && written == 0) {
            // Nothing speaks for the rows being at fault.
            return new WriteResult(WriteResult.Status.FAILED, 0, trouble);
        }
        return new WriteResult(WriteResult.Status.SETTLED, refused + failed, trouble);
    }

    private interface Write {
        void of(Row row) throws SQLException;
    }

    /** Whether the connection still lives. */
    private boolean each(List<Row> rows, Write write) {
        for (Row row : rows) {
            if (written == 0 && failed >= HOPELESS) {
                return true;
            }
            try {
                write.of(row);
                written++;
            } catch (SQLException e) {
                trouble = Trouble.text(e);
                if (Trouble.isUnreachable(connection, e)) {
                    return false;
                } else if (Trouble.isRefusal(e)) {
                    refused++;
                } else {
                    failed++;
                }
            }
        }
        return true;
    }

    private void insertIfMissing(KnownTable table, Row row) throws SQLException {
        try (PreparedStatement count = prepare(table.count())) {
            table.setCount(count, row);
            try (ResultSet result = count.executeQuery()) {
                if (result.next() && result.getInt(1) > 0) {
                    return;
                }
            }
        }
        insert(table, row);
    }

    private void insert(KnownTable table, Row row) throws SQLException {
        try (PreparedStatement insert = prepare(table.insert())) {
            table.setInsert(insert, row);
            insert.executeUpdate();
        }
    }

    /** Brings a run's row to where this one is; a beginning never undoes an end. */
    private void end(Row row) throws SQLException {
        KnownTable table = schema.executions();
        if (row.get("complete_time") == null) {
            insertIfMissing(table, row);
            return;
        }
        int updated;
        try (PreparedStatement update = prepare(table.update())) {
            table.setUpdate(update, row);
            updated = update.executeUpdate();
        }
        if (updated == 0) {
            insert(table, row);
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(RdbTraceStore.QUERY_SECONDS);
        return statement;
    }
}
