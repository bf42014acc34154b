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

import org.jspecify.annotations.Nullable;

/** One daemon thread, the machine's clock. */
final class BackgroundThread implements Background {

    private final ThreadEventLoop queue;
    // Guarded by this.
    private @Nullable Thread busy;

    BackgroundThread(String name) {
        queue = new ThreadEventLoop(name);
    }

    @Override
    public void execute(Runnable task) {
        queue.execute(() -> run(task));
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        queue.schedule(delayNanos, () -> run(task));
    }

    @Override
    public synchronized void interrupt() {
        if (busy != null) {
            busy.interrupt();
        }
    }

    @Override
    public void close() {
        queue.close();
    }

    private void run(Runnable task) {
        synchronized (this) {
            busy = Thread.currentThread();
        }
        try {
            task.run();
        } finally {
            synchronized (this) {
                busy = null;
                // An interruption was meant for the task that has ended.
                Thread.interrupted();
            }
        }
    }
}
