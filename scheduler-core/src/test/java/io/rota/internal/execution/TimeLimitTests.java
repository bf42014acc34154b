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
package io.rota.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.env.ManualEnv;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimeLimitTests {

    private final ManualEnv world = new ManualEnv();

    /** Goal: the interruption of a run never reaches what its thread does next. Method: the run ends while it is on its way. */
    @Test
    void end_whileTheInterruptionIsOnItsWay_waitsForIt() throws Exception {
        CountDownLatch interrupting = new CountDownLatch(1);
        CountDownLatch returned = new CountDownLatch(1);
        boolean[] early = {false};
        TimeLimit limit = new TimeLimit(world.env(), Duration.ofSeconds(1), "the run", () -> {
            interrupting.countDown();
            early[0] = uninterrupted(returned, 300);
        });
        limit.begin();
        CompletableFuture<Boolean> end = CompletableFuture.supplyAsync(() -> {
            uninterrupted(interrupting, 10_000);
            boolean reached = limit.end();
            returned.countDown();
            return reached;
        });
        world.advance(Duration.ofSeconds(1));
        assertThat(end.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(early[0]).isFalse();
    }

    @Test
    void limitThatIsReachedAfterTheEnd_interruptsNobody() {
        boolean[] interrupted = {false};
        TimeLimit limit = new TimeLimit(world.env(), Duration.ofSeconds(1), "the run", () -> interrupted[0] = true);
        limit.begin();
        assertThat(limit.end()).isFalse();
        world.advance(Duration.ofSeconds(2));
        assertThat(interrupted[0]).isFalse();
    }

    private static boolean uninterrupted(CountDownLatch latch, long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
