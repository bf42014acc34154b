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

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few named daemon threads for work that may wait for others, such as dialogues with clients, with a bounded queue. They
 * end while there is nothing to do. Thread-safe.
 */
public final class ServiceThreads implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServiceThreads.class);

    private static final long IDLE_SECONDS = 5;

    private final String name;
    private final Duration closeWait;
    private final ThreadPoolExecutor executor;

    /**
     * @param name of the thread; several ones have a number after it
     * @param threads how many there are at most; with one, the work is done in order
     * @param queueMax how much may wait for a thread
     * @param closeWait how long a close waits for what is begun or waits; zero interrupts it at once
     */
    public ServiceThreads(String name, int threads, int queueMax, Duration closeWait) {
        this.name = name;
        this.closeWait = closeWait;
        AtomicInteger number = new AtomicInteger();
        executor = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queueMax), task -> {
                    Thread thread = new Thread(task, threads == 1 ? name : name + "-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Does the work as soon as there is a thread.
     *
     * @return false if too much waits already, or it is closed; the work is not done then
     */
    public boolean offer(Runnable work) {
        try {
            executor.execute(() -> guarded(work));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** How much waits for a thread. */
    public int waiting() {
        return executor.getQueue().size();
    }

    /** Takes nothing more, waits for what is there as long as was agreed, interrupts what goes on, and drops the rest. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!closeWait.isZero() && executor.awaitTermination(closeWait.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int going = executor.getActiveCount();
        int dropped = executor.shutdownNow().size();
        if (!closeWait.isZero()) {
            log.warn("{}: {} piece(s) of work are interrupted at the end, and {} dropped", name, going, dropped);
        }
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            log.error("{}: a piece of work failed; the next one follows", name, e);
        }
    }
}
