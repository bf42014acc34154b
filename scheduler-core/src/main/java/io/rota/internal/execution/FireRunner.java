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

import io.rota.api.ElasticJob;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.env.Env;
import io.rota.env.WorkerPool;
import io.rota.spi.JobErrorHandler;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs items of one job on shared threads, a bounded number at the same time; the rest wait their turn. On the loop,
 * except for the job's own code.
 *
 * <p>While nothing runs it holds nothing. An item never runs twice at the same time in this process, not even under two
 * sessions: see {@link #isBusy}.
 */
public final class FireRunner {

    private static final Logger log = LoggerFactory.getLogger(FireRunner.class);

    private record Waiting(ShardingContext context, BiConsumer<Integer, RunEnd> whenEnded) {}

    private final Env env;
    private final SimpleJob job;
    // Read by job threads.
    private volatile JobErrorHandler errorHandler;
    // Bounded by the number of items: an item that waits or runs is busy and is not given again.
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final Map<Integer, WorkerPool.Running> running = new HashMap<>();
    private final Set<Integer> busy = new HashSet<>();
    private int threadsMax;

    /**
     * @param threadsMax how many items at the same time, at least 1
     */
    public FireRunner(Env env, SimpleJob job, JobErrorHandler errorHandler, int threadsMax) {
        this.env = env;
        this.job = job;
        this.errorHandler = errorHandler;
        threadsMax(threadsMax);
    }

    /** The runner's view of a job object; only simple jobs can be run. */
    public static SimpleJob runnable(ElasticJob job) {
        if (job instanceof SimpleJob simple) {
            return simple;
        }
        throw new IllegalArgumentException(job.getClass().getName() + " is no job that can be run: it must implement "
                + SimpleJob.class.getName());
    }

    /** Whether an item waits or runs here, under whatever session it was claimed. */
    public boolean isBusy(int item) {
        return busy.contains(item);
    }

    /** Changes how many items run at the same time; what runs already goes on. */
    public void threadsMax(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("a job needs at least one thread, not " + max);
        }
        threadsMax = max;
        startNext();
    }

    /** Changes who is told of failed runs. */
    public void errorHandler(JobErrorHandler handler) {
        errorHandler = handler;
    }

    public boolean isIdle() {
        return busy.isEmpty();
    }

    /**
     * Runs one item as soon as a thread is free.
     *
     * @param whenEnded gets the item and how its run ended; on the loop
     */
    public void run(ShardingContext context, BiConsumer<Integer, RunEnd> whenEnded) {
        if (!busy.add(context.getShardingItem())) {
            throw new IllegalStateException(context + " runs already in this process");
        }
        waiting.add(new Waiting(context, whenEnded));
        startNext();
    }

    /** Interrupts what runs; what waits is not run any more. */
    public void interrupt() {
        while (!waiting.isEmpty()) {
            Waiting dropped = waiting.remove();
            env.loop().execute(() -> ended(dropped, RunEnd.NOT_RUN));
        }
        running.values().forEach(WorkerPool.Running::interrupt);
    }

    private void startNext() {
        while (running.size() < threadsMax && !waiting.isEmpty()) {
            Waiting next = waiting.remove();
            int item = next.context().getShardingItem();
            try {
                running.put(item, env.workers().start(() -> {
                    // Between the claim and this thread much time may have passed.
                    RunEnd end = next.context().isLeaseValid() ? call(next.context()) : RunEnd.NOT_RUN;
                    env.loop().execute(() -> ended(next, end));
                }));
            } catch (RuntimeException | Error e) {
                log.error("No thread for {}; it is not run now", next.context(), e);
                env.loop().execute(() -> ended(next, RunEnd.NOT_RUN));
                return;
            }
        }
    }

    private void ended(Waiting run, RunEnd end) {
        int item = run.context().getShardingItem();
        running.remove(item);
        busy.remove(item);
        startNext();
        run.whenEnded().accept(item, end);
    }

    /** The job's own code, on its own thread. */
    private RunEnd call(ShardingContext context) {
        Map<String, String> before = MDC.getCopyOfContextMap();
        MDC.put("job", context.getJobName());
        MDC.put("item", String.valueOf(context.getShardingItem()));
        MDC.put("fire", String.valueOf(context.getScheduledFireTime()));
        MDC.put("token", String.valueOf(context.getFencingToken()));
        try {
            job.execute(context);
            return RunEnd.DONE;
        } catch (Throwable e) {
            // Errors too: whatever the code throws, its run has ended and the job goes on.
            handle(context, e);
            return RunEnd.FAILED;
        } finally {
            restore(before);
        }
    }

    private void handle(ShardingContext context, Throwable cause) {
        String where = "job '" + context.getJobName() + "', item " + context.getShardingItem() + ", fire "
                + context.getScheduledFireTime() + ", attempt " + context.getAttempt() + ", token "
                + context.getFencingToken();
        try {
            errorHandler.handleException(context.getJobName(), where, cause);
        } catch (Throwable e) {
            // Whatever it throws, the run has ended and must be reported. A handler may throw the cause itself.
            if (e != cause) {
                e.addSuppressed(cause);
            }
            log.error("The error handler {} failed on a failed run: {}", errorHandler.getType(), where, e);
        }
    }

    private static void restore(@Nullable Map<String, String> before) {
        if (before == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(before);
        }
    }
}
