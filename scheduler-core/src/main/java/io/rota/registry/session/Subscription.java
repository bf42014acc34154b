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
package io.rota.registry.session;

import io.rota.registry.RegistrySession.Registration;
import io.rota.registry.WatchListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Brings changes to one watch listener: at most one task waits on the executor, however many changes there are.
 *
 * <p>Thread-safe.
 */
public final class Subscription implements Registration {

    // More changes than this between two calls are told as one resync.
    private static final int PATHS_MAX = 1_000;

    private final WatchListener listener;
    private final Executor executor;
    // Guarded by this.
    private final Map<String, Long> changed = new LinkedHashMap<>();
    private boolean resync;
    private boolean scheduled;
    private volatile boolean closed;

    public Subscription(WatchListener listener, Executor executor) {
        this.listener = listener;
        this.executor = executor;
    }

    /**
     * Tells of a change.
     *
     * @param revision as {@link WatchListener#changed} tells it
     */
    public synchronized void changed(String path, long revision) {
        // A waiting resync says more than the path does.
        if (!resync) {
            changed.merge(path, revision, Math::max);
            if (changed.size() > PATHS_MAX) {
                resync = true;
                changed.clear();
            }
        }
        schedule();
    }

    /** Tells that anything may have changed. */
    public synchronized void resync() {
        resync = true;
        changed.clear();
        schedule();
    }

    /** The listener is not called again, save for a call that is running. */
    @Override
    public void close() {
        closed = true;
    }

    private void schedule() {
        if (!scheduled && !closed) {
            scheduled = true;
            executor.execute(this::deliver);
        }
    }

    private void deliver() {
        boolean all;
        Map<String, Long> paths;
        synchronized (this) {
            scheduled = false;
            all = resync;
            paths = new LinkedHashMap<>(changed);
            resync = false;
            changed.clear();
        }
        if (all && !closed) {
            listener.resync();
        }
        paths.forEach((path, revision) -> {
            // The listener may end the watch while it is told.
            if (!closed) {
                listener.changed(path, revision);
            }
        });
    }
}
