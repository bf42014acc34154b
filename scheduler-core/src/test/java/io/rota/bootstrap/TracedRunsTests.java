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
import static org.awaitility.Awaitility.await;

import io.rota.api.ExecutionSource;
import io.rota.api.JobConfiguration;
import io.rota.api.SimpleJob;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.spi.Extensions;
import io.rota.tracing.JobEvent;
import io.rota.tracing.JobTracer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a tracer hears of runs. */
@Timeout(60)
class TracedRunsTests {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();
    private final List<JobEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger closed = new AtomicInteger();

    private class Recorder implements JobTracer {
        @Override
        public boolean traces(String jobName) {
            return !jobName.equals("secret");
        }

        @Override
        public void publish(JobEvent event) {
            events.add(event);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private void traceBy(JobTracer tracer) {
        SchedulerRuntime.create(
                center,
                new SchedulerOptions(
                        Extensions.providers(), SOON, Duration.ofMillis(200), CommandRules.defaults(), tracer));
    }

    private boolean execute(String name, int items, SimpleJob job) throws Exception {
        OneOffJobBootstrap bootstrap = new OneOffJobBootstrap(
                center,
                job,
                JobConfiguration.newBuilder(name, items)
                        .jobErrorHandlerType("IGNORE")
                        .build());
        return bootstrap
                .execute(SOON)
                .toCompletableFuture()
                .get(SOON.toSeconds() + 1, TimeUnit.SECONDS)
                .succeeded();
    }

    private List<JobEvent> of(int item) {
        return events.stream().filter(event -> event.run().item() == item).toList();
    }

    @AfterEach
    void close() {
        center.close();
    }

    @Test
    void eachRun_isStagedStartedAndEnded_underATaskIdOfItsOwn() throws Exception {
        traceBy(new Recorder());
        assertThat(execute("job", 3, context -> {})).isTrue();
        for (int item = 0; item < 3; item++) {
            assertThat(of(item))
                    .hasExactlyElementsOfTypes(JobEvent.Staged.class, JobEvent.Started.class, JobEvent.Ended.class)
                    .allSatisfy(event -> assertThat(event.run().source()).isEqualTo(ExecutionSource.MANUAL_TRIGGER));
            assertThat(((JobEvent.Ended) of(item).get(2)).failure()).isNull();
        }
        assertThat(events.stream().map(event -> event.run().taskId()).distinct())
                .hasSize(3);
        assertThat(events.get(0).run().ip()).isNotEmpty().doesNotContain("@");
    }

    @Test
    void aFailedRun_isToldWithItsStackTrace() throws Exception {
        traceBy(new Recorder());
        assertThat(execute("job", 1, context -> {
                    throw new IllegalStateException("out of paper");
                }))
                .isFalse();
        assertThat(((JobEvent.Ended) events.get(2)).failure())
                .startsWith("java.lang.IllegalStateException: out of paper")
                .contains("at io.rota.bootstrap.TracedRunsTests");
    }

    @Test
    void anItemThatIsGivenUp_isToldAsFailedWithoutABeginning() throws Exception {
        traceBy(new Recorder());
        OneOffJobBootstrap bootstrap = new OneOffJobBootstrap(
                center,
                (SimpleJob) context -> {
                    throw new IllegalStateException("out of paper");
                },
                JobConfiguration.newBuilder("job", 2)
                        .jobErrorHandlerType("THROW")
                        .jobExecutorServiceHandlerType("SINGLE_THREAD")
                        .build());
        bootstrap.execute(SOON).toCompletableFuture().get(SOON.toSeconds() + 1, TimeUnit.SECONDS);
        assertThat(of(1)).hasExactlyElementsOfTypes(JobEvent.Staged.class, JobEvent.Ended.class);
        assertThat(((JobEvent.Ended) of(1).get(1)).failure()).contains("not run, because item 0 failed");
    }

    @Test
    void aJobThatIsNotTraced_isNotToldOf() throws Exception {
        traceBy(new Recorder());
        assertThat(execute("secret", 1, context -> {})).isTrue();
        assertThat(events).isEmpty();
    }

    @Test
    void aTracerThatThrows_harmsNoRun() throws Exception {
        traceBy(new Recorder() {
            @Override
            public void publish(JobEvent event) {
                throw new IllegalStateException("a bug of the tracer");
            }
        });
        assertThat(execute("job", 2, context -> {})).isTrue();
    }

    @Test
    void scheduledAndOverrunFires_areToldApart() {
        traceBy(new Recorder());
        AtomicBoolean first = new AtomicBoolean(true);
        CountDownLatch never = new CountDownLatch(1);
        ScheduleJobBootstrap bootstrap = new ScheduleJobBootstrap(
                center,
                (SimpleJob) context -> {
                    if (first.getAndSet(false)) {
                        try {
                            // Two more fires come due meanwhile.
                            never.await(2_200, TimeUnit.MILLISECONDS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                },
                JobConfiguration.newBuilder("job", 1).cron("* * * * * ?").build());
        bootstrap.schedule();
        await().atMost(SOON)
                .until(() ->
                        events.stream().filter(JobEvent.Ended.class::isInstance).count() >= 3);
        assertThat(events.stream()
                        .filter(JobEvent.Ended.class::isInstance)
                        .limit(2)
                        .map(event -> event.run().source()))
                .containsExactly(ExecutionSource.NORMAL_TRIGGER, ExecutionSource.MISFIRE);
    }

    @Test
    void anInterruptedRun_isEndedBeforeTheTracerIsClosed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean late = new AtomicBoolean();
        traceBy(new Recorder() {
            @Override
            public void publish(JobEvent event) {
                super.publish(event);
                late.compareAndSet(false, closed.get() > 0);
            }
        });
        new OneOffJobBootstrap(
                        center,
                        (SimpleJob) context -> {
                            begun.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException("interrupted", e);
                            }
                        },
                        JobConfiguration.newBuilder("job", 1)
                                .jobErrorHandlerType("IGNORE")
                                .build())
                .execute();
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        center.close();
        assertThat(events)
                .hasExactlyElementsOfTypes(JobEvent.Staged.class, JobEvent.Started.class, JobEvent.Ended.class);
        assertThat(((JobEvent.Ended) events.get(2)).failure()).contains("interrupted");
        assertThat(late).isFalse();
        assertThat(closed).hasValue(1);
    }
}
