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
package io.rota.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.registry.Backoff;
import io.rota.registry.ChildrenResult;
import io.rota.registry.CommitResult;
import io.rota.registry.HeartbeatResult;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistryCenter;
import io.rota.registry.RegistryListener;
import io.rota.registry.RegistrySession;
import io.rota.registry.Transaction;
import io.rota.registry.WatchListener;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A registry in memory that can fall silent, tell another time and lose sessions, and that others can write to. */
final class TroubledRegistry implements RegistryCenter {

    private final MemoryRegistryCenter memory = new MemoryRegistryCenter();
    private final CompletableFuture<RegistrySession> outsider = new CompletableFuture<>();
    volatile boolean silent;
    volatile long aheadMillis;
    private volatile @Nullable Connection connection;

    /** What the scheduler has. */
    private record Connection(RegistryListener listener, Executor executor, RegistrySession session) {}

    TroubledRegistry() {
        memory.connect(
                new RegistryListener() {
                    @Override
                    public void sessionOpened(RegistrySession session) {
                        outsider.complete(session);
                    }

                    @Override
                    public void sessionSuspended(RegistrySession session) {}

                    @Override
                    public void sessionResumed(RegistrySession session) {}

                    @Override
                    public void sessionLost(RegistrySession session) {}
                },
                Runnable::run);
    }

    /** Somebody else writes. */
    void commit(Transaction transaction) throws Exception {
        CompletableFuture<CommitResult> result = new CompletableFuture<>();
        outsider.get(10, TimeUnit.SECONDS).commit(transaction, result::complete);
        assertThat(result.get(10, TimeUnit.SECONDS).status()).isEqualTo(CommitResult.Status.COMMITTED);
    }

    String text(String path) throws Exception {
        CompletableFuture<ReadResult> result = new CompletableFuture<>();
        outsider.get(10, TimeUnit.SECONDS).read(path, result::complete);
        return result.get(10, TimeUnit.SECONDS).node().data();
    }

    /** The scheduler hears that the registry does not answer, and it does not. */
    void fallSilent() {
        silent = true;
        Connection now = connection();
        now.executor.execute(() -> now.listener.sessionSuspended(now.session));
    }

    /**
     * The scheduler's session is lost, and there is a new one.
     *
     * @param held what the lost one held
     */
    void renewSession(Transaction held) {
        Connection now = connection();
        now.executor.execute(() -> {
            now.listener.sessionLost(now.session);
            outsider.join().commit(held, result -> open(now.listener, now.executor));
        });
    }

    private Connection connection() {
        return Objects.requireNonNull(connection, "the scheduler has no session");
    }

    @Override
    public void init() {
        memory.init();
    }

    @Override
    public void connect(RegistryListener listener, Executor executor) {
        open(listener, executor);
    }

    private void open(RegistryListener listener, Executor executor) {
        memory.connect(
                new RegistryListener() {
                    @Override
                    public void sessionOpened(RegistrySession session) {
                        RegistrySession troubled = new Session(session);
                        connection = new Connection(listener, executor, troubled);
                        listener.sessionOpened(troubled);
                    }

                    @Override
                    public void sessionSuspended(RegistrySession session) {}

                    @Override
                    public void sessionResumed(RegistrySession session) {}

                    @Override
                    public void sessionLost(RegistrySession session) {}
                },
                executor);
    }

    @Override
    public <T extends AutoCloseable> T companion(Class<T> type, Supplier<T> creator) {
        return memory.companion(type, creator);
    }

    @Override
    public Backoff backoff() {
        return memory.backoff();
    }

    @Override
    public String describe() {
        return "troubled memory";
    }

    @Override
    public void close() {
        memory.close();
    }

    /** A session of the scheduler, with a lease of two seconds. */
    private final class Session implements RegistrySession {

        private final RegistrySession session;

        Session(RegistrySession session) {
            this.session = session;
        }

        @Override
        public String id() {
            return session.id();
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(3);
        }

        @Override
        public void heartbeat(Consumer<HeartbeatResult> answer) {
            if (!silent) {
                session.heartbeat(result ->
                        answer.accept(new HeartbeatResult(result.alive(), result.registryMillis() + aheadMillis)));
            }
        }

        @Override
        public void read(String path, Consumer<ReadResult> answer) {
            if (!silent) {
                session.read(path, answer);
            }
        }

        @Override
        public void children(String path, Consumer<ChildrenResult> answer) {
            if (!silent) {
                session.children(path, answer);
            }
        }

        @Override
        public void commit(Transaction transaction, Consumer<CommitResult> answer) {
            if (!silent) {
                session.commit(transaction, answer);
            }
        }

        @Override
        public Registration watch(String path, WatchListener listener) {
            return session.watch(path, listener);
        }
    }
}
