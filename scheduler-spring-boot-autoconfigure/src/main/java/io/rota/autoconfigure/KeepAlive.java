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
package io.rota.autoconfigure;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Keeps a process without a web server from ending while it has scheduled jobs: all threads of the scheduler are daemons. */
final class KeepAlive {

    private @Nullable CountDownLatch end;

    synchronized void begin() {
        if (end == null) {
            CountDownLatch latch = new CountDownLatch(1);
            Thread thread = new Thread(() -> await(latch), "rota-keep-alive");
            thread.setDaemon(false);
            thread.start();
            end = latch;
        }
    }

    synchronized void end() {
        if (end != null) {
            end.countDown();
            end = null;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
