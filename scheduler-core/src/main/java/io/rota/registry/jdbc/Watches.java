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

import io.rota.registry.RegistrySession.Registration;
import io.rota.registry.WatchListener;
import io.rota.registry.session.Subscription;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/** The watches of one session, found by the path they watch; thread-safe. */
final class Watches {

    private final Executor executor;
    // Guarded by this.
    private final Map<String, Set<Subscription>> watches = new HashMap<>();
    private boolean over;

    /**
     * @param executor where listeners are called
     */
    Watches(Executor executor) {
        this.executor = executor;
    }

    /**
     * As {@link io.rota.registry.RegistrySession#watch}.
     *
     * <p>It can begin at once: the feed has read the log up to some revision, and will come by everything later.
     */
    synchronized Registration watch(String path, WatchListener listener) {
        Subscription subscription = new Subscription(listener, executor);
        if (!over) {
            watches.computeIfAbsent(path, key -> new LinkedHashSet<>()).add(subscription);
            subscription.resync();
        }
        return () -> end(path, subscription);
    }

    /** Tells who watches the paths or something above them. */
    synchronized void changed(Map<String, Long> changes) {
        changes.forEach((path, revision) -> {
            tell(path, path, revision);
            for (String above = path; !above.equals("/"); ) {
                above = Draft.parent(above);
                tell(above, path, revision);
            }
        });
    }

    /** Anything may have changed. */
    synchronized void resync() {
        watches.values().forEach(subscriptions -> subscriptions.forEach(Subscription::resync));
    }

    /** The session is over. */
    synchronized void over() {
        over = true;
        watches.clear();
    }

    private void tell(String watched, String path, long revision) {
        List.copyOf(watches.getOrDefault(watched, Set.of()))
                .forEach(subscription -> subscription.changed(path, revision));
    }

    private synchronized void end(String path, Subscription subscription) {
        subscription.close();
        Set<Subscription> subscriptions = watches.get(path);
        if (subscriptions != null && subscriptions.remove(subscription) && subscriptions.isEmpty()) {
            watches.remove(path);
        }
    }
}
