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
import io.rota.registry.CommitResult;
import io.rota.registry.Transaction;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * One short transaction for every change:
 *
 *   1. raise the revision of the namespace, which takes the lock that every writer waits for
 *   2. see that the own session exists; nobody can end it before this transaction has ended
 *   3. read the nodes that the conditions are about, and decide in memory (Draft)
 *   4. write down the nodes and the log, commit
 *
 * Until "commit" is sent, a failure means that nothing was done, because nobody will send it any more. Afterwards the
 * outcome is open until this process has held the lock once more: then the earlier transaction has ended, one way or
 * the other, and the log tells which by the operation's id. If even that fails, the answer is "unknown", and nothing else
 * is read or written here before the earlier transaction has ended: otherwise a reader could find its old claim absent,
 * and present a moment later.
 *
 * A process that is stopped between 1 and 4 keeps the lock. The server ends it after some seconds (Dialect.settings).
 */
/** Writes the tree; for one thread. */
final class TreeWriter {

    private static final int ATTEMPTS = 3;

    private final Link link;
    private final String namespace;
    private final IdSource ids;
    // Whether a transaction whose outcome nobody knows may still be open at the server.
    private boolean unsettled;

    /** The lock is held. */
    private record Stamp(long revision, long nowMillis, boolean sessionExists) {}

    /** One try, as far as it got. */
    private static final class Attempt {
        private final String opId;
        private boolean committing;
        private long revision;
        private CommitResult result = CommitResult.unknown("not begun");

        Attempt(String opId) {
            this.opId = opId;
        }
    }

    TreeWriter(Link link, String namespace, IdSource ids) {
        this.link = link;
        this.namespace = namespace;
        this.ids = ids;
    }

    /** As {@link io.rota.registry.RegistrySession#commit}. */
    CommitResult commit(Transaction transaction, String session) {
        CommitResult refusal = Draft.refusal(transaction);
        return refusal != null
                ? refusal
                : repeated(attempt -> inTransaction(session, (connection, stamp) -> {
                    if (!stamp.sessionExists()) {
                        attempt.result = CommitResult.sessionLost(TreeReader.ENDED);
                        return false;
                    }
                    Draft draft = new Draft(
                            read(connection, Draft.pathsToRead(transaction)),
                            count(connection, Draft.pathsToCount(transaction)));
                    attempt.result = draft.apply(transaction, session, stamp.revision());
                    if (attempt.result.status() != CommitResult.Status.COMMITTED
                            || draft.changed().isEmpty()) {
                        return false;
                    }
                    write(connection, draft, stamp);
                    log(connection, draft.changed(), stamp, attempt.opId);
                    attempt.revision = stamp.revision();
                    attempt.committing = true;
                    return true;
                }));
    }

    /** Ends a session and all it holds, at once. */
    CommitResult end(String session) {
        return remove(session, connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement(link.sql().removeSession())) {
                delete.setString(1, session);
                return delete.executeUpdate();
            }
        });
    }

    /** Ends a session of somebody else, if it still is as silent as it was. */
    CommitResult endSilent(String session, long renewals) {
        return remove(session, connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement(link.sql().removeSilentSession())) {
                delete.setString(1, session);
                delete.setLong(2, renewals);
                return delete.executeUpdate();
            }
        });
    }

    /** Removes what a session held whose row somebody deleted. */
    CommitResult endWithoutRow(String session) {
        return removeNodes(session, (connection, stamp) -> !stamp.sessionExists());
    }

    /**
     * Waits until a transaction of unknown outcome has ended, if there is one.
     *
     * @throws SQLException if that is not certain
     */
    void settle() throws SQLException {
        if (unsettled) {
            link.repeatable(connection -> {
                connection.setAutoCommit(false);
                try (PreparedStatement update =
                        connection.prepareStatement(link.sql().settle())) {
                    update.setString(1, namespace);
                    update.executeUpdate();
                }
                connection.rollback();
                connection.setAutoCommit(true);
                return true;
            });
            unsettled = false;
        }
    }

    /** Drops the oldest rows of the log, up to a revision; who has not read them is told so. */
    void compact(long revision) throws SQLException {
        link.repeatable(connection -> {
            connection.setAutoCommit(false);
            try (PreparedStatement set = connection.prepareStatement(link.sql().setCompacted());
                    PreparedStatement delete =
                            connection.prepareStatement(link.sql().compact())) {
                set.setLong(1, revision);
                set.setString(2, namespace);
                set.executeUpdate();
                delete.setString(1, namespace);
                delete.setLong(2, revision);
                delete.executeUpdate();
            }
            connection.commit();
            connection.setAutoCommit(true);
            return true;
        });
    }

    // ---- transactions

    private interface Try {
        void of(Attempt attempt) throws SQLException;
    }

    /** What is done under the lock; whether to commit. */
    private interface Body {
        boolean under(Connection connection, Stamp stamp) throws SQLException;
    }

    private CommitResult repeated(Try each) {
        String trouble = "";
        for (int i = 0; i < ATTEMPTS; i++) {
            Attempt attempt = new Attempt(ids.next());
            try {
                settle();
                each.of(attempt);
                return attempt.result;
            } catch (SQLException e) {
                trouble = Trouble.text(e);
                if (attempt.committing) {
                    unsettled = true;
                    Boolean done = isDone(attempt);
                    if (done == null) {
                        return CommitResult.unknown(trouble);
                    } else if (done) {
                        return attempt.result;
                    }
                } else if (!Trouble.isCollision(e) && !link.wasCut(e)) {
                    return CommitResult.unknown(trouble);
                }
            }
        }
        return CommitResult.unknown(trouble);
    }

    /** Whether a transaction was committed of which nothing was heard; null if that cannot be told now. */
    private @Nullable Boolean isDone(Attempt attempt) {
        try {
            settle();
            return link.repeatable(connection -> {
                try (PreparedStatement select =
                        connection.prepareStatement(link.sql().findOperation())) {
                    select.setString(1, namespace);
                    select.setLong(2, attempt.revision);
                    select.setString(3, attempt.opId);
                    try (ResultSet row = select.executeQuery()) {
                        return row.next() && row.getInt(1) > 0;
                    }
                }
            });
        } catch (SQLException e) {
            return null;
        }
    }

    private void inTransaction(String session, Body body) throws SQLException {
        link.once(connection -> {
            connection.setAutoCommit(false);
            boolean commit = body.under(connection, lock(connection, session));
            if (commit) {
                connection.commit();
            } else {
                connection.rollback();
            }
            connection.setAutoCommit(true);
            return commit;
        });
    }

    private Stamp lock(Connection connection, String session) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(link.sql().lock());
                PreparedStatement select =
                        connection.prepareStatement(link.sql().stamp())) {
            update.setString(1, namespace);
            int locked = update.executeUpdate();
            select.setString(1, session);
            select.setString(2, namespace);
            try (ResultSet row = select.executeQuery()) {
                if (locked == 1 && row.next()) {
                    return new Stamp(row.getLong(1), row.getLong(2), row.getInt(3) > 0);
                }
                throw new SQLException("somebody deleted the row of the namespace '" + namespace
                        + "' from the registry's tables. Restart the instances, or put the row back");
            }
        }
    }

    private CommitResult remove(String session, Link.Work<Integer> deletion) {
        return removeNodes(session, (connection, stamp) -> deletion.over(connection) > 0);
    }

    private CommitResult removeNodes(String session, Body isOver) {
        return repeated(attempt -> inTransaction(session, (connection, stamp) -> {
            attempt.result = CommitResult.committed(List.of(), stamp.revision());
            if (!isOver.under(connection, stamp)) {
                return false;
            }
            log(connection, nodesOf(connection, session), stamp, attempt.opId);
            attempt.revision = stamp.revision();
            attempt.committing = true;
            return true;
        }));
    }

    private List<String> nodesOf(Connection connection, String session) throws SQLException {
        List<String> paths = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(link.sql().nodesOfSession());
                PreparedStatement delete =
                        connection.prepareStatement(link.sql().removeNodesOfSession())) {
            select.setString(1, namespace);
            select.setString(2, session);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    paths.add(rows.getString(1));
                }
            }
            delete.setString(1, namespace);
            delete.setString(2, session);
            delete.executeUpdate();
        }
        return paths;
    }

    // ---- rows

    private Map<String, Draft.State> read(Connection connection, Set<String> paths) throws SQLException {
        Map<String, Draft.State> states = new HashMap<>();
        eachPart(connection, paths, link.sql()::nodes, row -> {
            Draft.State state = new Draft.State(row.getInt(2), row.getLong(3), row.getString(4), null);
            states.put(row.getString(1), state);
        });
        return states;
    }

    private Map<String, Integer> count(Connection connection, Set<String> paths) throws SQLException {
        Map<String, Integer> counts = new HashMap<>();
        eachPart(connection, paths, link.sql()::countChildren, row -> counts.put(row.getString(1), row.getInt(2)));
        return counts;
    }

    private interface Row {
        void take(ResultSet row) throws SQLException;
    }

    private interface Query {
        String of(int size);
    }

    private void eachPart(Connection connection, Set<String> paths, Query query, Row each) throws SQLException {
        List<String> left = new ArrayList<>(paths);
        while (!left.isEmpty()) {
            int size = Sql.inSize(left.size());
            List<String> part = left.subList(0, Math.min(size, left.size()));
            try (PreparedStatement select = connection.prepareStatement(query.of(size))) {
                select.setString(1, namespace);
                for (int i = 0; i < size; i++) {
                    select.setString(i + 2, part.get(Math.min(i, part.size() - 1)));
                }
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        each.take(rows);
                    }
                }
            }
            part.clear();
        }
    }

    private void write(Connection connection, Draft draft, Stamp stamp) throws SQLException {
        batch(connection, link.sql().delete(), draft.deleted(), (delete, path) -> {
            delete.setString(1, namespace);
            delete.setString(2, path);
        });
        batch(connection, link.sql().insert(), draft.inserted().entrySet(), (insert, node) -> {
            setNode(insert, node, stamp);
            insert.setString(8, Draft.parent(node.getKey()));
        });
        batch(
                connection,
                link.sql().update(),
                draft.updated().entrySet(),
                (update, node) -> setNode(update, node, stamp));
    }

    private void setNode(PreparedStatement statement, Map.Entry<String, Draft.State> node, Stamp stamp)
            throws SQLException {
        Draft.State state = node.getValue();
        String data = state.data();
        statement.setBytes(1, data == null ? new byte[0] : data.getBytes(StandardCharsets.UTF_8));
        statement.setInt(2, state.version());
        statement.setString(3, state.session());
        statement.setLong(4, state.createdRevision());
        statement.setLong(5, stamp.nowMillis());
        statement.setString(6, namespace);
        statement.setString(7, node.getKey());
    }

    private void log(Connection connection, Collection<String> paths, Stamp stamp, String opId) throws SQLException {
        int[] order = {0};
        batch(connection, link.sql().addChange(), paths, (insert, path) -> {
            insert.setString(1, namespace);
            insert.setLong(2, stamp.revision());
            insert.setInt(3, order[0]++);
            insert.setString(4, path);
            insert.setString(5, opId);
            insert.setLong(6, stamp.nowMillis());
        });
    }

    private interface Setter<T> {
        void set(PreparedStatement statement, T value) throws SQLException;
    }

    private static <T> void batch(Connection connection, String sql, Collection<T> values, Setter<T> setter)
            throws SQLException {
        if (values.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (T value : values) {
                setter.set(statement, value);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
