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
package io.rota.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rota.api.FireResult.Outcome;
import io.rota.api.JobConfiguration;
import io.rota.api.RetryPolicy;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.JobBootstrap;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.ScheduleJobBootstrap;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.registry.zookeeper.ZookeeperConfiguration;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobRunnerTests {

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();
    private final Set<ShardingContext> runs = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() {
        center.close();
    }

    private JobRunner runner(JobConfiguration.Builder definition, SimpleJob job) {
        JobConfiguration built = definition.build();
        JobBootstrap bootstrap = built.getCron() == null
                ? new OneOffJobBootstrap(center, job, built)
                : new ScheduleJobBootstrap(center, job, built);
        return new JobRunner(List.of(bootstrap));
    }

    private static JobConfiguration.Builder report(int items) {
        return JobConfiguration.newBuilder("report", items);
    }

    @Test
    void scheduledJob_runsNow_allItemsWithTheirParameters() {
        JobRun run = runner(
                        report(3)
                                .cron("0 0 3 1 1 ? 2099")
                                .shardingItemParameters("0=Beijing,1=Shanghai")
                                .jobParameter("all"),
                        runs::add)
                .fire("report");

        assertThat(run.succeeded()).isTrue();
        assertThat(run.orThrow()).isSameAs(run);
        assertThat(run.items()).containsOnlyKeys(0, 1, 2);
        assertThat(run.item(1)).satisfies(item -> {
            assertThat(item.parameter()).isEqualTo("Shanghai");
            assertThat(item.outcome()).isEqualTo(Outcome.DONE);
            assertThat(item.attempts()).isEqualTo(1);
            assertThat(item.error()).isNull();
            assertThat(item.duration()).isPositive();
        });
        assertThat(run.item(2).parameter()).isNull();
        assertThat(runs).extracting(ShardingContext::getJobParameter).containsOnly("all");
        assertThat(runs).extracting(ShardingContext::getShardingItem).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void oneOffJob_runsAgainAndAgain() {
        JobRunner runner = runner(report(1), runs::add);
        for (int i = 0; i < 3; i++) {
            assertThat(runner.fire("report").succeeded()).isTrue();
        }
        assertThat(runs).hasSize(3);
    }

    @Test
    void jobOfARegistryThatIsAway_runsAllTheSame() {
        try (ZookeeperRegistryCenter nobody =
                new ZookeeperRegistryCenter(new ZookeeperConfiguration("127.0.0.1:1", "away"))) {
            SimpleJob job = runs::add;
            JobConfiguration definition = report(1).cron("0 0 3 * * ?").build();
            JobRunner runner = new JobRunner(List.of(new ScheduleJobBootstrap(nobody, job, definition)));
            assertThat(runner.fire("report").succeeded()).isTrue();
        }
    }

    @Test
    void changedDefinition_countsForTheRun_andForNoOther() {
        JobRunner runner = runner(report(1).jobParameter("all"), runs::add);
        runner.fire("report", JobRunner.LIMIT, job -> job.jobParameter("one"));
        assertThat(runs)
                .singleElement()
                .extracting(ShardingContext::getJobParameter)
                .isEqualTo("one");
        runs.clear();
        runner.fire("report");
        assertThat(runs)
                .singleElement()
                .extracting(ShardingContext::getJobParameter)
                .isEqualTo("all");
    }

    @Test
    void failure_isToldWithWhatWasThrown_andTheOtherItemsGoOn() {
        IllegalArgumentException thrown = new IllegalArgumentException("no such region");
        JobRun run = runner(report(2).shardingItemParameters("1=Atlantis"), context -> {
                    if (context.getShardingItem() == 1) {
                        throw thrown;
                    }
                })
                .fire("report");

        assertThat(run.succeeded()).isFalse();
        assertThat(run.item(0).succeeded()).isTrue();
        assertThat(run.item(1).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(run.item(1).error()).isSameAs(thrown);
        assertThatIllegalStateException()
                .isThrownBy(run::orThrow)
                .withMessageContainingAll("job 'report' failed: item 1 (Atlantis): FAILED after", "no such region")
                .withCause(thrown);
    }

    @Test
    void retries_areCounted_andTheLastAttemptDecides() {
        JobRun run = runner(report(1).retry(new RetryPolicy(2, Duration.ZERO, 1)), context -> {
                    runs.add(context);
                    if (context.getAttempt() < 3) {
                        throw new IllegalStateException("not yet");
                    }
                })
                .fire("report");

        assertThat(run.item(0).attempts()).isEqualTo(3);
        assertThat(run.succeeded()).isTrue();
        assertThat(run.item(0).error()).isNull();
    }

    @Test
    void disabledJob_runs() {
        assertThat(runner(report(1).disabled(true), runs::add).fire("report").succeeded())
                .isTrue();
        assertThat(runs).hasSize(1);
    }

    @Test
    void handlerThatSendsMessages_isLeftOut() {
        JobRun run = runner(report(1), context -> {
                    throw new IllegalStateException("failed");
                })
                .fire("report", JobRunner.LIMIT, job -> job.jobErrorHandlerType("WECHAT"));
        assertThat(run.succeeded()).isFalse();
    }

    @Test
    void jobThatDoesNotEnd_isInterrupted_andTheMessageTellsHowFarItGot() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        JobRunner runner = runner(report(3).jobExecutorServiceHandlerType("SINGLE_THREAD"), context -> {
            if (context.getShardingItem() == 1) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            }
        });
        assertThatIllegalStateException()
                .isThrownBy(() -> runner.fire("report", Duration.ofSeconds(2)))
                .withMessageContainingAll(
                        "job 'report' did not end within PT2S",
                        "of 3 items 1 had ended, 1 were running and were interrupted, 1 had not begun",
                        "longer limit");
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void unknownJob_isToldThoseThatThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> runner(report(1), runs::add).fire("raport"))
                .withMessage("There is no job 'raport', so nothing ran. There are report.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JobRunner(List.of()).fire("report"))
                .withMessageContaining("There is no job at all");
    }

    @Test
    void unknownItem_isToldThoseThatThereAre() {
        JobRun run = runner(report(2), runs::add).fire("report");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run.item(2))
                .withMessageContaining("has no item 2. It has the items 0 to 1.");
    }
}
