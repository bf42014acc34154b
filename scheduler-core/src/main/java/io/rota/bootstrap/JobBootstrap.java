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

import io.rota.api.ElasticJob;
import io.rota.api.ElasticJobListener;
import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.api.JobState;
import io.rota.api.TypedExtension;
import io.rota.internal.cluster.JobClassNames;
import io.rota.internal.engine.EngineJob;
import io.rota.internal.engine.JobLoop;
import io.rota.internal.execution.FireRunner;
import io.rota.internal.execution.ItemCode;
import io.rota.internal.execution.ItemThreads;
import io.rota.registry.RegistryCenter;
import io.rota.spi.Extensions;
import io.rota.spi.JobErrorHandler;
import io.rota.spi.JobShardingStrategy;
import io.rota.spi.JobThreadPolicy;
import io.rota.spi.RunObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job in this process: what starts it and what stops it.
 *
 * <p>Making one checks the configuration and touches no registry. Thread-safe. Closing it waits for running items as long
 * as the scheduler's {@link SchedulerOptions#awaitTermination()} says, and some seconds more to leave in order.
 */
public abstract class JobBootstrap implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JobBootstrap.class);

    private static final String DEFAULT_ERROR_HANDLER = "LOG";
    private static final String THREADS_PROPERTY = "job-executor-service-handler-type";

    private final SchedulerRuntime runtime;
    private final JobConfiguration configuration;
    private final Function<Extensions, ItemCode> code;
    private final Function<Extensions, String> owner;
    private final EngineJob engineJob;
    private final String type;
    private final List<RunObserver> observers;
    // Guarded by this.
    private @Nullable Start start;
    private CompletionStage<?> stopped = CompletableFuture.completedFuture(true);
    private boolean closed;

    /** One start of the job, until its stop. */
    final class Start implements JobLoop.StartListener {

        /** How the job fares; nanos for measuring, the instant in the state for people. */
        private record Told(JobState state, long sinceNanos) {}

        /** Ends when it is known whether the job's name is free. */
        final CompletableFuture<Boolean> checked = new CompletableFuture<>();
        /** Ends when the instance is registered. */
        final CompletableFuture<Boolean> joined = new CompletableFuture<>();
        /** Ends when the job has stopped because an operator asked for it. */
        private final CompletableFuture<Boolean> removed = new CompletableFuture<>();

        private volatile boolean removing;
        private volatile @Nullable Told told;

        /** How the job fares, as the loop told last; null before it told anything. */
        @Nullable
        JobState state() {
            Told last = told;
            return last == null ? null : last.state;
        }

        /** How long it fares so: the same phase, and the same problem. */
        Duration unchangedFor() {
            Told last = told;
            return last == null
                    ? Duration.ZERO
                    : Duration.ofNanos(runtime.env().time().monotonicNanos() - last.sinceNanos);
        }

        JobBootstrap bootstrap() {
            return JobBootstrap.this;
        }

        @Override
        public void fares(JobState state) {
            Told last = told;
            long sinceNanos = last != null && last.state.since().equals(state.since())
                    ? last.sinceNanos
                    : runtime.env().time().monotonicNanos();
            told = new Told(state, sinceNanos);
        }

        @Override
        public void checked() {
            checked.complete(true);
        }

        @Override
        public void joined() {
            checked.complete(true);
            joined.complete(true);
        }

        @Override
        public void refused(String problem) {
            JobRefusedException refusal = new JobRefusedException(configuration.getJobName(), problem);
            checked.completeExceptionally(refusal);
            joined.completeExceptionally(refusal);
        }

        @Override
        public void removing() {
            removing = true;
        }

        @Override
        public void removed() {
            runtime.forget(configuration.getJobName());
            removed.complete(true);
        }
    }

    JobBootstrap(RegistryCenter registryCenter, ElasticJob job, JobConfiguration configuration) {
        this(
                registryCenter,
                configuration,
                extensions -> ItemCode.of(job, extensions),
                extensions -> JobClassNames.of(job, extensions));
    }

    JobBootstrap(RegistryCenter registryCenter, String jobType, JobConfiguration configuration) {
        this(
                registryCenter,
                configuration,
                extensions -> ItemCode.ofType(jobType, configuration.getJobName(), extensions),
                extensions -> jobType);
    }

    JobBootstrap(
            RegistryCenter registryCenter,
            JobConfiguration configuration,
            Function<Extensions, ItemCode> code,
            Function<Extensions, String> owner) {
        this.runtime = SchedulerRuntime.of(registryCenter);
        this.configuration = configuration;
        this.code = code;
        this.owner = owner;
        Extensions extensions = runtime.extensions();
        ItemCode items = code.apply(extensions);
        items.check(configuration);
        JobThreadPolicy threads = extension(
                extensions,
                JobThreadPolicy.class,
                configuration.getJobExecutorServiceHandlerType(),
                runtime.options().defaultThreads(),
                THREADS_PROPERTY);
        ItemThreads itemThreads;
        try {
            itemThreads = ItemThreads.of(threads);
        } catch (IllegalArgumentException e) {
            throw refused(THREADS_PROPERTY, threads.getType(), String.valueOf(e.getMessage()));
        }
        extension(
                extensions,
                JobShardingStrategy.class,
                configuration.getJobShardingStrategyType(),
                "AVG_ALLOCATION",
                "job-sharding-strategy-type");
        JobErrorHandler errorHandler = extension(
                        extensions,
                        JobErrorHandler.class,
                        configuration.getJobErrorHandlerType(),
                        DEFAULT_ERROR_HANDLER,
                        "job-error-handler-type")
                .forJob(configuration);
        for (String listener : configuration.getJobListenerTypes()) {
            extension(extensions, ElasticJobListener.class, listener, "", "job-listener-types");
        }
        warnOfNoEffect();
        FireRunner runner = new FireRunner(runtime.env(), items, errorHandler, itemThreads.max());
        runner.threads(itemThreads);
        runner.tracer(runtime.options().tracer());
        type = owner.apply(extensions);
        engineJob = new EngineJob(
                configuration,
                type,
                runner,
                runtime.options().commands().fromRegistry(),
                runtime.options().defaultThreads());
        // Last, so that a job that is refused leaves nothing with them.
        observers = runtime.observers().of(configuration);
        runner.observers(observers, runtime::registryMillis);
    }

    /** The definition that this process was given; the registry's may differ and then counts. */
    public final JobConfiguration configuration() {
        return configuration;
    }

    /**
     * The same job for another registry center, to be run when asked: for trying it out.
     *
     * @param definition in place of its own; must not have a cron expression
     * @param watch is told of each call of the job's code
     * @throws JobConfigurationException if the definition is wrong
     */
    public final OneOffJobBootstrap tryIn(RegistryCenter other, JobConfiguration definition, RunWatch watch) {
        return new OneOffJobBootstrap(
                other, definition, extensions -> new WatchedItems(code.apply(extensions), watch), owner);
    }

    /** Name of the job's class, or its type if it needs no class: {@code SCRIPT}. */
    public final String type() {
        return type;
    }

    /** The scheduler that runs the job. */
    public final SchedulerRuntime runtime() {
        return runtime;
    }

    /**
     * Stops the job in this process: nothing new at once, what runs is awaited, then interrupted. It may be started anew.
     *
     * @return ends when the job has left, also if an earlier call began that; never exceptionally
     */
    public final CompletionStage<?> stop() {
        synchronized (this) {
            noticeRemoval();
            if (start != null) {
                start = null;
                stopped = runtime.stop(
                        configuration.getJobName(), runtime.options().awaitTermination());
            }
            return stopped;
        }
    }

    /** Stops the job and waits for that; the same as {@link #close()}. */
    public final void shutdown() {
        close();
    }

    @Override
    public final void close() {
        synchronized (this) {
            closed = true;
        }
        runtime.awaitStop(stop(), "job '" + configuration.getJobName() + "'");
        runtime.observers().close(observers);
    }

    /** An operator may have stopped the job meanwhile. */
    private void noticeRemoval() {
        if (start != null && start.removing) {
            stopped = start.removed;
            start = null;
        }
    }

    final synchronized boolean isStarted() {
        noticeRemoval();
        return start != null;
    }

    /** Starts the job unless it is started; it joins once {@link SchedulerRuntime#go} is called. */
    final Start begin() {
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("job '" + configuration.getJobName()
                        + "': its bootstrap is closed. Make a new one to start the job again.");
            }
            noticeRemoval();
            if (start != null) {
                return start;
            }
            if (!stopped.toCompletableFuture().isDone()) {
                throw new IllegalStateException("job '" + configuration.getJobName()
                        + "' is still stopping. Wait for the end of stop() before you start it again.");
            }
            start = new Start();
            try {
                runtime.begin(engineJob, start);
            } catch (RuntimeException e) {
                start = null;
                throw e;
            }
            return start;
        }
    }

    /** What is accepted and yet does less than it seems to. */
    private void warnOfNoEffect() {
        String name = configuration.getJobName();
        int total = configuration.getShardingTotalCount();
        if (configuration.isFailover() && !configuration.isMonitorExecution() && configuration.getCron() != null) {
            log.warn(
                    "job '{}': failover has no effect, because monitor-execution is false and no run is recorded. Set"
                            + " monitor-execution to true, or remove failover.",
                    name);
        }
        if (configuration.getRetry().maxAttempts() > 0
                && !configuration.isMonitorExecution()
                && configuration.getCron() != null) {
            log.warn(
                    "job '{}': retry has no effect, because monitor-execution is false and no attempt is recorded. Set"
                            + " monitor-execution to true, or remove retry.",
                    name);
        }
        List<Integer> beyond = configuration.itemParameters().keySet().stream()
                .filter(item -> item >= total)
                .toList();
        if (!beyond.isEmpty()) {
            log.warn(
                    "job '{}': sharding-item-parameters names the items {}, but sharding-total-count is {}, so they never"
                            + " run. Raise the count, or remove them.",
                    name,
                    beyond,
                    total);
        }
    }

    private <T extends TypedExtension> T extension(
            Extensions extensions, Class<T> kind, @Nullable String wished, String byDefault, String property) {
        String type = wished == null ? byDefault : wished;
        try {
            return extensions.find(kind, type).orElseThrow(() -> refused(property, type, unknown(extensions, kind)));
        } catch (IllegalStateException e) {
            throw refused(property, type, "is not clear. " + e.getMessage());
        }
    }

    private static <T extends TypedExtension> String unknown(Extensions extensions, Class<T> kind) {
        List<String> known = extensions.types(kind);
        return "is not known. "
                + (known.isEmpty()
                        ? "There is no " + kind.getSimpleName() + ". Make one a bean or a ServiceLoader provider."
                        : "Known are " + String.join(", ", known) + ".");
    }

    private JobConfigurationException refused(String property, String type, String problem) {
        return new JobConfigurationException(
                configuration.getJobName(), property, property + " '" + type + "' " + problem);
    }
}
