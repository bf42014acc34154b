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
package io.rota.autoconfigure.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rota.api.JobConfiguration;
import io.rota.api.JobFigures;
import io.rota.api.JobState;
import io.rota.api.SkippedFires.Reason;
import io.rota.bootstrap.SchedulerFigures;
import io.rota.bootstrap.SchedulerFigures.Answers;
import io.rota.bootstrap.SchedulerFigures.RequestKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Each figure is told by the meter of its name. */
class FiguresInMetersTests {

    private final MeterRegistry registry = new SimpleMeterRegistry();

    private double value(SchedulerMeter meter, String... tags) {
        return registry.get(meter.meterName())
                .tags(tags)
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
    }

    private void meter(LatestFigures figures) {
        CenterMeters.add(new MeterSet(registry), "center", figures);
        new JobMeters(JobConfiguration.newBuilder("job", 1).build(), new MeterSet(registry), figures);
    }

    private static SchedulerFigures figures(JobFigures... jobs) {
        return new SchedulerFigures(
                true,
                Duration.ofMillis(-1500),
                Duration.ofMillis(2500),
                Map.of(
                        RequestKind.HEARTBEAT, new Answers(1, Duration.ofSeconds(10)),
                        RequestKind.READ, new Answers(2, Duration.ofSeconds(20)),
                        RequestKind.CHILDREN, new Answers(3, Duration.ofSeconds(30)),
                        RequestKind.COMMIT, new Answers(4, Duration.ofSeconds(40))),
                5,
                6,
                Arrays.asList(jobs));
    }

    private static JobFigures job(String problem) {
        return new JobFigures(
                new JobState("job", JobState.Phase.RUNNING, problem, Instant.EPOCH, true, Set.of(), null),
                7,
                8,
                new JobFigures.Decided(Map.of(Reason.OVERRUN, 9L, Reason.LATE, 10L), 11, 12, 13));
    }

    @Test
    void schedulersAndJobs_areToldAsTheyAre() {
        LatestFigures figures = new LatestFigures();
        figures.add("center", () -> figures(job("")));
        meter(figures);
        assertThat(value(SchedulerMeter.CONNECTED, "center", "center")).isOne();
        assertThat(value(SchedulerMeter.CLOCK_SKEW, "center", "center")).isEqualTo(-1.5);
        assertThat(value(SchedulerMeter.LEASE_LEFT, "center", "center")).isEqualTo(2.5);
        for (RequestKind kind : RequestKind.values()) {
            FunctionTimer requests = registry.get(SchedulerMeter.REQUESTS.meterName())
                    .tags("center", "center", "operation", kind.name())
                    .functionTimer();
            assertThat(requests.count()).isEqualTo(kind.ordinal() + 1);
            assertThat(requests.totalTime(TimeUnit.SECONDS)).isEqualTo(10 * (kind.ordinal() + 1));
        }
        assertThat(value(SchedulerMeter.NOTIFICATIONS_WAITING, "center", "center"))
                .isEqualTo(5);
        assertThat(value(SchedulerMeter.NOTIFICATIONS_DROPPED, "center", "center"))
                .isEqualTo(6);
        assertThat(value(SchedulerMeter.HEALTHY, "job", "job")).isOne();
        assertThat(value(SchedulerMeter.ASSIGNED, "job", "job")).isEqualTo(7);
        assertThat(value(SchedulerMeter.RUNNING, "job", "job")).isEqualTo(8);
        assertThat(value(SchedulerMeter.SKIPPED, "job", "job", "reason", "OVERRUN"))
                .isEqualTo(9);
        assertThat(value(SchedulerMeter.SKIPPED, "job", "job", "reason", "LATE"))
                .isEqualTo(10);
        assertThat(value(SchedulerMeter.SKIPPED, "job", "job", "reason", "DISABLED"))
                .isZero();
        assertThat(value(SchedulerMeter.FAILOVERS, "job", "job")).isEqualTo(11);
        assertThat(value(SchedulerMeter.ABANDONED, "job", "job")).isEqualTo(12);
        assertThat(value(SchedulerMeter.GIVEN_UP, "job", "job")).isEqualTo(13);
    }

    @Test
    void aJobWithTrouble_orWithTroubleUnderOneOfItsCenters_isNotWell() {
        LatestFigures figures = new LatestFigures();
        figures.add("center", () -> figures(job("")));
        figures.add("other", () -> figures(job("its definition cannot be used")));
        meter(figures);
        assertThat(value(SchedulerMeter.HEALTHY)).isZero();
        assertThat(value(SchedulerMeter.ASSIGNED)).isEqualTo(14);
    }

    @Test
    void aJobThatNobodyRuns_isNotWell() {
        LatestFigures figures = new LatestFigures();
        figures.add("center", () -> figures());
        meter(figures);
        assertThat(value(SchedulerMeter.HEALTHY)).isZero();
        assertThat(value(SchedulerMeter.ASSIGNED)).isZero();
    }

    @Test
    void aSchedulerThatDoesNotAnswer_isNotANumber_neitherAreJobsThatItMayRun() {
        LatestFigures figures = new LatestFigures();
        figures.add("other", () -> figures(job("")));
        figures.add("center", () -> {
            throw new IllegalStateException("did not answer");
        });
        meter(figures);
        for (SchedulerMeter meter : List.of(
                SchedulerMeter.CONNECTED,
                SchedulerMeter.CLOCK_SKEW,
                SchedulerMeter.LEASE_LEFT,
                SchedulerMeter.HEALTHY,
                SchedulerMeter.RUNNING)) {
            assertThat(value(meter)).as(meter.meterName()).isNaN();
        }
        assertThat(value(SchedulerMeter.FAILOVERS)).isZero();
    }

    @Test
    void aRegistryThatReadsAllMeters_asksASchedulerOnce() {
        int[] asked = {0};
        LatestFigures figures = new LatestFigures();
        figures.add("center", () -> {
            asked[0]++;
            return figures(job(""));
        });
        meter(figures);
        registry.getMeters().forEach(meter -> meter.measure().forEach(measurement -> measurement.getValue()));
        assertThat(asked[0]).isOne();
    }
}
