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
import io.rota.bootstrap.SchedulerFigures.RequestKind;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.spi.Extensions;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the registry is asked for. Watches are not counted: there is one for each job. */
@Timeout(60)
class RequestBudgetTests {

    private static final int JOBS = 20;

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();
    private final SchedulerRuntime runtime = SchedulerRuntime.create(
            center, new SchedulerOptions(Extensions.providers(), Duration.ofSeconds(5), Duration.ZERO));
    private final AtomicInteger runs = new AtomicInteger();
    private final SimpleJob job = context -> runs.incrementAndGet();

    @AfterEach
    void close() {
        center.close();
    }

    private Map<RequestKind, Long> requests() {
        Map<RequestKind, Long> counts = new EnumMap<>(RequestKind.class);
        runtime.figures().requests().forEach((kind, answers) -> counts.put(kind, answers.count()));
        counts.remove(RequestKind.HEARTBEAT);
        return counts;
    }

    /** What was asked for since, once nothing has been asked for any more for a while. */
    private Map<RequestKind, Long> since(Map<RequestKind, Long> before) {
        Map<RequestKind, Long> quiet = new EnumMap<>(RequestKind.class);
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(400))
                .until(() -> {
                    Map<RequestKind, Long> now = requests();
                    boolean same = now.equals(quiet);
                    quiet.putAll(now);
                    return same;
                });
        quiet.replaceAll((kind, count) -> count - before.get(kind));
        return quiet;
    }

    @Test
    void firstStartOfAJob_takesOneCommitAndThreeReads_howeverManyItemsItHas() {
        Map<RequestKind, Long> before = requests();
        for (int i = 0; i < JOBS; i++) {
            new ScheduleJobBootstrap(
                            center,
                            job,
                            JobConfiguration.newBuilder("job" + i, 1 + 10 * i)
                                    .cron("0 0 0 1 1 ?")
                                    .build())
                    .schedule();
        }
        assertThat(since(before))
                .containsEntry(RequestKind.COMMIT, (long) JOBS)
                .containsEntry(RequestKind.CHILDREN, (long) JOBS)
                .containsEntry(RequestKind.READ, 2L * JOBS);
    }

    @Test
    void requestedRun_takesFourCommitsAndTwoReads() {
        OneOffJobBootstrap bootstrap = new OneOffJobBootstrap(
                center, job, JobConfiguration.newBuilder("once", 1).build());
        bootstrap.execute();
        // The first one finds out how far the requests are.
        await().atMost(Duration.ofSeconds(15)).until(() -> runs.get() == 1);
        since(requests());
        Map<RequestKind, Long> before = requests();
        for (int i = 1; i <= JOBS; i++) {
            int done = i;
            bootstrap.execute();
            await().atMost(Duration.ofSeconds(15)).until(() -> runs.get() == 1 + done);
            since(requests());
        }
        assertThat(since(before))
                .containsEntry(RequestKind.COMMIT, 4L * JOBS)
                .containsEntry(RequestKind.CHILDREN, (long) JOBS)
                .containsEntry(RequestKind.READ, (long) JOBS);
    }

    /** Stopping writes the last fires of all items. */
    @Test
    void runsThatAreNotRecorded_areSavedTogether() {
        ScheduleJobBootstrap bootstrap = new ScheduleJobBootstrap(
                center,
                job,
                JobConfiguration.newBuilder("many", 50)
                        .cron("* * * * * ?")
                        .monitorExecution(false)
                        .build());
        bootstrap.schedule();
        await().atMost(Duration.ofSeconds(15)).until(() -> runs.get() >= 50);
        Map<RequestKind, Long> before = requests();
        bootstrap.close();
        // To leave takes two: the leadership and the registration.
        assertThat(requests().get(RequestKind.COMMIT) - before.get(RequestKind.COMMIT))
                .isBetween(3L, 5L);
    }

    @Test
    void fireOfManyItems_takesTwoCommits() {
        new ScheduleJobBootstrap(
                        center,
                        job,
                        JobConfiguration.newBuilder("many", 50)
                                .cron("* * * * * ?")
                                .build())
                .schedule();
        await().atMost(Duration.ofSeconds(15)).until(() -> runs.get() >= 50);
        Map<RequestKind, Long> before = requests();
        int ran = runs.get();
        await().atMost(Duration.ofSeconds(20)).until(() -> runs.get() >= ran + 200);
        long fires = (runs.get() - ran) / 50 + 1;
        Map<RequestKind, Long> now = requests();
        assertThat(now.get(RequestKind.COMMIT) - before.get(RequestKind.COMMIT)).isLessThanOrEqualTo(3 * fires);
        assertThat(now.get(RequestKind.READ)).isEqualTo(before.get(RequestKind.READ));
        assertThat(now.get(RequestKind.CHILDREN)).isEqualTo(before.get(RequestKind.CHILDREN));
    }
}
