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

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.rota.api.ExecutionSource;
import io.rota.api.FireResult.Outcome;
import io.rota.api.JobConfiguration;
import io.rota.api.SkippedFires;
import io.rota.spi.RunObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The meters of all jobs of one name. Thread-safe. */
final class JobMeters {

    private final MeterSet meters;
    private final Tags job;
    private final Map<Ended, Timer> runs = new ConcurrentHashMap<>();
    private final Map<ExecutionSource, Timer> delays = new ConcurrentHashMap<>();

    private record Ended(Outcome outcome, ExecutionSource source) {}

    JobMeters(JobConfiguration definition, MeterSet meters, LatestFigures figures) {
        this.meters = meters;
        String name = definition.getJobName();
        job = Tags.of("job", name);
        meters.gauge(SchedulerMeter.HEALTHY, job, () -> figures.isHealthy(name));
        meters.gauge(SchedulerMeter.ASSIGNED, job, () -> figures.ofJob(name, each -> each.itemsAssigned()));
        meters.gauge(SchedulerMeter.RUNNING, job, () -> figures.ofJob(name, each -> each.itemsRunning()));
        meters.counter(
                SchedulerMeter.FAILOVERS,
                job,
                () -> figures.ofJob(name, each -> each.decided().takenOver()));
        meters.counter(
                SchedulerMeter.ABANDONED,
                job,
                () -> figures.ofJob(name, each -> each.decided().abandoned()));
        meters.counter(
                SchedulerMeter.GIVEN_UP,
                job,
                () -> figures.ofJob(name, each -> each.decided().givenUp()));
        for (SkippedFires.Reason reason : SkippedFires.Reason.values()) {
            meters.counter(
                    SchedulerMeter.SKIPPED,
                    job.and("reason", reason.name()),
                    () -> figures.ofJob(name, each -> each.decided().skipped().getOrDefault(reason, 0L)));
        }
        // There from the beginning, so that the first failure is seen as a change from 0.
        ExecutionSource usual =
                definition.getCron() == null ? ExecutionSource.MANUAL_TRIGGER : ExecutionSource.NORMAL_TRIGGER;
        delay(usual);
        run(new Ended(Outcome.DONE, usual));
        run(new Ended(Outcome.FAILED, usual));
    }

    RunObserver.Observed begin(RunObserver.Begun run) {
        // What a run waited for its next attempt says nothing about being late.
        if (run.context().getAttempt() == 1 || run.source() == ExecutionSource.FAILOVER) {
            delay(run.source()).record(run.delay());
        }
        Timer.Sample begun = meters.startTimer();
        return new RunObserver.Observed() {
            @Override
            public void ended(Outcome outcome, @Nullable Throwable failure) {
                begun.stop(run(new Ended(outcome, run.source())));
            }

            @Override
            public void close() {}
        };
    }

    void close() {
        meters.close();
    }

    private Timer run(Ended ended) {
        return runs.computeIfAbsent(
                ended,
                key -> meters.timer(
                        SchedulerMeter.RUNS,
                        job.and(
                                "outcome",
                                key.outcome().name(),
                                "source",
                                key.source().name())));
    }

    private Timer delay(ExecutionSource source) {
        return delays.computeIfAbsent(source, key -> meters.timer(SchedulerMeter.DELAY, job.and("source", key.name())));
    }
}
