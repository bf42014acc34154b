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
package io.rota.internal.execution;

import io.rota.api.ItemRun;
import io.rota.api.JobInstance;
import io.rota.env.TimeSource;
import io.rota.tracing.FailureText;
import io.rota.tracing.JobEvent;
import io.rota.tracing.JobTracer;
import io.rota.tracing.TracedRun;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the tracer of one run, if it wants to hear of the job. Whatever the tracer does, the run goes on. */
final class RunTrace {

    private static final Logger log = LoggerFactory.getLogger(RunTrace.class);

    private final JobTracer tracer;
    private final TimeSource time;
    private final ItemRun run;
    private final TracedRun traced;
    private long startedAtMillis;

    RunTrace(JobTracer tracer, TimeSource time, ClaimedGroup group, int item, ItemRun run) {
        this.tracer = tracer;
        this.time = time;
        this.run = run;
        traced = new TracedRun(
                group.job().getJobName(),
                run.taskId(),
                item,
                JobInstance.of(group.instance()).serverIp(),
                run.source());
    }

    /** On the loop. */
    void staged() {
        publish(() ->
                new JobEvent.Staged(traced, time.wallMillis(), "fire " + run.fire() + ", attempt " + run.attempt()));
    }

    /** On the run's thread, as all that follows. */
    void started() {
        startedAtMillis = time.wallMillis();
        publish(() -> new JobEvent.Started(traced, startedAtMillis));
    }

    /**
     * @param failure null if the code returned
     */
    void ended(@Nullable Throwable failure) {
        long now = time.wallMillis();
        publish(() ->
                new JobEvent.Ended(traced, startedAtMillis, now, failure == null ? null : FailureText.of(failure)));
    }

    /** The code is not called any more, and the run counts as failed. On the loop. */
    void givenUp(String why) {
        long now = time.wallMillis();
        publish(() -> new JobEvent.Ended(traced, now, now, why));
    }

    private void publish(Supplier<JobEvent> event) {
        try {
            if (tracer.traces(traced.jobName())) {
                tracer.publish(event.get());
            }
        } catch (RuntimeException | Error e) {
            log.error("The tracer failed on {}", traced, e);
        }
    }
}
