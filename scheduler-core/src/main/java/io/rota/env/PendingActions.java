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
package io.rota.env;

import java.util.ArrayList;
import java.util.List;

/** Actions that wait for one thing to happen; each is handed out at most once. Thread-safe. */
public final class PendingActions {

    private final int max;
    // Guarded by this. By identity: the same action may wait twice.
    private final List<Entry> waiting = new ArrayList<>();
    private boolean closed;

    private static final class Entry {
        private final Runnable action;

        Entry(Runnable action) {
            this.action = action;
        }
    }

    /**
     * @param max how many may wait at the same time
     */
    public PendingActions(int max) {
        this.max = max;
    }

    /**
     * Adds an action, unless nothing can happen any more.
     *
     * @return takes it back: whether it was still waiting
     * @throws IllegalStateException if too many wait
     */
    public synchronized Withdrawal add(Runnable action) {
        if (closed) {
            return () -> false;
        }
        if (waiting.size() >= max) {
            throw new IllegalStateException(max + " actions are waiting already. Withdraw those that are not needed.");
        }
        Entry entry = new Entry(action);
        waiting.add(entry);
        return () -> remove(entry);
    }

    /** Hands out all that wait. */
    public synchronized List<Runnable> takeAll() {
        List<Runnable> all = waiting.stream().map(entry -> entry.action).toList();
        waiting.clear();
        return all;
    }

    /** Drops what waits and takes nothing more. */
    public synchronized void close() {
        closed = true;
        waiting.clear();
    }

    private synchronized boolean remove(Entry entry) {
        return waiting.remove(entry);
    }

    /** Takes an action back. */
    @FunctionalInterface
    public interface Withdrawal {

        /** Whether the action was still waiting; it will not be handed out then. */
        boolean withdraw();
    }
}
