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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rota.CapturedLog;
import io.rota.api.ElasticJobListener;
import io.rota.api.ItemRun;
import io.rota.api.JobConfiguration;
import io.rota.api.JobTimeoutException;
import io.rota.api.ShardingContext;
import io.rota.api.ShardingContexts;
import io.rota.api.SimpleJob;
import io.rota.env.Env;
import io.rota.env.ManualEnv;
import io.rota.spi.EndSignal;
import io.rota.spi.JobErrorHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class FireRunnerTests {

    private static final Instant FIRE = Instant.parse("2026-01-02T03:04:05Z");

    private final ManualEnv world = new ManualEnv();
    private final List<Integer> executed = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final JobConfiguration.Builder job = JobConfiguration.newBuilder("report", 100);
    private Duration lease = Duration.ofSeconds(1);
    private final JobErrorHandler handler = new JobErrorHandler() {
        @Override
        public String getType() {
            return "TEST";
        }

        @Override
        public void handleException(String jobName, String where, Throwable cause) {
            handled.add(jobName + " | " + where + " | " + cause.getMessage());
        }
    };

    private FireRunner runner(SimpleJob job, int threads) {
        return new FireRunner(world.env(), job, handler, threads);
    }

    private void run(FireRunner runner, int... items) {
        for (int item : items) {
            runner.run(group(item), (number, done, took) -> ended.add(number + " " + done));
        }
    }

    private ClaimedGroup group(int... items) {
        SortedMap<Integer, ItemRun> runs = new TreeMap<>();
        for (int item : items) {
            runs.put(item, new ItemRun("task", FIRE, 2, 77));
        }
        return new ClaimedGroup(job.build(), "10.0.0.1@-@1-a", FIRE, runs, () -> lease);
    }

    /** The worker threads do what they were given from here on. */
    private void work(int from) {
        for (int i = from; i < world.workers().size(); i++) {
            world.workers().get(i).run();
        }
        world.runReady();
    }

    @AfterEach
    void theTestsThreadIsLeftClean() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void noMoreThanTheBoundRunAtTheSameTime_andTheRestFollowInOrder() {
        FireRunner runner = runner(run -> executed.add(run.getShardingItem()), 2);
        run(runner, 4, 3, 2, 1, 0);
        assertThat(world.workers()).hasSize(2);
        world.workers().get(1).run();
        world.runReady();
        assertThat(world.workers()).hasSize(3);
        world.workers().get(0).run();
        for (int i = 2; i < 5; i++) {
            world.runReady();
            world.workers().get(i).run();
        }
        world.runReady();
        assertThat(executed).containsExactly(3, 4, 2, 1, 0);
        assertThat(ended).containsExactlyInAnyOrder("0 DONE", "1 DONE", "2 DONE", "3 DONE", "4 DONE");
        assertThat(runner.isIdle()).isTrue();
    }

    @Test
    void aRaisedBound_startsWhatWaits_andALoweredOneLetsRunsGoOn() {
        FireRunner runner = runner(run -> {}, 1);
        run(runner, 0, 1, 2, 3);
        runner.threads(new ItemThreads(3, false));
        assertThat(world.workers()).hasSize(3);
        runner.threads(new ItemThreads(1, false));
        world.workers().get(0).run();
        world.workers().get(1).run();
        world.runReady();
        assertThat(world.workers()).hasSize(3);
        world.workers().get(2).run();
        world.runReady();
        assertThat(world.workers()).hasSize(4);
    }

    @Test
    void anItemIsBusyFromItsRequestToItsEnd_andIsNotTakenTwice() {
        FireRunner runner = runner(run -> {}, 1);
        run(runner, 0, 1);
        assertThat(runner.isBusy(0)).isTrue();
        assertThat(runner.isBusy(1)).isTrue();
        assertThat(runner.isBusy(2)).isFalse();
        assertThatThrownBy(() -> run(runner, 1)).isInstanceOf(IllegalStateException.class);
        world.workers().get(0).run();
        assertThat(runner.isBusy(0)).isTrue();
        world.runReady();
        assertThat(runner.isBusy(0)).isFalse();
        run(runner, 0);
        work(1);
        work(2);
        assertThat(runner.isIdle()).isTrue();
    }

    @Test
    void theItemIsFreeWhenItsEndIsTold() {
        FireRunner runner = runner(run -> {}, 1);
        List<Boolean> busy = new ArrayList<>();
        runner.run(group(0), (item, done, took) -> busy.add(runner.isBusy(item)));
        work(0);
        assertThat(busy).containsExactly(false);
    }

    @Test
    void whileIdle_nothingIsKept() {
        FireRunner runner = runner(run -> {}, 4);
        run(runner, 0);
        work(0);
        assertThat(runner.isIdle()).isTrue();
        assertThat(world.timers()).isZero();
    }

    @Test
    void anException_isAFailedRun_andTheHandlerIsTold() {
        FireRunner runner = runner(
                run -> {
                    throw new IllegalArgumentException("planned");
                },
                1);
        run(runner, 7);
        work(0);
        assertThat(ended).containsExactly("7 FAILED");
        assertThat(handled)
                .containsExactly(
                        "report | job 'report', item 7, fire 2026-01-02T03:04:05Z, attempt 2, token 77 | planned");
        assertThat(runner.isIdle()).isTrue();
    }

    @Test
    void anError_isAFailedRunToo_andTheNextItemRuns() {
        FireRunner runner = runner(
                run -> {
                    executed.add(run.getShardingItem());
                    if (run.getShardingItem() == 0) {
                        throw new StackOverflowError("planned");
                    }
                },
                1);
        run(runner, 0, 1);
        work(0);
        work(1);
        assertThat(executed).containsExactly(0, 1);
        assertThat(ended).containsExactly("0 FAILED", "1 DONE");
        assertThat(handled).hasSize(1);
    }

    /** Also when it throws the very exception that it was told of, or one that it does not declare. */
    @Test
    void aHandlerThatFails_doesNotHideTheEndOfTheRun() {
        List<Throwable> thrown = List.of(
                new IllegalStateException("own"), new AssertionError("own"), new java.io.IOException("undeclared"));
        for (Throwable failure : thrown) {
            for (boolean rethrow : new boolean[] {true, false}) {
                ended.clear();
                FireRunner runner = new FireRunner(
                        world.env(),
                        run -> sneaky(failure),
                        new JobErrorHandler() {
                            @Override
                            public String getType() {
                                return "THROWING";
                            }

                            @Override
                            public void handleException(String jobName, String where, Throwable cause) {
                                sneaky(rethrow ? cause : new java.io.IOException("handler"));
                            }
                        },
                        1);
                int begun = world.workers().size();
                try (CapturedLog log = CapturedLog.of(UserCode.class)) {
                    run(runner, 3);
                    work(begun);
                    assertThat(log.troubles()).singleElement().asString().contains("THROWING", "item 3");
                }
                assertThat(ended).containsExactly("3 FAILED");
                assertThat(runner.isIdle()).isTrue();
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneaky(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    void interrupt_reachesWhatRuns_andWhatWaitsEndsAsFailedUnrun() {
        FireRunner runner = runner(run -> executed.add(run.getShardingItem()), 1);
        run(runner, 0, 1, 2);
        runner.interrupt();
        world.runReady();
        assertThat(world.workers()).hasSize(1);
        assertThat(world.workers().get(0).isInterrupted()).isTrue();
        assertThat(ended).containsExactly("1 NOT_RUN", "2 NOT_RUN");
        work(0);
        assertThat(executed).containsExactly(0);
        assertThat(ended).containsExactly("1 NOT_RUN", "2 NOT_RUN", "0 DONE");
    }

    @Test
    void whatWasDroppedByAnInterrupt_mayRunAgain() {
        FireRunner runner = runner(run -> executed.add(run.getShardingItem()), 1);
        run(runner, 0, 1);
        runner.interrupt();
        world.runReady();
        assertThat(runner.isBusy(1)).isFalse();
        work(0);
        assertThat(runner.isIdle()).isTrue();
        run(runner, 1);
        work(1);
        assertThat(executed).containsExactly(0, 1);
    }

    @Test
    void theJobsLogLines_carryWhatTheyAreAbout_andTheThreadsOwnContextIsRestored() {
        List<Map<String, String>> seen = new ArrayList<>();
        FireRunner runner = runner(
                run -> {
                    seen.add(MDC.getCopyOfContextMap());
                    MDC.put("left", "over");
                },
                1);
        MDC.clear();
        MDC.put("item", "the thread's own");
        run(runner, 5);
        work(0);
        assertThat(seen)
                .containsExactly(Map.of(
                        "job", "report",
                        "item", "5",
                        "fire", "2026-01-02T03:04:05Z",
                        "attempt", "2",
                        "token", "77",
                        "task", "task"));
        assertThat(MDC.getCopyOfContextMap()).containsExactly(Map.entry("item", "the thread's own"));
        MDC.clear();
        run(runner, 6);
        work(1);
        assertThat(MDC.get("left")).isNull();
        assertThat(MDC.get("job")).isNull();
    }

    @Test
    void onRealThreads_theBoundHoldsAndEveryEndIsTold() throws Exception {
        CountDownLatch twoAtOnce = new CountDownLatch(2);
        List<Integer> together = new CopyOnWriteArrayList<>();
        java.util.concurrent.atomic.AtomicInteger now = new java.util.concurrent.atomic.AtomicInteger();
        try (Env env = Env.system()) {
            FireRunner runner = new FireRunner(
                    env,
                    run -> {
                        together.add(now.incrementAndGet());
                        twoAtOnce.countDown();
                        try {
                            twoAtOnce.await(5, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        now.decrementAndGet();
                    },
                    handler,
                    2);
            env.loop().execute(() -> run(runner, IntStream.range(0, 100).toArray()));
            await().until(() -> ended.size() == 100);
        }
        assertThat(together).contains(2).allMatch(many -> many <= 2);
        assertThat(ended).doesNotHaveDuplicates().allMatch(text -> text.endsWith("DONE"));
    }

    // ---- ends of fires and of streams

    private final JobErrorHandler ending = new JobErrorHandler() {
        @Override
        public String getType() {
            return "ENDING";
        }

        @Override
        public boolean isFireEnded() {
            return true;
        }

        @Override
        public void handleException(String jobName, String where, Throwable cause) {
            handled.add(where);
        }
    };

    @Test
    void aFailureThatEndsTheFire_givesUpWhatOfItsGroupHasNotBegun_andNothingElse() {
        FireRunner runner = new FireRunner(
                world.env(),
                run -> {
                    executed.add(run.getShardingItem());
                    if (run.getShardingItem() == 0) {
                        throw new IllegalStateException("planned");
                    }
                },
                ending,
                2);
        runner.run(group(0, 1, 2, 3), (item, end, took) -> ended.add(item + " " + end));
        runner.run(group(8), (item, end, took) -> ended.add(item + " " + end));
        try (CapturedLog log = CapturedLog.of(FireRunner.class)) {
            world.workers().get(0).run();
            world.runReady();
            assertThat(log.troubles()).singleElement().asString().contains("[2, 3]", "item 0 failed");
        }
        work(1);
        assertThat(executed).containsExactly(0, 1, 8);
        assertThat(ended).containsExactlyInAnyOrder("0 FAILED", "1 DONE", "2 GIVEN_UP", "3 GIVEN_UP", "8 DONE");
        assertThat(handled).hasSize(1);
        assertThat(runner.isIdle()).isTrue();
    }

    @Test
    void afterAFireThatWasEnded_theNextOneRuns() {
        FireRunner runner = new FireRunner(
                world.env(),
                run -> {
                    executed.add(run.getShardingItem());
                    throw new IllegalStateException("planned");
                },
                ending,
                1);
        runner.run(group(0, 1), (item, end, took) -> {});
        work(0);
        runner.run(group(0, 1), (item, end, took) -> {});
        work(1);
        assertThat(executed).containsExactly(0, 0);
        assertThat(runner.isIdle()).isTrue();
    }

    @Test
    void aHandlerThatCannotTell_endsNoFire() {
        FireRunner runner = new FireRunner(
                world.env(),
                run -> {
                    throw new IllegalStateException("planned");
                },
                new JobErrorHandler() {
                    @Override
                    public String getType() {
                        return "BROKEN";
                    }

                    @Override
                    public boolean isFireEnded() {
                        throw new IllegalStateException("broken");
                    }

                    @Override
                    public void handleException(String jobName, String where, Throwable cause) {}
                },
                1);
        try (CapturedLog log = CapturedLog.of(UserCode.class)) {
            runner.run(group(0, 1), (item, end, took) -> ended.add(item + " " + end));
            work(0);
            work(1);
            assertThat(log.troubles()).isNotEmpty();
        }
        assertThat(ended).containsExactly("0 FAILED", "1 FAILED");
    }

    private List<EndSignal> streams(FireRunner[] runner, int... items) {
        List<EndSignal> signals = new ArrayList<>();
        runner[0] = new FireRunner(world.env(), (job, run, end) -> signals.add(end), handler, 10);
        runner[0].run(group(items), (item, end, took) -> {});
        world.workers().forEach(ManualEnv.Work::run);
        return signals;
    }

    @Test
    void theEndOfOneStream_isNotThatOfAnother_andTheEndOfAllIs() {
        FireRunner[] runner = new FireRunner[1];
        List<EndSignal> signals = streams(runner, 0, 1);
        assertThat(signals).noneMatch(EndSignal::isEndWanted);
        runner[0].endStream(1);
        assertThat(signals.get(0).isEndWanted()).isFalse();
        assertThat(signals.get(1).isEndWanted()).isTrue();
        runner[0].endStreams();
        assertThat(signals).allMatch(EndSignal::isEndWanted);
        world.runReady();
        runner[0].endStream(7);
    }

    @Test
    void aStreamThatWaitsForAThread_learnsOfTheEndToo() {
        FireRunner[] runner = new FireRunner[1];
        List<EndSignal> signals = new ArrayList<>();
        runner[0] = new FireRunner(world.env(), (job, run, end) -> signals.add(end), handler, 1);
        runner[0].run(group(0, 1), (item, end, took) -> {});
        runner[0].endStreams();
        work(0);
        work(1);
        assertThat(signals).hasSize(2).allMatch(EndSignal::isEndWanted);
    }

    @Test
    void theEndOfTheLease_orAnInterruption_endsAStream_forGood() {
        List<EndSignal> signals = streams(new FireRunner[1], 0, 1);
        lease = Duration.ZERO;
        assertThat(signals.get(0).isEndWanted()).isTrue();
        lease = Duration.ofSeconds(1);
        assertThat(signals.get(0).isEndWanted()).isTrue();
        Thread.currentThread().interrupt();
        assertThat(signals.get(1).isEndWanted()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(signals.get(1).isEndWanted()).isTrue();
    }

    // ---- groups and listeners

    private ElasticJobListener listener(String type, Consumer<String> told) {
        return new ElasticJobListener() {
            @Override
            public String getType() {
                return type;
            }

            @Override
            public void beforeJobExecuted(ShardingContexts contexts) {
                told.accept("before " + contexts.getShardingItemParameters().keySet());
            }

            @Override
            public void afterJobExecuted(ShardingContexts contexts) {
                told.accept("after " + contexts.getShardingItemParameters().keySet());
            }
        };
    }

    private void runGroup(FireRunner runner, int... items) {
        runner.run(group(items), (number, done, took) -> ended.add(number + " " + done));
    }

    @Test
    void aGroupsListeners_areCalledBeforeItsFirstItemAndAfterItsLast() {
        List<String> story = new ArrayList<>();
        FireRunner runner = runner(run -> story.add("run " + run.getShardingItem()), 4);
        runner.listeners(List.of(listener("A", story::add), listener("B", what -> story.add("B " + what))));
        runGroup(runner, 1, 0);
        assertThat(world.workers()).hasSize(1);
        work(0);
        assertThat(world.workers()).hasSize(3);
        work(1);
        assertThat(runner.isBusy(0)).isFalse();
        assertThat(ended).containsExactly("0 DONE", "1 DONE");
        assertThat(runner.isIdle()).isFalse();
        work(3);
        assertThat(story)
                .containsExactly(
                        "before [0, 1]", "B before [0, 1]", "run 0", "run 1", "after [0, 1]", "B after [0, 1]");
        assertThat(runner.isIdle()).isTrue();
    }

    @Test
    void theEndOfTheStepAfterAGroup_isToldToWhoWaitsForIdleness() {
        FireRunner runner = runner(run -> {}, 1);
        runner.listeners(List.of(listener("A", what -> {})));
        List<Boolean> idle = new ArrayList<>();
        runner.whenIdle(() -> idle.add(runner.isIdle()));
        runGroup(runner, 0);
        work(0);
        work(1);
        assertThat(idle).isEmpty();
        work(2);
        assertThat(idle).containsExactly(true);
    }

    @Test
    void aListenerThatThrows_goesToTheErrorHandler_andTheOthersAndTheRunGoOn() {
        List<String> story = new ArrayList<>();
        FireRunner runner = runner(run -> story.add("run"), 1);
        runner.listeners(List.of(
                listener("BAD", what -> {
                    throw new IllegalStateException("planned " + what);
                }),
                listener("GOOD", story::add)));
        runGroup(runner, 3);
        work(0);
        work(1);
        work(2);
        assertThat(story).containsExactly("before [3]", "run", "after [3]");
        assertThat(ended).containsExactly("3 DONE");
        assertThat(handled)
                .containsExactly(
                        "report | job 'report', listener BAD before fire 2026-01-02T03:04:05Z, items [3] | planned before [3]",
                        "report | job 'report', listener BAD after fire 2026-01-02T03:04:05Z, items [3] | planned after [3]");
    }

    @Test
    void anInterruptionBeforeAGroupHasBegun_callsNoListener() {
        List<String> story = new ArrayList<>();
        FireRunner runner = runner(run -> {}, 1);
        runGroup(runner, 9);
        runner.listeners(List.of(listener("A", story::add)));
        runGroup(runner, 0, 1);
        runner.interrupt();
        world.runReady();
        assertThat(ended).containsExactly("0 NOT_RUN", "1 NOT_RUN");
        work(0);
        assertThat(story).isEmpty();
        assertThat(runner.isIdle()).isTrue();
    }

    @Test
    void anInterruptionDuringTheStepBefore_runsNoItem_andTheStepAfterFollows() {
        List<String> story = new ArrayList<>();
        FireRunner[] runner = new FireRunner[1];
        runner[0] = runner(run -> story.add("run"), 2);
        runner[0].listeners(List.of(listener("A", what -> {
            story.add(what);
            if (what.startsWith("before")) {
                runner[0].interrupt();
            }
        })));
        runGroup(runner[0], 0, 1);
        work(0);
        assertThat(world.workers().get(0).isInterrupted()).isTrue();
        assertThat(ended).containsExactly("0 NOT_RUN", "1 NOT_RUN");
        // What waits to close something is not dropped by a second one.
        runner[0].interrupt();
        work(1);
        assertThat(story).containsExactly("before [0, 1]", "after [0, 1]");
        assertThat(runner[0].isIdle()).isTrue();
    }

    @Test
    void aGroupWhoseLeaseIsOver_isNeitherToldOfNorRun() {
        List<String> story = new ArrayList<>();
        FireRunner runner = runner(run -> story.add("run"), 2);
        runner.listeners(List.of(listener("A", story::add)));
        lease = Duration.ZERO;
        runGroup(runner, 0, 1);
        work(0);
        assertThat(story).isEmpty();
        assertThat(ended).containsExactly("0 NOT_RUN", "1 NOT_RUN");
        assertThat(world.workers()).hasSize(1);
        assertThat(runner.isIdle()).isTrue();
    }

    @Test
    void changedListeners_hearOfLaterGroupsOnly() {
        List<String> story = new ArrayList<>();
        FireRunner runner = runner(run -> {}, 1);
        runner.listeners(List.of(listener("OLD", what -> story.add("old " + what))));
        runGroup(runner, 0);
        runner.listeners(List.of(listener("NEW", what -> story.add("new " + what))));
        runGroup(runner, 1);
        for (int i = 0; i < 6; i++) {
            work(i);
        }
        assertThat(story).containsExactly("old before [0]", "old after [0]", "new before [1]", "new after [1]");
    }

    @Test
    void aGroupOfWhichSomethingRuns_isRefusedAsAWhole() {
        FireRunner runner = runner(run -> {}, 4);
        run(runner, 1);
        assertThatThrownBy(() -> runGroup(runner, 0, 1)).isInstanceOf(IllegalStateException.class);
        assertThat(runner.isBusy(0)).isFalse();
    }

    // ---- the end of the lease

    @Test
    void theLeasesEnd_doesWhatTheRunWishesOnce_notLaterThanItsInterruption() {
        List<String> story = new ArrayList<>();
        FireRunner runner = runner(
                run -> {
                    run.onLeaseLost(() -> story.add("closed"));
                    run.onLeaseLost(() -> {
                        throw new AssertionError("planned");
                    });
                    run.onLeaseLost(() -> story.add("also"));
                    run.onLeaseLost(() -> story.add("withdrawn")).close();
                    lease = Duration.ZERO;
                    runner0.interrupt();
                    assertThat(world.workers().get(0).isInterrupted()).isTrue();
                    try (CapturedLog log = CapturedLog.of(WatchedLease.class)) {
                        world.workers().get(1).run();
                        assertThat(log.troubles()).singleElement().asString().contains("item 0");
                    }
                    runner0.interrupt();
                    run.onLeaseLost(() -> story.add("at once"));
                },
                1);
        runner0 = runner;
        run(runner, 0);
        world.workers().get(0).run();
        world.runReady();
        assertThat(story).containsExactly("closed", "also", "at once");
        assertThat(world.workers()).hasSize(2);
    }

    private FireRunner runner0;

    @Test
    void anInterruptionUnderAValidLease_andTheEndOfTheRun_doNotDoWhatItWishesForTheLeasesEnd() {
        List<String> story = new ArrayList<>();
        List<ShardingContext> seen = new ArrayList<>();
        runner0 = runner(
                run -> {
                    seen.add(run);
                    run.onLeaseLost(() -> story.add("lost"));
                    runner0.interrupt();
                },
                1);
        run(runner0, 0);
        work(0);
        lease = Duration.ZERO;
        runner0.interrupt();
        seen.get(0).onLeaseLost(() -> story.add("after the end"));
        assertThat(world.workers()).hasSize(1);
        assertThat(story).isEmpty();
    }

    @Test
    void wishesForTheLeasesEnd_areBounded() {
        FireRunner runner = runner(
                run -> {
                    for (int i = 0; i <= WatchedLease.ACTIONS_MAX; i++) {
                        executed.add(i);
                        run.onLeaseLost(() -> {});
                    }
                },
                1);
        run(runner, 0);
        work(0);
        assertThat(executed).hasSize(WatchedLease.ACTIONS_MAX + 1);
        assertThat(ended).containsExactly("0 FAILED");
    }

    // ---- the time-out of a run

    @Test
    void aRunBeyondItsTimeOut_isInterruptedAlone_andReportedAsTimedOut() {
        job.timeout(Duration.ofSeconds(3));
        FireRunner runner = runner(
                run -> {
                    executed.add(run.getShardingItem());
                    if (run.getShardingItem() == 0) {
                        world.advance(Duration.ofSeconds(4));
                        throw new IllegalStateException("interrupted");
                    }
                },
                2);
        run(runner, 1, 0);
        world.workers().get(1).run();
        assertThat(world.workers().get(1).isInterrupted()).isTrue();
        assertThat(world.workers().get(0).isInterrupted()).isFalse();
        assertThat(runner.isBusy(0)).isTrue();
        work(0);
        assertThat(executed).containsExactly(0, 1, 0);
        assertThat(ended).contains("0 TIMED_OUT", "1 DONE");
    }

    @Test
    void theHandlerIsToldOfATimeOut_withTheLimitAndWhatTheCodeThrew() {
        job.timeout(Duration.ofSeconds(3));
        List<Throwable> causes = new ArrayList<>();
        FireRunner runner = runner(
                run -> {
                    world.advance(Duration.ofSeconds(4));
                    if (run.getShardingItem() == 0) {
                        throw new IllegalStateException("planned");
                    }
                },
                1);
        runner.errorHandler(new JobErrorHandler() {
            @Override
            public String getType() {
                return "TEST";
            }

            @Override
            public void handleException(String jobName, String where, Throwable cause) {
                causes.add(cause);
            }
        });
        run(runner, 0, 1);
        work(0);
        work(1);
        assertThat(ended).containsExactly("0 TIMED_OUT", "1 TIMED_OUT");
        assertThat(causes)
                .hasSize(2)
                .allSatisfy(cause -> assertThat(cause)
                        .isInstanceOf(JobTimeoutException.class)
                        .hasMessageContaining("PT3S"));
        assertThat(causes.get(0)).hasRootCauseMessage("planned");
        assertThat(causes.get(1)).hasNoCause();
    }

    @Test
    void aRunWithinItsTimeOut_isLeftAlone_andNoTimerStays() {
        job.timeout(Duration.ofSeconds(3));
        FireRunner runner = runner(run -> world.advance(Duration.ofSeconds(2)), 1);
        run(runner, 0);
        world.advance(Duration.ofSeconds(10));
        work(0);
        assertThat(ended).containsExactly("0 DONE");
        assertThat(world.workers().get(0).isInterrupted()).isFalse();
        assertThat(world.timers()).isZero();
    }

    @Test
    void aRunThatIgnoresItsInterruption_isLoggedOnceAndStaysBusyUntilItEnds() {
        job.timeout(Duration.ofSeconds(3));
        try (CapturedLog log = CapturedLog.of(TimeLimit.class)) {
            runner0 = runner(
                    run -> {
                        world.advance(Duration.ofHours(1));
                        assertThat(runner0.isBusy(0)).isTrue();
                    },
                    1);
            run(runner0, 0);
            work(0);
            assertThat(log.troubles()).singleElement().asString().contains("item 0", "PT3S");
        }
        assertThat(ended).containsExactly("0 TIMED_OUT");
        assertThat(runner0.isIdle()).isTrue();
        assertThat(world.timers()).isZero();
    }

    @Test
    void withoutAThread_runsWaitForOne_andTheLoopIsNotKeptBusy() {
        FireRunner runner = runner(run -> executed.add(run.getShardingItem()), 2);
        world.refuseThreads(true);
        // The board gives a run that did not begin back at once.
        Runnable[] again = {() -> {}};
        again[0] = () -> runner.run(group(0), (item, end, took) -> {
            ended.add(item + " " + end);
            if (end == RunEnd.NOT_RUN && ended.size() < 100) {
                again[0].run();
            }
        });
        again[0].run();
        world.advance(Duration.ofSeconds(3));
        assertThat(ended).isEmpty();
        world.refuseThreads(false);
        world.advance(Duration.ofSeconds(3));
        work(0);
        assertThat(ended).containsExactly("0 DONE");
        assertThat(world.timers()).isZero();
    }

    @Test
    void withoutAThread_theStepAfterAGroupIsNotLost() {
        List<String> heard = new ArrayList<>();
        FireRunner runner = runner(run -> {}, 1);
        runner.listeners(List.of(listener("a", heard::add)));
        runGroup(runner, 0);
        work(0);
        world.workers().get(1).run();
        world.refuseThreads(true);
        world.runReady();
        assertThat(runner.isIdle()).isFalse();
        world.refuseThreads(false);
        world.advance(Duration.ofSeconds(3));
        work(2);
        assertThat(heard).hasSize(2);
        assertThat(runner.isIdle()).isTrue();
    }

    @Test
    void whatWaitsForAThread_isDroppedByAnInterruption() {
        FireRunner runner = runner(run -> executed.add(run.getShardingItem()), 1);
        world.refuseThreads(true);
        run(runner, 0);
        runner.interrupt();
        world.runReady();
        assertThat(ended).containsExactly("0 NOT_RUN");
        assertThat(runner.isIdle()).isTrue();
    }
}
