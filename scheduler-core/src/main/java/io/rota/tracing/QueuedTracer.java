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
package io.rota.tracing;

import io.rota.env.Background;
import io.rota.env.TimeSource;
import io.rota.tracing.TraceStore.Removal;
import io.rota.tracing.TraceStore.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Events wait in a bounded queue, and one thread of its own writes them in batches:
 *
 *   publish()  ->  queue  ->  LINGER or a full batch  ->  write  ->  the next batch
 *                                                          |
 *                                                          +-- trouble: the same batch again after a pause
 *
 * The pause before a batch lets the start and the end of a short run meet, so that a store can write them as one row.
 * A batch comes first until it is settled, so events are kept in their order. While the store is away the queue fills;
 * then new events are dropped and counted.
 */
/** Hands events to a {@link TraceStore} without ever making a job wait. Thread-safe. */
public final class QueuedTracer implements JobTracer {

    private static final Logger log = LoggerFactory.getLogger(QueuedTracer.class);

    /** Some minutes of a few hundred runs per second. */
    static final int EVENTS_MAX = 10_000;

    /** Of stack traces: 16 MB. */
    static final int CHARACTERS_MAX = 8_000_000;

    static final int BATCH_MAX = 500;
    static final Duration LINGER = Duration.ofMillis(500);
    static final Duration PAUSE_MIN = Duration.ofSeconds(1);
    static final Duration PAUSE_MAX = Duration.ofSeconds(30);

    /** Longer than any limit inside a store; beyond it the thread is interrupted. */
    static final Duration WRITE_MAX = Duration.ofSeconds(60);

    /** After so many failures of a store that is there, a batch is given up. */
    static final int FAILURES_MAX = 5;

    static final Duration CLOSE_WAIT = Duration.ofSeconds(5);
    static final Duration REPORT_EVERY = Duration.ofMinutes(1);
    static final Duration SWEEP_EVERY = Duration.ofHours(1);
    static final Duration SWEEP_PAUSE = Duration.ofMillis(200);
    static final int SWEEP_MAX = 500;

    private final TraceStore store;
    private final TracedJobs jobs;
    private final @Nullable Duration retention;
    private final TimeSource time;
    private final Background thread;

    private final Queue<JobEvent> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong queuedCharacters = new AtomicLong();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong reportedDrops = new AtomicLong();
    private final AtomicLong nextReport = new AtomicLong();
    // When the store was called, null while it is not. Written by the thread.
    private volatile @Nullable Long inStoreSince;

    // On the thread only.
    private final List<JobEvent> batch = new ArrayList<>();
    private int troubles;
    private int failures;
    private long notBefore;
    private long nextTroubleReport;

    /**
     * @param retention events older than this are removed, null to keep them
     * @param thread its own; it closes it, and the store
     */
    public QueuedTracer(
            TraceStore store, TracedJobs jobs, @Nullable Duration retention, TimeSource time, Background thread) {
        if (retention != null && (retention.isNegative() || retention.isZero())) {
            throw new IllegalArgumentException("A retention of " + retention
                    + " would remove everything at once. Write a longer one, or none to keep all.");
        }
        this.store = store;
        this.jobs = jobs;
        this.retention = retention;
        this.time = time;
        this.thread = thread;
        long now = time.monotonicNanos();
        notBefore = now;
        nextTroubleReport = now;
        nextReport.set(now);
        if (retention != null) {
            thread.schedule(PAUSE_MAX.toNanos(), this::sweep);
        }
    }

    @Override
    public boolean traces(String jobName) {
        return !closed.get() && jobs.contains(jobName);
    }

    @Override
    public void publish(JobEvent event) {
        if (!jobs.contains(event.run().jobName())) {
            return;
        }
        int count = queued.incrementAndGet();
        long characters = queuedCharacters.addAndGet(event.characters());
        if (closed.get() || count > EVENTS_MAX || characters > CHARACTERS_MAX) {
            queued.decrementAndGet();
            queuedCharacters.addAndGet(-event.characters());
            drop(1);
        } else {
            queue.add(event);
            if (count == BATCH_MAX) {
                thread.execute(this::drain);
            }
            if (awake.compareAndSet(false, true)) {
                thread.schedule(LINGER.toNanos(), this::drain);
            }
        }
        interruptOverdue();
    }

    /** How many events, or parts of them, were not kept so far. */
    public long dropped() {
        return dropped.get();
    }

    /** How many events have been taken and are not settled yet. */
    public int waiting() {
        return queued.get();
    }

    /** Keeps what is queued, if the store lets it within some seconds, and closes the store. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<Boolean> drained = new CompletableFuture<>();
        thread.execute(() -> {
            drain();
            drained.complete(true);
        });
        try {
            drained.get(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            log.debug("{} did not take the last events within {}", store.describe(), CLOSE_WAIT);
        } catch (ExecutionException e) {
            log.error("The last events could not be written", e);
        }
        thread.close();
        store.close();
        int left = queued.getAndSet(0);
        if (left > 0) {
            dropped.addAndGet(left);
            log.warn("Tracing ends: {} event(s) could not be written to {} any more.", left, store.describe());
        }
    }

    // ---- dropping

    private void drop(int count) {
        dropped.addAndGet(count);
        reportDrops();
    }

    /** At most once a minute, from whatever thread. */
    private void reportDrops() {
        long now = time.monotonicNanos();
        long due = nextReport.get();
        if (now - due >= 0 && nextReport.compareAndSet(due, now + REPORT_EVERY.toNanos())) {
            long all = dropped.get();
            long more = all - reportedDrops.getAndSet(all);
            if (more > 0) {
                log.warn(
                        "Tracing dropped {} event(s) since the last such message, because {} does not take them, or not as"
                                + " fast as they come. Jobs are not affected.",
                        more,
                        store.describe());
            }
        }
    }

    /** A store that waits for something that never comes, such as a connection, is woken by the next event. */
    private void interruptOverdue() {
        Long since = inStoreSince;
        if (since != null && time.monotonicNanos() - since > WRITE_MAX.toNanos()) {
            thread.interrupt();
        }
    }

    // ---- on the thread

    private void drain() {
        awake.set(false);
        long wait = notBefore - time.monotonicNanos();
        if (wait > 0 && !closed.get()) {
            drainAfter(wait);
            return;
        }
        while (fill()) {
            WriteResult result = write();
            if (result.status() == WriteResult.Status.SETTLED) {
                settled(result);
            } else if (!failed(result)) {
                return;
            }
        }
        reportDrops();
    }

    private void drainAfter(long nanos) {
        if (awake.compareAndSet(false, true)) {
            thread.schedule(nanos, this::drain);
        }
    }

    /** Whether there is something to write. */
    private boolean fill() {
        while (batch.size() < BATCH_MAX) {
            JobEvent event = queue.poll();
            if (event == null) {
                break;
            }
            batch.add(event);
        }
        return !batch.isEmpty();
    }

    private WriteResult write() {
        inStoreSince = time.monotonicNanos();
        try {
            return store.write(List.copyOf(batch));
        } catch (RuntimeException | Error e) {
            log.error("{} failed in an unexpected way", store.describe(), e);
            return new WriteResult(WriteResult.Status.FAILED, 0, e.toString());
        } finally {
            inStoreSince = null;
        }
    }

    private void settled(WriteResult result) {
        if (troubles > 0) {
            log.info("Tracing: {} takes events again.", store.describe());
        }
        troubles = 0;
        forgetBatch();
        if (result.refused() > 0) {
            reportTrouble("refused " + result.refused() + " row(s), which are left out", result.trouble());
            drop(result.refused());
        }
    }

    /** Whether to go on with the next batch. */
    private boolean failed(WriteResult result) {
        reportTrouble("does not take events now; it is tried again", result.trouble());
        if (closed.get()) {
            return false;
        }
        if (result.status() == WriteResult.Status.FAILED && ++failures >= FAILURES_MAX) {
            int lost = batch.size();
            forgetBatch();
            drop(lost);
        }
        long pause = Math.min(PAUSE_MAX.toNanos(), PAUSE_MIN.toNanos() << Math.min(troubles, 10));
        troubles++;
        notBefore = time.monotonicNanos() + pause;
        drainAfter(pause);
        return false;
    }

    private void forgetBatch() {
        failures = 0;
        queued.addAndGet(-batch.size());
        queuedCharacters.addAndGet(
                -batch.stream().mapToLong(JobEvent::characters).sum());
        batch.clear();
    }

    private void reportTrouble(String what, String trouble) {
        long now = time.monotonicNanos();
        if (now - nextTroubleReport >= 0) {
            nextTroubleReport = now + REPORT_EVERY.toNanos();
            log.warn("Tracing: {} {}: {}. Jobs are not affected.", store.describe(), what, trouble);
        }
    }

    private void sweep() {
        if (closed.get() || retention == null) {
            return;
        }
        Removal removal = remove(time.wallMillis() - retention.toMillis());
        if (!removal.trouble().isEmpty()) {
            log.warn(
                    "Tracing: what is older than {} could not be removed from {}: {}. It is tried again in {}.",
                    retention,
                    store.describe(),
                    removal.trouble(),
                    SWEEP_EVERY);
        }
        boolean more = removal.trouble().isEmpty() && removal.removed() >= SWEEP_MAX;
        // Between two batches others get the thread, and the database a rest.
        thread.schedule((more ? SWEEP_PAUSE : SWEEP_EVERY).toNanos(), this::sweep);
    }

    private Removal remove(long beforeMillis) {
        inStoreSince = time.monotonicNanos();
        try {
            return store.removeBefore(beforeMillis, SWEEP_MAX);
        } catch (RuntimeException | Error e) {
            return new Removal(0, e.toString());
        } finally {
            inStoreSince = null;
        }
    }
}
