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
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScheduleJobBootstrapTests {

    @Test
    void everyItemRunsOncePerFireWithItsOwnParameter() {
        Queue<ShardingContext> runs = new ConcurrentLinkedQueue<>();
        SimpleJob job = runs::add;
        try (MemoryRegistryCenter center = new MemoryRegistryCenter()) {
            new ScheduleJobBootstrap(
                            center,
                            job,
                            JobConfiguration.newBuilder("myJob", 3)
                                    .cron("* * * * * ?")
                                    .shardingItemParameters("0=Beijing,1=Shanghai,2=Guangzhou")
                                    .build())
                    .schedule();
            await().atMost(Duration.ofSeconds(10)).until(() -> runs.size() >= 9);
        }
        assertThat(runs).extracting(ShardingContext::getIdempotencyKey).doesNotHaveDuplicates();
        assertThat(runs)
                .extracting(run -> run.getShardingItem() + run.getShardingParameter())
                .contains("0Beijing", "1Shanghai", "2Guangzhou");
    }

    @Test
    void oneHundredCallsAreOneHundredRuns() throws Exception {
        Queue<ShardingContext> runs = new ConcurrentLinkedQueue<>();
        SimpleJob job = runs::add;
        try (MemoryRegistryCenter center = new MemoryRegistryCenter()) {
            OneOffJobBootstrap oneOff = new OneOffJobBootstrap(
                    center, job, JobConfiguration.newBuilder("once", 2).build());
            for (int i = 0; i < 99; i++) {
                oneOff.execute();
            }
            FireResult last =
                    oneOff.execute(Duration.ofSeconds(10)).toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(last.succeeded()).isTrue();
            assertThat(last.items()).hasSize(2);
        }
        assertThat(runs).hasSize(200);
    }
}
