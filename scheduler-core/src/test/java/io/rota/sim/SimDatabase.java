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
package io.rota.sim;

import io.rota.registry.CommitResult;
import io.rota.registry.Transaction;
import io.rota.registry.jdbc.SilenceWatch;
import io.rota.registry.memory.MemoryTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * A database that is used as a registry, as its server sees it. What differs from servers made for it:
 *
 *   every change holds one lock from its beginning to its commit; whoever stands still with it is ended after two seconds,
 *     and nobody waits for it longer than five
 *   a session is a row, and is over when somebody deletes the row, which other instances do: the database does nothing
 *   nobody is told of a change: there is a log, whose beginning is cleared away at some time, and instances read it
 *   its clock may jump, and everybody follows it
 */
final class SimDatabase extends SimRegistry {

    private static final long IDLE_NANOS_MAX = 2_000_000_000L;
    private static final long LOCK_NANOS_MAX = 5_000_000_000L;
    private static final long CLIENT_SEEN_DEAD_NANOS = 50_000_000L;
    private static final long LOG_KEPT_MILLIS = 600_000;

    private static final class Row {
        private long expiresAtMillis;
        private long renewals;
        private long heardAtNanos;

        boolean isOver(long nowMillis) {
            return expiresAtMillis < nowMillis || expiresAtMillis > nowMillis + TIMEOUT_MILLIS;
        }
    }

    private record Change(Set<String> paths, long treeRevision, String opId, long atNanos) {}

    /** What one look at the database tells. */
    record View(boolean continuous, long revision, Map<String, Long> changed, List<SilenceWatch.Session> sessions) {}

    /** A transaction of a client, from its first statement on. */
    final class Work {
        private final @Nullable SimProcess client;
        private final Consumer<Work> granted;
        private final Runnable refused;
        private boolean over;

        private Work(@Nullable SimProcess client, Consumer<Work> granted, Runnable refused) {
            this.client = client;
            this.granted = granted;
            this.refused = refused;
        }

        /** Applies the changes and ends; nothing if the server has ended it already. */
        @Nullable
        CommitResult commit(Transaction transaction, String session, String opId) {
            if (over) {
                return null;
            }
            CommitResult result = apply(transaction, session, opId);
            end();
            return result;
        }

        /** Ends a session if it is as silent as it was; false if the server has ended this already. */
        boolean commitEndOf(String session, OptionalLong renewals, boolean ifExpired, String opId) {
            if (over) {
                return false;
            }
            Row row = rows.get(session);
            if (row != null
                    && (renewals.isEmpty() || row.renewals == renewals.getAsLong())
                    && (!ifExpired || row.isOver(world.millis()))) {
                world.trace("database", "ends", session);
                if (ifExpired) {
                    endedByOthers++;
                    history.sessionEnded(session, world.nanos() - row.heardAtNanos);
                }
                rows.remove(session);
                log(new LinkedHashSet<>(tree.expire(session)), opId);
            }
            end();
            return true;
        }

        /** Gives the lock back. */
        void end() {
            over = true;
            queue.remove(this);
            if (holder == this) {
                holder = null;
                next();
            }
        }

        private void giveUp() {
            end();
            refused.run();
        }
    }

    private final SimWorld world;
    private final History history;
    private final MemoryTree tree = new MemoryTree();
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final TreeMap<Long, Change> changes = new TreeMap<>();
    private final Set<String> operations = new HashSet<>();
    private final Deque<Work> queue = new ArrayDeque<>();
    private @Nullable Work holder;
    private long revision = 1;
    private long compacted;
    private boolean down;
    private int faultsGoingOn;
    private long troubledAtNanos;
    private int connections;
    private long sessionNumbers;
    private int clockNumbers;
    private int endedByOthers;

    SimDatabase(SimWorld world, History history) {
        this.world = world;
        this.history = history;
    }

    @Override
    MemoryTree tree() {
        return tree;
    }

    @Override
    SimCenter center(SimProcess process) {
        return new SimDatabaseClient(world, this, history, process);
    }

    @Override
    void operate(Transaction transaction) {
        CommitResult result = apply(transaction, History.OPERATOR, "by hand");
        world.trace(History.OPERATOR, "operates", result.status(), transaction);
    }

    @Override
    long calmNanos() {
        return faultsGoingOn > 0 ? 0 : world.nanos() - troubledAtNanos;
    }

    /** How many sessions were ended by others than their process. */
    int endedByOthers() {
        return endedByOthers;
    }

    // ---- what a connection can ask for

    boolean isDown() {
        return down;
    }

    /** Changes whenever all connections are ended. */
    int connections() {
        return connections;
    }

    String open() {
        String id = "d" + sessionNumbers++;
        rows.put(id, new Row());
        renew(id);
        return id;
    }

    /** Tells the time, or nothing if the session is over. */
    OptionalLong renew(String session) {
        Row row = rows.get(session);
        if (row == null) {
            return OptionalLong.empty();
        }
        row.expiresAtMillis = world.millis() + TIMEOUT_MILLIS;
        row.renewals++;
        row.heardAtNanos = world.nanos();
        return OptionalLong.of(world.millis());
    }

    boolean exists(String session) {
        return rows.containsKey(session);
    }

    /** Whether an operation was committed. */
    boolean isDone(String opId) {
        return operations.contains(opId);
    }

    /** What has changed since a revision, and who has a session. */
    View look(long since) {
        boolean continuous = since >= compacted && since > 0;
        Map<String, Long> changed = new LinkedHashMap<>();
        if (continuous && since < revision) {
            changes.tailMap(since, false)
                    .values()
                    .forEach(change -> change.paths().forEach(path -> changed.put(path, change.treeRevision())));
        }
        List<SilenceWatch.Session> sessions = new ArrayList<>();
        rows.forEach((id, row) -> sessions.add(new SilenceWatch.Session(id, row.renewals, row.isOver(world.millis()))));
        return new View(continuous, revision, changed, sessions);
    }

    /**
     * Begins a transaction.
     *
     * @param granted called once it has the lock
     * @param refused called instead if the server gives it up before
     */
    void begin(SimProcess client, Consumer<Work> granted, Runnable refused) {
        queued(new Work(client, granted, refused));
    }

    /** A process ends its session in order. */
    void close(String session) {
        queued(new Work(
                null, work -> work.commitEndOf(session, OptionalLong.empty(), false, "close " + session), () -> {}));
    }

    private void queued(Work work) {
        queue.add(work);
        if (holder == null) {
            next();
        } else {
            world.after(LOCK_NANOS_MAX, () -> {
                if (queue.contains(work)) {
                    work.giveUp();
                }
            });
        }
    }

    private void next() {
        Work work = queue.poll();
        holder = work;
        if (work == null) {
            return;
        }
        // A process that is gone is noticed at once, one that stands still is not.
        world.after(CLIENT_SEEN_DEAD_NANOS, () -> {
            if (holder == work && work.client != null && !work.client.alive() && work.client.linkUp()) {
                work.end();
            }
        });
        world.after(IDLE_NANOS_MAX, () -> {
            if (holder == work) {
                world.trace("database", "ends an idle writer", Objects.toString(work.client, "somebody"));
                work.end();
            }
        });
        work.granted.accept(work);
    }

    private CommitResult apply(Transaction transaction, String session, String opId) {
        boolean byHand = session.equals(History.OPERATOR);
        if (!byHand && !rows.containsKey(session)) {
            return CommitResult.sessionLost("the session is over");
        }
        CommitResult result = tree.apply(transaction, session, world.millis());
        if (result.status() == CommitResult.Status.COMMITTED) {
            history.committed(transaction, tree, session);
            Set<String> paths = new LinkedHashSet<>();
            for (Transaction.Op op : transaction.ops()) {
                if (!(op instanceof Transaction.Check)) {
                    paths.add(op.path());
                }
            }
            log(paths, opId);
        }
        return result;
    }

    private void log(Set<String> paths, String opId) {
        changes.put(++revision, new Change(paths, tree.revision(), opId, world.nanos()));
        operations.add(opId);
        while (world.nanos() - changes.firstEntry().getValue().atNanos() > LOG_KEPT_MILLIS * 1_000_000) {
            compacted = changes.firstKey();
            operations.remove(changes.remove(compacted).opId());
        }
    }

    // ---- faults

    @Override
    void suffer(Fault fault) {
        long nanos = fault.millis() * 1_000_000;
        world.trace("database", "fault", fault);
        switch (fault.kind()) {
            case DATABASE_DOWN -> {
                if (!down) {
                    down = true;
                    endConnections();
                    goingOn(nanos, () -> down = false);
                }
            }
            case DATABASE_CLOCK -> {
                int number = ++clockNumbers;
                world.registryOff(fault.millis());
                goingOn(fault.detail() * 1_000_000L, () -> {
                    if (clockNumbers == number) {
                        world.registryOff(0);
                    }
                });
            }
            case LOCK_HELD -> {
                queued(new Work(null, work -> {}, () -> {}));
                goingOn(IDLE_NANOS_MAX, () -> {});
            }
            case CONNECTIONS_END -> {
                endConnections();
                goingOn(0, () -> {});
            }
            case LOG_CLEARED -> {
                compacted = revision;
                goingOn(0, () -> {});
            }
            default -> super.suffer(fault);
        }
    }

    @Override
    void heal() {
        down = false;
        world.registryOff(0);
        clockNumbers++;
        troubledAtNanos = world.nanos();
    }

    private void endConnections() {
        connections++;
        List<Work> waiting = new ArrayList<>(queue);
        queue.clear();
        waiting.forEach(Work::giveUp);
        if (holder != null) {
            holder.end();
        }
    }

    private void goingOn(long nanos, Runnable end) {
        faultsGoingOn++;
        world.after(nanos, () -> {
            faultsGoingOn--;
            troubledAtNanos = world.nanos();
            end.run();
        });
    }
}
