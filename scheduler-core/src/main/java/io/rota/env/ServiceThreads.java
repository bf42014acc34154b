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

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few named daemon threads for work that waits for others, such as the dialogues with clients. They end while there is
 * nothing to do. Thread-safe.
 */
public final class ServiceThreads implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServiceThreads.class);

    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor executor;

    /**
     * @param name of the threads, before their number
     * @param max number of threads; as much work again may wait for one
     */
    public ServiceThreads(String name, int max) {
        AtomicInteger number = new AtomicInteger();
        executor = new ThreadPoolExecutor(
                max, max, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(max), task -> {
                    Thread thread = new Thread(task, name + "-" + number.getAndIncrement());
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

    /** Interrupts what goes on and drops what waits; waits for nothing. */
    @Override
    public void close() {
        executor.shutdownNow();
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            log.error("A piece of work failed; its thread goes on", e);
        }
    }
}
