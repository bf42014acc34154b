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

import static io.rota.operation.DefinitionsTests.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rota.api.JobConfiguration;
import io.rota.api.JobInstance;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.SchedulerOptions;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.operation.OperationException.Reason;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.registry.zookeeper.ZookeeperConfiguration;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import io.rota.spi.Extensions;
import io.rota.spi.JobShardingStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JobOperationsTests {

    private static final Duration SHORT = Duration.ofMillis(200);

    private static boolean operationsThreadIsThere() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("rota-operations"));
    }

    @Test
    void connect_withoutARegistry_failsAtTheDeadline_andLeavesNoThread() {
        try (var center = new ZookeeperRegistryCenter(new ZookeeperConfiguration("127.0.0.1:1", "nobody"))) {
            assertFails(Reason.UNREACHABLE, () -> JobOperations.connect(center, SHORT));
            await().atMost(Duration.ofSeconds(10)).until(() -> !operationsThreadIsThere());
            assertThatThrownBy(() -> JobOperations.connect(center, Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void read_withoutAnAnswer_failsAtTheDeadline() {
        try (OperatedTree tree = new OperatedTree()) {
            tree.job("j", 1);
            tree.center.silent = true;
            assertFails(
                    Reason.UNREACHABLE,
                    () -> tree.operations.within(SHORT).jobStatistics().getAllJobsBriefInfo());
        }
    }

    @Test
    void change_withoutAnAnswer_tellsThatItMayBeDone() {
        try (OperatedTree tree = new OperatedTree()) {
            tree.job("j", 1);
            tree.center.commits.add((transaction, session, answer) -> {});
            assertFails(
                    Reason.OUTCOME_UNKNOWN,
                    () -> tree.operations.within(SHORT).jobs().disable("j", "10.0.0.1"));
        }
    }

    @Test
    void interruption_endsACall_andStaysVisible() {
        try (OperatedTree tree = new OperatedTree()) {
            tree.center.silent = true;
            Thread.currentThread().interrupt();
            assertFails(
                    Reason.INTERRUPTED, () -> tree.operations.jobStatistics().getJobsTotalCount());
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void close_failsWhoWaits_andWhoComesLater_andEndsTheThread() throws Exception {
        try (OperatedTree tree = new OperatedTree()) {
            tree.center.silent = true;
            CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(
                    () -> tree.operations.jobStatistics().getJobsTotalCount());
            await().atMost(Duration.ofSeconds(10)).until(() -> tree.center.inFlightMax.get() > 0);
            tree.operations.close();
            assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> tree.operations.jobStatistics().getJobsTotalCount())
                    .isInstanceOf(IllegalStateException.class);
            await().atMost(Duration.ofSeconds(10)).until(() -> !operationsThreadIsThere());
        }
    }

    @Test
    void whatFollowsOnAnOutcome_mayUseTheOperations() throws Exception {
        try (MemoryRegistryCenter center = new MemoryRegistryCenter()) {
            JobOperations operations = SchedulerRuntime.of(center).operations();
            CountDownLatch attached = new CountDownLatch(1);
            SimpleJob waiting = context -> assertThat(awaits(attached)).isTrue();
            OneOffJobBootstrap job = new OneOffJobBootstrap(
                    center, waiting, JobConfiguration.newBuilder("j", 1).build());
            CompletableFuture<Integer> counted = job.execute(Duration.ofSeconds(30))
                    .thenApply(result -> operations.jobStatistics().getJobsTotalCount())
                    .toCompletableFuture();
            attached.countDown();
            assertThat(counted.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void callOnTheSchedulersOwnThread_isRefused_insteadOfWaitingForItself() throws Exception {
        try (MemoryRegistryCenter center = new MemoryRegistryCenter()) {
            CompletableFuture<Throwable> refusal = new CompletableFuture<>();
            JobShardingStrategy asking = new JobShardingStrategy() {
                @Override
                public String getType() {
                    return "ASKING";
                }

                @Override
                public Map<JobInstance, List<Integer>> sharding(List<JobInstance> instances, String job, int total) {
                    try {
                        SchedulerRuntime.of(center).operations().jobStatistics().getJobsTotalCount();
                    } catch (RuntimeException e) {
                        refusal.complete(e);
                    }
                    return Map.of(instances.get(0), List.of(0));
                }
            };
            SchedulerRuntime.create(
                    center,
                    new SchedulerOptions(
                            new Extensions(List.of(asking), JobOperationsTests.class.getClassLoader()),
                            SchedulerOptions.START_WAIT,
                            SchedulerOptions.AWAIT_TERMINATION));
            SimpleJob nothing = context -> {};
            JobConfiguration definition = JobConfiguration.newBuilder("j", 1)
                    .jobShardingStrategyType("ASKING")
                    .build();
            new OneOffJobBootstrap(center, nothing, definition).execute(Duration.ofSeconds(30));
            assertThat(refusal.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Sharding strategies run on it");
        }
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void besideAScheduler_operationsSeeItsJobs_andEndWithIt() {
        MemoryRegistryCenter center = new MemoryRegistryCenter();
        SchedulerRuntime runtime = SchedulerRuntime.of(center);
        // Before the first job: whoever looks first makes the connection.
        JobOperations operations = runtime.operations();
        assertThat(operations.jobStatistics().getJobsTotalCount()).isZero();
        SimpleJob nothing = context -> {};
        OneOffJobBootstrap job = new OneOffJobBootstrap(
                center, nothing, JobConfiguration.newBuilder("j", 1).build());
        job.join();
        assertThat(operations.jobStatistics().getJobBriefInfo("j").instanceCount())
                .isEqualTo(1);
        assertThat(runtime.operations()).isSameAs(operations);

        operations.close();
        JobOperations again = runtime.operations();
        assertThat(again.jobStatistics().getJobsTotalCount()).isEqualTo(1);
        center.close();
        assertThat(again.isClosed()).isTrue();
    }
}
