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

import io.rota.api.SecretTexts;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Opens connections that are fit for a registry; thread-safe. */
final class Database {

    private final Settings settings;
    private volatile @Nullable Sql sql;
    private volatile String address;

    Database(Settings settings) {
        this.settings = settings;
        address = withoutSecrets(settings.address());
    }

    /** For messages; no secrets. */
    String describe() {
        return address + ", tables " + settings.tablePrefix() + "*, namespace '" + settings.namespace() + "'";
    }

    /**
     * The statements for this database.
     *
     * @throws IllegalStateException before the first connection
     */
    Sql sql() {
        Sql known = sql;
        if (known == null) {
            throw new IllegalStateException("not connected yet");
        }
        return known;
    }

    /**
     * A connection of its own that commits by itself.
     *
     * @param patience how long the network may be silent
     * @throws SQLException also if the database is not supported, or does not do as it is told
     */
    Connection open(Duration patience) throws SQLException {
        Connection connection = settings.dataSource().getConnection();
        try {
            limitWaits(connection, patience);
            DatabaseMetaData about = connection.getMetaData();
            Dialect dialect = Dialect.of(about);
            address = withoutSecrets(String.valueOf(about.getURL()));
            connection.setAutoCommit(true);
            if (connection.isReadOnly()) {
                connection.setReadOnly(false);
            }
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            checkObedience(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute(dialect.settings());
            }
            if (sql == null) {
                sql = new Sql(settings.tablePrefix(), dialect);
            }
            return connection;
        } catch (SQLException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    /** A pool in between may have its own opinion. */
    private static void checkObedience(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()
                || connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED) {
            throw new SQLException("the DataSource forces its own isolation level or commits on its connections; a"
                    + " registry center needs READ COMMITTED and its own transactions. Give it a plain DataSource");
        }
    }

    private static void limitWaits(Connection connection, Duration patience) {
        try {
            connection.setNetworkTimeout(Runnable::run, (int) patience.toMillis());
        } catch (SQLException | AbstractMethodError | UnsupportedOperationException e) {
            // A driver that cannot: overdue requests are answered without it, and the limits of the server remain.
            return;
        }
    }

    private static String withoutSecrets(String url) {
        return SecretTexts.hidden(url.replaceFirst("[?;].*", ""));
    }
}
