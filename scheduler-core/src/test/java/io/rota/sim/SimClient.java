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

import io.rota.registry.Backoff;
import io.rota.registry.ChildrenResult;
import io.rota.registry.CommitResult;
import io.rota.registry.Companions;
import io.rota.registry.HeartbeatResult;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistryListener;
import io.rota.registry.RegistrySession;
import io.rota.registry.Transaction;
import io.rota.registry.WatchListener;
import io.rota.registry.memory.MemoryTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/*
 * A process's side of the connection. It behaves as a good client library does: requests travel and are answered in order,
 * a lost connection answers everything outstanding with "unknown", a lost session is replaced by a new one.
 */
final class SimClient implements SimCenter {

    private final SimWorld world;
    private final SimEnsemble registry;
    private final History history;
    private final SimProcess process;
    private final Companions companions = new Companions();
    private RegistryListener listener;
    private Executor executor;
    private SimSession session;
    private boolean connected;
    private long disconnectedAtNanos;
    private boolean closed;

    SimClient(SimWorld world, SimEnsemble registry, History history, SimProcess process) {
        this.world = world;
        this.registry = registry;
        this.history = history;
        this.process = process;
    }

    @Override
    public void init() {}

    @Override
    public void connect(RegistryListener newListener, Executor newExecutor) {
        listener = newListener;
        executor = newExecutor;
        retry();
    }

    @Override
    public <T extends AutoCloseable> T companion(Class<T> type, Supplier<T> creator) {
        return companions.get(type, creator);
    }

    @Override
    public Backoff backoff() {
        return new Backoff(Duration.ofMillis(500), Duration.ofSeconds(3), 3);
    }

    @Override
    public String describe() {
        return "the simulated registry";
    }

    /** Ends the session in order, as far as the link allows. */
    @Override
    public void close() {
        closed = true;
        if (session != null && connected && process.linkUp()) {
            SimSession ending = session;
            world.after(world.between(0.2, 3), () -> registry.close(ending.server));
        }
    }

    @Override
    public void disconnected() {
        if (!connected || !process.alive()) {
            return;
        }
        connected = false;
        disconnectedAtNanos = world.nanos();
        SimSession now = session;
        world.trace(process, "suspended", now.id());
        now.failOutstanding();
        if (!now.mistakes.leavesOutSuspension()) {
            executor.execute(() -> listener.sessionSuspended(now));
        }
        retry();
    }

    private void retry() {
        process.after(world.between(50, 1_000), this::tryToConnect);
    }

    private void tryToConnect() {
        if (connected || closed) {
            return;
        }
        boolean tooLong = world.nanos() - disconnectedAtNanos > SimRegistry.TIMEOUT_MILLIS * 1_000_000 * 4 / 3;
        if (session != null && (tooLong || process.linkUp() && !registry.touch(session.server))) {
            lost();
        }
        if (!process.linkUp()) {
            retry();
            return;
        }
        connected = true;
        if (session == null) {
            SimSession opened = new SimSession();
            session = opened;
            history.opened(opened.id(), process);
            world.trace(process, "opened", opened.id(), opened.server.onFollower ? "on the follower" : "");
            executor.execute(() -> listener.sessionOpened(opened));
        } else {
            SimSession resumed = session;
            // A client is never connected to a server that is behind what it has seen.
            resumed.server.onFollower = false;
            world.trace(process, "resumed", resumed.id());
            executor.execute(() -> listener.sessionResumed(resumed));
            resumed.watches.keySet().forEach(watch -> executor.execute(watch::resync));
        }
    }

    private void lost() {
        SimSession ended = session;
        session = null;
        connected = false;
        world.trace(process, "lost", ended.id());
        ended.failOutstanding();
        executor.execute(() -> listener.sessionLost(ended));
    }

    /** One session, as the engine sees it. */
    private final class SimSession implements RegistrySession, SimEnsemble.Connection {

        private final SimEnsemble.Session server = registry.open(this);
        private final Map<WatchListener, String> watches = new LinkedHashMap<>();
        private final Mistakes mistakes = new Mistakes(world, registry, process);
        private final Map<Long, Runnable> outstanding = new LinkedHashMap<>();
        private long requests;
        private long arrivesAtNanos;
        private long answeredAtNanos;

        @Override
        public String id() {
            return server.id;
        }

        @Override
        public Duration timeout() {
            return mistakes.timeout();
        }

        @Override
        public void heartbeat(Consumer<HeartbeatResult> answer) {
            if (mistakes.leavesOutHeartbeat()) {
                return;
            }
            send(() -> answer.accept(new HeartbeatResult(false, 0)), respond -> {
                long millis = world.millis();
                respond.accept(() -> answer.accept(new HeartbeatResult(true, mistakes.registryMillis(millis))));
            });
        }

        @Override
        public void read(String path, Consumer<ReadResult> answer) {
            Runnable failure = () -> answer.accept(mistakes.unread("no connection"));
            query(failure, tree -> tree.read(path), found -> {
                found.ifPresent(node -> history.read(process, path, node));
                answer.accept(mistakes.bend(path, found.map(ReadResult::found).orElse(ReadResult.absent())));
            });
        }

        @Override
        public void children(String path, Consumer<ChildrenResult> answer) {
            Runnable failure = () -> answer.accept(mistakes.unlisted("no connection"));
            query(
                    failure,
                    tree -> tree.children(path),
                    found -> answer.accept(found.map(ChildrenResult::found).orElse(ChildrenResult.absent())));
        }

        @Override
        public void commit(Transaction transaction, Consumer<CommitResult> answer) {
            SimNode node = process.node();
            if (node.crashAtCommit == Fault.Kind.CRASH_BEFORE_COMMIT) {
                node.crashNow();
                return;
            }
            if (isBroken() && Mistakes.isClaim(transaction)) {
                history.claimedWithoutConnection(process);
            }
            Transaction sent = mistakes.bend(transaction);
            Runnable unknown = () -> answer.accept(mistakes.unknown(sent, "no connection"));
            boolean loseRequest = node.loses(Fault.Kind.LOSE_REQUESTS);
            boolean loseAnswer = node.loses(Fault.Kind.LOSE_ANSWERS);
            send(unknown, respond -> {
                if (loseRequest) {
                    respond.accept(unknown);
                    return;
                }
                registry.commit(server, sent, result -> {
                    if (node.crashAtCommit == Fault.Kind.CRASH_AFTER_APPLY && process.alive()) {
                        node.crashNow();
                    }
                    respond.accept(() -> {
                        if (node.crashAtCommit == Fault.Kind.CRASH_AFTER_ANSWER) {
                            node.crashNow();
                        } else if (loseAnswer) {
                            unknown.run();
                        } else {
                            answer.accept(result);
                        }
                    });
                });
            });
        }

        @Override
        public Registration watch(String path, WatchListener watch) {
            watches.put(watch, path);
            send(() -> {}, respond -> respond.accept(() -> {}));
            process.after(world.between(1, 5), watch::resync);
            return () -> watches.remove(watch);
        }

        @Override
        public void changed(String path, long revision) {
            watches.forEach((watch, root) -> {
                if (path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/')) {
                    if (mistakes.leavesOutChange(path)) {
                        return;
                    }
                    boolean chaos = process.node().watchChaos;
                    if (!chaos || world.chance(0.7)) {
                        long delay = chaos && world.chance(0.5) ? world.between(100, 3_000) : world.between(0.2, 3);
                        process.after(delay, () -> tell(watch, path, revision));
                        if (chaos && world.chance(0.3)) {
                            process.after(world.between(1, 4_000), () -> tell(watch, path, revision));
                        }
                    }
                }
            });
        }

        private void tell(WatchListener watch, String path, long revision) {
            if (session == this && connected && process.linkUp()) {
                watch.changed(path, revision);
            }
        }

        @Override
        public void expired() {
            process.after(world.between(0.2, 5), () -> {
                if (session == this && connected && process.linkUp()) {
                    lost();
                    retry();
                }
            });
        }

        void failOutstanding() {
            List<Runnable> failures = new ArrayList<>(outstanding.values());
            outstanding.clear();
            failures.forEach(executor::execute);
        }

        /** Whether the connection has been known to be broken for longer than an event takes on the loop. */
        private boolean isBroken() {
            return session == this && !connected && world.nanos() - disconnectedAtNanos > 1_000_000;
        }

        private <T> void query(Runnable failure, Function<MemoryTree, T> question, Consumer<T> answer) {
            boolean lose = process.node().losesRead();
            send(failure, respond -> {
                if (lose) {
                    respond.accept(failure);
                    return;
                }
                long wait = server.onFollower ? server.ownCommitsAppliedAtNanos - world.nanos() : 0;
                Runnable ask = () -> {
                    T found = question.apply(registry.treeOf(server));
                    respond.accept(() -> answer.accept(found));
                };
                if (wait > 0) {
                    world.after(wait, ask);
                } else {
                    ask.run();
                }
            });
        }

        /** Sends one request; exactly one of failure and the response is run, on the executor. */
        private void send(Runnable failure, Consumer<Consumer<Runnable>> atServer) {
            if (!process.alive()) {
                return;
            }
            if (session != this || !connected) {
                executor.execute(failure);
                return;
            }
            long number = requests++;
            outstanding.put(number, failure);
            arrivesAtNanos =
                    Math.max(arrivesAtNanos, world.nanos() + process.node().latency());
            world.after(arrivesAtNanos - world.nanos(), () -> {
                if (!process.node().linkUp || !registry.touch(server)) {
                    return;
                }
                atServer.accept(response -> {
                    answeredAtNanos = Math.max(
                            answeredAtNanos, world.nanos() + process.node().latency());
                    world.after(answeredAtNanos - world.nanos(), () -> deliver(number, response));
                });
            });
        }

        private void deliver(long number, Runnable response) {
            if (process.linkUp()) {
                process.here(() -> {
                    if (outstanding.remove(number) != null) {
                        executor.execute(response);
                    }
                });
            }
        }
    }
}
