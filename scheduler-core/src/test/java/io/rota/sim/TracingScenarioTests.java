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
package io.rota.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.api.ExecutionSource;
import io.rota.sim.Fault.Kind;
import io.rota.tracing.JobEvent;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a whole cluster tells of its runs while instances die, stop and pause. */
@ExtendWith(QuietEngine.class)
class TracingScenarioTests {

    private static final int T = 6_000;

    private final Map<ExecutionSource, Integer> sources = new EnumMap<>(ExecutionSource.class);

    private void trace(Simulation simulation) {
        simulation.run();
        Map<String, List<JobEvent>> runs = simulation.history().traces().events();
        runs.forEach((taskId, events) -> {
            // A claim that could not be run at once is staged again when it can.
            long staged =
                    events.stream().filter(JobEvent.Staged.class::isInstance).count();
            long begun =
                    events.stream().filter(JobEvent.Started.class::isInstance).count();
            long ended =
                    events.stream().filter(JobEvent.Ended.class::isInstance).count();
            assertThat(staged).as(taskId).isPositive();
            assertThat(begun).as(taskId).isLessThanOrEqualTo(1);
            assertThat(ended).as(taskId).isEqualTo(begun);
            assertThat(events.get(0)).isInstanceOf(JobEvent.Staged.class);
            if (ended > 0) {
                assertThat(events.get(events.size() - 1)).as(taskId).isInstanceOf(JobEvent.Ended.class);
            }
            assertThat(events.stream().map(JobEvent::run).distinct()).as(taskId).hasSize(1);
            ExecutionSource source = events.get(0).run().source();
            sources.merge(source, 1, Integer::sum);
            if (source == ExecutionSource.FAILOVER) {
                assertThat(((JobEvent.Staged) events.get(0)).message()).doesNotContain("attempt 1");
            }
        });
    }

    @Test
    void eachRun_beginsAndEndsOnce_andTheRunsOfTheDeadAreToldApart() {
        for (long seed = 1; seed <= 5; seed++) {
            trace(Simulation.of(
                    seed,
                    new Fault(600_500, Kind.CRASH, 0, 1),
                    new Fault(1_200_500, Kind.CRASH, 1, 1),
                    new Fault(1_500_100, Kind.PAUSE, 2, 2 * T),
                    new Fault(1_800_100, Kind.RESTART, 0, 1),
                    new Fault(2_000_000, Kind.REQUEST, 0, 1)));
        }
        assertThat(sources.get(ExecutionSource.FAILOVER)).isPositive();
        assertThat(sources.get(ExecutionSource.NORMAL_TRIGGER)).isGreaterThan(1_000);
        assertThat(sources.get(ExecutionSource.MISFIRE)).isPositive();
        assertThat(sources.get(ExecutionSource.MANUAL_TRIGGER)).isPositive();
    }
}
