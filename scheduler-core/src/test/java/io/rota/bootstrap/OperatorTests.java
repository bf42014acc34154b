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

import io.rota.api.FireResult;
import io.rota.api.JobConfiguration;
import io.rota.api.RetryPolicy;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.registry.Peer;
import io.rota.registry.ReadResult;
import io.rota.registry.Transaction;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.spi.Extensions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody else changes a job's tree while it runs: jobs go on, and what was broken is repaired. */
class OperatorTests {

    private static final String NAME = "j";

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();
    private final Peer operator = Peer.joined(center);
    private final Queue<ShardingContext> runs = new ConcurrentLinkedQueue<>();
    private final SimpleJob job = runs::add;

    @AfterEach
    void close() {
        center.close();
    }

    private ReadResult read(String node) {
        return operator.read("/" + NAME + node);
    }

    private List<String> children(String node) {
        return operator.children("/" + NAME + node).names();
    }

    private void commit(Transaction transaction) {
        operator.commit(transaction);
    }

    private void delete(String node) {
        children(node).forEach(child -> delete(node + "/" + child));
        commit(new Transaction().delete("/" + NAME + node, Transaction.ANY_VERSION));
    }

    private void edit(String from, String to) {
        String text = read("/config").node().data();
        assertThat(text).contains(from);
        commit(new Transaction().set("/" + NAME + "/config", text.replace(from, to), Transaction.ANY_VERSION));
    }

    private static JobConfiguration.Builder everySecond(int items) {
        return JobConfiguration.newBuilder(NAME, items).cron("* * * * * ?");
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(15));
    }

    private void awaitMoreRuns() {
        int before = runs.size();
        soon().until(() -> runs.size() >= before + 2);
    }

    @Test
    void deletedLeadership_isTakenAnew_alsoWhenItsParentsAreGone() {
        new ScheduleJobBootstrap(center, job, everySecond(1).build()).schedule();
        awaitMoreRuns();
        delete("/leader");
        soon().until(() -> read("/leader/election/instance").status() == ReadResult.Status.FOUND);
        awaitMoreRuns();
    }

    @Test
    void leadershipOfNobody_isTakenOver() {
        new ScheduleJobBootstrap(center, job, everySecond(1).build()).schedule();
        awaitMoreRuns();
        commit(new Transaction()
                .set("/" + NAME + "/leader/election/instance", "10.9.9.9@-@1-gone", Transaction.ANY_VERSION));
        soon().until(() -> children("/instances")
                .contains(
                        read("/leader/election/instance").found() == null
                                ? ""
                                : read("/leader/election/instance").node().data()));
    }

    @Test
    void deletedAssignment_isMadeAnew() {
        new ScheduleJobBootstrap(center, job, everySecond(2).build()).schedule();
        awaitMoreRuns();
        delete("/sharding/0/instance");
        soon().until(() -> read("/sharding/0/instance").status() == ReadResult.Status.FOUND);
        awaitMoreRuns();
    }

    @Test
    void deletedParts_areMadeAgainAtTheNextStart() {
        OneOffJobBootstrap once = new OneOffJobBootstrap(
                center, job, JobConfiguration.newBuilder(NAME, 1).build());
        once.execute();
        soon().until(() -> runs.size() == 1);
        once.close();
        delete("/requests");
        delete("/trigger");
        delete("/servers");
        new OneOffJobBootstrap(center, job, JobConfiguration.newBuilder(NAME, 1).build()).execute();
        soon().until(() -> runs.size() == 2);
    }

    @Test
    void deletedDefinition_isPublishedAgainWithOverwrite() {
        ScheduleJobBootstrap first =
                new ScheduleJobBootstrap(center, job, everySecond(1).build());
        first.schedule();
        first.close();
        delete("/config");
        new ScheduleJobBootstrap(center, job, everySecond(1).overwrite(true).build()).schedule();
        awaitMoreRuns();
    }

    @Test
    void deletedDefinition_isMadeAgain_whileTheJobRuns() {
        new ScheduleJobBootstrap(
                        center, job, everySecond(1).reconcileIntervalMinutes(0).build())
                .schedule();
        awaitMoreRuns();
        delete("/config");
        soon().until(() -> read("/config").found() != null);
        awaitMoreRuns();
    }

    @Test
    void blockingContinuationOfAnOutcome_holdsUpNothing() {
        OneOffJobBootstrap once = new OneOffJobBootstrap(
                center, job, JobConfiguration.newBuilder(NAME, 1).build());
        CountDownLatch gate = new CountDownLatch(1);
        once.execute(Duration.ofSeconds(15)).thenRun(() -> awaitGate(gate));
        soon().until(() -> runs.size() == 1);
        CompletionStage<FireResult> second = once.execute(Duration.ofSeconds(15));
        soon().until(() -> second.toCompletableFuture().isDone());
        gate.countDown();
    }

    @Test
    void rubbishInTheDefinition_leavesTheLastGoodOneInForce() {
        new ScheduleJobBootstrap(center, job, everySecond(1).build()).schedule();
        awaitMoreRuns();
        String good = read("/config").node().data();
        commit(new Transaction().set("/" + NAME + "/config", "rubbish", Transaction.ANY_VERSION));
        awaitMoreRuns();
        commit(new Transaction().set("/" + NAME + "/config", good, Transaction.ANY_VERSION));
        awaitMoreRuns();
    }

    @Test
    void editThatDoesNotTouchTheSchedule_losesNoFireThatIsDue() {
        CountDownLatch gate = new CountDownLatch(1);
        SimpleJob slow = context -> {
            runs.add(context);
            if (runs.size() == 1) {
                awaitGate(gate);
            }
        };
        new ScheduleJobBootstrap(
                        center, slow, everySecond(1).cron("0/2 * * * * ?").build())
                .schedule();
        soon().until(() -> runs.size() == 1);
        long due = runs.peek().getScheduledFireTime().toEpochMilli() + 2_000;
        soon().until(() -> System.currentTimeMillis() > due + 100);
        edit("description: ''", "description: edited");
        gate.countDown();
        soon().until(() -> runs.size() >= 2);
        assertThat(runs.stream().map(run -> run.getScheduledFireTime().toEpochMilli()))
                .contains(due);
    }

    @Test
    void deletedRegistration_interruptsWhatRuns_andStopsTheJob_untilItIsScheduledAgain() {
        CountDownLatch interrupted = new CountDownLatch(1);
        SimpleJob endless = context -> {
            runs.add(context);
            if (runs.size() == 1 && awaitGate(new CountDownLatch(1))) {
                assertThat(context.isLeaseValid()).isFalse();
                interrupted.countDown();
            }
        };
        ScheduleJobBootstrap bootstrap =
                new ScheduleJobBootstrap(center, endless, everySecond(1).build());
        bootstrap.schedule();
        soon().until(() -> runs.size() == 1);
        String before = children("/instances").get(0);
        delete("/instances/" + before);
        soon().until(() -> interrupted.getCount() == 0);
        soon().until(() ->
                !bootstrap.isStarted() && bootstrap.stop().toCompletableFuture().isDone());
        assertThat(children("/instances")).isEmpty();
        assertThat(read("/leader/election/instance").status()).isEqualTo(ReadResult.Status.ABSENT);
        int runsBefore = runs.size();
        bootstrap.schedule();
        soon().until(() -> runs.size() >= runsBefore + 2);
        assertThat(children("/instances")).hasSize(1);
    }

    @Test
    void disabledItem_isNotRun_andItsFiresAreRecordedAsPassedOver_whenItIsEnabledAgain() {
        new ScheduleJobBootstrap(center, job, everySecond(2).build()).schedule();
        soon().until(() -> runs.stream().anyMatch(run -> run.getShardingItem() == 1));
        commit(new Transaction().create("/" + NAME + "/sharding/1/disabled", ""));
        soon().until(() -> {
            // Two further fires of the other item with none of this one.
            List<ShardingContext> all = List.copyOf(runs);
            return all.size() > 3
                    && all.subList(all.size() - 3, all.size()).stream().allMatch(run -> run.getShardingItem() == 0);
        });
        commit(new Transaction().delete("/" + NAME + "/sharding/1/disabled", Transaction.ANY_VERSION));
        soon().until(() -> read("/sharding/1/execution").node().data().contains("skipped=DISABLED"));
        int before = runs.size();
        soon().until(() -> runs.stream().skip(before).anyMatch(run -> run.getShardingItem() == 1));
    }

    @Test
    void disabledServer_runsNothing_andItsFiresAreRecordedAsPassedOver_whenItIsEnabledAgain() {
        new ScheduleJobBootstrap(center, job, everySecond(1).build()).schedule();
        awaitMoreRuns();
        String server = "/servers/" + children("/servers").get(0);
        commit(new Transaction().set("/" + NAME + server, "DISABLED", Transaction.ANY_VERSION));
        soon().until(() -> {
            long last = lastRun();
            return System.currentTimeMillis() - last > 3_000;
        });
        long disabledAfter = lastRun();
        commit(new Transaction().set("/" + NAME + server, "ENABLED", Transaction.ANY_VERSION));
        soon().until(() -> read("/sharding/0/execution").node().data().contains("skipped=DISABLED"));
        awaitMoreRuns();
        assertThat(runs.stream().map(run -> run.getScheduledFireTime().toEpochMilli()))
                .doesNotContain(disabledAfter + 2_000);
    }

    private long lastRun() {
        return runs.stream()
                .mapToLong(run -> run.getScheduledFireTime().toEpochMilli())
                .max()
                .orElse(0);
    }

    @Test
    void triggerOfATool_runsTheInstancesItemsOnce_alsoBetweenTheFiresOfASchedule() {
        new ScheduleJobBootstrap(center, job, yearly(2).build()).schedule();
        soon().until(() -> read("/sharding/1/execution").found() != null);
        soon().until(() -> !children("/instances").isEmpty());
        trigger();
        soon().until(() -> runs.size() == 2);
        soon().until(() ->
                children("/trigger").isEmpty() && children("/requests").isEmpty());
        assertThat(runs.stream().map(ShardingContext::getShardingItem)).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void triggerDuringARun_isNotLost() {
        CountDownLatch gate = new CountDownLatch(1);
        SimpleJob slow = context -> {
            runs.add(context);
            awaitGate(gate);
        };
        new ScheduleJobBootstrap(center, slow, yearly(1).build()).schedule();
        soon().until(() -> read("/sharding/0/execution").found() != null);
        trigger();
        soon().until(() -> runs.size() == 1);
        trigger();
        soon().until(() -> children("/trigger").isEmpty());
        gate.countDown();
        soon().until(() -> runs.size() == 2);
        soon().until(() -> children("/requests").isEmpty());
    }

    private static JobConfiguration.Builder yearly(int items) {
        return JobConfiguration.newBuilder(NAME, items).cron("0 0 0 1 1 ?");
    }

    private void trigger() {
        commit(new Transaction()
                .create("/" + NAME + "/trigger/" + children("/instances").get(0), ""));
    }

    @Test
    void anotherSchedule_takesEffectAtOnce_andFiresOfTheOldOneAreRecordedAsPassedOver() {
        CountDownLatch gate = new CountDownLatch(1);
        SimpleJob slow = context -> {
            runs.add(context);
            if (runs.size() == 1) {
                awaitGate(gate);
            }
        };
        new ScheduleJobBootstrap(center, slow, everySecond(1).build()).schedule();
        soon().until(() -> runs.size() == 1);
        long first = lastRun();
        soon().until(() -> System.currentTimeMillis() > first + 2_100);
        edit("cron: '* * * * * ?'", "cron: 0 0 0 1 1 ?");
        soon().until(() -> read("/config").node().data().contains("0 0 0 1 1 ?"));
        gate.countDown();
        soon().until(() -> read("/sharding/0/execution").node().data().contains("skipped=RESCHEDULED"));
        assertThat(runs).hasSize(1);
    }

    @Test
    void editOfSomethingElse_whileTheJobRunsNowhere_losesNoFire() {
        ScheduleJobBootstrap first =
                new ScheduleJobBootstrap(center, job, everySecond(1).build());
        first.schedule();
        awaitMoreRuns();
        first.close();
        long last = lastRun();
        soon().until(() -> System.currentTimeMillis() > last + 2_500);
        edit("description: ''", "description: edited");
        new ScheduleJobBootstrap(center, job, everySecond(1).build()).schedule();
        awaitMoreRuns();
        assertThat(runs.stream().map(run -> run.getScheduledFireTime().toEpochMilli()))
                .contains(last + 1_000, last + 2_000);
    }

    @Test
    void anotherSchedule_whileTheJobRunsNowhere_leavesARecordOfTheFiresThatWereDropped() {
        ScheduleJobBootstrap first =
                new ScheduleJobBootstrap(center, job, everySecond(1).build());
        first.schedule();
        awaitMoreRuns();
        first.close();
        long last = lastRun();
        soon().until(() -> System.currentTimeMillis() > last + 2_500);
        edit("cron: '* * * * * ?'", "cron: 0 0 0 1 1 ?");
        new ScheduleJobBootstrap(center, job, yearly(1).build()).schedule();
        soon().until(() ->
                read("/sharding/0/execution").node().data().contains("skipped=RESCHEDULED " + (last + 1_000) + " "));
    }

    @Test
    void fewerItems_areRetired_andComeBackWithLargerTokens() {
        new ScheduleJobBootstrap(center, job, everySecond(2).build()).schedule();
        soon().until(() -> runs.stream().anyMatch(run -> run.getShardingItem() == 1));
        edit("shardingTotalCount: 2", "shardingTotalCount: 1");
        soon().until(() -> read("/sharding/1/execution").node().data().contains("state=RETIRED"));
        assertThat(read("/sharding/1/instance").status()).isEqualTo(ReadResult.Status.ABSENT);
        long token = runs.stream()
                .filter(run -> run.getShardingItem() == 1)
                .mapToLong(ShardingContext::getFencingToken)
                .max()
                .orElseThrow();
        int before = runs.size();
        edit("shardingTotalCount: 1", "shardingTotalCount: 2");
        soon().until(() -> runs.stream().skip(before).anyMatch(run -> run.getShardingItem() == 1));
        assertThat(runs.stream().skip(before).filter(run -> run.getShardingItem() == 1))
                .allMatch(run -> run.getFencingToken() > token);
    }

    @Test
    void liveInstanceOfAnotherProduct_refusesTheStart_andStopsARunningJobUntilItIsGone() {
        ScheduleJobBootstrap running =
                new ScheduleJobBootstrap(center, job, everySecond(1).build());
        running.schedule();
        awaitMoreRuns();
        String foreign = "/" + NAME + "/instances/10.9.9.9@-@4711";
        commit(new Transaction().create(foreign, "jobInstanceId: 10.9.9.9@-@4711\nserverIp: 10.9.9.9\n"));
        soon().until(() -> System.currentTimeMillis() - lastRun() > 2_500);
        SharedCenter other = new SharedCenter(center);
        assertThatThrownBy(() ->
                        new ScheduleJobBootstrap(other, job, everySecond(1).build()).schedule())
                .isInstanceOf(JobRefusedException.class)
                .hasMessageContaining("10.9.9.9@-@4711")
                .hasMessageContaining("Stop those instances");
        commit(new Transaction().delete(foreign, Transaction.ANY_VERSION));
        awaitMoreRuns();
        other.close();
    }

    @Test
    void failedItem_isRunAgainInsideTheFire_withTheNextAttemptAndALargerToken() {
        SimpleJob failing = context -> {
            runs.add(context);
            if (context.getAttempt() < 3) {
                throw new IllegalStateException("attempt " + context.getAttempt());
            }
        };
        OneOffJobBootstrap once = new OneOffJobBootstrap(
                center,
                failing,
                JobConfiguration.newBuilder(NAME, 1)
                        .retry(new RetryPolicy(2, Duration.ofMillis(20), 1))
                        .build());
        CompletionStage<FireResult> result = once.execute(Duration.ofSeconds(15));
        soon().until(() -> result.toCompletableFuture().isDone());
        assertThat(result.toCompletableFuture().join().succeeded()).isTrue();
        assertThat(runs.stream().map(ShardingContext::getAttempt)).containsExactly(1, 2, 3);
        assertThat(runs.stream().map(ShardingContext::getScheduledFireTime).distinct())
                .hasSize(1);
        assertThat(runs.stream().map(ShardingContext::getFencingToken)).isSorted();
    }

    @Test
    void itemThatTakesTooLong_isInterrupted_andCountsAsTimedOut() {
        SimpleJob endless = context -> {
            runs.add(context);
            awaitGate(new CountDownLatch(1));
        };
        OneOffJobBootstrap once = new OneOffJobBootstrap(
                center,
                endless,
                JobConfiguration.newBuilder(NAME, 1)
                        .timeout(Duration.ofMillis(100))
                        .build());
        CompletionStage<FireResult> result = once.execute(Duration.ofSeconds(15));
        soon().until(() -> result.toCompletableFuture().isDone());
        assertThat(result.toCompletableFuture().join().items()).containsEntry(0, FireResult.Outcome.TIMED_OUT);
        assertThat(read("/sharding/0/execution").node().data()).contains("state=TIMED_OUT");
    }

    @Test
    void problemOfAJob_isShownUntilItIsRepaired() {
        ScheduleJobBootstrap bootstrap =
                new ScheduleJobBootstrap(center, job, everySecond(1).build());
        bootstrap.schedule();
        soon().until(() -> bootstrap.runtime().states().get(0).isHealthy());
        String good = read("/config").node().data();
        for (String wrong : List.of(
                good.replace("shardingTotalCount: 1", "shardingTotalCount: 0"),
                good.replace("jobName: j", "jobName: k"),
                good.replace("'* * * * * ?'", "'* * * * * *'"),
                good + "jobShardingStrategyType: NONE_SUCH\n",
                good + "jobErrorHandlerType: NONE_SUCH\n",
                good + "unheardOf: 1\n")) {
            commit(new Transaction().set("/" + NAME + "/config", wrong, Transaction.ANY_VERSION));
            soon().until(() ->
                    bootstrap.runtime().states().get(0).problem().startsWith("its definition cannot be used"));
            awaitMoreRuns();
            commit(new Transaction().set("/" + NAME + "/config", good, Transaction.ANY_VERSION));
            soon().until(() -> bootstrap.runtime().states().get(0).isHealthy());
        }
    }

    @Test
    void failedItem_failsForGood_afterItsLastAttempt() {
        SimpleJob failing = context -> {
            runs.add(context);
            throw new IllegalStateException("attempt " + context.getAttempt());
        };
        OneOffJobBootstrap once = new OneOffJobBootstrap(
                center,
                failing,
                JobConfiguration.newBuilder(NAME, 1)
                        .retry(new RetryPolicy(1, Duration.ofMillis(20), 1))
                        .build());
        CompletionStage<FireResult> result = once.execute(Duration.ofSeconds(15));
        soon().until(() -> result.toCompletableFuture().isDone());
        assertThat(result.toCompletableFuture().join().items()).containsEntry(0, FireResult.Outcome.FAILED);
        assertThat(runs).hasSize(2);
    }

    @Test
    void deletedRunningNode_doesNotLoseTheOutcome() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        SimpleJob slow = context -> {
            runs.add(context);
            awaitGate(gate);
        };
        OneOffJobBootstrap once = new OneOffJobBootstrap(
                center, slow, JobConfiguration.newBuilder(NAME, 1).build());
        CompletionStage<FireResult> result = once.execute(Duration.ofSeconds(15));
        soon().until(() -> runs.size() == 1);
        delete("/sharding/0/running");
        gate.countDown();
        assertThat(result.toCompletableFuture().get(15, TimeUnit.SECONDS).succeeded())
                .isTrue();
        soon().until(() -> children("/requests").isEmpty());
    }

    @Test
    void closingTheCenter_answersWhoWaitsForAnOutcome() {
        CountDownLatch gate = new CountDownLatch(1);
        SimpleJob deaf = context -> {
            while (awaitGate(gate)) {
                // Ignores its interruption, as code should not.
            }
        };
        SchedulerRuntime.create(center, quickStop());
        CompletionStage<FireResult> result = new OneOffJobBootstrap(
                        center, deaf, JobConfiguration.newBuilder(NAME, 1).build())
                .execute(Duration.ofMinutes(5));
        center.close();
        assertThatThrownBy(() -> result.toCompletableFuture().get(1, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IllegalStateException.class);
        gate.countDown();
    }

    private static SchedulerOptions quickStop() {
        return new SchedulerOptions(Extensions.providers(), SchedulerOptions.START_WAIT, Duration.ofMillis(200));
    }

    @Test
    void itemsThatAStopKeptFromRunning_areRunByOthersWithFailover() {
        SharedCenter leaving = new SharedCenter(center);
        SharedCenter staying = new SharedCenter(center);
        CountDownLatch started = new CountDownLatch(1);
        SimpleJob stubborn = context -> {
            started.countDown();
            awaitGate(new CountDownLatch(1));
        };
        JobConfiguration three = everySecond(3)
                .cron("0/3 * * * * ?")
                .failover(true)
                .jobExecutorServiceHandlerType("SINGLE_THREAD")
                .build();
        SchedulerRuntime.create(leaving, quickStop());
        ScheduleJobBootstrap first = new ScheduleJobBootstrap(leaving, stubborn, three);
        first.schedule();
        soon().until(() -> started.getCount() == 0);
        new ScheduleJobBootstrap(staying, job, three).schedule();
        first.close();
        soon().until(() -> runs.stream().filter(run -> run.getAttempt() == 2).count() >= 2);
        leaving.close();
        staying.close();
    }

    /** Waits without end; true if interrupted. */
    private static boolean awaitGate(CountDownLatch gate) {
        try {
            return !gate.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }
}
