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
import io.rota.registry.jdbc.SilenceWatch;
import io.rota.registry.session.Requests;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * A process's side of a registry in a database. It does in virtual time what JdbcRegistryCenter does: three threads, one
 * that proves the session alive, one for requests, one that reads the log and ends the silent sessions of others. Who is
 * silent is decided by the production class.
 */
final class SimDatabaseClient implements SimCenter {

    private static final long TIMEOUT_NANOS = SimRegistry.TIMEOUT_MILLIS * 1_000_000;
    private static final long RENEW_NANOS = TIMEOUT_NANOS / 5;
    private static final long POLL_NANOS = 500_000_000;
    private static final long LOOK_NANOS = 1_000_000_000;
    private static final long NETWORK_NANOS = 8_000_000_000L;
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final String NO_ANSWER = "no answer";
    private static final String OVER = "the session is over";

    private final SimWorld world;
    private final SimDatabase database;
    private final History history;
    private final SimProcess process;
    private final Companions companions = new Companions();
    private final SimLink leaseLink;
    private final SimLink requestLink;
    private final SimLink watchLink;
    private final SimWriter writer;
    private final SimWriter endings;
    private final SilenceWatch silences = new SilenceWatch(SimRegistry.TIMEOUT_MILLIS);
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(3), 3);
    private RegistryListener listener;
    private Executor executor;
    private @Nullable SimSession current;
    private boolean closed;
    // Of the thread that proves the session alive.
    private @Nullable String session;
    private long provedNanos;
    private long turn;
    private int failures;
    // Of the thread that reads the log.
    private boolean feeding;
    private boolean readSoon;
    private long revision;

    SimDatabaseClient(SimWorld world, SimDatabase database, History history, SimProcess process) {
        this.world = world;
        this.database = database;
        this.history = history;
        this.process = process;
        leaseLink = new SimLink(world, database, process, TIMEOUT_NANOS / 4);
        requestLink = new SimLink(world, database, process, NETWORK_NANOS);
        watchLink = new SimLink(world, database, process, NETWORK_NANOS);
        writer = new SimWriter(database, process, requestLink);
        endings = new SimWriter(database, process, watchLink);
    }

    @Override
    public void init() {}

    @Override
    public void connect(RegistryListener newListener, Executor newExecutor) {
        listener = newListener;
        executor = newExecutor;
        process.after(world.between(50, 1_000), () -> tendAfter(0));
        process.after(LOOK_NANOS, this::look);
    }

    @Override
    public <T extends AutoCloseable> T companion(Class<T> type, Supplier<T> creator) {
        return companions.get(type, creator);
    }

    @Override
    public Backoff backoff() {
        return backoff;
    }

    @Override
    public String describe() {
        return "the simulated database";
    }

    /** Ends the session in order, as far as the link allows. */
    @Override
    public void close() {
        closed = true;
        String last = session;
        if (last != null && process.linkUp() && !database.isDown()) {
            world.after(world.between(0.2, 3), () -> database.close(last));
        }
    }

    @Override
    public void disconnected() {
        if (process.alive()) {
            leaseLink.disconnected();
            requestLink.disconnected();
            watchLink.disconnected();
        }
    }

    private long now() {
        return process.env().time().monotonicNanos();
    }

    private void look() {
        if (closed) {
            return;
        }
        process.after(LOOK_NANOS, this::look);
        if (current != null) {
            if (now() - provedNanos > TIMEOUT_NANOS / 2) {
                current.suspend();
            }
            current.requests.sweep();
        }
    }

    // ---- the thread that proves the session alive

    private void tendAfter(long delayNanos) {
        long mine = ++turn;
        process.after(
                delayNanos,
                () -> leaseLink.execute(done -> {
                    if (mine == turn && !closed) {
                        tend(done);
                    } else {
                        done.run();
                    }
                }));
    }

    private void tend(Runnable done) {
        long sent = now();
        String known = session;
        long left = provedNanos + RENEW_NANOS - sent;
        if (known != null && failures == 0 && left > 0) {
            tendAfter(left);
            done.run();
        } else if (known != null) {
            prove(
                    known,
                    sent,
                    alive -> {
                        tendAfter(alive.isPresent() ? RENEW_NANOS : 0);
                        done.run();
                    },
                    done);
        } else {
            leaseLink.<String>once(
                    (reply, refuse) -> reply.accept(database.open()),
                    id -> {
                        begin(id, sent);
                        tendAfter(RENEW_NANOS);
                        done.run();
                    },
                    cut -> {
                        failed();
                        tendAfter(backoff.delayAfter(failures).toNanos());
                        done.run();
                    });
        }
    }

    private void begin(String id, long sentNanos) {
        failures = 0;
        session = id;
        provedNanos = sentNanos;
        // The log is read before anybody can watch.
        watchLink.execute(done -> read(() -> {
            if (!feeding) {
                feeding = true;
                process.after(POLL_NANOS, this::poll);
            }
            opened(id);
            done.run();
        }));
    }

    private void opened(String id) {
        if (!id.equals(session)) {
            return;
        }
        SimSession opened = new SimSession(id);
        current = opened;
        history.opened(id, process);
        world.trace(process, "opened", id);
        executor.execute(() -> listener.sessionOpened(opened));
    }

    private void prove(String id, long sentNanos, Consumer<OptionalLong> then, Runnable silent) {
        leaseLink.<OptionalLong>repeatable(
                (reply, refuse) -> reply.accept(database.renew(id)),
                millis -> {
                    failures = 0;
                    if (millis.isEmpty()) {
                        gone(id);
                    } else {
                        provedNanos = sentNanos;
                        if (current != null && current.id.equals(id)) {
                            current.proved(sentNanos, millis.getAsLong());
                        }
                    }
                    then.accept(millis);
                },
                () -> {
                    failed();
                    tendAfter(backoff.delayAfter(failures).toNanos());
                    silent.run();
                });
    }

    private void failed() {
        failures++;
        if (current != null) {
            current.suspend();
        }
    }

    private void gone(String id) {
        if (id.equals(session)) {
            session = null;
            if (current != null) {
                SimSession ended = current;
                current = null;
                world.trace(process, "lost", id);
                ended.requests.over();
                executor.execute(() -> listener.sessionLost(ended));
            }
            tendAfter(0);
        }
    }

    // ---- the thread that reads the log

    private void poll() {
        if (closed) {
            return;
        }
        boolean late = process.node().watchChaos && world.chance(0.5);
        process.after(
                late ? world.between(500, 3_000) : 0,
                () -> watchLink.execute(done -> {
                    long asked = now();
                    watchLink.<SimDatabase.View>repeatable(
                            (reply, refuse) -> reply.accept(database.look(revision)),
                            view -> {
                                tell(view);
                                endSilent(dead(view, asked), done);
                            },
                            done);
                }));
        process.after(POLL_NANOS, this::poll);
    }

    private List<SilenceWatch.Session> dead(SimDatabase.View view, long askedNanos) {
        List<SilenceWatch.Session> dead = silences.look(view.sessions(), askedNanos, now());
        return process.has(PlantedBug.ENDED_BY_DATABASE_CLOCK)
                ? view.sessions().stream().filter(SilenceWatch.Session::expired).toList()
                : dead;
    }

    private void endSilent(List<SilenceWatch.Session> dead, Runnable done) {
        if (dead.isEmpty()) {
            done.run();
            return;
        }
        SilenceWatch.Session first = dead.get(0);
        endings.commit(
                (work, opId) -> work.commitEndOf(first.id(), OptionalLong.of(first.renewals()), true, opId)
                        ? CommitResult.committed(List.of(), 0)
                        : null,
                result -> endSilent(dead.subList(1, dead.size()), done));
    }

    private void readSoon() {
        if (!readSoon) {
            readSoon = true;
            watchLink.execute(done -> {
                readSoon = false;
                read(done);
            });
        }
    }

    private void read(Runnable done) {
        watchLink.<SimDatabase.View>repeatable(
                (reply, refuse) -> reply.accept(database.look(revision)),
                view -> {
                    tell(view);
                    done.run();
                },
                done);
    }

    private void tell(SimDatabase.View view) {
        revision = view.revision();
        if (current != null) {
            SimSession told = current;
            if (view.continuous()) {
                view.changed().forEach(told::changed);
            } else {
                told.resync();
            }
        }
    }

    /** One session, as the engine sees it. */
    private final class SimSession implements RegistrySession {

        private final String id;
        private final Requests requests = new Requests(
                process.env().time(), Duration.ofNanos(TIMEOUT_NANOS).plus(ANSWER), executor);
        private final Mistakes mistakes = new Mistakes(world, database, process);
        private final Map<WatchListener, String> watches = new LinkedHashMap<>();
        private boolean suspended;
        private long suspendedAtNanos;
        private long heardNanos;
        private long heardMillis;

        SimSession(String id) {
            this.id = id;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public Duration timeout() {
            return mistakes.timeout();
        }

        void suspend() {
            if (!suspended) {
                suspended = true;
                suspendedAtNanos = world.nanos();
                world.trace(process, "suspended", id);
                if (!mistakes.leavesOutSuspension()) {
                    executor.execute(() -> listener.sessionSuspended(this));
                }
            }
        }

        void proved(long sentNanos, long millis) {
            heardNanos = sentNanos;
            heardMillis = millis;
            if (suspended) {
                suspended = false;
                world.trace(process, "resumed", id);
                executor.execute(() -> listener.sessionResumed(this));
                resync();
            }
        }

        void resync() {
            List.copyOf(watches.keySet()).forEach(watch -> executor.execute(watch::resync));
        }

        void changed(String path, long revision) {
            if (mistakes.leavesOutChange(path)) {
                return;
            }
            watches.forEach((watch, root) -> {
                if (path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/')) {
                    executor.execute(() -> {
                        if (watches.containsKey(watch) && current == this) {
                            watch.changed(path, revision);
                        }
                    });
                }
            });
        }

        @Override
        public Registration watch(String path, WatchListener watch) {
            watches.put(watch, path);
            executor.execute(watch::resync);
            return () -> watches.remove(watch);
        }

        @Override
        public void heartbeat(Consumer<HeartbeatResult> answer) {
            HeartbeatResult silence = new HeartbeatResult(false, 0);
            Requests.Request<HeartbeatResult> request = requests.begin(answer, silence, silence);
            if (mistakes.leavesOutHeartbeat()) {
                return;
            }
            if (process.has(PlantedBug.PROOF_FROM_MEMORY) && heardMillis > 0) {
                request.answer(new HeartbeatResult(true, heardMillis + (now() - heardNanos) / 1_000_000));
            }
            leaseLink.execute(done -> {
                if (!id.equals(session)) {
                    request.answer(silence);
                    done.run();
                    return;
                }
                prove(
                        id,
                        now(),
                        millis -> {
                            request.answer(
                                    millis.isPresent()
                                            ? new HeartbeatResult(true, mistakes.registryMillis(millis.getAsLong()))
                                            : silence);
                            done.run();
                        },
                        () -> {
                            request.answer(silence);
                            done.run();
                        });
            });
        }

        @Override
        public void read(String path, Consumer<ReadResult> answer) {
            Requests.Request<ReadResult> request = requests.begin(
                    result -> {
                        if (result.status() == ReadResult.Status.UNAVAILABLE) {
                            answer.accept(mistakes.unread(result.trouble()));
                            return;
                        }
                        if (result.status() == ReadResult.Status.FOUND) {
                            history.read(process, path, result.node());
                        }
                        answer.accept(mistakes.bend(path, result));
                    },
                    ReadResult.unavailable(NO_ANSWER),
                    ReadResult.unavailable(OVER));
            query(
                    request,
                    () -> database.tree().read(path).map(ReadResult::found).orElse(ReadResult.absent()),
                    ReadResult::unavailable);
        }

        @Override
        public void children(String path, Consumer<ChildrenResult> answer) {
            Requests.Request<ChildrenResult> request = requests.begin(
                    result -> answer.accept(
                            result.status() == ReadResult.Status.UNAVAILABLE
                                    ? mistakes.unlisted(result.trouble())
                                    : result),
                    ChildrenResult.unavailable(NO_ANSWER),
                    ChildrenResult.unavailable(OVER));
            query(
                    request,
                    () -> database.tree()
                            .children(path)
                            .map(ChildrenResult::found)
                            .orElse(ChildrenResult.absent()),
                    ChildrenResult::unavailable);
        }

        private <T> void query(Requests.Request<T> request, Supplier<T> question, Unavailable<T> unavailable) {
            boolean lose = process.node().losesRead();
            requestLink.execute(done -> {
                if (request.isAnswered()) {
                    done.run();
                    return;
                }
                Runnable failure = () -> {
                    request.answer(unavailable.because(NO_ANSWER));
                    done.run();
                };
                if (lose) {
                    failure.run();
                    return;
                }
                writer.settle(
                        () -> requestLink.<T>repeatable(
                                (reply, refuse) -> reply.accept(
                                        database.exists(id) || process.has(PlantedBug.ENDED_SESSION_READS)
                                                ? question.get()
                                                : unavailable.because(OVER)),
                                result -> {
                                    if (result.equals(unavailable.because(OVER))) {
                                        gone(id);
                                    }
                                    request.answer(result);
                                    done.run();
                                },
                                failure),
                        failure);
            });
        }

        @Override
        public void commit(Transaction transaction, Consumer<CommitResult> answer) {
            if (suspended && world.nanos() - suspendedAtNanos > 1_000_000 && Mistakes.isClaim(transaction)) {
                history.claimedWithoutConnection(process);
            }
            Transaction sent = mistakes.bend(transaction);
            Requests.Request<CommitResult> request = requests.begin(
                    result -> answer.accept(
                            result.status() == CommitResult.Status.UNKNOWN
                                    ? mistakes.unknown(sent, result.trouble())
                                    : result),
                    CommitResult.unknown(NO_ANSWER),
                    CommitResult.sessionLost(OVER));
            requestLink.execute(done -> {
                if (request.isAnswered()) {
                    done.run();
                    return;
                }
                writer.commit(new OwnStep(sent, id), result -> {
                    if (process.node().crashAtCommit == Fault.Kind.CRASH_AFTER_ANSWER) {
                        process.node().crashNow();
                        return;
                    }
                    request.answer(result);
                    if (result.status() == CommitResult.Status.COMMITTED) {
                        readSoon();
                    } else if (result.status() == CommitResult.Status.SESSION_LOST) {
                        gone(id);
                    }
                    done.run();
                });
            });
        }
    }

    private interface Unavailable<T> {
        T because(String trouble);
    }

    /** A commit that the engine asked for, and what its machine suffers meanwhile. */
    private final class OwnStep implements SimWriter.Step {

        private final Transaction transaction;
        private final String id;

        OwnStep(Transaction transaction, String id) {
            this.transaction = transaction;
            this.id = id;
        }

        @Override
        public boolean begins() {
            if (process.node().crashAtCommit == Fault.Kind.CRASH_BEFORE_COMMIT) {
                process.node().crashNow();
            }
            return process.alive();
        }

        @Override
        public @Nullable CommitResult at(SimDatabase.Work work, String opId) {
            CommitResult result = work.commit(transaction, id, opId);
            if (result != null && process.node().crashAtCommit == Fault.Kind.CRASH_AFTER_APPLY && process.alive()) {
                process.node().crashNow();
            }
            return result;
        }

        @Override
        public boolean losesRequest() {
            return process.node().loses(Fault.Kind.LOSE_REQUESTS);
        }

        @Override
        public boolean losesAnswer() {
            return process.node().loses(Fault.Kind.LOSE_ANSWERS);
        }
    }
}
