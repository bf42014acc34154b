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
import io.rota.registry.RegistrySession.Registration;
import io.rota.registry.WatchListener;
import io.rota.registry.session.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * One watch in ZooKeeper per path, shared by all who watch the path.
 *
 * A watch is persistent and recursive: it stays after it fired, and covers what is created later below the path. The
 * client sets its watches again after a reconnect, but the server does not tell what happened in between; therefore
 * every resume ends with a resync. The requests of one handle are answered in order, so removing a watch and setting
 * it again needs no waiting, and a read sent after a resync is served with the watch in place.
 *
 * ZooKeeper.removeWatches(path, watcher, …) only forgets the watcher in the client, the server keeps sending;
 * removeAllWatches tells the server. All watches of the handle are ours, one per path, so it takes away no other's.
 */
/** The watches of one session; thread-safe. */
final class Watches {

    private static final Logger log = LoggerFactory.getLogger(Watches.class);

    private final ZooKeeper zookeeper;
    private final Settings settings;
    private final Namespace namespace;
    private final EventLoop loop;
    private final Executor executor;
    // Guarded by this, like the fields of its values.
    private final Map<String, PathWatch> watches = new HashMap<>();
    private boolean over;

    /**
     * @param loop for repetitions
     * @param executor where listeners are called
     */
    Watches(ZooKeeper zookeeper, Settings settings, EventLoop loop, Executor executor) {
        this.zookeeper = zookeeper;
        this.settings = settings;
        this.namespace = settings.namespace();
        this.loop = loop;
        this.executor = executor;
    }

    /** As {@link io.rota.registry.RegistrySession#watch}. */
    synchronized Registration watch(String path, WatchListener listener) {
        Subscription subscription = new Subscription(listener, executor);
        if (over) {
            return subscription;
        }
        PathWatch watch = watches.get(path);
        if (watch == null) {
            watch = new PathWatch(path);
            watch.set();
            watches.put(path, watch);
        } else if (watch.isSet) {
            subscription.resync();
        }
        watch.subscriptions.add(subscription);
        return () -> end(path, subscription);
    }

    /** The connection is back. */
    synchronized void resumed() {
        watches.values().stream().filter(watch -> watch.isSet).forEach(PathWatch::resync);
    }

    /** The session is over. */
    synchronized void over() {
        over = true;
        watches.clear();
    }

    private synchronized void end(String path, Subscription subscription) {
        subscription.close();
        PathWatch watch = watches.get(path);
        if (watch != null && watch.subscriptions.remove(subscription) && watch.subscriptions.isEmpty()) {
            watches.remove(path);
            zookeeper.removeAllWatches(
                    namespace.absolute(path),
                    Watcher.WatcherType.Any,
                    true,
                    (rc, absolute, context) -> log.debug("Ended the watch of {}: {}", absolute, Codes.describe(rc)),
                    null);
        }
    }

    private final class PathWatch implements Watcher {

        private final String path;
        private final List<Subscription> subscriptions = new ArrayList<>();
        private boolean isSet;
        private int failures;

        PathWatch(String path) {
            this.path = path;
        }

        @Override
        public void process(WatchedEvent event) {
            switch (event.getType()) {
                // The connection's state is the session's business.
                case None -> {}
                case PersistentWatchRemoved, DataWatchRemoved, ChildWatchRemoved -> removed();
                default -> {
                    if (event.getPath() != null && namespace.contains(event.getPath())) {
                        changed(namespace.relative(event.getPath()), event.getZxid());
                    }
                }
            }
        }

        private void set() {
            zookeeper.addWatch(
                    namespace.absolute(path),
                    this,
                    AddWatchMode.PERSISTENT_RECURSIVE,
                    (rc, absolute, context) -> answered(rc),
                    null);
        }

        private void answered(int rc) {
            synchronized (Watches.this) {
                if (!isWanted()) {
                    return;
                }
                if (Codes.isOk(rc)) {
                    isSet = true;
                    failures = 0;
                    resync();
                    return;
                }
                failures++;
                if (failures == settings.backoff().quietFailures() + 1) {
                    log.warn(
                            "Could not watch {} after {} attempts, changes there are noticed late: {}. Trying on; check"
                                    + " the permissions and that the server is ZooKeeper 3.6 or later.",
                            namespace.absolute(path),
                            failures,
                            Codes.describe(rc));
                }
                loop.schedule(settings.backoff().delayAfter(failures).toNanos(), this::setAgain);
            }
        }

        private void setAgain() {
            synchronized (Watches.this) {
                if (isWanted()) {
                    set();
                }
            }
        }

        /** Somebody took the watch away; if it was not us, it is set again. */
        private void removed() {
            synchronized (Watches.this) {
                if (isWanted() && isSet) {
                    isSet = false;
                    set();
                }
            }
        }

        private void changed(String changedPath, long zxid) {
            // Servers before 3.9 do not tell it.
            long revision = zxid == WatchedEvent.NO_ZXID ? WatchListener.UNKNOWN : zxid;
            synchronized (Watches.this) {
                subscriptions.forEach(subscription -> subscription.changed(changedPath, revision));
            }
        }

        private void resync() {
            subscriptions.forEach(Subscription::resync);
        }

        private boolean isWanted() {
            return !over && watches.get(path) == this;
        }
    }
}
