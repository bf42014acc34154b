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
package io.rota.internal.errorhandler;

import io.rota.env.ServiceThreads;
import io.rota.env.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages on their way to people: they leave one after the other on a thread of their own, at most one per job and kind in
 * a stretch of time. Thread-safe.
 */
public final class Outbox implements AutoCloseable {

    /** Messages that may wait; when more come, whatever they are sent to does not answer. */
    public static final int WAITING_MAX = 100;

    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    private static final long DROPS_LOGGED_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Sends one message; takes a bounded time. */
    @FunctionalInterface
    interface Letter {

        /**
         * Sends it.
         *
         * @param suppressed how many failures nobody was told of since the last message
         * @throws Exception if it was not accepted
         */
        void send(int suppressed) throws Exception;
    }

    /** What was sent for one job. */
    private static final class Account {
        private long sentAtNanos;
        private boolean sent;
        private int suppressed;
    }

    private final TimeSource time;
    private final ServiceThreads thread;
    // Guarded by this. As many as there are jobs with such a handler.
    private final Map<String, Account> accounts = new HashMap<>();
    private long dropped;
    private long droppedLogged;
    private long dropsLoggedAtNanos;

    public Outbox(TimeSource time, ServiceThreads thread) {
        this.time = time;
        this.thread = thread;
    }

    /**
     * Takes a message, unless one of the same kind about the same job has just been taken. Returns at once.
     *
     * @param kind what sends it, for example {@code EMAIL}
     * @param interval the least time between two messages
     */
    void send(String kind, Failure failure, Duration interval, Letter letter) {
        int suppressed;
        synchronized (this) {
            Account account = account(kind, failure);
            long now = time.monotonicNanos();
            if (account.sent && now - account.sentAtNanos < interval.toNanos()) {
                account.suppressed++;
                return;
            }
            suppressed = account.suppressed;
            account.sent = true;
            account.sentAtNanos = now;
            account.suppressed = 0;
        }
        if (!thread.offer(() -> send(kind, failure, suppressed, letter))) {
            dropped(kind, failure, suppressed);
        }
    }

    /** How many messages were dropped because too many waited. */
    public synchronized long dropped() {
        return dropped;
    }

    /** How many messages have been taken and not begun to leave. */
    public int waiting() {
        return thread.waiting();
    }

    /** Sends what waits, within a limit, and takes nothing more. */
    @Override
    public void close() {
        thread.close();
    }

    private void send(String kind, Failure failure, int suppressed, Letter letter) {
        try {
            letter.send(suppressed);
        } catch (Exception e) {
            synchronized (this) {
                account(kind, failure).suppressed += suppressed + 1;
            }
            // Without the stack trace: its messages may repeat addresses with their secrets.
            log.error(
                    "{}: nobody was told of a failed run: {} ({}). It counts in the next message.",
                    kind,
                    failure.masked(e + (e.getCause() == null ? "" : ", caused by " + e.getCause())),
                    failure.where());
        }
    }

    private synchronized void dropped(String kind, Failure failure, int suppressed) {
        Account account = account(kind, failure);
        account.sent = false;
        account.suppressed = suppressed + 1;
        dropped++;
        long now = time.monotonicNanos();
        if (droppedLogged == 0 || now - dropsLoggedAtNanos >= DROPS_LOGGED_EVERY_NANOS) {
            log.warn(
                    "{}: {} message(s) about failed runs were dropped, because too many wait; the last was about {}."
                            + " Check that what they are sent to answers.",
                    kind,
                    dropped - droppedLogged,
                    failure.where());
            droppedLogged = dropped;
            dropsLoggedAtNanos = now;
        }
    }

    private Account account(String kind, Failure failure) {
        return accounts.computeIfAbsent(kind + " " + failure.job().getJobName(), job -> new Account());
    }
}
