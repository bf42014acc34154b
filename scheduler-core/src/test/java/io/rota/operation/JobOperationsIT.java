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
package io.rota.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.ScheduleJobBootstrap;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.registry.ZooKeeperProcess;
import io.rota.registry.zookeeper.ZookeeperConfiguration;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A plain client steers two instances of jobs by way of a real ZooKeeper server.
 *
 * <p>Both instances are of this machine, so there is one server address. An instance is told apart by its registry center.
 */
class JobOperationsIT {

    private static final String NAME = "steered";

    private final List<AutoCloseable> open = new ArrayList<>();
    private ZooKeeperProcess registry;
    private JobOperations operations;

    /** What one instance ran. */
    private static final class Recorder implements SimpleJob {

        final Collection<ShardingContext> runs = new ConcurrentLinkedQueue<>();
        volatile CountDownLatch gate = new CountDownLatch(0);

        @Override
        public void execute(ShardingContext context) {
            runs.add(context);
            try {
                // A limit, so that a failed test does not leave threads behind.
                assertThat(gate.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Those of the last fire: the first instance may have had a fire with all items before the second came. */
        Set<Integer> lastItems() {
            long last = runs.stream()
                    .mapToLong(run -> run.getScheduledFireTime().toEpochMilli())
                    .max()
                    .orElse(0);
            return runs.stream()
                    .filter(run -> run.getScheduledFireTime().toEpochMilli() == last)
                    .map(ShardingContext::getShardingItem)
                    .collect(Collectors.toSet());
        }

        Set<Integer> items() {
            return runs.stream().map(ShardingContext::getShardingItem).collect(Collectors.toSet());
        }
    }

    private final Recorder here = new Recorder();
    private final Recorder there = new Recorder();

    @BeforeEach
    void connect() {
        registry = ZooKeeperProcess.start(500);
        operations = JobOperations.connect(center(), Duration.ofSeconds(20));
        open.add(operations);
    }

    @AfterEach
    void close() throws Exception {
        here.gate.countDown();
        there.gate.countDown();
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        registry.close();
    }

    private ZookeeperRegistryCenter center() {
        ZookeeperRegistryCenter center =
                new ZookeeperRegistryCenter(new ZookeeperConfiguration(registry.address(), "steered/jobs"));
        open.add(center);
        return center;
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }

    private void everySecond() {
        JobConfiguration job =
                JobConfiguration.newBuilder(NAME, 4).cron("* * * * * ?").build();
        new ScheduleJobBootstrap(center(), here, job).schedule();
        new ScheduleJobBootstrap(center(), there, job).schedule();
        soon().until(() -> here.lastItems().size() == 2 && there.lastItems().size() == 2);
    }

    private void once() {
        JobConfiguration job = JobConfiguration.newBuilder(NAME, 4).build();
        new OneOffJobBootstrap(center(), here, job).join();
        new OneOffJobBootstrap(center(), there, job).join();
        soon().until(() -> operations.shardingStatistics().getShardingInfo(NAME).stream()
                        .map(ShardingInfo::instanceId)
                        .distinct()
                        .count()
                == 2);
    }

    private List<ShardingInfo> items() {
        return operations.shardingStatistics().getShardingInfo(NAME);
    }

    private JobBriefInfo.Status status() {
        return operations.jobStatistics().getJobBriefInfo(NAME).status();
    }

    private String server() {
        return operations.serverStatistics().getAllServersBriefInfo().get(0).serverIp();
    }

    private long lastFire() {
        return items().stream()
                .map(ShardingInfo::execution)
                .filter(Objects::nonNull)
                .mapToLong(execution -> execution.fire().toEpochMilli())
                .max()
                .orElse(0);
    }

    private int runs() {
        return here.runs.size() + there.runs.size();
    }

    @Test
    void disabledServer_startsNothing_untilItIsEnabled() {
        everySecond();
        assertThat(status()).isEqualTo(JobBriefInfo.Status.OK);
        assertThat(operations.jobs().disable(NAME, server())).isEqualTo(1);
        assertThat(status()).isEqualTo(JobBriefInfo.Status.DISABLED);
        awaitQuiet(Duration.ofSeconds(3));
        assertThat(operations.jobs().enable(null, server())).isEqualTo(1);
        int before = runs();
        soon().until(() -> runs() >= before + 4);
        assertThat(status()).isEqualTo(JobBriefInfo.Status.OK);
    }

    private void awaitQuiet(Duration time) {
        AtomicInteger seen = new AtomicInteger(-1);
        soon().during(time).until(() -> {
            int now = runs();
            return seen.getAndSet(now) == now;
        });
    }

    @Test
    void disabledItem_isNotRun_whileTheOthersAre() {
        everySecond();
        operations.items().disable(NAME, 1);
        assertThat(items().get(1).status()).isEqualTo(ShardingInfo.Status.DISABLED);
        soon().until(() -> {
            here.runs.clear();
            there.runs.clear();
            soon().until(() -> here.items().contains(0) || there.items().contains(0));
            int before = runs();
            soon().until(() -> runs() >= before + 6);
            return !here.items().contains(1) && !there.items().contains(1);
        });
        operations.items().enable(NAME, 1);
        soon().until(() -> here.items().contains(1) || there.items().contains(1));
    }

    @Test
    void trigger_runsEveryItemOnce_andStatisticsShowTheRun() {
        once();
        assertThat(runs()).isZero();
        here.gate = new CountDownLatch(1);
        there.gate = new CountDownLatch(1);
        assertThat(operations.jobs().trigger(NAME)).isEqualTo(2);
        soon().until(() -> items().stream().allMatch(item -> item.status() == ShardingInfo.Status.RUNNING));
        for (ShardingInfo item : items()) {
            ItemExecution execution = Objects.requireNonNull(item.execution());
            assertThat(execution.state()).isEqualTo(ItemExecution.State.RUNNING);
            assertThat(execution.owner()).isEqualTo(item.instanceId());
            assertThat(execution.attempt()).isEqualTo(1);
            assertThat(execution.token()).isPositive();
            assertThat(execution.endedAt()).isNull();
        }
        here.gate.countDown();
        there.gate.countDown();
        soon().until(() -> items().stream()
                .map(item -> Objects.requireNonNull(item.execution()).state())
                .allMatch(ItemExecution.State.DONE::equals));
        assertThat(runs()).isEqualTo(4);
        assertThat(items()).allMatch(item -> item.status() == ShardingInfo.Status.PENDING);
    }

    @Test
    void trigger_ofAScheduledJob_runsItBetweenItsFires() {
        JobConfiguration job =
                JobConfiguration.newBuilder(NAME, 2).cron("0 0 3 1 1 ?").build();
        new ScheduleJobBootstrap(center(), here, job).schedule();
        soon().until(() -> status() == JobBriefInfo.Status.OK);
        assertThat(operations.jobs().trigger(NAME)).isEqualTo(1);
        soon().until(() -> here.items().size() == 2);
    }

    @Test
    void shutdown_stopsTheJobEverywhere_andTheApplicationsGoOn() {
        everySecond();
        assertThat(operations.jobs().shutdown(NAME, null)).isEqualTo(2);
        awaitQuiet(Duration.ofSeconds(3));
        assertThat(status()).isEqualTo(JobBriefInfo.Status.CRASHED);
        assertThat(operations.jobs().remove(NAME, server())).isEqualTo(1);
        assertThat(operations.serverStatistics().getServersTotalCount()).isZero();

        operations.configurations().removeJobConfiguration(NAME);
        assertThat(operations.jobStatistics().getAllJobsBriefInfo()).isEmpty();
    }

    @Test
    void removal_ofARunningJob_stopsIt_andLeavesNothing() {
        everySecond();
        operations.configurations().removeJobConfiguration(NAME);
        awaitQuiet(Duration.ofSeconds(2));
        assertThat(operations.jobStatistics().getJobsTotalCount()).isZero();
    }

    @Test
    void changedDefinition_takesEffectOnEveryInstance() {
        everySecond();
        StoredConfiguration read = operations.configurations().getJobConfiguration(NAME);
        operations
                .configurations()
                .updateJobConfiguration(read.with(
                        read.configuration().toBuilder().jobParameter("changed").build()));
        soon().until(() -> isChanged(here) && isChanged(there));
        long fire = lastFire();
        soon().until(() -> lastFire() > fire);
    }

    private static boolean isChanged(Recorder instance) {
        return instance.runs.stream().anyMatch(run -> "changed".equals(run.getJobParameter()));
    }

    @Test
    void outage_failsCallsAtTheirDeadline_andLaterOnesSucceed() {
        once();
        registry.kill();
        DefinitionsTests.assertFails(
                OperationException.Reason.UNREACHABLE,
                () -> operations.within(Duration.ofMillis(500)).jobStatistics().getAllJobsBriefInfo());
        registry.start();
        assertThat(operations.jobStatistics().getJobsTotalCount()).isEqualTo(1);
    }

    @Test
    void besideAScheduler_operationsGoOnUnderItsNextSession() {
        ZookeeperRegistryCenter shared = center();
        JobConfiguration job = JobConfiguration.newBuilder(NAME, 1).build();
        new OneOffJobBootstrap(shared, here, job).join();
        JobOperations beside = SchedulerRuntime.of(shared).operations();
        String before = instance(beside);
        registry.expireOwnerOf("/steered/jobs/" + NAME + "/instances/" + before);
        soon().until(() -> !List.of(before, "").contains(instance(beside)));
        assertThat(beside.jobs().trigger(NAME)).isEqualTo(1);
        soon().until(() -> here.runs.size() == 1);
    }

    /** The live instance, or empty while there is none. */
    private static String instance(JobOperations operations) {
        return operations.serverStatistics().getAllServersBriefInfo().get(0).instances().stream()
                .findFirst()
                .orElse("");
    }
}
