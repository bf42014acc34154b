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

import io.rota.CapturedLog;
import io.rota.api.FireResult;
import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.internal.engine.JobLoop;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.spi.Extensions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Starting, stopping and closing, on real threads. */
@Timeout(30)
class BootstrapLifecycleTests {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();
    private final List<String> runs = new CopyOnWriteArrayList<>();
    private final SimpleJob job = context -> runs.add(context.getJobName() + context.getShardingItem());

    @AfterEach
    void close() {
        center.close();
    }

    private static JobConfiguration configuration(String name, int total) {
        return JobConfiguration.newBuilder(name, total).build();
    }

    private static JobConfiguration everySecond(String name) {
        return JobConfiguration.newBuilder(name, 1).cron("* * * * * ?").build();
    }

    private static FireResult execute(OneOffJobBootstrap bootstrap) throws Exception {
        return bootstrap.execute(SOON).toCompletableFuture().get(6, TimeUnit.SECONDS);
    }

    private static Duration took(Runnable action) {
        long begun = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** A job that runs until it is interrupted or released. */
    private static final class Patient implements SimpleJob {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        final AtomicBoolean interrupted = new AtomicBoolean();
        final AtomicBoolean finished = new AtomicBoolean();

        @Override
        public void execute(ShardingContext context) {
            begun.countDown();
            try {
                release.await(20, TimeUnit.SECONDS);
                finished.set(true);
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        }
    }

    private OneOffJobBootstrap start(MemoryRegistryCenter in, Patient patient, Duration awaitTermination)
            throws InterruptedException {
        SchedulerRuntime.create(in, new SchedulerOptions(Extensions.providers(), SOON, awaitTermination));
        OneOffJobBootstrap bootstrap = new OneOffJobBootstrap(in, patient, configuration("patient", 1));
        bootstrap.execute();
        assertThat(patient.begun.await(5, TimeUnit.SECONDS)).isTrue();
        return bootstrap;
    }

    @Test
    void aStartedJob_isStartedOnce() throws Exception {
        OneOffJobBootstrap bootstrap = new OneOffJobBootstrap(center, job, configuration("once", 1));
        bootstrap.join();
        bootstrap.join();
        assertThat(execute(bootstrap).succeeded()).isTrue();
        assertThat(runs).containsExactly("once0");
    }

    @Test
    void aSecondJobOfTheSameName_isRefusedUnderOneCenter_andTheFirstGoesOn() throws Exception {
        OneOffJobBootstrap first = new OneOffJobBootstrap(center, job, configuration("same", 1));
        OneOffJobBootstrap second = new OneOffJobBootstrap(center, job, configuration("same", 1));
        first.join();
        assertThatThrownBy(second::join)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("job 'same' runs already in this process");
        second.close();
        assertThat(execute(first).succeeded()).isTrue();
    }

    @Test
    void ofJobsStartedTogether_noneStartsIfOneCannot() {
        OneOffJobBootstrap taken = new OneOffJobBootstrap(center, job, configuration("taken", 1));
        taken.join();
        ScheduleJobBootstrap good = new ScheduleJobBootstrap(center, job, everySecond("good"));
        OneOffJobBootstrap bad = new OneOffJobBootstrap(center, job, configuration("taken", 1));
        assertThatThrownBy(() -> taken.runtime().start(List.of(good, bad))).isInstanceOf(IllegalStateException.class);
        await().untilAsserted(() -> good.schedule());
        await().atMost(SOON).until(() -> runs.contains("good0"));
    }

    @Test
    void aNameThatBelongsToAnotherClass_isRefused() {
        OneOffJobBootstrap first = new OneOffJobBootstrap(center, job, configuration("name", 1));
        first.join();
        first.close();
        OneOffJobBootstrap other = new OneOffJobBootstrap(center, new Patient(), configuration("name", 1));
        try (CapturedLog log = CapturedLog.of(JobLoop.class)) {
            assertThatThrownBy(other::join)
                    .isInstanceOf(JobRefusedException.class)
                    .hasMessageContaining("job 'name'")
                    .hasMessageContaining(Patient.class.getName());
            assertThat(log.troubles()).hasSize(1);
        }
    }

    @Test
    void twoCentersInOneProcess_knowNothingOfEachOther() throws Exception {
        try (MemoryRegistryCenter other = new MemoryRegistryCenter()) {
            OneOffJobBootstrap here = new OneOffJobBootstrap(center, job, configuration("same", 2));
            OneOffJobBootstrap there = new OneOffJobBootstrap(
                    other,
                    (SimpleJob) context -> runs.add("there" + context.getShardingItem()),
                    configuration("same", 2));
            here.join();
            there.join();
            assertThat(here.runtime()).isNotSameAs(there.runtime());
            execute(here);
            assertThat(runs).containsExactlyInAnyOrder("same0", "same1");
            execute(there);
            assertThat(runs).containsExactlyInAnyOrder("same0", "same1", "there0", "there1");
        }
        OneOffJobBootstrap more = new OneOffJobBootstrap(center, job, configuration("more", 1));
        assertThat(execute(more).succeeded()).isTrue();
    }

    @Test
    void afterAStop_theJobMayBeStartedAnew() throws Exception {
        OneOffJobBootstrap bootstrap = new OneOffJobBootstrap(center, job, configuration("again", 1));
        execute(bootstrap);
        bootstrap.stop().toCompletableFuture().get(5, TimeUnit.SECONDS);
        bootstrap.stop().toCompletableFuture().get(5, TimeUnit.SECONDS);
        execute(bootstrap);
        assertThat(runs).containsExactly("again0", "again0");
    }

    @Test
    void aStoppedScheduledJob_runsNoMore_untilItIsStartedAnew() throws Exception {
        ScheduleJobBootstrap bootstrap = new ScheduleJobBootstrap(center, job, everySecond("tick"));
        bootstrap.schedule();
        await().atMost(SOON).until(() -> !runs.isEmpty());
        bootstrap.stop().toCompletableFuture().get(5, TimeUnit.SECONDS);
        int before = runs.size();
        await().pollDelay(Duration.ofMillis(1_200)).until(() -> runs.size() == before);
        bootstrap.schedule();
        await().atMost(SOON).until(() -> runs.size() > before);
    }

    @Test
    void aClosedBootstrap_isNotStartedAgain_butANewOneIs() throws Exception {
        OneOffJobBootstrap bootstrap = new OneOffJobBootstrap(center, job, configuration("closed", 1));
        bootstrap.join();
        bootstrap.close();
        bootstrap.shutdown();
        assertThatThrownBy(bootstrap::join)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("job 'closed'")
                .hasMessageContaining("Make a new one");
        assertThatThrownBy(bootstrap::execute).isInstanceOf(IllegalStateException.class);
        assertThat(execute(new OneOffJobBootstrap(center, job, configuration("closed", 1)))
                        .succeeded())
                .isTrue();
    }

    @Test
    void aBootstrapThatWasNeverStarted_closesAtOnce() {
        OneOffJobBootstrap bootstrap = new OneOffJobBootstrap(center, job, configuration("never", 1));
        assertThat(took(bootstrap::close)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void close_waitsForWhatRuns() throws Exception {
        Patient patient = new Patient();
        OneOffJobBootstrap bootstrap = start(center, patient, Duration.ofSeconds(20));
        CountDownLatch closed = new CountDownLatch(1);
        Thread closing = new Thread(() -> {
            bootstrap.close();
            closed.countDown();
        });
        closing.start();
        assertThat(closed.await(200, TimeUnit.MILLISECONDS)).isFalse();
        patient.release.countDown();
        assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(patient.finished).isTrue();
        assertThat(patient.interrupted).isFalse();
    }

    @Test
    void close_interruptsWhatRunsTooLong() throws Exception {
        Patient patient = new Patient();
        OneOffJobBootstrap bootstrap = start(center, patient, Duration.ofMillis(100));
        try (CapturedLog log = CapturedLog.of(JobLoop.class)) {
            Duration took = took(bootstrap::close);
            assertThat(took).isBetween(Duration.ofMillis(100), Duration.ofSeconds(3));
            assertThat(log.troubles()).singleElement().asString().contains("job 'patient'", "interrupted");
        }
        assertThat(patient.interrupted).isTrue();
        assertThat(patient.finished).isFalse();
    }

    @Test
    void aClosedCenter_hasClosedItsScheduler_andEndedItsThreads() throws Exception {
        Patient patient = new Patient();
        MemoryRegistryCenter own = new MemoryRegistryCenter();
        start(own, patient, Duration.ofMillis(100));
        try (CapturedLog log = CapturedLog.of(JobLoop.class)) {
            own.close();
            assertThat(log.troubles()).hasSize(1);
        }
        assertThat(patient.interrupted).isTrue();
    }

    /** A container destroys its beans in whatever order they depend on each other. */
    @Test
    void aBootstrapClosedAfterItsCenter_returnsAtOnce() {
        OneOffJobBootstrap bootstrap = new OneOffJobBootstrap(center, job, configuration("late", 1));
        bootstrap.join();
        center.close();
        assertThat(took(bootstrap::close)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aSchedulerClosedTwice_closesAtOnce() {
        OneOffJobBootstrap bootstrap = new OneOffJobBootstrap(center, job, configuration("twice", 1));
        bootstrap.join();
        bootstrap.runtime().close();
        assertThat(took(() -> bootstrap.runtime().close())).isLessThan(Duration.ofSeconds(2));
        assertThat(took(center::close)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aClosedScheduler_startsNothing_andSaysSoAtOnce() {
        OneOffJobBootstrap started = new OneOffJobBootstrap(center, job, configuration("started", 1));
        OneOffJobBootstrap waiting = new OneOffJobBootstrap(center, job, configuration("waiting", 1));
        started.join();
        started.runtime().close();
        for (Runnable call : List.<Runnable>of(waiting::join, waiting::execute, started::execute)) {
            assertThat(took(() -> assertThatThrownBy(call::run)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("closed")))
                    .isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void anExecutionThatTakesTooLong_endsItsFutureAndNotItself() throws Exception {
        Patient patient = new Patient();
        OneOffJobBootstrap bootstrap = new OneOffJobBootstrap(center, patient, configuration("slow", 1));
        assertThatThrownBy(() -> bootstrap
                        .execute(Duration.ofMillis(200))
                        .toCompletableFuture()
                        .get(5, TimeUnit.SECONDS))
                .hasCauseInstanceOf(java.util.concurrent.TimeoutException.class);
        patient.release.countDown();
        await().atMost(SOON).until(patient.finished::get);
    }

    @Test
    void aFailedItem_isToldInTheOutcome() throws Exception {
        OneOffJobBootstrap bootstrap = new OneOffJobBootstrap(
                center,
                (SimpleJob) context -> {
                    if (context.getShardingItem() == 1) {
                        throw new IllegalStateException("planned");
                    }
                },
                configuration("half", 2).toBuilder()
                        .jobErrorHandlerType("IGNORE")
                        .build());
        FireResult result = execute(bootstrap);
        assertThat(result.succeeded()).isFalse();
        assertThat(result.items())
                .containsEntry(0, FireResult.Outcome.DONE)
                .containsEntry(1, FireResult.Outcome.FAILED);
    }
}
