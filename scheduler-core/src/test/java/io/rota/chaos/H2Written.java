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
package io.rota.chaos;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.h2.api.Trigger;

/** Writes down what happens to a node, in the transaction that does it. */
public final class H2Written implements Trigger {

    // The columns of the table of nodes, in their order.
    private static final int NAMESPACE = 0;
    private static final int PATH = 1;
    private static final int DATA = 3;
    private static final int VERSION = 4;
    private static final int MODIFIED = 7;

    @Override
    public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
        Object[] row = after != null ? after : before;
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO written (revision, millis, kind, path, data, version)"
                        + " SELECT revision, ?, ?, ?, ?, ? FROM rota_registry WHERE ns = ?")) {
            insert.setLong(1, after != null ? (Long) row[MODIFIED] : System.currentTimeMillis());
            insert.setString(2, after == null ? "DELETED" : row[VERSION].equals(0) ? "CREATED" : "SET");
            insert.setObject(3, row[PATH]);
            insert.setBytes(4, after != null ? (byte[]) row[DATA] : new byte[0]);
            insert.setInt(5, after != null ? (Integer) row[VERSION] : 0);
            insert.setObject(6, row[NAMESPACE]);
            insert.executeUpdate();
        }
    }
}
