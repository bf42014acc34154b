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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One named daemon thread for work that may wait and that nobody waits for, in order, with a bounded queue. It ends while
 * there is nothing to do. Thread-safe.
 */
public final class SideThread implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SideThread.class);

    private static final long IDLE_SECONDS = 5;

    private final String name;
    private final Duration closeWait;
    private final ThreadPoolExecutor executor;

    /**
     * @param queueMax how much may wait
     * @param closeWait how long a close waits for what is begun or waits
     */
    public SideThread(String name, int queueMax, Duration closeWait) {
        this.name = name;
        this.closeWait = closeWait;
        executor = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queueMax), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Does the work after what was offered before.
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

    /** How much waits to be begun. */
    public int waiting() {
        return executor.getQueue().size();
    }

    /** Takes nothing more, waits for what is there as long as was agreed, and drops the rest. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (executor.awaitTermination(closeWait.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int dropped = executor.shutdownNow().size();
        log.warn("{}: {} piece(s) of work are dropped at the end, besides the one that is going on", name, dropped);
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            log.error("{}: a piece of work failed; the next one follows", name, e);
        }
    }
}
