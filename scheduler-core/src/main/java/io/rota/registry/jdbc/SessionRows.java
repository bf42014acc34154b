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

import io.rota.env.IdSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;

/** The sessions as rows; for one thread. */
final class SessionRows {

    private final Link link;
    private final Settings settings;
    private final IdSource ids;

    SessionRows(Link link, Settings settings, IdSource ids) {
        this.link = link;
        this.settings = settings;
        this.ids = ids;
    }

    /**
     * Begins a session, in tables that are known to be good.
     *
     * @return its id
     */
    String open() throws SQLException {
        String id = ids.next();
        // Not repeated: if the row was written and nobody heard of it, it vanishes like that of any dead session.
        return link.once(connection -> {
            new Schema(settings, link.sql()).prepare(connection, id);
            try (PreparedStatement insert =
                    connection.prepareStatement(link.sql().addSession())) {
                insert.setString(1, id);
                insert.setString(2, settings.namespace());
                insert.setLong(3, settings.sessionTimeout().toMillis());
                insert.setLong(4, settings.sessionTimeout().toMillis());
                insert.executeUpdate();
            }
            return id;
        });
    }

    /**
     * Proves a session alive.
     *
     * @return the time of the database, or nothing if the session is over
     */
    OptionalLong renew(String id) throws SQLException {
        return link.repeatable(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement(link.sql().renew())) {
                update.setString(1, id);
                return update.executeUpdate() == 0 ? OptionalLong.empty() : renewedAt(connection, id);
            }
        });
    }

    private OptionalLong renewedAt(Connection connection, String id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(link.sql().renewedAt())) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }
}
