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
import io.rota.api.JobState;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.RegistryConnection.Status;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a scheduler tells of itself without waiting. */
class JobStateTests {

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();
    private final SchedulerRuntime runtime = SchedulerRuntime.of(center);
    private final SimpleJob nothing = context -> {};

    @AfterEach
    void close() {
        center.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20));
    }

    private ScheduleJobBootstrap job(String name) {
        return new ScheduleJobBootstrap(
                center,
                nothing,
                JobConfiguration.newBuilder(name, 2).cron("0 0 3 * * ?").build());
    }

    private JobState state(String job) {
        return runtime.state(job).orElseThrow();
    }

    @Test
    void connection_isUnused_untilAJobIsStarted_andThenNamesTheInstance() {
        ScheduleJobBootstrap job = job("j");
        assertThat(runtime.connection().status()).isEqualTo(Status.UNUSED);
        assertThat(runtime.states()).isEmpty();
        assertThat(runtime.state("j")).isEmpty();

        Instant before = Instant.now();
        job.schedule();

        assertThat(runtime.connection().status()).isEqualTo(Status.CONNECTED);
        assertThat(runtime.connection().instanceId()).contains("@-@");
        assertThat(runtime.connection().since()).isAfterOrEqualTo(before.minusMillis(1));
    }

    @Test
    void startedJob_tellsItsItemsAndItsDefinition_asTheyChange() {
        ScheduleJobBootstrap job = job("j");
        job.schedule();
        soon().until(() -> state("j").items().equals(Set.of(0, 1)));
        assertThat(state("j").configuration()).isEqualTo(job.configuration());

        runtime.operations().jobs().disable("j", null);
        soon().until(() -> !state("j").enabled());
        assertThat(state("j").isHealthy()).isTrue();

        runtime.operations().jobs().enable("j", null);
        soon().until(() -> state("j").enabled());
    }

    @Test
    void since_isWhenTheJobBeganToStandSo_andStaysWhileItDoes() {
        Instant before = Instant.now();
        job("j").schedule();
        soon().until(() -> state("j").items().size() == 2);
        Instant since = state("j").since();
        assertThat(since).isBetween(before.minusMillis(1), Instant.now());

        runtime.operations().items().disable("j", 0);
        runtime.operations().jobs().disable("j", null);
        soon().until(() -> !state("j").enabled());
        assertThat(state("j").since()).isEqualTo(since);
    }

    @Test
    void unchangedFor_growsWhileTheJobStandsSo_andIsNothingWithoutTheJob() {
        assertThat(runtime.unchangedFor("j")).isZero();
        job("j").schedule();
        soon().until(() -> state("j").items().size() == 2);
        Duration before = runtime.unchangedFor("j");
        soon().until(() -> runtime.unchangedFor("j").compareTo(before) > 0);

        runtime.operations().jobs().shutdown("j", null);
        soon().until(() -> runtime.unchangedFor("j").isZero());
    }

    @Test
    void registryTime_isThatOfTheRegistry() {
        assertThat(runtime.registryTime()).isBetween(Instant.now().minusSeconds(1), Instant.now());
    }

    @Test
    void stoppedJob_isForgotten_howeverItWasStopped() {
        ScheduleJobBootstrap one = job("one");
        ScheduleJobBootstrap two = job("two");
        one.schedule();
        two.schedule();
        assertThat(runtime.started()).containsExactly(one, two);
        one.shutdown();
        assertThat(runtime.states()).extracting(JobState::jobName).containsExactly("two");
        runtime.operations().jobs().shutdown("two", null);
        soon().until(() -> runtime.states().isEmpty());
        assertThat(runtime.started()).isEmpty();
    }
}
