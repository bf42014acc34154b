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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.rota.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class ElasticWorkerPoolTests {

    private final ThreadEventLoop loop = new ThreadEventLoop("pool-test-loop");
    private final ElasticWorkerPool pool = new ElasticWorkerPool(TimeSource.system(), loop);
    private final Set<Thread> used = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() {
        pool.close();
        loop.close();
    }

    @Test
    void twoHundredQuickRuns_needFewThreads() throws Exception {
        CountDownLatch done = new CountDownLatch(200);
        for (int i = 0; i < 200; i++) {
            pool.start(() -> {
                used.add(Thread.currentThread());
                long until = System.nanoTime() + 100_000;
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                done.countDown();
            });
        }
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(used).hasSizeLessThan(40);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void oneThousandBlockingVirtualRuns_allBegin_eachOnAThreadOfItsOwn() throws Exception {
        CountDownLatch begun = new CountDownLatch(1_000);
        CountDownLatch release = new CountDownLatch(1);
        for (int i = 0; i < 1_000; i++) {
            pool.startVirtual(() -> {
                used.add(Thread.currentThread());
                begun.countDown();
                awaitQuietly(release);
            });
        }
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(used)
                .hasSize(1_000)
                .allSatisfy(thread -> assertThat(thread.toString()).startsWith("VirtualThread["))
                .extracting(Thread::getName)
                .allMatch(name -> name.startsWith("rota-virtual-"));
        release.countDown();
        await().atMost(Duration.ofSeconds(15)).until(() -> used.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void virtualRun_isInterruptedByItsStarter_andByTheEndOfThePool() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch ended = new CountDownLatch(2);
        CountDownLatch firstEnded = new CountDownLatch(1);
        Runnable forEver = () -> {
            begun.countDown();
            awaitQuietly(new CountDownLatch(1));
            ended.countDown();
            firstEnded.countDown();
        };
        WorkerPool.Running first = pool.startVirtual(forEver);
        pool.startVirtual(forEver);
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        first.interrupt();
        assertThat(firstEnded.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ended.getCount()).isEqualTo(1);
        pool.close();
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> pool.startVirtual(() -> {}));
    }

    /**
     * Threads must come for blocked work, and must not stay. Goal: a hundred runs that wait for each other all begin; then
     * the pool shrinks to nothing.
     */
    @Test
    void oneHundredBlockingRuns_allBegin_andTheirThreadsEndWhenIdle() throws Exception {
        CountDownLatch begun = new CountDownLatch(100);
        CountDownLatch release = new CountDownLatch(1);
        for (int i = 0; i < 100; i++) {
            pool.start(() -> {
                used.add(Thread.currentThread());
                begun.countDown();
                awaitQuietly(release);
            });
        }
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(used).hasSize(100).allMatch(Thread::isDaemon);
        release.countDown();
        await().atMost(Duration.ofSeconds(15)).until(() -> used.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void interrupt_reachesTheRunningWork() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        WorkerPool.Running running = pool.start(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        running.interrupt();
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    /** All threads serve one run after the other; each run is interrupted when it has ended, none may notice. */
    @Test
    void interrupt_neverReachesTheNextWorkOfTheThread() throws Exception {
        AtomicBoolean reached = new AtomicBoolean();
        int runs = 2_000;
        CountDownLatch done = new CountDownLatch(runs);
        List<WorkerPool.Running> started = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            boolean interruptsItself = i % 3 == 0;
            started.add(pool.start(() -> {
                if (Thread.currentThread().isInterrupted()) {
                    reached.set(true);
                }
                if (interruptsItself) {
                    Thread.currentThread().interrupt();
                }
                done.countDown();
            }));
        }
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        started.forEach(WorkerPool.Running::interrupt);
        CountDownLatch last = new CountDownLatch(1);
        pool.start(() -> {
            if (Thread.currentThread().isInterrupted()) {
                reached.set(true);
            }
            last.countDown();
        });
        assertThat(last.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(reached).isFalse();
    }

    @Test
    void workInterruptedBeforeItBegins_runsAndFindsItselfInterrupted() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        AtomicBoolean found = new AtomicBoolean();
        for (int i = 0; i < 200; i++) {
            pool.start(() -> awaitQuietly(release));
        }
        WorkerPool.Running queued = pool.start(() -> {
            found.set(Thread.currentThread().isInterrupted());
            done.countDown();
        });
        queued.interrupt();
        release.countDown();
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(found).isTrue();
    }

    @Test
    void workThatThrows_harmsNobody() {
        try (CapturedLog log = CapturedLog.of(ElasticWorkerPool.class)) {
            for (int i = 0; i < 10; i++) {
                pool.start(() -> {
                    throw new AssertionError("planned");
                });
            }
            await().until(() -> log.troubles().size() == 10);
        }
    }

    @Test
    void close_interruptsWhatRuns() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        pool.start(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        pool.close();
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
