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
package io.rota.operation;

import io.rota.env.EventLoop;
import io.rota.env.TimeSource;
import io.rota.registry.RegistryListener;
import io.rota.registry.RegistrySession;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whichever session there is, and where callers wait for it and for its answers. Thread-safe. */
final class Connection implements RegistryListener {

    private final EventLoop loop;
    private final TimeSource time;
    private final String registry;
    /** What callers wait for; nobody else would answer them once this is closed. */
    private final Set<CompletableFuture<?>> awaited = ConcurrentHashMap.newKeySet();
    // Guarded by this.
    private CompletableFuture<RegistrySession> session = new CompletableFuture<>();
    private volatile boolean closed;

    /**
     * @param loop where answers arrive
     * @param registry for messages
     */
    Connection(EventLoop loop, TimeSource time, String registry) {
        this.loop = loop;
        this.time = time;
        this.registry = registry;
    }

    EventLoop loop() {
        return loop;
    }

    TimeSource time() {
        return time;
    }

    String registry() {
        return registry;
    }

    /** The current session, as soon as there is one. */
    synchronized CompletableFuture<RegistrySession> session() {
        return session;
    }

    boolean isClosed() {
        return closed;
    }

    /** Fails everybody who waits, and everybody who comes later. */
    void close() {
        closed = true;
        awaited.forEach(answer -> answer.completeExceptionally(closedMeanwhile()));
    }

    /**
     * Waits for an answer; rethrows what it failed with.
     *
     * @throws IllegalStateException if closed, or on the loop, where nobody would be left to answer
     * @throws TimeoutException if there is none by the deadline; what would give it then, should look whether it is done
     */
    <T> T await(CompletableFuture<T> answer, long deadlineNanos) throws TimeoutException, InterruptedException {
        if (loop.isCurrent()) {
            throw new IllegalStateException("This is the scheduler's own thread, which would have to give the answer."
                    + " Sharding strategies run on it: give them what they need before, or ask from another thread.");
        }
        awaited.add(answer);
        try {
            // After it was added, so that close() either sees it or is seen here.
            if (closed) {
                throw closedMeanwhile();
            }
            return answer.get(Math.max(0, deadlineNanos - time.monotonicNanos()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            awaited.remove(answer);
        }
    }

    private IllegalStateException closedMeanwhile() {
        return new IllegalStateException("The operations of " + registry + " are closed. Connect anew.");
    }

    @Override
    public synchronized void sessionOpened(RegistrySession opened) {
        if (session.isDone()) {
            session = new CompletableFuture<>();
        }
        session.complete(opened);
    }

    /** Answers that stay away are told as such; there is nothing to do before they are. */
    @Override
    public void sessionSuspended(RegistrySession suspended) {}

    @Override
    public void sessionResumed(RegistrySession resumed) {}

    @Override
    public synchronized void sessionLost(RegistrySession lost) {
        if (session.getNow(null) == lost) {
            session = new CompletableFuture<>();
        }
    }
}
