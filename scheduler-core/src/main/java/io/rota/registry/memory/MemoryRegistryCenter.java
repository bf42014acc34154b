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
package io.rota.registry.memory;

import io.rota.env.IdSource;
import io.rota.env.TimeSource;
import io.rota.registry.Backoff;
import io.rota.registry.ChildrenResult;
import io.rota.registry.CommitResult;
import io.rota.registry.Companions;
import io.rota.registry.HeartbeatResult;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistryCenter;
import io.rota.registry.RegistryListener;
import io.rota.registry.RegistrySession;
import io.rota.registry.Transaction;
import io.rota.registry.WatchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A registry in the memory of this process: always there, its sessions end only when it is closed.
 *
 * <p>It coordinates this process with nobody. Several schedulers may share one center; each gets a session of its own.
 */
public final class MemoryRegistryCenter implements RegistryCenter {

    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(60);

    private final TimeSource time = TimeSource.system();
    private final IdSource ids = IdSource.random();
    private final Companions companions = new Companions();
    // Everything below is guarded by this.
    private final MemoryTree tree = new MemoryTree();
    private final Map<MemorySession, RegistryListener> sessions = new LinkedHashMap<>();
    private boolean closed;

    @Override
    public synchronized void init() {
        if (closed) {
            throw new IllegalStateException("The registry center is closed; make a new one.");
        }
    }

    @Override
    public synchronized void connect(RegistryListener listener, Executor executor) {
        init();
        MemorySession session = new MemorySession(executor);
        sessions.put(session, listener);
        executor.execute(() -> listener.sessionOpened(session));
    }

    @Override
    public <T extends AutoCloseable> T companion(Class<T> type, Supplier<T> creator) {
        return companions.get(type, creator);
    }

    @Override
    public Backoff backoff() {
        return Backoff.DEFAULT;
    }

    @Override
    public String describe() {
        return "the memory of this process";
    }

    @Override
    public void close() {
        try {
            companions.close();
        } finally {
            synchronized (this) {
                closed = true;
                sessions.forEach((session, listener) -> {
                    changed(tree.expire(session.id));
                    session.executor.execute(() -> listener.sessionLost(session));
                });
                sessions.clear();
            }
        }
    }

    private void changed(Iterable<String> paths) {
        long revision = tree.revision();
        for (MemorySession session : sessions.keySet()) {
            for (Watch watch : session.watches) {
                for (String path : paths) {
                    if (watch.covers(path)) {
                        session.executor.execute(() -> watch.tell(listener -> listener.changed(path, revision)));
                    }
                }
            }
        }
    }

    private static String checked(String path) {
        if (!path.startsWith("/") || path.contains("//") || path.length() > 1 && path.endsWith("/")) {
            throw new IllegalArgumentException("'" + path + "' is not a path of the form /a/b");
        }
        return path;
    }

    /** One registration; its listener is called on the executor only, and never after it was closed. */
    private static final class Watch {

        private final String root;
        private final WatchListener listener;
        private volatile boolean closed;

        Watch(String root, WatchListener listener) {
            this.root = root;
            this.listener = listener;
        }

        boolean covers(String path) {
            return path.equals(root) || path.startsWith(root.equals("/") ? "/" : root + "/");
        }

        void tell(Consumer<WatchListener> news) {
            if (!closed) {
                news.accept(listener);
            }
        }
    }

    private final class MemorySession implements RegistrySession {

        private final String id = ids.next();
        private final Executor executor;
        private final Set<Watch> watches = new LinkedHashSet<>();

        MemorySession(Executor executor) {
            this.executor = executor;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public Duration timeout() {
            return SESSION_TIMEOUT;
        }

        @Override
        public void heartbeat(Consumer<HeartbeatResult> answer) {
            HeartbeatResult result;
            synchronized (MemoryRegistryCenter.this) {
                result = new HeartbeatResult(sessions.containsKey(this), time.wallMillis());
            }
            executor.execute(() -> answer.accept(result));
        }

        @Override
        public void read(String path, Consumer<ReadResult> answer) {
            ReadResult result;
            synchronized (MemoryRegistryCenter.this) {
                result = sessions.containsKey(this)
                        ? tree.read(checked(path)).map(ReadResult::found).orElse(ReadResult.absent())
                        : ReadResult.unavailable("the session is over");
            }
            executor.execute(() -> answer.accept(result));
        }

        @Override
        public void children(String path, Consumer<ChildrenResult> answer) {
            ChildrenResult result;
            synchronized (MemoryRegistryCenter.this) {
                result = sessions.containsKey(this)
                        ? tree.children(checked(path))
                                .map(ChildrenResult::found)
                                .orElse(ChildrenResult.absent())
                        : ChildrenResult.unavailable("the session is over");
            }
            executor.execute(() -> answer.accept(result));
        }

        @Override
        public void commit(Transaction transaction, Consumer<CommitResult> answer) {
            transaction.ops().forEach(op -> checked(op.path()));
            synchronized (MemoryRegistryCenter.this) {
                if (!sessions.containsKey(this)) {
                    executor.execute(() -> answer.accept(CommitResult.sessionLost("the session is over")));
                    return;
                }
                CommitResult result = tree.apply(transaction, id, time.wallMillis());
                executor.execute(() -> answer.accept(result));
                if (result.status() == CommitResult.Status.COMMITTED) {
                    changed(changedPaths(transaction));
                }
            }
        }

        @Override
        public Registration watch(String path, WatchListener listener) {
            Watch watch = new Watch(checked(path), listener);
            synchronized (MemoryRegistryCenter.this) {
                watches.add(watch);
            }
            executor.execute(() -> watch.tell(WatchListener::resync));
            return () -> {
                watch.closed = true;
                synchronized (MemoryRegistryCenter.this) {
                    watches.remove(watch);
                }
            };
        }
    }

    private static Set<String> changedPaths(Transaction transaction) {
        Set<String> paths = new TreeSet<>();
        List<Transaction.Op> ops = new ArrayList<>(transaction.ops());
        ops.removeIf(op -> op instanceof Transaction.Check);
        ops.forEach(op -> paths.add(op.path()));
        return paths;
    }
}
