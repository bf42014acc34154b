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
import io.rota.registry.memory.MemoryTree;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/*
 * The registry's servers: a leader that orders all changes, and a follower that lags behind it. A session reads from the
 * server it is connected to; its own commits are answered once that server has them, so it never reads backwards.
 */
final class SimEnsemble extends SimRegistry {

    /** What the client of a session hears from its server. */
    interface Connection {

        void changed(String path, long revision);

        void expired();
    }

    static final class Session {
        final String id;
        final Connection connection;
        boolean onFollower;
        boolean expired;
        private long expiresAtNanos;
        /** When the session's server will have applied its last commit. */
        long ownCommitsAppliedAtNanos;

        Session(String id, Connection connection) {
            this.id = id;
            this.connection = connection;
        }
    }

    private final SimWorld world;
    private final History history;
    private final MemoryTree leader = new MemoryTree();
    private final MemoryTree follower = new MemoryTree();
    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private long followerAppliesAtNanos;
    private long laggedAtNanos;
    private boolean steady;
    private long sessionNumbers;

    SimEnsemble(SimWorld world, History history) {
        this.world = world;
        this.history = history;
    }

    @Override
    SimCenter center(SimProcess process) {
        return new SimClient(world, this, history, process);
    }

    /** From now on the follower never lags noticeably. */
    @Override
    void steady() {
        steady = true;
    }

    @Override
    MemoryTree tree() {
        return leader;
    }

    Session open(Connection connection) {
        Session session = new Session("s" + sessionNumbers++, connection);
        session.onFollower = world.chance(0.4);
        sessions.put(session.id, session);
        touch(session);
        watchExpiry(session);
        return session;
    }

    /** The session ends by its client's wish. */
    void close(Session session) {
        if (!session.expired) {
            expire(session);
        }
    }

    /** The session is heard of; false if it is over. */
    boolean touch(Session session) {
        if (session.expired) {
            return false;
        }
        // As with real servers: half a tick early at worst, two ticks late.
        session.expiresAtNanos =
                world.nanos() + TIMEOUT_MILLIS * 1_000_000 + world.between(-TICK_MILLIS / 2.0, 2.0 * TICK_MILLIS);
        return true;
    }

    /** The tree that a session reads from. */
    MemoryTree treeOf(Session session) {
        return session.onFollower ? follower : leader;
    }

    /** Applies a commit; the answer is called once the session's server has it. */
    void commit(Session session, Transaction transaction, Consumer<CommitResult> answer) {
        CommitResult result = leader.apply(transaction, session.id, world.millis());
        if (result.status() != CommitResult.Status.COMMITTED) {
            answerAfterOwn(session, () -> answer.accept(result));
            return;
        }
        committed(transaction, session.id);
        if (session.onFollower) {
            session.ownCommitsAppliedAtNanos = followerAppliesAtNanos;
        }
        answerAfterOwn(session, () -> answer.accept(result));
    }

    @Override
    void operate(Transaction transaction) {
        CommitResult result = leader.apply(transaction, History.OPERATOR, world.millis());
        world.trace(History.OPERATOR, "operates", result.status(), transaction);
        if (result.status() == CommitResult.Status.COMMITTED) {
            committed(transaction, History.OPERATOR);
        }
    }

    /** How long the follower has kept up with the leader. */
    @Override
    long calmNanos() {
        return world.nanos() - laggedAtNanos;
    }

    private void committed(Transaction transaction, String session) {
        history.committed(transaction, leader, session);
        Set<String> paths = new LinkedHashSet<>();
        for (Transaction.Op op : transaction.ops()) {
            if (!(op instanceof Transaction.Check)) {
                paths.add(op.path());
            }
        }
        long millis = world.millis();
        replicate(() -> follower.apply(transaction, session, millis), paths);
    }

    private void answerAfterOwn(Session session, Runnable answer) {
        if (session.onFollower) {
            world.after(session.ownCommitsAppliedAtNanos - world.nanos(), answer);
        } else {
            answer.run();
        }
    }

    private void replicate(Runnable apply, Iterable<String> paths) {
        tell(paths, false);
        boolean lags = !steady && world.chance(0.02);
        long lag = lags ? world.between(100, 2_000) : world.between(0.1, 20);
        if (lags) {
            laggedAtNanos = world.nanos();
        }
        followerAppliesAtNanos = Math.max(followerAppliesAtNanos, world.nanos() + lag);
        world.after(followerAppliesAtNanos - world.nanos(), () -> {
            apply.run();
            tell(paths, true);
        });
    }

    private void tell(Iterable<String> paths, boolean onFollower) {
        long revision = (onFollower ? follower : leader).revision();
        for (Session session : sessions.values()) {
            if (!session.expired && session.onFollower == onFollower) {
                paths.forEach(path -> session.connection.changed(path, revision));
            }
        }
    }

    private void watchExpiry(Session session) {
        world.after(session.expiresAtNanos - world.nanos(), () -> {
            if (session.expired) {
                return;
            }
            if (session.expiresAtNanos <= world.nanos()) {
                expire(session);
            } else {
                watchExpiry(session);
            }
        });
    }

    private void expire(Session session) {
        session.expired = true;
        sessions.remove(session.id);
        world.trace("registry", "expire", session.id);
        Iterable<String> held = leader.expire(session.id);
        replicate(() -> follower.expire(session.id), held);
        session.connection.expired();
    }
}
