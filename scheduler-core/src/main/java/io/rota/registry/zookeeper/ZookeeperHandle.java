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
import io.rota.env.IdSource;
import io.rota.env.TimeSource;
import io.rota.registry.session.Outage;
import io.rota.registry.session.Requests;
import io.rota.registry.session.Subscriber;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * From the first connection to the end:
 *
 *   connecting ── connected ──> preparing ── nodes exist ──> ready ── a scheduler is there ──> announced
 *                                                            └── disconnected <──> connected ──┘
 *   and from everywhere, once: over
 *
 * Only the handle's own events count. Curator has connection states too, but they are about "the client", not about
 * one session, and arrive late or not at all when its listeners are slow.
 */
/** One client object of ZooKeeper and how its session fares. On the center's loop only. */
final class ZookeeperHandle {

    private static final Logger log = LoggerFactory.getLogger(ZookeeperRegistryCenter.class);

    private static final IdSource IDS = IdSource.random();

    private final String id = IDS.next();
    private final ZooKeeper zookeeper;
    private final Settings settings;
    private final EventLoop loop;
    private final Outage outage;
    private final Consumer<ZookeeperHandle> whenReady;
    private final SessionNode node;
    private boolean connected;
    private boolean preparing;
    private boolean ready;
    private boolean over;
    private int failures;
    private @Nullable Announced announced;

    /** What exists once a scheduler knows of the session. */
    private record Announced(ZookeeperSession session, Requests requests, Watches watches, Subscriber subscriber) {

        void tell(Consumer<ZookeeperSession> news) {
            subscriber.executor().execute(() -> news.accept(session));
        }
    }

    /**
     * @param whenReady called once, when the session can be announced
     */
    ZookeeperHandle(
            ZooKeeper zookeeper,
            Settings settings,
            EventLoop loop,
            Outage outage,
            Consumer<ZookeeperHandle> whenReady) {
        this.zookeeper = zookeeper;
        this.settings = settings;
        this.loop = loop;
        this.outage = outage;
        this.whenReady = whenReady;
        this.node = new SessionNode(zookeeper, settings.namespace(), id, settings.acl());
    }

    String id() {
        return id;
    }

    ZooKeeper zookeeper() {
        return zookeeper;
    }

    Settings settings() {
        return settings;
    }

    SessionNode node() {
        return node;
    }

    boolean isOver() {
        return over;
    }

    /** An event of this handle; the same news may come twice. */
    void stateChanged(KeeperState state) {
        if (over) {
            return;
        }
        switch (state) {
            case SyncConnected -> connected();
            case Disconnected -> disconnected();
            case Expired, Closed -> end();
            case AuthFailed -> outage.because("ZooKeeper does not accept the credentials of this application");
            default -> log.debug("Session {} of {}: {}", id, settings, state);
        }
    }

    /** Reports the session to a scheduler, now if it is ready. */
    void announce(Subscriber subscriber, TimeSource time) {
        if (!ready || over || announced != null) {
            return;
        }
        Duration deadline = Duration.ofMillis(zookeeper.getSessionTimeout()).plus(settings.connectionTimeout());
        var requests = new Requests(time, deadline, subscriber.executor());
        var watches = new Watches(zookeeper, settings, loop, subscriber.executor());
        var news = new Announced(new ZookeeperSession(this, requests, watches), requests, watches, subscriber);
        announced = news;
        news.tell(subscriber.listener()::sessionOpened);
        if (!connected) {
            news.tell(subscriber.listener()::sessionSuspended);
        }
    }

    /** To be called every second or so. */
    void look() {
        if (over) {
            return;
        }
        // Curator silences a handle before it closes it, and a failed login kills a handle without "expired".
        if (!zookeeper.getState().isAlive()) {
            end();
        } else if (announced != null) {
            announced.requests().sweep();
        }
    }

    /** The session is over, or nobody listens to this handle any more. */
    void end() {
        if (over) {
            return;
        }
        over = true;
        connected = false;
        outage.begins();
        if (announced != null) {
            announced.requests().over();
            announced.watches().over();
            announced.tell(announced.subscriber().listener()::sessionLost);
        }
    }

    private void connected() {
        if (connected) {
            return;
        }
        connected = true;
        if (!ready) {
            if (!preparing) {
                prepare();
            }
            return;
        }
        outage.ends();
        if (announced != null) {
            announced.tell(announced.subscriber().listener()::sessionResumed);
            announced.watches().resumed();
        }
    }

    private void disconnected() {
        if (!connected) {
            return;
        }
        connected = false;
        outage.begins();
        if (announced != null) {
            announced.tell(announced.subscriber().listener()::sessionSuspended);
        }
    }

    private void prepare() {
        if (!over) {
            preparing = true;
            node.establish(trouble -> loop.execute(() -> prepared(trouble)));
        }
    }

    private void prepared(@Nullable String trouble) {
        if (over) {
            return;
        }
        if (trouble != null) {
            failures++;
            outage.because(trouble);
            loop.schedule(settings.backoff().delayAfter(failures).toNanos(), this::prepare);
            return;
        }
        ready = true;
        if (connected) {
            outage.ends();
        }
        Duration agreed = Duration.ofMillis(zookeeper.getSessionTimeout());
        if (!agreed.equals(settings.sessionTimeout())) {
            log.info(
                    "{} keeps sessions for {} ms, not for {} ms as configured: it allows 2 to 20 of its own ticks.",
                    settings,
                    agreed.toMillis(),
                    settings.sessionTimeout().toMillis());
        }
        whenReady.accept(this);
    }
}
