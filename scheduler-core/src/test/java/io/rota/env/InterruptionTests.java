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
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InterruptionTests {

    @Test
    void workThatEndsWhileItIsBeingInterrupted_isNotLeftBeforeTheInterruptionHasCome() throws Exception {
        CountDownLatch interrupting = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);
        Interruption interruption = new Interruption(() -> {
            interrupting.countDown();
            awaits(proceed);
        });
        CompletableFuture<Boolean> loop = CompletableFuture.supplyAsync(interruption::interrupt);
        assertThat(awaits(interrupting)).isTrue();
        CompletableFuture<Boolean> reached = new CompletableFuture<>();
        Thread code = new Thread(() -> reached.complete(interruption.end()), "test-code");
        code.start();
        // It spins, so it is seen to be in there.
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Arrays.stream(code.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("end")));
        assertThat(reached).isNotDone();
        proceed.countDown();
        assertThat(reached.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(loop.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void workThatHasEnded_isNotInterruptedAnyMore() {
        CountDownLatch interrupted = new CountDownLatch(1);
        Interruption interruption = new Interruption(interrupted::countDown);
        assertThat(interruption.end()).isFalse();
        assertThat(interruption.interrupt()).isFalse();
        assertThat(interrupted.getCount()).isEqualTo(1);
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
