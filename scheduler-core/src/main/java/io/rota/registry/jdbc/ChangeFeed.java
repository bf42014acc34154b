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
import io.rota.registry.CommitResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Reads the log forward, and looks after what nobody else looks after.
 *
 * The revision of the namespace is asked for first, one row by its key. Whatever the log says up to there is complete,
 * because writers commit in the order of their revisions. Too much at once, a log that was cleared away, or a revision
 * that went back (another database, or an old copy of it) is told as "anything may have changed".
 *
 * In between, sessions that are silent for too long are ended, and old rows of the log are dropped a block at a time.
 * Every instance does this; the lock decides who is first, and the others find nothing left to do.
 */
/** One look at the database after the other; for one thread. */
final class ChangeFeed {

    private static final Logger log = LoggerFactory.getLogger(JdbcRegistryCenter.class);

    private static final int CHANGES_MAX = 5_000;
    private static final int BLOCK = 1_000;
    private static final int BLOCKS_MAX = 10;
    private static final long KEPT_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final long COMPACT_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Duration SESSIONS_EVERY = Duration.ofMillis(450);
    private static final Duration LEFTOVERS_EVERY = Duration.ofSeconds(10);

    private final Link link;
    private final TreeWriter writer;
    private final Settings settings;
    private final TimeSource time;
    private final Listener listener;
    private final Silences silences;
    private long revision = -1;
    private String incarnation = "";
    private long sessionsNanos;
    private long leftoversNanos;
    private long compactedNanos;

    /** Hears what the log says. */
    interface Listener {

        /** The revision of the last change by path. */
        void changed(Map<String, Long> changes);

        void resync();
    }

    private record Position(long revision, long compacted, String incarnation) {}

    private record Block(long revision, long ageMillis) {}

    ChangeFeed(Link link, TreeWriter writer, Settings settings, TimeSource time, Listener listener) {
        this.link = link;
        this.writer = writer;
        this.settings = settings;
        this.time = time;
        this.listener = listener;
        silences = new Silences(settings.sessionTimeout().toNanos() / 3);
        sessionsNanos = time.monotonicNanos() - SESSIONS_EVERY.toNanos();
        leftoversNanos = time.monotonicNanos();
        compactedNanos = time.monotonicNanos();
    }

    /** Reads what is new. */
    void read() throws SQLException {
        Position now = position();
        if (now.revision() == revision && now.incarnation().equals(incarnation)) {
            return;
        }
        boolean continuous = revision >= 0
                && now.incarnation().equals(incarnation)
                && now.revision() >= revision
                && now.compacted() <= revision;
        Optional<Map<String, Long>> changes = continuous ? changes(now.revision()) : Optional.empty();
        revision = now.revision();
        incarnation = now.incarnation();
        changes.ifPresentOrElse(listener::changed, listener::resync);
    }

    /** Ends dead sessions and drops old rows, if it is time for that. */
    void cleanUp() throws SQLException {
        long now = time.monotonicNanos();
        if (now - sessionsNanos >= SESSIONS_EVERY.toNanos()) {
            sessionsNanos = now;
            endSilentSessions(now);
        }
        if (now - leftoversNanos >= LEFTOVERS_EVERY.toNanos()) {
            leftoversNanos = now;
            removeLeftovers();
        }
        if (now - compactedNanos >= COMPACT_NANOS) {
            compactedNanos = now;
            compact();
        }
    }

    private Position position() throws SQLException {
        return link.repeatable(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(link.sql().position())) {
                select.setString(1, settings.namespace());
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        throw new SQLException(
                                "there is no row of the namespace '" + settings.namespace() + "' in the tables");
                    }
                    return new Position(row.getLong(1), row.getLong(2), row.getString(3));
                }
            }
        });
    }

    /** The last revision by path; empty if there are too many. */
    private Optional<Map<String, Long>> changes(long upTo) throws SQLException {
        return link.repeatable(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(link.sql().changes(CHANGES_MAX + 1))) {
                select.setString(1, settings.namespace());
                select.setLong(2, revision);
                select.setLong(3, upTo);
                try (ResultSet rows = select.executeQuery()) {
                    Map<String, Long> changes = new LinkedHashMap<>();
                    int count = 0;
                    while (rows.next()) {
                        count++;
                        changes.put(rows.getString(1), rows.getLong(2));
                    }
                    return count > CHANGES_MAX ? Optional.empty() : Optional.of(changes);
                }
            }
        });
    }

    private void endSilentSessions(long askedNanos) throws SQLException {
        List<Silences.Seen> sessions = link.repeatable(this::sessions);
        for (Silences.Seen dead : silences.look(sessions, askedNanos, time.monotonicNanos())) {
            writer.endSilent(dead.id(), dead.renewals());
            log.info(
                    "Session {} in the database has been silent for more than {} ms: it is ended, with all it held.",
                    dead.id(),
                    dead.timeoutMillis());
        }
    }

    private List<Silences.Seen> sessions(Connection connection) throws SQLException {
        List<Silences.Seen> sessions = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(link.sql().sessions())) {
            select.setString(1, settings.namespace());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    sessions.add(new Silences.Seen(
                            rows.getString(1), rows.getLong(2), rows.getLong(3), rows.getInt(4) == 1));
                }
            }
        }
        return sessions;
    }

    /** A session ends with all it held, unless somebody deletes its row by hand. */
    private void removeLeftovers() throws SQLException {
        List<String> sessions = link.repeatable(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(link.sql().sessionsWithoutRow())) {
                select.setString(1, settings.namespace());
                try (ResultSet rows = select.executeQuery()) {
                    List<String> found = new ArrayList<>();
                    while (rows.next()) {
                        found.add(rows.getString(1));
                    }
                    return found;
                }
            }
        });
        for (String session : sessions) {
            CommitResult result = writer.endWithoutRow(session);
            if (result.status() == CommitResult.Status.COMMITTED) {
                log.warn(
                        "Somebody deleted the row of session {} from the registry's tables; what it held is removed, too.",
                        session);
            }
        }
    }

    private void compact() throws SQLException {
        for (int i = 0; i < BLOCKS_MAX; i++) {
            Block oldest = link.repeatable(this::oldestBlock);
            // Rows from the future are left from a clock that has been put back.
            if (oldest.revision() < 0 || Math.abs(oldest.ageMillis()) < KEPT_MILLIS) {
                return;
            }
            writer.compact(oldest.revision());
        }
    }

    private Block oldestBlock(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(link.sql().oldestBlock(BLOCK))) {
            select.setString(1, settings.namespace());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new Block(row.getLong(1), row.getLong(2)) : new Block(-1, 0);
            }
        }
    }
}
