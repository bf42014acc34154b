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
package io.rota.internal.errorhandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rota.CapturedLog;
import io.rota.api.JobConfiguration;
import io.rota.env.ManualEnv;
import io.rota.env.ServiceThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTests {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualEnv world = new ManualEnv();
    private final Outbox outbox = new Outbox(world, new ServiceThreads("test-notify", 1, 2, Duration.ofSeconds(5)));
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        outbox.close();
    }

    private static Failure failure(String job) {
        return new Failure(
                JobConfiguration.newBuilder(job, 1)
                        .setProperty("email.password", "tiger-1")
                        .build(),
                "job '" + job + "', item 0",
                new IllegalStateException("planned"));
    }

    private void send(String job) {
        outbox.send("TEST", failure(job), MINUTE, suppressed -> sent.add(job + " " + suppressed));
    }

    private void awaitSent(int number) {
        await().until(() -> sent.size() == number);
    }

    @Test
    void ofAJobThatFailsEverySecond_oneMessageAMinuteLeaves_andTellsHowManyWereHeldBack() {
        for (int second = 0; second < 150; second++) {
            send("report");
            if (second % 60 == 0) {
                awaitSent(second / 60 + 1);
            }
            world.advance(Duration.ofSeconds(1));
        }
        assertThat(sent).containsExactly("report 0", "report 59", "report 59");
    }

    @Test
    void anotherJob_hasItsOwnMeasure() {
        send("report");
        send("report");
        send("settle");
        awaitSent(2);
        assertThat(sent).containsExactly("report 0", "settle 0");
    }

    @Test
    void withoutAnInterval_everyFailureIsTold() {
        for (int i = 1; i <= 3; i++) {
            outbox.send("TEST", failure("report"), Duration.ZERO, suppressed -> sent.add("x" + suppressed));
            awaitSent(i);
        }
        assertThat(sent).containsOnly("x0");
    }

    @Test
    void whatWasNotAccepted_isLoggedWithoutSecrets_andCountsInTheNextMessage() {
        try (CapturedLog log = CapturedLog.of(Outbox.class)) {
            outbox.send("TEST", failure("report"), MINUTE, suppressed -> {
                throw new IOException("refused tiger-1", new IOException("for tiger-1"));
            });
            await().until(() -> !log.troubles().isEmpty());
            assertThat(log.troubles())
                    .singleElement()
                    .asString()
                    .contains("refused ***", "for ***", "item 0")
                    .doesNotContain("tiger-1");
        }
        world.advance(MINUTE);
        send("report");
        awaitSent(1);
        assertThat(sent).containsExactly("report 1");
    }

    @Test
    void whatFindsTheQueueFull_isDroppedAndCounted_andNobodyWaits() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        outbox.send("TEST", failure("slow"), MINUTE, suppressed -> {
            begun.countDown();
            release.await(30, TimeUnit.SECONDS);
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        try (CapturedLog log = CapturedLog.of(Outbox.class)) {
            for (int i = 0; i < 10; i++) {
                send("job" + i);
            }
            assertThat(outbox.dropped()).isEqualTo(8);
            assertThat(outbox.waiting()).isEqualTo(2);
            assertThat(log.troubles()).singleElement().asString().contains("1 message(s)", "dropped");
            world.advance(MINUTE);
            send("job3");
            assertThat(log.troubles()).hasSize(2).last().asString().contains("8 message(s)", "job3");
        }
        release.countDown();
        awaitSent(2);
        send("job3");
        awaitSent(3);
        assertThat(sent).last().isEqualTo("job3 2");
    }

    @Test
    void aClose_letsWhatWaitsLeave() {
        send("report");
        send("settle");
        outbox.close();
        assertThat(sent).hasSize(2);
        send("late");
        assertThat(outbox.dropped()).isEqualTo(1);
    }
}
