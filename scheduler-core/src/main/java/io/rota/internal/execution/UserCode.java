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

import io.rota.api.ElasticJobListener;
import io.rota.api.FireResult.Outcome;
import io.rota.api.JobConfiguration;
import io.rota.api.JobTimeoutException;
import io.rota.api.ShardingContext;
import io.rota.api.ShardingContexts;
import io.rota.spi.EndSignal;
import io.rota.spi.JobErrorHandler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Calls users' code, on its own threads; whatever that throws is told to the error handler and goes no further. */
final class UserCode {

    private static final Logger log = LoggerFactory.getLogger(UserCode.class);

    private final ItemCode items;
    private volatile JobErrorHandler errorHandler;

    UserCode(ItemCode items, JobErrorHandler errorHandler) {
        this.items = items;
        this.errorHandler = errorHandler;
    }

    void errorHandler(JobErrorHandler handler) {
        errorHandler = handler;
    }

    /** One run of one item. */
    RunEnd execute(
            JobConfiguration definition,
            ShardingContext context,
            TimeLimit limit,
            EndSignal end,
            ObservedRun observed) {
        Map<String, String> before = MDC.getCopyOfContextMap();
        MDC.put("job", context.getJobName());
        MDC.put("item", String.valueOf(context.getShardingItem()));
        MDC.put("fire", String.valueOf(context.getScheduledFireTime()));
        MDC.put("attempt", String.valueOf(context.getAttempt()));
        MDC.put("token", String.valueOf(context.getFencingToken()));
        MDC.put("task", context.getTaskId());
        try {
            observed.begin();
            Throwable thrown = thrown(definition, context, limit, end);
            if (limit.end()) {
                // The interruption was meant for the job's code.
                Thread.interrupted();
                JobTimeoutException timeout = new JobTimeoutException(where(context)
                        + ": the run took longer than its time-out of " + limit.limit()
                        + " and was interrupted. Raise the time-out, or divide the work.");
                if (thrown != null) {
                    timeout.initCause(thrown);
                }
                observed.ended(Outcome.TIMED_OUT, timeout);
                tell(context.getJobName(), where(context), timeout);
                return RunEnd.TIMED_OUT;
            }
            observed.ended(thrown == null ? Outcome.DONE : Outcome.FAILED, thrown);
            if (thrown != null) {
                tell(context.getJobName(), where(context), thrown);
                return RunEnd.FAILED;
            }
            return RunEnd.DONE;
        } finally {
            observed.close();
            restore(before);
        }
    }

    private @Nullable Throwable thrown(
            JobConfiguration definition, ShardingContext context, TimeLimit limit, EndSignal end) {
        try {
            limit.begin();
            items.run(definition, context, end);
            return null;
        } catch (Throwable e) {
            // Errors too: whatever the code throws, its run has ended and the job goes on.
            return e;
        }
    }

    /** Tells every listener, also after one of them has thrown. */
    void tell(
            List<ElasticJobListener> listeners,
            ShardingContexts contexts,
            String moment,
            BiConsumer<ElasticJobListener, ShardingContexts> call) {
        List<FireCall.Step> steps = new ArrayList<>();
        for (ElasticJobListener listener : listeners) {
            String where = "job '" + contexts.getJobName() + "', listener " + listener.getType() + " " + moment
                    + " fire " + contexts.getScheduledFireTime() + ", items "
                    + contexts.getShardingItemParameters().keySet();
            steps.add(new FireCall.Step(where, () -> call.accept(listener, contexts)));
        }
        call(contexts.getJobName(), contexts.getScheduledFireTime(), steps);
    }

    RunEnd call(FireCall call) {
        return call(call.jobName(), call.fire(), call.steps());
    }

    private RunEnd call(String jobName, Instant fire, List<FireCall.Step> steps) {
        Map<String, String> before = withFire(jobName, fire);
        RunEnd end = RunEnd.DONE;
        for (FireCall.Step step : steps) {
            try {
                step.code().run();
            } catch (Throwable e) {
                tell(jobName, step.where(), e);
                end = RunEnd.FAILED;
            }
        }
        restore(before);
        return end;
    }

    /** Tells the error handler of something that happened around a fire. */
    void tell(String jobName, Instant fire, String where, Throwable cause) {
        Map<String, String> before = withFire(jobName, fire);
        tell(jobName, where, cause);
        restore(before);
    }

    private void tell(String jobName, String where, Throwable cause) {
        JobErrorHandler handler = errorHandler;
        try {
            handler.handleException(jobName, where, cause);
        } catch (Throwable e) {
            // Whatever it throws, the run has ended and must be reported. A handler may throw the cause itself.
            if (e != cause) {
                e.addSuppressed(cause);
            }
            log.error("The error handler {} failed on a failed run: {}", handler.getType(), where, e);
        }
    }

    /** Whether a failure of one item is one of all that have not begun. */
    boolean isFireEnded() {
        JobErrorHandler handler = errorHandler;
        try {
            return handler.isFireEnded();
        } catch (Throwable e) {
            log.error("The error handler {} does not tell whether a failed item ends the fire", handler.getType(), e);
            return false;
        }
    }

    private static @Nullable Map<String, String> withFire(String jobName, Instant fire) {
        Map<String, String> before = MDC.getCopyOfContextMap();
        MDC.put("job", jobName);
        MDC.put("fire", String.valueOf(fire));
        return before;
    }

    private static String where(ShardingContext context) {
        return "job '" + context.getJobName() + "', item " + context.getShardingItem() + ", fire "
                + context.getScheduledFireTime() + ", attempt " + context.getAttempt() + ", token "
                + context.getFencingToken();
    }

    private static void restore(@Nullable Map<String, String> before) {
        if (before == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(before);
        }
    }
}
