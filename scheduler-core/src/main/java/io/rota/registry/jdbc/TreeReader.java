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
import io.rota.registry.RegistrySession;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads nodes, each answer from one statement; for one thread. */
final class TreeReader {

    static final String ENDED = "the database has ended the session";

    private static final Node ROOT = new Node("", 0, 0, 0, false);

    private final Link link;
    private final String namespace;

    TreeReader(Link link, String namespace) {
        this.link = link;
        this.namespace = namespace;
    }

    /**
     * Reads several nodes, in one moment.
     *
     * @param paths at least one, and at most {@link RegistrySession#PATHS_MAX}
     * @param session only what it may still see is told
     */
    List<ReadResult> read(List<String> paths, String session) {
        int size = Sql.inSize(paths.size());
        try {
            return link.repeatable(connection -> {
                try (PreparedStatement select =
                        connection.prepareStatement(link.sql().read(size))) {
                    select.setString(1, namespace);
                    for (int i = 0; i < size; i++) {
                        select.setString(i + 2, possible(paths.get(Math.min(i, paths.size() - 1))));
                    }
                    select.setString(size + 2, session);
                    try (ResultSet rows = select.executeQuery()) {
                        return results(paths, rows);
                    }
                }
            });
        } catch (SQLException e) {
            return Collections.nCopies(paths.size(), ReadResult.unavailable(Trouble.text(e)));
        }
    }

    private static List<ReadResult> results(List<String> paths, ResultSet rows) throws SQLException {
        if (!rows.next()) {
            return Collections.nCopies(paths.size(), ReadResult.unavailable(ENDED));
        }
        Map<String, ReadResult> found = new HashMap<>();
        found.put("/", ReadResult.found(ROOT));
        do {
            String path = rows.getString(1);
            if (path != null) {
                found.put(path, ReadResult.found(node(rows)));
            }
        } while (rows.next());
        return paths.stream()
                .map(path -> found.getOrDefault(path, ReadResult.absent()))
                .toList();
    }

    /**
     * @param session only what it may still see is told
     */
    ChildrenResult children(String path, String session) {
        try {
            return link.repeatable(connection -> {
                try (PreparedStatement select =
                        connection.prepareStatement(link.sql().children())) {
                    select.setString(1, namespace);
                    select.setString(2, possible(path));
                    select.setString(3, namespace);
                    select.setString(4, possible(path));
                    select.setString(5, session);
                    try (ResultSet rows = select.executeQuery()) {
                        return rows.next() ? names(path, rows) : ChildrenResult.unavailable(ENDED);
                    }
                }
            });
        } catch (SQLException e) {
            return ChildrenResult.unavailable(Trouble.text(e));
        }
    }

    /** A path that cannot be stored is that of no node, and no text for a database. */
    private static String possible(String path) {
        return path.length() > Sql.PATH_MAX || path.indexOf('\0') >= 0 ? "" : path;
    }

    private static Node node(ResultSet row) throws SQLException {
        return new Node(
                new String(row.getBytes(2), StandardCharsets.UTF_8),
                row.getInt(3),
                row.getLong(4),
                row.getLong(5),
                row.getString(6) != null);
    }

    /** From the first row on. */
    private static ChildrenResult names(String path, ResultSet rows) throws SQLException {
        boolean exists = path.equals("/");
        List<String> names = new ArrayList<>();
        do {
            String each = rows.getString(1);
            if (path.equals(each)) {
                exists = true;
            } else if (each != null) {
                names.add(each.substring(each.lastIndexOf('/') + 1));
            }
        } while (rows.next());
        return exists ? ChildrenResult.found(names) : ChildrenResult.absent();
    }
}
