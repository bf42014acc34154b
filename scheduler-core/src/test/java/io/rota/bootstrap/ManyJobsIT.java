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

import io.rota.api.JobConfiguration;
import io.rota.api.SimpleJob;
import io.rota.registry.ZooKeeperProcess;
import io.rota.registry.zookeeper.ZookeeperConfiguration;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManyJobsIT {

    private static final int JOBS = 200;
    private static final int THREADS_MAX = 30;

    private ZooKeeperProcess registry;

    @BeforeEach
    void startRegistry() {
        registry = ZooKeeperProcess.start(1_000);
    }

    @AfterEach
    void stopRegistry() {
        registry.close();
    }

    @Test
    void twoHundredJobsOncePerSecondNeedFewerThanThirtyThreads() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
        SimpleJob job = context -> runs.computeIfAbsent(context.getJobName(), name -> new AtomicInteger())
                .incrementAndGet();
        try (ZookeeperRegistryCenter center =
                new ZookeeperRegistryCenter(new ZookeeperConfiguration(registry.address(), "many"))) {
            List<ScheduleJobBootstrap> jobs = new ArrayList<>();
            for (int i = 0; i < JOBS; i++) {
                jobs.add(new ScheduleJobBootstrap(
                        center,
                        job,
                        JobConfiguration.newBuilder("job-" + i, 1)
                                .cron("* * * * * ?")
                                .build()));
            }
            assertThat(SchedulerRuntime.of(center).start(jobs)).isTrue();
            threads.resetPeakThreadCount();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> runs.size() == JOBS && runs.values().stream().allMatch(count -> count.get() >= 5));
            assertThat(threads.getPeakThreadCount())
                    .as("live threads of the whole process at any moment")
                    .isLessThan(THREADS_MAX);
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("rota-")));
    }
}
