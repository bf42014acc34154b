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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A few threads serve many short runs; more appear only when runs block.
 *
 * A thread per waiting run would answer a burst of 200 one-millisecond jobs with 200 threads. So the pool keeps
 * THREADS_BASE threads and looks at its queue every TICK while something waits:
 *   stalled   nothing ended since the last look: every thread is blocked, the number doubles;
 *   slow      the first in the queue has waited SLOW although runs do end: one more thread, at most one per SLOW.
 * One hundred blocking runs have all begun after about six looks. Threads without work end after IDLE, and the number
 * returns to the base. The queue is bounded by the callers: each job starts at most as many runs as it has threads.
 *
 * Virtual threads need none of this: each run gets one at once, and the callers bound their number as well.
 */
final class ElasticWorkerPool implements WorkerPool {

    private static final Logger log = LoggerFactory.getLogger(ElasticWorkerPool.class);

    private static final int THREADS_BASE = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    // A protection against a runaway configuration; beyond it runs wait for a thread.
    private static final int THREADS_MAX = 1_000;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long IDLE_SECONDS = 5;

    private final TimeSource time;
    private final EventLoop loop;
    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final ThreadPoolExecutor threads;
    private final @Nullable ThreadFactory virtualThreads =
            VirtualThreads.factory("rota-virtual-").orElse(null);
    private final Set<Task> onVirtualThreads = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private final AtomicBoolean watching = new AtomicBoolean();
    private long completedAtLastLook;
    private long grownAtNanos;

    ElasticWorkerPool(TimeSource time, EventLoop loop) {
        this.time = time;
        this.loop = loop;
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(THREADS_BASE, THREADS_MAX, IDLE_SECONDS, TimeUnit.SECONDS, queue, task -> {
            Thread thread = new Thread(task, "rota-worker-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public Running start(Runnable work) {
        Task task = new Task(work, time.monotonicNanos());
        threads.execute(task);
        if (!queue.isEmpty() && watching.compareAndSet(false, true)) {
            loop.schedule(TICK_NANOS, this::look);
        }
        return task;
    }

    @Override
    public Running startVirtual(Runnable work) {
        if (virtualThreads == null) {
            return start(work);
        }
        if (closed) {
            throw new RejectedExecutionException("The threads have been ended.");
        }
        Task task = new Task(work, time.monotonicNanos());
        onVirtualThreads.add(task);
        try {
            virtualThreads
                    .newThread(() -> {
                        try {
                            task.run();
                        } finally {
                            onVirtualThreads.remove(task);
                        }
                    })
                    .start();
        } catch (RuntimeException | Error e) {
            onVirtualThreads.remove(task);
            throw e;
        }
        if (closed) {
            // It began while the others were interrupted.
            task.interrupt();
        }
        return task;
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        onVirtualThreads.forEach(Task::interrupt);
    }

    private void look() {
        long now = time.monotonicNanos();
        long completed = threads.getCompletedTaskCount();
        if (queue.peek() instanceof Task first) {
            int size = threads.getCorePoolSize();
            if (completed == completedAtLastLook) {
                grow(size * 2, now);
            } else if (now - first.queuedAtNanos > SLOW_NANOS && now - grownAtNanos > SLOW_NANOS) {
                grow(size + 1, now);
            }
            completedAtLastLook = completed;
            loop.schedule(TICK_NANOS, this::look);
        } else {
            threads.setCorePoolSize(THREADS_BASE);
            watching.set(false);
            // A run may have been queued between the look and the line above.
            if (!queue.isEmpty() && watching.compareAndSet(false, true)) {
                loop.schedule(TICK_NANOS, this::look);
            }
        }
    }

    private void grow(int size, long now) {
        if (threads.getCorePoolSize() < THREADS_MAX && !threads.isShutdown()) {
            threads.setCorePoolSize(Math.min(size, THREADS_MAX));
            grownAtNanos = now;
        }
    }

    private static final class Task implements Runnable, Running {

        private final Runnable work;
        private final long queuedAtNanos;
        private @Nullable Thread thread;
        private boolean interrupted;

        Task(Runnable work, long queuedAtNanos) {
            this.work = work;
            this.queuedAtNanos = queuedAtNanos;
        }

        @Override
        public void run() {
            synchronized (this) {
                thread = Thread.currentThread();
                if (interrupted) {
                    // The work runs all the same, so that its end is always reported; it finds itself interrupted.
                    thread.interrupt();
                }
            }
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                log.error("A worker's task failed outside the job's own code", e);
            } finally {
                synchronized (this) {
                    thread = null;
                }
                // An interruption must not reach the thread's next run.
                Thread.interrupted();
            }
        }

        @Override
        public synchronized void interrupt() {
            interrupted = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }
}
