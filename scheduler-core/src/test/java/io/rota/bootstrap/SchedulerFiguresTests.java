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
package io.rota.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.rota.CapturedLog;
import io.rota.api.JobConfiguration;
import io.rota.api.JobFigures;
import io.rota.api.JobState;
import io.rota.api.RetryPolicy;
import io.rota.api.SimpleJob;
import io.rota.api.SkippedFires.Reason;
import io.rota.bootstrap.SchedulerFigures.RequestKind;
import io.rota.internal.state.ExecutionRecord;
import io.rota.internal.state.JobPaths;
import io.rota.registry.Peer;
import io.rota.registry.ReadResult;
import io.rota.registry.Transaction;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.spi.Extensions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a scheduler tells of itself in figures. */
@Timeout(60)
class SchedulerFiguresTests {

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();
    private final Peer operator = Peer.joined(center);
    private final SchedulerRuntime runtime = SchedulerRuntime.create(
            center, new SchedulerOptions(Extensions.providers(), Duration.ofSeconds(5), Duration.ZERO));
    private final CountDownLatch gate = new CountDownLatch(1);
    private final SimpleJob held = context -> {
        try {
            gate.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    };

    @AfterEach
    void close() {
        gate.countDown();
        center.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(15));
    }

    private static JobConfiguration.Builder once(int items) {
        return JobConfiguration.newBuilder("job", items).jobErrorHandlerType("IGNORE");
    }

    private static JobConfiguration.Builder seldom() {
        return once(1).cron("0 0 0 1 1 ?");
    }

    private JobFigures job() {
        List<JobFigures> jobs = runtime.figures().jobs();
        assertThat(jobs).hasSize(1);
        return jobs.get(0);
    }

    @Test
    void beforeThereIsASession_everythingIsNothing() {
        SchedulerFigures figures = runtime.figures();
        assertThat(figures.connected()).isFalse();
        assertThat(figures.leaseLeft()).isZero();
        assertThat(figures.jobs()).isEmpty();
        assertThat(figures.requests())
                .containsOnlyKeys(RequestKind.values())
                .allSatisfy((kind, answers) -> assertThat(answers.count()).isZero());
    }

    @Test
    void runningJob_isToldWithItsItemsAndTheShortestLease() {
        OneOffJobBootstrap bootstrap = new OneOffJobBootstrap(
                center,
                held,
                once(3).jobExecutorServiceHandlerType("SINGLE_THREAD").build());
        bootstrap.execute();
        soon().until(() -> job().itemsRunning() == 1);
        SchedulerFigures figures = runtime.figures();
        assertThat(job().state().isHealthy()).isTrue();
        assertThat(job().itemsAssigned()).isEqualTo(3);
        assertThat(figures.connected()).isTrue();
        assertThat(figures.leaseLeft()).isPositive();
        assertThat(figures.clockSkew().abs()).isLessThan(Duration.ofSeconds(5));
        assertThat(figures.requests()).allSatisfy((kind, answers) -> {
            assertThat(answers.count()).as(kind.name()).isPositive();
            assertThat(answers.time()).as(kind.name()).isPositive().isLessThan(Duration.ofSeconds(60));
        });
        gate.countDown();
        soon().until(() -> job().itemsRunning() == 0);
        assertThat(job().decided().takenOver()).isZero();
    }

    @Test
    void stoppedJob_isNotToldOf() {
        ScheduleJobBootstrap bootstrap = new ScheduleJobBootstrap(center, held, seldom().build());
        bootstrap.schedule();
        assertThat(job().state().phase()).isEqualTo(JobState.Phase.RUNNING);
        bootstrap.close();
        assertThat(runtime.figures().jobs()).isEmpty();
    }

    @Test
    void firesDuringALongRun_areCountedAsPassedOver() {
        new ScheduleJobBootstrap(
                        center, held, once(1).cron("* * * * * ?").misfire(false).build())
                .schedule();
        soon().until(() -> job().itemsRunning() == 1);
        Instant threeMissed = Instant.now().plusSeconds(3);
        soon().until(() -> Instant.now().isAfter(threeMissed));
        gate.countDown();
        soon().until(() -> job().decided().skipped().getOrDefault(Reason.OVERRUN, 0L) >= 2);
        assertThat(job().decided().skipped()).containsOnlyKeys(Reason.OVERRUN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void firesPassedOver_areToldOnceForAllItems(boolean recorded) {
        try (CapturedLog log = CapturedLog.of("io.rota.internal.engine", Level.WARN)) {
            new ScheduleJobBootstrap(
                            center,
                            held,
                            once(3).cron("* * * * * ?")
                                    .misfire(false)
                                    .monitorExecution(recorded)
                                    .jobExecutorServiceHandlerType("CPU")
                                    .build())
                    .schedule();
            soon().until(() -> job().itemsRunning() == 3);
            Instant missed = Instant.now().plusSeconds(2);
            soon().until(() -> Instant.now().isAfter(missed));
            gate.countDown();
            soon().until(() -> job().decided().skipped().getOrDefault(Reason.OVERRUN, 0L) >= 3);
            soon().untilAsserted(() -> assertThat(log.troubles())
                    .hasSizeLessThan(3)
                    .anyMatch(line -> line.startsWith("job 'job', items [0, 1, 2]: ")
                            && line.endsWith(" were passed over: OVERRUN")));
        }
    }

    @Test
    void itemsGivenUpBecauseAnotherOneFailed_areCounted() {
        SimpleJob failing = context -> {
            throw new IllegalStateException("out of paper");
        };
        new OneOffJobBootstrap(
                        center,
                        failing,
                        once(3).jobErrorHandlerType("THROW")
                                .jobExecutorServiceHandlerType("SINGLE_THREAD")
                                .build())
                .execute();
        soon().until(() -> job().decided().givenUp() == 2);
    }

    @Test
    void whatADeadInstanceLeftBehind_isCountedAsTakenOver_andNotItsRetries() {
        SimpleJob failing = context -> {
            throw new IllegalStateException("out of paper");
        };
        ScheduleJobBootstrap bootstrap = leftBehind(
                failing,
                seldom().failover(true)
                        .retry(new RetryPolicy(3, Duration.ofMillis(1), 1))
                        .build());
        bootstrap.schedule();
        soon().until(() -> operator.text(new JobPaths("job").itemExecution(0)).contains("state=FAILED"));
        assertThat(job().decided().takenOver()).isOne();
        assertThat(job().decided().abandoned()).isZero();
    }

    @Test
    void whatADeadInstanceLeftBehind_isCountedAsAbandoned_withoutFailover() {
        leftBehind(held, seldom().build()).schedule();
        soon().until(() -> job().decided().abandoned() == 1 && job().decided().takenOver() == 0);
    }

    /** A job whose only item says that an instance runs it that is not there. */
    private ScheduleJobBootstrap leftBehind(SimpleJob code, JobConfiguration definition) {
        ScheduleJobBootstrap bootstrap = new ScheduleJobBootstrap(center, code, definition);
        String path = new JobPaths("job").itemExecution(0);
        bootstrap.schedule();
        soon().until(() -> operator.read(path).status() == ReadResult.Status.FOUND);
        bootstrap.stop().toCompletableFuture().join();
        ExecutionRecord record = ExecutionRecord.decode(operator.text(path));
        ExecutionRecord running = record.claimed(
                record.fire() + 1,
                new ExecutionRecord.Claim("10.9.9.9@-@1-dead", 1, 1, 0, "op", ""),
                record.fire() + 1,
                List.of());
        operator.commit(new Transaction().set(path, running.encode(), Transaction.ANY_VERSION));
        return bootstrap;
    }

    @Test
    void closedScheduler_saysSo() {
        runtime.close();
        assertThatThrownBy(runtime::figures)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
