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

import ch.qos.logback.classic.Level;
import io.rota.CapturedLog;
import io.rota.api.ExecutionSource;
import io.rota.api.FireResult;
import io.rota.api.JobConfiguration;
import io.rota.api.JobTimeoutException;
import io.rota.api.RetryPolicy;
import io.rota.api.SimpleJob;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.spi.Extensions;
import io.rota.spi.JobErrorHandler;
import io.rota.spi.RunObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What observers hear of runs. */
@Timeout(60)
class ObservedRunsTests {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final List<RunObserver.Begun> begun = new CopyOnWriteArrayList<>();

    private class Recorder implements RunObserver {

        private final String name;

        Recorder(String name) {
            this.name = name;
        }

        @Override
        public String getType() {
            return name;
        }

        @Override
        public Observed begin(Begun run) {
            begun.add(run);
            hear("begin");
            return new Observed() {
                @Override
                public void ended(FireResult.Outcome outcome, @Nullable Throwable failure) {
                    hear(outcome
                            + (failure == null ? "" : " " + failure.getClass().getSimpleName()));
                }

                @Override
                public void close() {
                    hear("close");
                }
            };
        }

        private void hear(String what) {
            heard.add(name + " " + what);
            threads.add(Thread.currentThread());
        }
    }

    /** Has an observer of its own for each job. */
    private final class PerJob implements RunObserver {

        @Override
        public String getType() {
            return "PER_JOB";
        }

        @Override
        public RunObserver forJob(JobConfiguration definition) {
            return new Recorder(definition.getJobName()) {
                @Override
                public void closed() {
                    heard.add(definition.getJobName() + " closed");
                }
            };
        }

        @Override
        public Observed begin(Begun run) {
            throw new AssertionError("the job's own observer should have been called");
        }

        @Override
        public void closed() {
            heard.add("closed");
        }
    }

    private enum Where {
        FOR_JOB,
        BEGIN,
        ENDED,
        CLOSE,
        CLOSED
    }

    /** Fails at one place. */
    private record Failing(Where where) implements RunObserver {

        @Override
        public String getType() {
            return "FAILING";
        }

        private void at(Where place) {
            if (where == place) {
                throw new AssertionError("at " + place);
            }
        }

        @Override
        public RunObserver forJob(JobConfiguration definition) {
            at(Where.FOR_JOB);
            return new Failing(where);
        }

        @Override
        public Observed begin(Begun run) {
            at(Where.BEGIN);
            return new Observed() {
                @Override
                public void ended(FireResult.Outcome outcome, @Nullable Throwable failure) {
                    at(Where.ENDED);
                }

                @Override
                public void close() {
                    at(Where.CLOSE);
                }
            };
        }

        @Override
        public void closed() {
            at(Where.CLOSED);
        }
    }

    private void observeBy(Object... extensions) {
        SchedulerRuntime.create(
                center,
                new SchedulerOptions(
                        new Extensions(List.of(extensions), getClass().getClassLoader()), SOON, Duration.ZERO));
    }

    private static JobConfiguration.Builder job(String name) {
        return JobConfiguration.newBuilder(name, 1).jobErrorHandlerType("IGNORE");
    }

    /** Until it is interrupted. */
    private static void hold() {
        try {
            new CountDownLatch(1).await(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private FireResult execute(OneOffJobBootstrap bootstrap) throws Exception {
        return bootstrap.execute(SOON).toCompletableFuture().get(SOON.toSeconds() + 1, TimeUnit.SECONDS);
    }

    private OneOffJobBootstrap bootstrap(SimpleJob code, JobConfiguration.Builder definition) {
        return new OneOffJobBootstrap(center, code, definition.build());
    }

    @AfterEach
    void close() {
        center.close();
    }

    @Test
    void eachObserver_hearsOfARunOnItsThread_theFirstToBeginIsTheLastToEnd() throws Exception {
        observeBy(new Recorder("a"), new Recorder("b"));
        SimpleJob code = context -> {
            heard.add("code");
            threads.add(Thread.currentThread());
        };
        assertThat(execute(bootstrap(code, job("job"))).succeeded()).isTrue();
        assertThat(heard).containsExactly("a begin", "b begin", "code", "b DONE", "a DONE", "b close", "a close");
        assertThat(threads).hasSize(7).allMatch(thread -> thread == threads.get(0));
        assertThat(begun).allSatisfy(run -> {
            assertThat(run.source()).isEqualTo(ExecutionSource.MANUAL_TRIGGER);
            assertThat(run.context().getJobName()).isEqualTo("job");
            assertThat(run.delay()).isBetween(Duration.ZERO, SOON);
        });
    }

    @Test
    void aFailedRun_isToldWithItsFailure_andOpenUntilItsErrorHandlerHasBeenTold() throws Exception {
        JobErrorHandler handler = new JobErrorHandler() {
            @Override
            public String getType() {
                return "HEARD";
            }

            @Override
            public void handleException(String jobName, String where, Throwable cause) {
                heard.add("handler");
            }
        };
        observeBy(new Recorder("a"), handler);
        SimpleJob code = context -> {
            throw new IllegalStateException("out of paper");
        };
        assertThat(execute(bootstrap(code, job("job").jobErrorHandlerType("HEARD")))
                        .succeeded())
                .isFalse();
        assertThat(heard).containsExactly("a begin", "a FAILED IllegalStateException", "handler", "a close");
    }

    @Test
    void aRunThatTookTooLong_isToldAsTimedOut_andEachAttemptOnItsOwn() throws Exception {
        observeBy(new Recorder("a"));
        SimpleJob code = context -> {
            if (context.getAttempt() == 1) {
                hold();
            }
        };
        JobConfiguration.Builder definition =
                job("job").timeout(Duration.ofMillis(50)).retry(new RetryPolicy(1, Duration.ofMillis(1), 1));
        assertThat(execute(bootstrap(code, definition)).succeeded()).isTrue();
        assertThat(heard)
                .containsExactly(
                        "a begin",
                        "a TIMED_OUT " + JobTimeoutException.class.getSimpleName(),
                        "a close",
                        "a begin",
                        "a DONE",
                        "a close");
        assertThat(begun.stream().map(run -> run.context().getAttempt())).containsExactly(1, 2);
    }

    @Test
    void anObserverThatFails_hurtsNeitherTheRunNorTheOthers() throws Exception {
        for (Where where : Where.values()) {
            MemoryRegistryCenter own = new MemoryRegistryCenter();
            heard.clear();
            try (CapturedLog log = CapturedLog.of("io.rota", Level.WARN)) {
                SchedulerRuntime.create(
                        own,
                        new SchedulerOptions(
                                new Extensions(
                                        List.of(new Recorder("a"), new Failing(where), new Recorder("b")),
                                        getClass().getClassLoader()),
                                SOON,
                                Duration.ZERO));
                OneOffJobBootstrap bootstrap = new OneOffJobBootstrap(
                        own,
                        (SimpleJob) context -> heard.add("code"),
                        job("job").build());
                assertThat(execute(bootstrap).succeeded()).isTrue();
                own.close();
                assertThat(log.troubles()).singleElement().asString().contains(Failing.class.getName());
            }
            assertThat(heard)
                    .as(where.name())
                    .containsExactly("a begin", "b begin", "code", "b DONE", "a DONE", "b close", "a close");
        }
    }

    @Test
    void theObserverOfAJob_isClosedOnceWithItsBootstrap() throws Exception {
        observeBy(new PerJob());
        OneOffJobBootstrap bootstrap = bootstrap(context -> {}, job("job"));
        execute(bootstrap);
        bootstrap.stop().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(heard).containsExactly("job begin", "job DONE", "job close");
        bootstrap.close();
        bootstrap.close();
        center.close();
        assertThat(heard).containsExactly("job begin", "job DONE", "job close", "job closed");
    }

    @Test
    void theObserverOfAJob_isClosedWithTheScheduler() {
        observeBy(new PerJob());
        bootstrap(context -> {}, job("one"));
        bootstrap(context -> {}, job("two"));
        center.close();
        assertThat(heard).containsExactlyInAnyOrder("one closed", "two closed");
    }
}
