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

import io.rota.env.TimeSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of one thread: opened when it is needed, thrown away after any error.
 *
 * <p>Throwing away ends a transaction that is open, for certain and on every database.
 */
final class Link {

    /** Less than the time after which a server that ends idle connections does so. */
    private static final Duration IDLE_MAX = Duration.ofSeconds(2);

    private final Database database;
    private final TimeSource time;
    private final Duration patience;
    private @Nullable Connection connection;
    private long usedNanos;
    private boolean connected;

    /** Something to do over a connection. */
    @FunctionalInterface
    interface Work<T> {
        T over(Connection connection) throws SQLException;
    }

    /**
     * @param patience how long the network may be silent
     */
    Link(Database database, TimeSource time, Duration patience) {
        this.database = database;
        this.time = time;
        this.patience = patience;
    }

    /**
     * Does what may be done twice; over another connection if the one at hand is lost.
     *
     * @throws SQLException whatever the trouble; there is no connection any more then
     */
    <T> T repeatable(Work<T> work) throws SQLException {
        try {
            return once(work);
        } catch (SQLException e) {
            if (!wasCut(e)) {
                throw e;
            }
            return once(work);
        }
    }

    /** As {@link #repeatable}, but never twice. */
    <T> T once(Work<T> work) throws SQLException {
        boolean done = false;
        try {
            T result = work.over(connection());
            usedNanos = time.monotonicNanos();
            done = true;
            return result;
        } catch (RuntimeException e) {
            // Drivers and pools are not always as strict as they should be.
            throw new SQLException(String.valueOf(e), e);
        } finally {
            if (!done) {
                drop();
            }
        }
    }

    /** Whether the work that failed just now lost its connection, or was given a dead one; another one may do. */
    boolean wasCut(SQLException failure) {
        return connected && Trouble.isConnectionLost(failure);
    }

    Sql sql() {
        return database.sql();
    }

    void drop() {
        Connection dropped = connection;
        connection = null;
        if (dropped != null) {
            try {
                dropped.close();
            } catch (SQLException | RuntimeException e) {
                // It is gone already.
                return;
            }
        }
    }

    private Connection connection() throws SQLException {
        Connection known = connection;
        if (known != null
                && sql().dialect().endsIdleConnections()
                && time.monotonicNanos() - usedNanos > IDLE_MAX.toNanos()) {
            drop();
            known = null;
        }
        connected = false;
        if (known == null) {
            known = database.open(patience);
            connection = known;
        }
        connected = true;
        return known;
    }
}
