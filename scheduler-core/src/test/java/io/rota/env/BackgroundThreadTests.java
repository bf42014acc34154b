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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BackgroundThreadTests {

    private final Background background = Background.thread("test-background");

    @AfterEach
    void close() {
        background.close();
    }

    /** Begins a task that waits; tells whether it was interrupted. */
    private CompletableFuture<Boolean> waiting() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        background.execute(() -> {
            begun.countDown();
            try {
                interrupted.complete(new CountDownLatch(1).await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                interrupted.complete(true);
            }
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        return interrupted;
    }

    @Test
    void interruption_reachesTheTaskThatRuns_andNoOther() throws Exception {
        background.interrupt();
        CompletableFuture<Boolean> first = waiting();
        CompletableFuture<Boolean> next = new CompletableFuture<>();
        background.schedule(0, () -> next.complete(Thread.currentThread().isInterrupted()));
        background.interrupt();
        assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(next.get(10, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void tasks_runOnOneDaemonThreadOfTheName_alsoAfterOneFailed() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        background.execute(() -> {
            throw new IllegalStateException("a bug");
        });
        background.execute(() -> thread.complete(Thread.currentThread()));
        assertThat(thread.get(10, TimeUnit.SECONDS).getName()).isEqualTo("test-background");
        assertThat(thread.get().isDaemon()).isTrue();
    }

    @Test
    void close_interruptsWhatRuns() throws Exception {
        CompletableFuture<Boolean> interrupted = waiting();
        background.close();
        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
        background.execute(() -> {});
        background.schedule(0, () -> {});
    }
}
