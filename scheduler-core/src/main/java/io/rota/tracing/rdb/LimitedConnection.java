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
import javax.sql.DataSource;

/** A borrowed connection whose waits for the network have a limit, and which is given back as it was. */
final class LimitedConnection implements AutoCloseable {

    /** Beyond the limit of a statement: the server itself does not answer. */
    private static final int NETWORK_MILLIS = 20_000;

    private final Connection connection;
    private final boolean autoCommit;
    // Negative if the driver knows no such limit.
    private final int networkMillis;

    LimitedConnection(DataSource dataSource) throws SQLException {
        connection = dataSource.getConnection();
        try {
            networkMillis = limit();
            autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
        } catch (SQLException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    Connection get() {
        return connection;
    }

    private int limit() {
        try {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, NETWORK_MILLIS);
            return before;
        } catch (SQLException | AbstractMethodError | UnsupportedOperationException e) {
            // An old driver: the limits of the statements must do.
            return -1;
        }
    }

    @Override
    public void close() throws SQLException {
        try (Connection back = connection) {
            if (!back.isClosed()) {
                back.setAutoCommit(autoCommit);
                if (networkMillis >= 0) {
                    back.setNetworkTimeout(Runnable::run, networkMillis);
                }
            }
        }
    }
}
