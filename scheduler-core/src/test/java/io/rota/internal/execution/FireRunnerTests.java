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
import io.rota.api.ElasticJob;
import io.rota.api.ItemRun;
import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.env.Env;
import io.rota.env.ManualEnv;
import io.rota.spi.JobErrorHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
            runner.run(context(item), (number, done) -> ended.add(number + " " + done));
        }
    }

    private static ShardingContext context(int item) {
        return new ShardingContext(
                JobConfiguration.newBuilder("report", 100).build(),
                item,
                new ItemRun("task", FIRE, 2, 77),
                () -> Duration.ofSeconds(1));
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
        runner.threadsMax(3);
        assertThat(world.workers()).hasSize(3);
        runner.threadsMax(1);
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
        runner.run(context(0), (item, done) -> busy.add(runner.isBusy(item)));
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
                try (CapturedLog log = CapturedLog.of(FireRunner.class)) {
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
    void theJobsLogLines_carryJobItemFireAndToken_andTheThreadsOwnContextIsRestored() {
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
                .containsExactly(Map.of("job", "report", "item", "5", "fire", "2026-01-02T03:04:05Z", "token", "77"));
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

    @Test
    void onlyWhatCanBeRun_isRunnable() {
        SimpleJob job = run -> {};
        assertThat(FireRunner.runnable(job)).isSameAs(job);
        ElasticJob other = new ElasticJob() {};
        assertThatThrownBy(() -> FireRunner.runnable(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(other.getClass().getName());
    }
}
