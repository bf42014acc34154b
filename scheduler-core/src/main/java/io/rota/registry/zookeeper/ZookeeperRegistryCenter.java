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
package io.rota.registry.zookeeper;

import io.rota.env.EventLoop;
import io.rota.env.ThreadEventLoop;
import io.rota.env.TimeSource;
import io.rota.registry.Backoff;
import io.rota.registry.Companions;
import io.rota.registry.RegistryCenter;
import io.rota.registry.RegistryListener;
import io.rota.registry.session.Outage;
import io.rota.registry.session.Subscriber;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.curator.ensemble.fixed.FixedEnsembleProvider;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.BoundedExponentialBackoffRetry;
import org.apache.curator.utils.ThreadUtils;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Who does what.
 *
 * Curator makes ZooKeeper handles: the first at the start, another whenever one reports "expired". It asks the factory
 * below, so every handle passes through our hands, and our watcher hears the handle's events before Curator's does.
 * Nothing else of Curator is used: no cache, no recipe, no operation (see ZookeeperSession for the reason). Its
 * connection states do not count here either; but it ends a session, as "expired", that has been disconnected for a
 * whole session timeout by the wall clock, where ZooKeeper's client alone might hope for ever.
 *
 * All bookkeeping is done on one loop, "rota-zookeeper", in plain fields. Events of handles hop onto it; news for the
 * scheduler hops from there onto the scheduler's executor. Answers to requests go straight from ZooKeeper's event
 * thread to the executor.
 *
 * A look every second finds what no event tells: a handle that died silently, an answer that is overdue, an outage
 * that somebody should know of.
 */
/**
 * A registry in ZooKeeper, 3.6 or later.
 *
 * <p>Serves one scheduler. While no server answers, nothing blocks and nothing fails: the center goes on trying.
 */
public final class ZookeeperRegistryCenter implements RegistryCenter {

    private static final Logger log = LoggerFactory.getLogger(ZookeeperRegistryCenter.class);

    private static final String REMEDY =
            "Check that the servers run, and the addresses, the namespace and the permissions.";
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSE_SECONDS = 4;
    private static final int JOIN_MILLIS = 500;

    private final TimeSource time = TimeSource.system();
    private final Companions companions = new Companions();
    private final Settings settings;
    private final EventLoop loop = new ThreadEventLoop("rota-zookeeper");
    private final Outage outage;
    private final @Nullable Tls tls;
    private final CuratorFramework curator;
    // Guarded by this.
    private boolean started;
    private boolean closed;
    private volatile @Nullable Subscriber subscriber;
    // On the loop only.
    private @Nullable ZookeeperHandle current;
    private long deadSinceNanos;
    private volatile boolean finished;

    /**
     * Makes a center that does not connect yet.
     *
     * @throws IllegalArgumentException if the values contradict each other
     * @throws IllegalStateException if the stores for TLS cannot be written to the directory for temporary files
     */
    public ZookeeperRegistryCenter(ZookeeperConfiguration configuration) {
        settings = configuration.settings();
        outage = new Outage(log, time, settings::toString, settings.connectionTimeout(), REMEDY);
        TlsStores stores = settings.tls();
        tls = stores == null ? null : new Tls(time, loop, outage, settings, stores);
        curator = makeCurator();
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
        loop.execute(() -> {
            if (current != null) {
                announce(current);
            }
        });
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
        return settings.namespace().name();
    }

    @Override
    public String describe() {
        return settings.toString();
    }

    @Override
    public void close() {
        try {
            companions.close();
        } finally {
            closeConnection();
        }
    }

    private void closeConnection() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            finish();
            done.countDown();
        });
        try {
            if (!done.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.warn(
                        "{} does not answer; gave up ending the session properly. What it held vanishes after the"
                                + " session timeout.",
                        settings);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Interrupts a closing that still waits for the server; the handle's threads end all the same.
        loop.close();
    }

    private CuratorFramework makeCurator() {
        return CuratorFrameworkFactory.builder()
                .ensembleProvider(new FixedEnsembleProvider(settings.servers().text(), settings.ensembleTracker()))
                .ensembleTracker(settings.ensembleTracker())
                .zookeeperFactory(
                        (servers, timeout, curatorsWatcher, readOnly) -> makeHandle(servers, timeout, curatorsWatcher))
                .sessionTimeoutMs((int) settings.sessionTimeout().toMillis())
                .connectionTimeoutMs((int) Math.min(
                        settings.connectionTimeout().toMillis(),
                        settings.sessionTimeout().toMillis()))
                .retryPolicy(new BoundedExponentialBackoffRetry(
                        (int) settings.backoff().first().toMillis(),
                        (int) settings.backoff().longest().toMillis(),
                        settings.backoff().quietFailures()))
                .canBeReadOnly(false)
                .dontUseContainerParents()
                .threadFactory(ThreadUtils.newGenericThreadFactory("rota-zookeeper-curator"))
                // Curator never ends a thread of its own for this.
                .runSafeService(loop)
                .waitForShutdownTimeoutMs(JOIN_MILLIS)
                .build();
    }

    // ---- on the loop

    /** Here, so that the threads of ZooKeeper are named after the loop. */
    private void start() {
        outage.begins();
        deadSinceNanos = time.monotonicNanos();
        loop.schedule(LOOK_NANOS, this::look);
        curator.start();
    }

    /** Called by Curator, on the loop at the start and on the event thread of the former handle later. */
    private ZooKeeper makeHandle(String servers, int timeout, Watcher curatorsWatcher) throws IOException {
        ZKClientConfig config = new ZKClientConfig();
        // The session relies on it; a system property meant for another client must not take it away.
        config.setProperty(ZKClientConfig.DISABLE_AUTO_WATCH_RESET, "false");
        if (tls != null) {
            tls.configure(config);
        }
        HandleWatcher watcher = new HandleWatcher(curatorsWatcher);
        ZooKeeper zookeeper = new ZooKeeperAdmin(servers, timeout, watcher, false, config);
        if (settings.digest() != null) {
            // Here and not through Curator: before the handle is known to anybody who could send a request.
            zookeeper.addAuthInfo("digest", settings.digest().getBytes(StandardCharsets.UTF_8));
        }
        if (finished) {
            // A session expired while the center was being closed; Curator no longer knows whom to close.
            closeQuickly(zookeeper);
            throw new IOException("the registry center is closed");
        }
        loop.execute(() -> adopt(zookeeper, watcher));
        return zookeeper;
    }

    private static void closeQuickly(ZooKeeper zookeeper) {
        try {
            zookeeper.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void adopt(ZooKeeper zookeeper, HandleWatcher watcher) {
        if (current != null) {
            current.end();
        }
        ZookeeperHandle handle = new ZookeeperHandle(zookeeper, settings, loop, outage, this::announce);
        current = handle;
        watcher.handle = handle;
        // Its first events may have come before this line, its later ones come after: hearing one twice is harmless.
        if (zookeeper.getState() == ZooKeeper.States.CONNECTED) {
            handle.stateChanged(Watcher.Event.KeeperState.SyncConnected);
        }
    }

    private void announce(ZookeeperHandle handle) {
        Subscriber known = subscriber;
        if (known != null) {
            handle.announce(known, time);
        }
    }

    private void look() {
        if (finished) {
            return;
        }
        loop.schedule(LOOK_NANOS, this::look);
        lookAtTls();
        outage.look();
        if (current != null) {
            current.look();
        }
        long now = time.monotonicNanos();
        if (current != null && !current.isOver()) {
            deadSinceNanos = now;
        } else if (now - deadSinceNanos > settings.backoff().longest().toNanos()) {
            deadSinceNanos = now;
            replaceHandle();
        }
    }

    private void lookAtTls() {
        if (tls != null) {
            if (outage.isDown()) {
                tls.look();
            } else {
                tls.works();
            }
        }
    }

    /**
     * Curator replaces expired handles by itself, but not one whose login failed, and it does not repeat a replacement
     * that failed.
     */
    private void replaceHandle() {
        try {
            curator.getZookeeperClient().reset();
        } catch (Exception e) {
            outage.because(String.valueOf(e));
        }
    }

    private void finish() {
        finished = true;
        if (current != null) {
            current.end();
        }
        curator.close();
        if (tls != null) {
            tls.close();
        }
    }

    /** Passes a handle's events on: first to us, then to Curator, which may replace the handle at once. */
    private final class HandleWatcher implements Watcher {

        private final Watcher curators;
        private volatile @Nullable ZookeeperHandle handle;

        HandleWatcher(Watcher curators) {
            this.curators = curators;
        }

        @Override
        public void process(WatchedEvent event) {
            ZookeeperHandle known = handle;
            if (known != null && event.getType() == Event.EventType.None) {
                loop.execute(() -> known.stateChanged(event.getState()));
            }
            curators.process(event);
        }
    }
}
