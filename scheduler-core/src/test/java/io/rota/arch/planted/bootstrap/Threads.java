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
package io.rota.arch.planted.bootstrap;

import io.rota.arch.Breaks;
import io.rota.arch.HouseRules.Rule;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Every method is an offence of its own. */
@Breaks({Rule.ONLY_ENV_IS_NOT_DETERMINISTIC})
class Threads {

    ExecutorService executor() {
        return Executors.newCachedThreadPool();
    }

    ExecutorService pool() {
        return new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    }

    ExecutorService scheduled() {
        return new ScheduledThreadPoolExecutor(1);
    }

    ExecutorService forkJoin() {
        return new ForkJoinPool();
    }

    ExecutorService common() {
        return ForkJoinPool.commonPool();
    }

    CompletableFuture<Void> runAsync() {
        return CompletableFuture.runAsync(() -> {});
    }

    CompletableFuture<String> applyAsync(CompletableFuture<String> future) {
        return future.thenApplyAsync(String::trim);
    }

    CompletableFuture<String> timeout(CompletableFuture<String> future) {
        return future.orTimeout(1, TimeUnit.SECONDS);
    }

    Object delayed() {
        return CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
    }

    void park() {
        LockSupport.parkNanos(1);
    }

    void unitSleep() throws InterruptedException {
        TimeUnit.SECONDS.sleep(1);
    }
}
