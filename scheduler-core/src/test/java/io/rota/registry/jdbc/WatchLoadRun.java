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

import io.rota.registry.CommitResult;
import io.rota.registry.Peer;
import io.rota.registry.RegistrySession.Registration;
import io.rota.registry.Transaction;
import io.rota.registry.WatchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Many writers and one watcher: each commit makes a node of its own, and the watcher must hear of each. */
final class WatchLoadRun {

    private static final String NAMESPACE = "watch-load";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LAST_EVENT = Duration.ofSeconds(30);

    /**
     * What came of it.
     *
     * @param unheard commits of which the watcher heard neither by path nor by a later resync
     * @param twice paths that were told more than once
     * @param resyncs how often the watcher was told that anything may have changed, the beginning excluded
     * @param lastEvent from the last commit to the last event
     */
    record Outcome(int commits, Duration time, int unheard, int twice, int resyncs, Duration lastEvent) {

        long commitsPerSecond() {
            return Math.round(commits * 1e9 / Math.max(1, time.toNanos()));
        }
    }

    private final DataSource database;
    private final Set<String> unheard = ConcurrentHashMap.newKeySet();
    private final Set<String> heardEarly = ConcurrentHashMap.newKeySet();
    private final AtomicInteger twice = new AtomicInteger();
    private final AtomicInteger resyncs = new AtomicInteger();
    private volatile long lastEventNanos = System.nanoTime();

    private WatchLoadRun(DataSource database) {
        this.database = database;
    }

    /**
     * @param database empty
     */
    static Outcome carryOut(DataSource database, int writers, int commitsEach) {
        return new WatchLoadRun(database).carryOut(writers, commitsEach);
    }

    private Outcome carryOut(int count, int commitsEach) {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        List<Peer> writers = new ArrayList<>();
        try (Peer watcher = join()) {
            done(watcher.commit(new Transaction().create("/w", "")));
            CompletableFuture<Void> begun = new CompletableFuture<>();
            Registration watch = watcher.session().watch("/w", new Listener(begun));
            begun.orTimeout(LAST_EVENT.toSeconds(), TimeUnit.SECONDS).join();
            for (int i = 0; i < count; i++) {
                writers.add(join());
            }
            long begin = System.nanoTime();
            List<CompletableFuture<Void>> work = writers.stream()
                    .map(writer -> CompletableFuture.runAsync(
                            () -> write(writer, writers.indexOf(writer), commitsEach), threads))
                    .toList();
            work.forEach(CompletableFuture::join);
            long end = System.nanoTime();
            awaitTheRest();
            watch.close();
            Duration late = Duration.ofNanos(Math.max(0, lastEventNanos - end));
            return new Outcome(
                    count * commitsEach,
                    Duration.ofNanos(end - begin),
                    unheard.size(),
                    twice.get(),
                    resyncs.get(),
                    late);
        } finally {
            writers.forEach(Peer::close);
            threads.shutdownNow();
        }
    }

    private void awaitTheRest() {
        try {
            Awaitility.await().atMost(LAST_EVENT).until(unheard::isEmpty);
        } catch (ConditionTimeoutException e) {
            // What is left is the outcome.
            System.err.println("never heard of: " + unheard);
        }
    }

    private void write(Peer writer, int number, int commits) {
        for (int i = 0; i < commits; i++) {
            String path = "/w/" + number + "-" + i;
            done(writer.commit(new Transaction().create(path, "")));
            if (!heardEarly.remove(path)) {
                unheard.add(path);
                // It may have been told between the two.
                if (heardEarly.remove(path)) {
                    unheard.remove(path);
                }
            }
        }
    }

    private static void done(CommitResult result) {
        if (result.status() != CommitResult.Status.COMMITTED) {
            throw new IllegalStateException(result.toString());
        }
    }

    private Peer join() {
        JdbcConfiguration configuration = new JdbcConfiguration(database, NAMESPACE);
        configuration.setInitializeSchema(TableCreation.ALWAYS);
        configuration.setPollInterval(POLL);
        return Peer.joined(new JdbcRegistryCenter(configuration));
    }

    private final class Listener implements WatchListener {

        private final CompletableFuture<Void> begun;
        private final Set<String> heard = ConcurrentHashMap.newKeySet();

        Listener(CompletableFuture<Void> begun) {
            this.begun = begun;
        }

        @Override
        public void changed(String path, long revision) {
            lastEventNanos = System.nanoTime();
            if (!heard.add(path)) {
                twice.incrementAndGet();
            } else if (!unheard.remove(path)) {
                heardEarly.add(path);
                // Its commit may have been answered between the two.
                if (unheard.remove(path)) {
                    heardEarly.remove(path);
                }
            }
        }

        @Override
        public void resync() {
            if (!begun.complete(null)) {
                resyncs.incrementAndGet();
                // Whoever reads now finds all that was committed by now.
                unheard.clear();
            }
        }
    }
}
