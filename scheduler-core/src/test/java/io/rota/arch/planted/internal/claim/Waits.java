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
package io.rota.arch.planted.internal.claim;

import io.rota.arch.Breaks;
import io.rota.arch.HouseRules.Rule;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;

/** Every method is an offence of its own. */
@Breaks({Rule.NO_WAITING_ON_THE_LOOP})
class Waits {

    synchronized void monitor() {}

    void waitForIt() throws InterruptedException {
        this.wait();
    }

    void wake() {
        this.notifyAll();
    }

    void lock(Lock lock) {
        lock.lock();
    }

    void latch(CountDownLatch latch) throws InterruptedException {
        latch.await();
    }

    void permit(Semaphore semaphore) throws InterruptedException {
        semaphore.acquire();
    }

    Object take(BlockingQueue<Object> queue) throws InterruptedException {
        return queue.take();
    }

    Object get(Future<Object> future) throws Exception {
        return future.get();
    }

    Object join(CompletableFuture<Object> future) {
        return future.join();
    }
}
