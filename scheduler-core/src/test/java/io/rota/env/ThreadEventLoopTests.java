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
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.rota.CapturedLog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadEventLoopTests {

    private final ThreadEventLoop loop = new ThreadEventLoop("test-loop");
    private final List<Integer> done = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void tasksRunInTheOrderGiven_onOneDaemonThread() throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            loop.execute(() -> {
                done.add(number);
                thread.set(Thread.currentThread());
            });
        }
        drain();
        assertThat(done).hasSize(100).isSorted();
        assertThat(thread.get().getName()).isEqualTo("test-loop");
        assertThat(thread.get().isDaemon()).isTrue();
    }

    @Test
    void aTaskThatThrows_doesNotEndTheLoop() throws Exception {
        try (CapturedLog log = CapturedLog.of(ThreadEventLoop.class)) {
            loop.execute(() -> {
                throw new IllegalStateException("planned");
            });
            loop.schedule(0, () -> {
                throw new AssertionError("planned");
            });
            loop.execute(() -> done.add(1));
            await().until(() -> log.troubles().size() == 2);
            drain();
        }
        assertThat(done).containsExactly(1);
    }

    @Test
    void timersRunByTheirDelay_andNotBefore() {
        long begun = System.nanoTime();
        loop.schedule(TimeUnit.MILLISECONDS.toNanos(60), () -> done.add(2));
        loop.schedule(TimeUnit.MILLISECONDS.toNanos(30), () -> done.add(1));
        loop.schedule(-5, () -> done.add(0));
        await().until(() -> done.size() == 3);
        assertThat(done).containsExactly(0, 1, 2);
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
    }

    @Test
    void aTimerCancelledOnTheLoop_neverRuns() throws Exception {
        CountDownLatch later = new CountDownLatch(1);
        loop.execute(() -> {
            EventLoop.Timer timer = loop.schedule(0, () -> done.add(1));
            loop.schedule(TimeUnit.MILLISECONDS.toNanos(20), later::countDown);
            timer.cancel();
        });
        assertThat(later.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(done).isEmpty();
    }

    @Test
    void close_dropsWhatHasNotBegun_andLaterTasksAreIgnored() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        loop.execute(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                ended.countDown();
            }
        });
        loop.execute(() -> done.add(1));
        loop.schedule(0, () -> done.add(2));
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        loop.close();
        assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
        assertThatCode(() -> {
                    loop.execute(() -> done.add(3));
                    loop.schedule(1, () -> done.add(4)).cancel();
                    loop.close();
                })
                .doesNotThrowAnyException();
        assertThat(done).isEmpty();
    }

    private void drain() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        loop.execute(end::countDown);
        assertThat(end.await(5, TimeUnit.SECONDS)).isTrue();
    }
}
