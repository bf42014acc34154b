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
package io.rota.registry;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One scheduler's view of a registry, for tests: waits for answers, and remembers every breach of the rules that hold
 * for all answers (on the executor, once each).
 */
public final class Peer implements RegistryListener, AutoCloseable {

    /** Something the listener heard. */
    public record News(String what, RegistrySession session) {}

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final RegistryCenter center;
    private final ExecutorService executor;
    private final List<News> news = new CopyOnWriteArrayList<>();
    private final List<String> breaches = new CopyOnWriteArrayList<>();
    private volatile Thread thread;

    /** Connects to a center and does not wait. */
    public Peer(RegistryCenter center) {
        this.center = center;
        this.executor = Executors.newSingleThreadExecutor(task -> {
            thread = new Thread(task, "peer");
            thread.setDaemon(true);
            return thread;
        });
        center.connect(this, executor);
    }

    /** Connects to a center and waits for a session. */
    public static Peer joined(RegistryCenter center) {
        Peer peer = new Peer(center);
        peer.awaitNews("opened");
        return peer;
    }

    public RegistryCenter center() {
        return center;
    }

    /** Everything heard so far, in order. */
    public List<String> news() {
        return news.stream().map(News::what).toList();
    }

    public List<String> breaches() {
        return breaches;
    }

    /** The session opened last. */
    public RegistrySession session() {
        return news.stream()
                .filter(heard -> heard.what().equals("opened"))
                .reduce((first, second) -> second)
                .orElseThrow()
                .session();
    }

    /** Waits until exactly this was heard since the beginning. */
    public void awaitNews(String... expected) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> news(), heard -> heard.equals(List.of(expected)));
    }

    public ReadResult read(String path) {
        return this.<ReadResult>ask(answer -> session().read(path, answer)).join();
    }

    /** Reads several nodes with one request. */
    public List<ReadResult> read(List<String> paths) {
        return this.<List<ReadResult>>ask(answer -> session().read(paths, answer))
                .join();
    }

    public ChildrenResult children(String path) {
        return this.<ChildrenResult>ask(answer -> session().children(path, answer))
                .join();
    }

    public CommitResult commit(Transaction transaction) {
        return commitLater(transaction).join();
    }

    public CompletableFuture<CommitResult> commitLater(Transaction transaction) {
        return ask(answer -> session().commit(transaction, answer));
    }

    public HeartbeatResult heartbeat() {
        return this.<HeartbeatResult>ask(answer -> session().heartbeat(answer)).join();
    }

    /** The text of a node that exists. */
    public String text(String path) {
        return read(path).node().data();
    }

    /** Sends a request; the future fails after a time in which every request must have been answered. */
    public <T> CompletableFuture<T> ask(Consumer<Consumer<T>> request) {
        CompletableFuture<T> future = new CompletableFuture<>();
        request.accept(answer -> {
            checkThread("an answer");
            if (!future.complete(answer) && !future.isCompletedExceptionally()) {
                breaches.add("second answer " + answer);
            }
        });
        return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Watches and remembers what was told. */
    public Watched watch(String path) {
        Watched watched = new Watched();
        watched.registration = session().watch(path, watched);
        return watched;
    }

    /** Waits until everything given to the executor so far has run. */
    public void drain() {
        if (!executor.isShutdown()) {
            CompletableFuture.runAsync(() -> {}, executor).join();
        }
    }

    @Override
    public void sessionOpened(RegistrySession session) {
        hear("opened", session);
    }

    @Override
    public void sessionSuspended(RegistrySession session) {
        hear("suspended", session);
    }

    @Override
    public void sessionResumed(RegistrySession session) {
        hear("resumed", session);
    }

    @Override
    public void sessionLost(RegistrySession session) {
        hear("lost", session);
    }

    /** Closes the center. */
    @Override
    public void close() {
        center.close();
        executor.shutdown();
    }

    private void hear(String what, RegistrySession session) {
        checkThread(what);
        if (!what.equals("opened") && session != session()) {
            breaches.add(what + " of a session that is not the current one");
        }
        news.add(new News(what, session));
    }

    private void checkThread(String what) {
        if (Thread.currentThread() != thread) {
            breaches.add(what + " arrived on " + Thread.currentThread());
        }
    }

    /** A watch and what it told. */
    public final class Watched implements WatchListener {

        private final List<String> calls = new CopyOnWriteArrayList<>();
        private final Map<String, Long> revisions = new ConcurrentHashMap<>();
        private RegistrySession.Registration registration;

        @Override
        public void changed(String path, long revision) {
            checkThread("a change");
            revisions.put(path, revision);
            calls.add(path);
        }

        @Override
        public void resync() {
            checkThread("a resync");
            calls.add("resync");
        }

        /** Paths, and "resync". */
        public List<String> calls() {
            return calls;
        }

        /** The revision of the last change of a path that was told. */
        public long revision(String path) {
            return revisions.getOrDefault(path, 0L);
        }

        public void awaitCall(String call) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> calls.contains(call));
        }

        public void close() {
            registration.close();
        }
    }
}
