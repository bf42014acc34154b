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
package com.example;

import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.fencing.SqlFence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

final class PlainFence implements SimpleJob {

    private final SqlFence fence = new SqlFence();
    private final DataSource database;

    PlainFence(DataSource database) {
        this.database = database;
    }

    void prepare() throws SQLException {
        fence.createTableIfMissing(database);
    }

    @Override
    public void execute(ShardingContext context) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                fence.guard(connection, context);
                close(connection, context);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void close(Connection connection, ShardingContext context) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE balances SET cents = (SELECT SUM(cents) FROM bookings) WHERE fire = ?")) {
            update.setString(1, context.getScheduledFireTime().toString());
            update.executeUpdate();
        }
    }
}
