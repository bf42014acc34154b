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

import io.rota.registry.ChildrenResult;
import io.rota.registry.Node;
import io.rota.registry.ReadResult;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads nodes, one statement each; for one thread. */
final class TreeReader {

    private static final Node ROOT = new Node("", 0, 0, 0, false);

    private final Link link;
    private final String namespace;

    TreeReader(Link link, String namespace) {
        this.link = link;
        this.namespace = namespace;
    }

    ReadResult read(String path) {
        if (path.equals("/")) {
            return ReadResult.found(ROOT);
        } else if (cannotExist(path)) {
            return ReadResult.absent();
        }
        try {
            return link.repeatable(connection -> {
                try (PreparedStatement select =
                        connection.prepareStatement(link.sql().read())) {
                    select.setString(1, namespace);
                    select.setString(2, path);
                    try (ResultSet row = select.executeQuery()) {
                        return row.next() ? ReadResult.found(node(row)) : ReadResult.absent();
                    }
                }
            });
        } catch (SQLException e) {
            return ReadResult.unavailable(Trouble.text(e));
        }
    }

    ChildrenResult children(String path) {
        if (cannotExist(path)) {
            return ChildrenResult.absent();
        }
        try {
            return link.repeatable(connection -> {
                try (PreparedStatement select =
                        connection.prepareStatement(link.sql().children())) {
                    select.setString(1, namespace);
                    select.setString(2, path);
                    select.setString(3, namespace);
                    select.setString(4, path);
                    try (ResultSet rows = select.executeQuery()) {
                        return names(path, rows);
                    }
                }
            });
        } catch (SQLException e) {
            return ChildrenResult.unavailable(Trouble.text(e));
        }
    }

    private static boolean cannotExist(String path) {
        return path.length() > Sql.PATH_MAX || path.indexOf('\0') >= 0;
    }

    private static Node node(ResultSet row) throws SQLException {
        return new Node(
                new String(row.getBytes(1), StandardCharsets.UTF_8),
                row.getInt(2),
                row.getLong(3),
                row.getLong(4),
                row.getString(5) != null);
    }

    private static ChildrenResult names(String path, ResultSet rows) throws SQLException {
        boolean exists = path.equals("/");
        List<String> names = new ArrayList<>();
        while (rows.next()) {
            String each = rows.getString(1);
            if (each.equals(path)) {
                exists = true;
            } else {
                names.add(each.substring(each.lastIndexOf('/') + 1));
            }
        }
        return exists ? ChildrenResult.found(names) : ChildrenResult.absent();
    }
}
