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
package com.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rota.bootstrap.SchedulerRuntime;
import io.rota.operation.JobBriefInfo;
import io.rota.operation.JobOperations;
import io.rota.operation.ShardingInfo;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The operations of the documents do what they say. */
@ExtendWith(OutputCaptureExtension.class)
class OperateJobsTests {

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();
    private final List<Integer> runs = new CopyOnWriteArrayList<>();
    private final JobOperations operations;
    private final OperateJobs operate;

    OperateJobsTests() {
        PlainJava.schedule(center, context -> runs.add(context.getShardingItem()));
        operations = SchedulerRuntime.of(center).operations();
        operate = new OperateJobs(operations);
        await().atMost(Duration.ofSeconds(15))
                .until(() -> operations
                                .jobStatistics()
                                .getJobBriefInfo("send-reminders")
                                .status()
                        == JobBriefInfo.Status.OK);
    }

    @AfterEach
    void close() {
        center.close();
    }

    @Test
    void steering_runsTheJob_andTakesAnItemOut() {
        operate.steer();
        await().atMost(Duration.ofSeconds(15)).until(() -> runs.containsAll(List.of(0, 1)));
        assertThat(operations
                        .shardingStatistics()
                        .getShardingInfo("send-reminders")
                        .get(2)
                        .status())
                .isEqualTo(ShardingInfo.Status.DISABLED);
    }

    @Test
    void looking_tellsJobsAndItems(CapturedOutput output) {
        operate.look();
        assertThat(output).contains("send-reminders OK").contains("2 PENDING");
    }

    @Test
    void rescheduling_changesTheDefinition() {
        operate.reschedule("0 30 4 * * ?");
        assertThat(operations
                        .configurations()
                        .getJobConfiguration("send-reminders")
                        .configuration()
                        .getCron())
                .isEqualTo("0 30 4 * * ?");
    }

    @Test
    void plainClient_countsJobs() {
        assertThat(OperateJobs.countJobs(new MemoryRegistryCenter())).isZero();
    }
}
