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

import io.rota.api.FireResult;
import io.rota.api.JobConfiguration;
import io.rota.api.SimpleJob;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.spi.Extensions;
import io.rota.tracing.JobTracer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What threads the items of a job run on. */
class ItemThreadsTests {

    private static final int ITEMS = 300;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();
    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void virtualUnlessSaidOtherwise() {
        SchedulerRuntime.create(
                center,
                new SchedulerOptions(
                        Extensions.providers(),
                        LIMIT,
                        Duration.ZERO,
                        CommandRules.defaults(),
                        JobTracer.NONE,
                        "VIRTUAL"));
    }

    @AfterEach
    void close() {
        center.close();
    }

    private FireResult run(JobConfiguration.Builder definition, SimpleJob job) throws Exception {
        return new OneOffJobBootstrap(center, job, definition.build())
                .execute(LIMIT)
                .toCompletableFuture()
                .get(2 * LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualByDefault_runsAllItemsAtOnce() throws Exception {
        CountDownLatch all = new CountDownLatch(ITEMS);
        FireResult result = run(JobConfiguration.newBuilder("report", ITEMS), context -> {
            threads.add(Thread.currentThread().toString());
            all.countDown();
            try {
                assertThat(all.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(result.succeeded()).isTrue();
        assertThat(threads).hasSize(ITEMS).allMatch(thread -> thread.startsWith("VirtualThread["));
    }

    @Test
    void aJobsOwnPolicy_winsOverTheDefault() throws Exception {
        FireResult result = run(
                JobConfiguration.newBuilder("report", 3).jobExecutorServiceHandlerType("CPU"),
                context -> threads.add(Thread.currentThread().getName()));
        assertThat(result.succeeded()).isTrue();
        assertThat(threads).isNotEmpty().allMatch(thread -> thread.startsWith("rota-worker-"));
    }
}
