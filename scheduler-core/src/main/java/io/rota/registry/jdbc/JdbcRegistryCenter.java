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

import io.rota.env.Background;
import io.rota.env.EventLoop;
import io.rota.env.IdSource;
import io.rota.env.ThreadEventLoop;
import io.rota.env.TimeSource;
import io.rota.registry.Backoff;
import io.rota.registry.ChildrenResult;
import io.rota.registry.CommitResult;
import io.rota.registry.Companions;
import io.rota.registry.HeartbeatResult;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistryCenter;
import io.rota.registry.RegistryListener;
import io.rota.registry.Transaction;
import io.rota.registry.session.Outage;
import io.rota.registry.session.Requests;
import io.rota.registry.session.Subscriber;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Who does what. Three threads wait for the database, each over a connection of its own, so that none holds up another:
 *
 *   rota-jdbc-lease     begins the session and proves it alive (tend); nothing that may wait for a lock of somebody else
 *   rota-jdbc-requests  reads and commits, in the order in which they were asked for
 *   rota-jdbc-watch     looks for changes, ends dead sessions, clears the log
 *
 * All bookkeeping about the session is done on one loop, "rota-jdbc", in plain fields; what the threads find out hops onto
 * it. The session is over when its row is gone, and not before: not when its time is over, not when the database is away
 * for an hour. Until somebody deletes the row nobody can have taken anything over, so a late proof is as good as one in
 * time. Whether it may still act in the meantime is the business of the lease that the scheduler keeps.
 *
 * None of the threads is interrupted before the end: H2 closes its file when a thread is interrupted that reads it.
 */
/**
 * A registry in the tables of a database: H2, PostgreSQL, MariaDB or MySQL.
 *
 * <p>Serves one scheduler. While the database does not answer, nothing blocks and nothing fails: the center goes on
 * trying.
 */
public final class JdbcRegistryCenter implements RegistryCenter {

    private static final Logger log = LoggerFactory.getLogger(JdbcRegistryCenter.class);

    private static final String REMEDY = "Check that the database runs, its address and its credentials.";
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration TOLD_AFTER = Duration.ofSeconds(10);
    // More than the time for which a lock is waited for.
    private static final Duration NETWORK = Duration.ofSeconds(8);
    private static final Duration NETWORK_MIN = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final long CLOSE_SECONDS = 4;

    private final TimeSource time = TimeSource.system();
    private final IdSource ids = IdSource.random();
    private final Companions companions = new Companions();
    private final Settings settings;
    private final Database database;
    private final EventLoop loop = new ThreadEventLoop("rota-jdbc");
    private final Background lease = Background.thread("rota-jdbc-lease");
    private final Background requests = Background.thread("rota-jdbc-requests");
    private final Background watch = Background.thread("rota-jdbc-watch");
    private final Outage outage;
    private volatile boolean finished;
    private volatile @Nullable Subscriber subscriber;
    // Guarded by this.
    private boolean started;
    private boolean closed;
    // On the loop only.
    private @Nullable SessionLife current;
    // On the thread of the lease only.
    private final Link leaseLink;
    private final SessionRows rows;
    private @Nullable String session;
    private long provedNanos;
    private long turn;
    private int failures;
    // On the thread of the requests only.
    private final Link requestLink;
    private final TreeWriter writer;
    private final TreeReader reader;
    // On the thread of the watch only.
    private final Link watchLink;
    private final ChangeFeed feed;
    private final AtomicBoolean readSoon = new AtomicBoolean();
    private volatile @Nullable Watches watches;

    /**
     * Makes a center that does not connect yet.
     *
     * @throws IllegalArgumentException if the values contradict each other
     */
    public JdbcRegistryCenter(JdbcConfiguration configuration) {
        settings = configuration.settings();
        database = new Database(settings);
        Duration quarter = settings.sessionTimeout().dividedBy(4);
        Duration patience = quarter.compareTo(NETWORK) > 0 ? NETWORK : quarter;
        leaseLink = new Link(database, time, patience.compareTo(NETWORK_MIN) < 0 ? NETWORK_MIN : patience);
        rows = new SessionRows(leaseLink, settings, ids);
        requestLink = new Link(database, time, NETWORK);
        writer = new TreeWriter(requestLink, settings.namespace(), ids);
        reader = new TreeReader(requestLink, settings.namespace());
        watchLink = new Link(database, time, NETWORK);
        feed = new ChangeFeed(
                watchLink, new TreeWriter(watchLink, settings.namespace(), ids), settings, time, new News());
        outage = new Outage(log, time, this::describe, TOLD_AFTER, REMEDY);
    }

    @Override
    public synchronized void init() {
        if (closed) {
            throw new IllegalStateException("The registry center is closed; make a new one.");
        }
        if (!started) {
            started = true;
            loop.execute(this::start);
        }
    }

    @Override
    public synchronized void connect(RegistryListener listener, Executor executor) {
        init();
        if (subscriber != null) {
            throw new IllegalStateException(
                    "This registry center serves somebody already; make one center for each scheduler and for each"
                            + " client. A scheduler has operations of its own.");
        }
        subscriber = new Subscriber(listener, executor);
        loop.execute(this::announce);
    }

    @Override
    public <T extends AutoCloseable> T companion(Class<T> type, Supplier<T> creator) {
        return companions.get(type, creator);
    }

    @Override
    public Backoff backoff() {
        return settings.backoff();
    }

    @Override
    public String namespace() {
        return settings.namespace();
    }

    @Override
    public String describe() {
        return database.describe();
    }

    @Override
    public void close() {
        try {
            companions.close();
        } finally {
            closeConnections();
        }
    }

    private void closeConnections() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        CountDownLatch done = new CountDownLatch(3);
        finished = true;
        loop.execute(() -> {
            endCurrent();
            lease.execute(() -> leave(done));
            watch.execute(() -> {
                watchLink.drop();
                done.countDown();
            });
        });
        try {
            if (!done.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.warn(
                        "{} does not answer; gave up ending the session properly. What it held vanishes after the"
                                + " session timeout.",
                        describe());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lease.close();
        requests.close();
        watch.close();
        loop.close();
    }

    // ---- on the loop

    private void start() {
        outage.begins();
        loop.schedule(LOOK.toNanos(), this::look);
        lease.execute(this::tendNow);
    }

    private void look() {
        if (finished) {
            return;
        }
        loop.schedule(LOOK.toNanos(), this::look);
        outage.look();
        if (current != null) {
            current.look(time.monotonicNanos());
            if (current.isSuspended()) {
                outage.begins();
            }
        }
    }

    private void opened(String id, long sentNanos) {
        if (finished) {
            return;
        }
        endCurrent();
        current = new SessionLife(id, settings.sessionTimeout(), sentNanos);
        outage.ends();
        announce();
    }

    private void announce() {
        SessionLife life = current;
        Subscriber known = subscriber;
        if (life == null || known == null || life.isAnnounced()) {
            return;
        }
        Watches ofSession = new Watches(known.executor());
        Requests answers = new Requests(time, settings.sessionTimeout().plus(ANSWER), known.executor());
        watches = ofSession;
        life.announce(
                known,
                new JdbcSession(life.id(), settings.sessionTimeout(), answers, ofSession, new Errands()),
                answers,
                ofSession);
    }

    private void proved(String id, long sentNanos) {
        SessionLife life = current;
        if (life != null && life.id().equals(id)) {
            outage.ends();
            life.proved(sentNanos);
        }
    }

    private void silent(String trouble) {
        outage.begins();
        outage.because(trouble);
        if (current != null) {
            current.suspend();
        }
    }

    private void gone(String id) {
        if (current != null && current.id().equals(id)) {
            log.warn(
                    "The database has ended session {}: this process was not heard of for longer than {} ms, or somebody"
                            + " deleted its row. A new session begins.",
                    id,
                    settings.sessionTimeout().toMillis());
            endCurrent();
            outage.begins();
        }
    }

    private void endCurrent() {
        if (current != null) {
            current.end();
            current = null;
            watches = null;
        }
    }

    // ---- on the thread of the lease

    private void tendNow() {
        turn++;
        tend();
    }

    private void tendAfter(Duration delay) {
        long mine = ++turn;
        lease.schedule(delay.toNanos(), () -> {
            // Somebody else may have been sooner, and goes on from there.
            if (mine == turn) {
                tend();
            }
        });
    }

    /** Begins a session, or proves the one there is, and comes back in time. */
    private void tend() {
        if (finished) {
            return;
        }
        long sent = time.monotonicNanos();
        String known = session;
        long left = provedNanos + settings.renewInterval().toNanos() - sent;
        if (known != null && failures == 0 && left > 0) {
            tendAfter(Duration.ofNanos(left));
            return;
        }
        try {
            if (known == null) {
                begin(sent);
            } else if (prove(known, sent).isEmpty()) {
                tendNow();
                return;
            }
            failures = 0;
            tendAfter(settings.renewInterval());
        } catch (SQLException e) {
            failed(e);
            Duration delay = settings.backoff().delayAfter(failures);
            tendAfter(delay.compareTo(settings.renewInterval()) < 0 ? delay : settings.renewInterval());
        }
    }

    private void begin(long sentNanos) throws SQLException {
        String id = rows.open();
        session = id;
        provedNanos = sentNanos;
        // The feed begins before anybody can watch.
        watch.execute(() -> beginFeed(id, sentNanos));
    }

    private OptionalLong prove(String id, long sentNanos) throws SQLException {
        OptionalLong registryMillis = rows.renew(id);
        if (registryMillis.isPresent()) {
            provedNanos = sentNanos;
            loop.execute(() -> proved(id, sentNanos));
        } else {
            session = null;
            loop.execute(() -> gone(id));
        }
        return registryMillis;
    }

    private void failed(SQLException e) {
        failures++;
        String trouble = Trouble.text(e);
        loop.execute(() -> silent(trouble));
    }

    /** A request found that the session is over. */
    private void forget(String id) {
        if (id.equals(session)) {
            session = null;
            loop.execute(() -> gone(id));
            tendNow();
        }
    }

    private void leave(CountDownLatch done) {
        String last = session;
        session = null;
        leaseLink.drop();
        done.countDown();
        requests.execute(() -> {
            if (last != null) {
                writer.end(last);
            }
            requestLink.drop();
            done.countDown();
        });
    }

    // ---- on the thread of the watch

    private boolean feeding;

    private void beginFeed(String id, long sentNanos) {
        if (!feeding) {
            feeding = true;
            look(false);
        }
        loop.execute(() -> opened(id, sentNanos));
    }

    private void lookAgain() {
        if (!finished) {
            look(true);
        }
    }

    private void look(boolean cleanUp) {
        try {
            feed.read();
            if (cleanUp) {
                feed.cleanUp();
            }
        } catch (SQLException e) {
            log.debug("Could not look for changes in {}: {}", describe(), Trouble.text(e));
        }
        watch.schedule(settings.pollInterval().toNanos(), this::lookAgain);
    }

    /** Own changes are told without waiting for the next look. */
    private void readSoon() {
        if (readSoon.compareAndSet(false, true)) {
            watch.execute(() -> {
                readSoon.set(false);
                try {
                    feed.read();
                } catch (SQLException e) {
                    log.debug("Could not look for changes in {}: {}", describe(), Trouble.text(e));
                }
            });
        }
    }

    private final class News implements ChangeFeed.Listener {

        @Override
        public void changed(Map<String, Long> changes) {
            Watches known = watches;
            if (known != null) {
                known.changed(changes);
            }
        }

        @Override
        public void resync() {
            Watches known = watches;
            if (known != null) {
                known.resync();
            }
        }
    }

    // ---- for the session

    private final class Errands implements JdbcSession.Work {

        @Override
        public void inOrder(Runnable task) {
            requests.execute(task);
        }

        @Override
        public void heartbeat(String id, Consumer<HeartbeatResult> answer) {
            lease.execute(() -> beat(id, answer));
        }

        private void beat(String id, Consumer<HeartbeatResult> answer) {
            OptionalLong registryMillis = OptionalLong.empty();
            if (id.equals(session)) {
                try {
                    registryMillis = prove(id, time.monotonicNanos());
                    failures = 0;
                    if (registryMillis.isEmpty()) {
                        tendNow();
                    }
                } catch (SQLException e) {
                    failed(e);
                }
            }
            answer.accept(new HeartbeatResult(registryMillis.isPresent(), registryMillis.orElse(0)));
        }

        @Override
        public void read(String id, List<String> paths, Consumer<List<ReadResult>> answer) {
            try {
                writer.settle();
                List<ReadResult> results = reader.read(paths, id);
                answer.accept(results);
                noteEnd(id, results.get(0).trouble());
            } catch (SQLException e) {
                answer.accept(Collections.nCopies(paths.size(), ReadResult.unavailable(Trouble.text(e))));
            }
        }

        @Override
        public void children(String id, String path, Consumer<ChildrenResult> answer) {
            try {
                writer.settle();
                ChildrenResult result = reader.children(path, id);
                answer.accept(result);
                noteEnd(id, result.trouble());
            } catch (SQLException e) {
                answer.accept(ChildrenResult.unavailable(Trouble.text(e)));
            }
        }

        private void noteEnd(String id, String trouble) {
            if (trouble.equals(TreeReader.ENDED)) {
                lease.execute(() -> forget(id));
            }
        }

        @Override
        public void commit(String id, Transaction transaction, Consumer<CommitResult> answer) {
            CommitResult result = writer.commit(transaction, id);
            answer.accept(result);
            if (result.status() == CommitResult.Status.COMMITTED) {
                readSoon();
            } else if (result.status() == CommitResult.Status.SESSION_LOST) {
                lease.execute(() -> forget(id));
            }
        }
    }
}
