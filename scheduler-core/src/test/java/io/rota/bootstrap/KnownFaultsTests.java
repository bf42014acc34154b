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

import io.rota.api.FireResult;
import io.rota.api.JobConfiguration;
import io.rota.api.JobInstance;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.internal.state.Members;
import io.rota.registry.Peer;
import io.rota.registry.Transaction;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What users of schedulers of this kind have seen go wrong, each shown not to happen here. Those that need crashes, pauses
 * and cuts are in {@code io.rota.sim.KnownFaultsScenarioTests}.
 */
class KnownFaultsTests {

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();
    private final SharedCenter other = new SharedCenter(center);
    private final Peer operator = Peer.joined(center);
    private final Queue<ShardingContext> runs = new ConcurrentLinkedQueue<>();
    private final SimpleJob recording = runs::add;

    @AfterEach
    void close() {
        other.close();
        center.close();
    }

    private static JobConfiguration.Builder everySecond(int items) {
        return JobConfiguration.newBuilder("j", items).cron("* * * * * ?");
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(15));
    }

    private void edit(String from, String to) {
        String text = operator.text("/j/config");
        assertThat(text).contains(from);
        operator.commit(new Transaction().set("/j/config", text.replace(from, to), Transaction.ANY_VERSION));
    }

    private long runsOf(int item) {
        return runs.stream().filter(run -> run.getShardingItem() == item).count();
    }

    private static void hold(CountDownLatch gate) {
        try {
            gate.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void editDuringAOneOffRun_doesNotRunTheJobOnceMore() {
        CountDownLatch gate = new CountDownLatch(1);
        SimpleJob slow = context -> {
            runs.add(context);
            hold(gate);
        };
        OneOffJobBootstrap once = new OneOffJobBootstrap(
                center, slow, JobConfiguration.newBuilder("j", 1).build());
        CompletionStage<FireResult> first = once.execute(Duration.ofSeconds(15));
        soon().until(() -> runs.size() == 1);
        edit("description: ''", "description: edited");
        gate.countDown();
        soon().until(() -> first.toCompletableFuture().isDone());
        CompletionStage<FireResult> second = once.execute(Duration.ofSeconds(15));
        soon().until(() -> second.toCompletableFuture().isDone());
        assertThat(runs).hasSize(2);
    }

    @Test
    void itemThatHangs_stopsNeitherTheOtherItemsNorTheJob() {
        CountDownLatch gate = new CountDownLatch(1);
        SimpleJob hanging = context -> {
            runs.add(context);
            if (context.getShardingItem() == 0) {
                hold(gate);
            }
        };
        new ScheduleJobBootstrap(center, hanging, everySecond(2).build()).schedule();
        soon().until(() -> runsOf(1) >= 4);
        assertThat(runsOf(0)).isEqualTo(1);
        gate.countDown();
        soon().until(() -> runsOf(0) >= 3);
    }

    @Test
    void instanceThatJoins_getsItsItems_whileAnotherInstanceIsInALongRun() {
        CountDownLatch gate = new CountDownLatch(1);
        SimpleJob first = context -> hold(gate);
        new ScheduleJobBootstrap(center, first, everySecond(1).build()).schedule();
        soon().until(() -> operator.text("/j/sharding/0/execution").contains("RUNNING"));
        edit("shardingTotalCount: 1", "shardingTotalCount: 4");
        new ScheduleJobBootstrap(other, recording, everySecond(4).build()).schedule();
        soon().until(() ->
                runs.stream().map(ShardingContext::getShardingItem).distinct().count() >= 2);
        gate.countDown();
    }

    @Test
    void restartOfADisabledServer_doesNotEnableIt() {
        ScheduleJobBootstrap first =
                new ScheduleJobBootstrap(center, recording, everySecond(1).build());
        first.schedule();
        soon().until(() -> !runs.isEmpty());
        String server = "/j/servers/" + operator.children("/j/servers").names().get(0);
        operator.commit(new Transaction().set(server, "DISABLED", Transaction.ANY_VERSION));
        first.close();
        int before = runs.size();
        new ScheduleJobBootstrap(center, recording, everySecond(1).build()).schedule();
        soon().until(() -> operator.children("/j/instances").names().size() == 1);
        assertThat(operator.text(server)).isEqualTo("DISABLED");
        assertThat(runs).hasSize(before);
    }

    @Test
    void itemThatFailed_isShownAsFailed_andRunsAtItsNextFire() {
        SimpleJob failing = context -> {
            runs.add(context);
            throw new IllegalStateException("always");
        };
        new ScheduleJobBootstrap(center, failing, everySecond(1).failover(true).build()).schedule();
        soon().until(() -> operator.text("/j/sharding/0/execution").contains("state=FAILED"));
        soon().until(() -> runs.size() >= 3);
        assertThat(runs).allMatch(run -> run.getAttempt() == 1);
    }

    @Test
    void twoSchedulersOnOneAddressWithOneProcessId_areTwoInstances() {
        new ScheduleJobBootstrap(center, recording, everySecond(2).build()).schedule();
        Queue<ShardingContext> others = new ConcurrentLinkedQueue<>();
        new ScheduleJobBootstrap(other, (SimpleJob) others::add, everySecond(2).build()).schedule();
        soon().until(() -> operator.children("/j/instances").names().size() == 2);
        soon().until(() -> others.size() >= 2);
        assertThat(others.stream().map(ShardingContext::getShardingItem).distinct())
                .hasSize(1);
    }

    @Test
    void disabledAddress_disablesNoLongerAddressThatBeginsWithIt() {
        JobInstance longer = JobInstance.of("10.0.0.12@-@1-a");
        Members members = new Members(List.of(JobInstance.of("10.0.0.1@-@1-a"), longer), Set.of("10.0.0.1"));
        assertThat(members.enabled()).containsExactly(longer);
    }

    @Test
    void instanceThatIsToldToStop_leavesNothingRunning() {
        ScheduleJobBootstrap bootstrap =
                new ScheduleJobBootstrap(center, recording, everySecond(1).build());
        bootstrap.schedule();
        soon().until(() -> !runs.isEmpty());
        String instance = operator.children("/j/instances").names().get(0);
        operator.commit(new Transaction().delete("/j/instances/" + instance, Transaction.ANY_VERSION));
        soon().until(() -> bootstrap.runtime().states().isEmpty());
        assertThat(operator.children("/j/instances").names()).isEmpty();
    }
}
