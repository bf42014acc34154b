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
package io.rota.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rota.CapturedLog;
import io.rota.api.ExecutionSource;
import io.rota.env.Background;
import io.rota.env.ManualEnv;
import io.rota.env.TimeSource;
import io.rota.tracing.TraceStore.Removal;
import io.rota.tracing.TraceStore.WriteResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of events between a run and the store. */
@Timeout(30)
class QueuedTracerTests {

    private static final Duration LONG = Duration.ofMinutes(10);

    /** A store that does what it is told, at once. */
    private static class Shelf implements TraceStore {
        final List<List<JobEvent>> batches = new CopyOnWriteArrayList<>();
        final Deque<WriteResult> troubles = new ArrayDeque<>();
        final Deque<Removal> removals = new ArrayDeque<>();
        final List<Long> removedBefore = new ArrayList<>();
        int calls;
        boolean closed;

        List<JobEvent> kept() {
            return batches.stream().flatMap(List::stream).toList();
        }

        @Override
        public String describe() {
            return "the shelf";
        }

        @Override
        public WriteResult write(List<JobEvent> events) {
            calls++;
            WriteResult trouble = troubles.poll();
            if (trouble == null || trouble.status() == WriteResult.Status.SETTLED) {
                batches.add(events);
            }
            return trouble == null ? WriteResult.KEPT : trouble;
        }

        @Override
        public Removal removeBefore(long beforeMillis, int max) {
            removedBefore.add(beforeMillis);
            Removal removal = removals.poll();
            return removal == null ? new Removal(0, "") : removal;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final ManualEnv world = new ManualEnv();
    private final CapturedLog log = CapturedLog.of(QueuedTracer.class);
    private final Shelf shelf = new Shelf();
    private int interruptions;

    /** The thread is the test's own. */
    private final Background thread = new Background() {
        @Override
        public void execute(Runnable task) {
            world.execute(task);
        }

        @Override
        public void schedule(long delayNanos, Runnable task) {
            world.schedule(delayNanos, task);
        }

        @Override
        public void interrupt() {
            interruptions++;
        }

        @Override
        public void close() {}
    };

    @AfterEach
    void close() {
        log.close();
    }

    private QueuedTracer tracer(@Nullable Duration retention) {
        return new QueuedTracer(shelf, TracedJobs.ALL, retention, world, thread);
    }

    private static JobEvent event(int number) {
        return new JobEvent.Started(
                new TracedRun("job", "task" + number, 0, "ip", ExecutionSource.NORMAL_TRIGGER), number);
    }

    private static void publish(QueuedTracer tracer, int from, int to) {
        for (int number = from; number < to; number++) {
            tracer.publish(event(number));
        }
    }

    private static List<Long> numbers(List<JobEvent> events) {
        return events.stream().map(JobEvent::atMillis).toList();
    }

    private static WriteResult unreachable() {
        return new WriteResult(WriteResult.Status.UNREACHABLE, 0, "nobody there");
    }

    private static WriteResult failed() {
        return new WriteResult(WriteResult.Status.FAILED, 0, "table is gone");
    }

    @Test
    void events_waitForCompany_andAreWrittenInTheirOrder() {
        QueuedTracer tracer = tracer(null);
        publish(tracer, 0, 3);
        world.advance(QueuedTracer.LINGER.dividedBy(2));
        assertThat(shelf.calls).isZero();

        publish(tracer, 3, 5);
        world.advance(QueuedTracer.LINGER.dividedBy(2));
        assertThat(shelf.batches).hasSize(1);
        assertThat(numbers(shelf.kept())).containsExactly(0L, 1L, 2L, 3L, 4L);

        publish(tracer, 5, 6);
        world.advance(QueuedTracer.LINGER);
        assertThat(numbers(shelf.kept())).endsWith(4L, 5L);
        assertThat(world.timers()).isZero();
    }

    @Test
    void aFullBatch_isWrittenAtOnce() {
        publish(tracer(null), 0, QueuedTracer.BATCH_MAX);
        world.runReady();
        assertThat(shelf.kept()).hasSize(QueuedTracer.BATCH_MAX);
    }

    @Test
    void manyEvents_areWrittenInBoundedBatches() {
        publish(tracer(null), 0, 3 * QueuedTracer.BATCH_MAX + 1);
        world.runReady();
        assertThat(shelf.batches).hasSize(4);
        assertThat(numbers(shelf.kept())).isSorted().hasSize(3 * QueuedTracer.BATCH_MAX + 1);
    }

    @Test
    void aStoreThatIsAway_getsTheSameBatchLater_withGrowingPauses() {
        QueuedTracer tracer = tracer(null);
        for (int i = 0; i < 20; i++) {
            shelf.troubles.add(unreachable());
        }
        publish(tracer, 0, 2);
        world.advance(QueuedTracer.LINGER);
        publish(tracer, 2, 3);
        world.advance(Duration.ofMinutes(2));
        assertThat(shelf.calls).isBetween(7, 10);
        assertThat(shelf.kept()).isEmpty();
        assertThat(tracer.waiting()).isEqualTo(3);

        world.advance(LONG);
        assertThat(numbers(shelf.kept())).containsExactly(0L, 1L, 2L);
        assertThat(tracer.waiting()).isZero();
        assertThat(tracer.dropped()).isZero();
        assertThat(log.troubles())
                .hasSizeBetween(5, 12)
                .allSatisfy(line -> assertThat(line)
                        .contains("the shelf does not take events now", "nobody there", "Jobs are not affected"));
    }

    @Test
    void aQueueThatIsFull_dropsAndCountsWhatComes_andSaysSoOnceAMinute() {
        QueuedTracer tracer = tracer(null);
        for (int i = 0; i < 100; i++) {
            shelf.troubles.add(unreachable());
        }
        publish(tracer, 0, QueuedTracer.EVENTS_MAX + 1_000);
        assertThat(tracer.dropped()).isEqualTo(1_000);
        world.advance(Duration.ofSeconds(59));
        publish(tracer, 0, 10);
        assertThat(log.troubles().stream().filter(line -> line.contains("dropped")))
                .hasSize(1);
        world.advance(Duration.ofSeconds(2));
        publish(tracer, 0, 5);

        List<String> drops =
                log.troubles().stream().filter(line -> line.contains("dropped")).toList();
        assertThat(drops).hasSize(2);
        assertThat(drops.get(0)).contains("dropped 1 event(s)", "the shelf");
        assertThat(drops.get(1)).contains("dropped 1010 event(s)");
        assertThat(tracer.dropped()).isEqualTo(1_015);

        shelf.troubles.clear();
        world.advance(LONG);
        assertThat(numbers(shelf.kept())).hasSize(QueuedTracer.EVENTS_MAX).isSorted();
        publish(tracer, 0, 1);
        world.advance(LONG);
        assertThat(shelf.kept()).hasSize(QueuedTracer.EVENTS_MAX + 1);
    }

    @Test
    void stackTraces_haveABoundOfTheirOwn() {
        QueuedTracer tracer = tracer(null);
        shelf.troubles.add(unreachable());
        String failure = "x".repeat(FailureText.CHARACTERS_MAX);
        int fit = QueuedTracer.CHARACTERS_MAX / FailureText.CHARACTERS_MAX;
        TracedRun run = new TracedRun("job", "task", 0, "ip", ExecutionSource.NORMAL_TRIGGER);
        for (int i = 0; i < fit + 3; i++) {
            tracer.publish(new JobEvent.Ended(run, 0, 0, failure));
        }
        assertThat(tracer.dropped()).isEqualTo(3);
        // What is small still has room, and what was written makes room.
        world.advance(LONG);
        tracer.publish(new JobEvent.Ended(run, 0, 0, failure));
        world.advance(LONG);
        assertThat(shelf.kept()).hasSize(fit + 1);
    }

    @Test
    void aStoreThatKeepsFailing_losesThatBatchOnly() {
        QueuedTracer tracer = tracer(null);
        for (int i = 0; i < QueuedTracer.FAILURES_MAX; i++) {
            shelf.troubles.add(failed());
        }
        publish(tracer, 0, QueuedTracer.BATCH_MAX + 1);
        world.advance(LONG);
        assertThat(tracer.dropped()).isEqualTo(QueuedTracer.BATCH_MAX);
        assertThat(numbers(shelf.kept())).containsExactly((long) QueuedTracer.BATCH_MAX);
    }

    @Test
    void aStoreThatThrows_isTriedAgain() {
        Shelf broken = new Shelf() {
            @Override
            public WriteResult write(List<JobEvent> events) {
                if (calls == 0) {
                    calls++;
                    throw new IllegalStateException("a bug");
                }
                return super.write(events);
            }
        };
        publish(new QueuedTracer(broken, TracedJobs.ALL, null, world, thread), 0, 1);
        world.advance(LONG);
        assertThat(broken.kept()).hasSize(1);
    }

    @Test
    void refusedRows_areCounted() {
        QueuedTracer tracer = tracer(null);
        shelf.troubles.add(new WriteResult(WriteResult.Status.SETTLED, 2, "too long"));
        publish(tracer, 0, 5);
        world.advance(LONG);
        assertThat(tracer.dropped()).isEqualTo(2);
        assertThat(shelf.calls).isEqualTo(1);
        assertThat(log.troubles()).anySatisfy(line -> assertThat(line).contains("refused 2 row(s)", "too long"));
    }

    @Test
    void aStoreThatWaitsForEver_isInterruptedByTheNextEvent() {
        QueuedTracer[] tracer = new QueuedTracer[1];
        Shelf slow = new Shelf() {
            @Override
            public WriteResult write(List<JobEvent> events) {
                if (calls == 0) {
                    world.advance(QueuedTracer.WRITE_MAX.plusSeconds(1));
                    assertThat(interruptions).isZero();
                    tracer[0].publish(event(1));
                    assertThat(interruptions).isEqualTo(1);
                }
                return super.write(events);
            }
        };
        tracer[0] = new QueuedTracer(slow, TracedJobs.ALL, null, world, thread);
        publish(tracer[0], 0, 1);
        world.advance(QueuedTracer.LINGER);
        world.advance(QueuedTracer.LINGER);
        assertThat(numbers(slow.kept())).containsExactly(0L, 1L);
    }

    @Test
    void retention_removesWhatIsOlder_inBatchesWithPauses_fromTimeToTime() {
        shelf.removals.add(new Removal(QueuedTracer.SWEEP_MAX, ""));
        shelf.removals.add(new Removal(QueuedTracer.SWEEP_MAX, ""));
        shelf.removals.add(new Removal(1, ""));
        tracer(Duration.ofDays(7));
        assertThat(shelf.removedBefore).isEmpty();
        long now = world.wallMillis();
        world.advance(Duration.ofMinutes(1));
        assertThat(shelf.removedBefore).hasSize(3);
        assertThat(shelf.removedBefore.get(0))
                .isEqualTo(now + 30_000 - Duration.ofDays(7).toMillis());

        shelf.removals.add(new Removal(QueuedTracer.SWEEP_MAX, "deadlock"));
        world.advance(QueuedTracer.SWEEP_EVERY);
        assertThat(shelf.removedBefore).hasSize(4);
        assertThat(log.troubles()).singleElement().asString().contains("older than PT168H", "deadlock");
        world.advance(QueuedTracer.SWEEP_EVERY);
        assertThat(shelf.removedBefore).hasSize(5);
    }

    @Test
    void retention_ofNothingOrLess_isRefused() {
        assertThatThrownBy(() -> tracer(Duration.ZERO)).hasMessageContaining("PT0S");
        assertThatThrownBy(() -> tracer(Duration.ofDays(-1))).hasMessageContaining("PT-24H");
    }

    @Test
    void withoutRetention_nothingIsRemoved() {
        tracer(null);
        world.advance(Duration.ofDays(30));
        assertThat(shelf.removedBefore).isEmpty();
    }

    @Test
    void onlyIncludedJobs_orAllButTheExcludedOnes_areTraced() {
        TracedJobs some = new TracedJobs(Set.of("job"), Set.of());
        assertThat(some.contains("job")).isTrue();
        assertThat(some.contains("other")).isFalse();
        TracedJobs allBut = new TracedJobs(Set.of(), Set.of("job"));
        assertThat(allBut.contains("job")).isFalse();
        assertThat(allBut.contains("other")).isTrue();
        assertThatThrownBy(() -> new TracedJobs(Set.of("a"), Set.of("b"))).hasMessageContaining("[a]", "[b]");

        QueuedTracer tracer = new QueuedTracer(shelf, allBut, null, world, thread);
        publish(tracer, 0, 1);
        world.advance(LONG);
        assertThat(tracer.traces("job")).isFalse();
        assertThat(tracer.traces("other")).isTrue();
        assertThat(shelf.calls).isZero();
    }

    @Test
    void close_writesWhatIsQueued_thenNothingMore() {
        QueuedTracer tracer =
                new QueuedTracer(shelf, TracedJobs.ALL, null, TimeSource.system(), Background.thread("test-tracing"));
        publish(tracer, 0, 700);
        tracer.close();
        assertThat(numbers(shelf.kept())).isSorted().hasSize(700);
        assertThat(shelf.closed).isTrue();

        tracer.publish(event(1));
        assertThat(tracer.dropped()).isEqualTo(1);
        assertThat(tracer.traces("job")).isFalse();
        tracer.close();
    }

    @Test
    void close_triesAStoreThatIsAwayOnce_andSaysWhatIsLost() {
        QueuedTracer tracer =
                new QueuedTracer(shelf, TracedJobs.ALL, null, TimeSource.system(), Background.thread("test-tracing"));
        shelf.troubles.add(unreachable());
        shelf.troubles.add(unreachable());
        publish(tracer, 0, 700);
        await().until(() -> shelf.calls == 1);
        tracer.close();
        assertThat(shelf.calls).isEqualTo(2);
        assertThat(tracer.dropped()).isEqualTo(700);
        assertThat(log.troubles()).anySatisfy(line -> assertThat(line).contains("700 event(s) could not be written"));
    }

    @Test
    void close_waitsOnlySomeSecondsForAStoreThatHangs_andNoPublisherEverWaits() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Shelf hanging = new Shelf() {
            @Override
            public WriteResult write(List<JobEvent> events) {
                entered.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
                return unreachable();
            }
        };
        QueuedTracer tracer =
                new QueuedTracer(hanging, TracedJobs.ALL, null, TimeSource.system(), Background.thread("test-tracing"));
        publish(tracer, 0, QueuedTracer.BATCH_MAX);
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        long begun = System.nanoTime();
        publish(tracer, 0, 100_000);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        assertThat(tracer.dropped()).isEqualTo(100_000 + QueuedTracer.BATCH_MAX - QueuedTracer.EVENTS_MAX);

        begun = System.nanoTime();
        tracer.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
