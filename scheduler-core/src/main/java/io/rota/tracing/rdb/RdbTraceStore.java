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

import io.rota.tracing.JobEvent;
import io.rota.tracing.TraceStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps events in the tables {@code JOB_EXECUTION_LOG} and {@code JOB_STATUS_TRACE_LOG}, as ElasticJob does.
 *
 * <p>Tables that exist are used as they are. The database is first asked when there is something to write.
 */
public final class RdbTraceStore implements TraceStore {

    /** How long one statement may take. */
    static final int QUERY_SECONDS = 10;

    private final DataSource dataSource;
    private final SchemaMode mode;
    private final Runnable whenClosed;
    // Null until the tables have been seen, and again after an error: they may be others then.
    private @Nullable Schema schema;
    private @Nullable String hostname;
    // Whether part of the next batch may be there already.
    private boolean inDoubt;

    /** A store in somebody else's DataSource. */
    public RdbTraceStore(DataSource dataSource, SchemaMode mode) {
        this(dataSource, mode, () -> {});
    }

    /**
     * @param whenClosed lets go of the DataSource
     */
    public RdbTraceStore(DataSource dataSource, SchemaMode mode, Runnable whenClosed) {
        this.dataSource = dataSource;
        this.mode = mode;
        this.whenClosed = whenClosed;
    }

    @Override
    public String describe() {
        return "the database";
    }

    @Override
    public WriteResult write(List<JobEvent> events) {
        try (LimitedConnection limited = new LimitedConnection(dataSource)) {
            WriteResult result = write(limited.get(), events);
            if (result.status() != WriteResult.Status.SETTLED) {
                schema = null;
            }
            inDoubt = result.status() != WriteResult.Status.SETTLED;
            return result;
        } catch (SQLException e) {
            // No connection, or none that could be given back: then the next batch finds out what there is.
            schema = null;
            inDoubt = true;
            return new WriteResult(WriteResult.Status.UNREACHABLE, 0, Trouble.text(e));
        }
    }

    private WriteResult write(Connection connection, List<JobEvent> events) {
        try {
            Schema known = schema(connection);
            Rows rows = Rows.of(events, known.dialect().nothing(), hostname(events.get(0)));
            RowWriter writer = new RowWriter(connection, known);
            return !inDoubt && isWrittenTogether(connection, writer, rows)
                    ? WriteResult.KEPT
                    : writer.writeOneByOne(rows);
        } catch (SQLException e) {
            return new WriteResult(
                    Trouble.isUnreachable(connection, e) ? WriteResult.Status.UNREACHABLE : WriteResult.Status.FAILED,
                    0,
                    Trouble.text(e));
        }
    }

    /**
     * Whether all rows are written; if not, none is.
     *
     * @throws SQLException if it makes no sense to try them one by one now
     */
    private static boolean isWrittenTogether(Connection connection, RowWriter writer, Rows rows) throws SQLException {
        try {
            writer.writeTogether(rows);
            return true;
        } catch (SQLException e) {
            if (Trouble.isUnreachable(connection, e)) {
                throw e;
            }
            return false;
        }
    }

    private Schema schema(Connection connection) throws SQLException {
        Schema known = schema;
        if (known == null) {
            known = Schema.open(connection, mode);
            schema = known;
        }
        return known;
    }

    /** Asked for here, because the answer may take its time. */
    private String hostname(JobEvent event) {
        String known = hostname;
        if (known == null) {
            try {
                known = InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                known = event.run().ip();
            }
            hostname = known;
        }
        return known;
    }

    @Override
    public Removal removeBefore(long beforeMillis, int max) {
        int removed = 0;
        try (LimitedConnection limited = new LimitedConnection(dataSource)) {
            Schema known = schema(limited.get());
            for (Table table : Table.values()) {
                try (PreparedStatement delete =
                        limited.get().prepareStatement(known.dialect().removal(table, max))) {
                    delete.setQueryTimeout(QUERY_SECONDS);
                    delete.setTimestamp(1, new Timestamp(beforeMillis));
                    removed = Math.max(removed, delete.executeUpdate());
                }
            }
            return new Removal(removed, "");
        } catch (SQLException e) {
            return new Removal(removed, Trouble.text(e));
        }
    }

    @Override
    public void close() {
        whenClosed.run();
    }
}
