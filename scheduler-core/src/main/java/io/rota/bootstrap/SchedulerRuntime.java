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

import io.rota.api.FireResult;
import io.rota.api.JobState;
import io.rota.env.Env;
import io.rota.env.EventLoop;
import io.rota.env.ServiceThreads;
import io.rota.env.TimeSource;
import io.rota.env.WebClient;
import io.rota.internal.cluster.HostAddress;
import io.rota.internal.engine.EngineJob;
import io.rota.internal.engine.RequestAuthor;
import io.rota.internal.engine.SchedulerEngine;
import io.rota.internal.errorhandler.DingtalkErrors;
import io.rota.internal.errorhandler.MailErrors;
import io.rota.internal.errorhandler.Outbox;
import io.rota.internal.errorhandler.WechatErrors;
import io.rota.internal.execution.HttpItems;
import io.rota.internal.execution.ScriptItems;
import io.rota.operation.JobOperations;
import io.rota.registry.RegistryCenter;
import io.rota.registry.RegistryListener;
import io.rota.spi.Extensions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduler of one registry center: one loop and one set of threads for all its jobs. Thread-safe.
 *
 * <p>There is nothing static about it: two centers in one process have two schedulers that know nothing of each other.
 */
public final class SchedulerRuntime implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SchedulerRuntime.class);

    // What a stop may take beyond the wait for running items: interrupted runs, then leaving.
    private static final Duration STOP_MARGIN = Duration.ofSeconds(10);
    // Messages about runs that a stop interrupted should still leave.
    private static final Duration NOTIFY_CLOSE_WAIT = Duration.ofSeconds(5);
    // Who asks for figures has others to ask too.
    private static final Duration FIGURES_WAIT = Duration.ofSeconds(1);

    private final RegistryCenter center;
    private final SchedulerOptions options;
    private final Env env;
    private final WebClient webClient;
    private final Outbox outbox;
    private final Extensions extensions;
    private final SchedulerEngine engine;
    private final RegistryTimes registryTimes;
    private final SessionRelay sessions;
    private final JobObservers observers;
    private final ConnectionWatch connection;
    /** The jobs that were started and have not stopped, by name. */
    private final Map<String, JobBootstrap.Start> started = new ConcurrentSkipListMap<>();
    /** Ends when the threads have been ended: from then on the loop answers nobody. */
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    /** What callers wait for; nobody else would answer them once the loop has ended. */
    private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();
    // Guarded by this.
    private boolean connected;
    private boolean closed;
    private @Nullable JobOperations operations;

    private SchedulerRuntime(RegistryCenter center, SchedulerOptions options) {
        this.center = center;
        this.options = options;
        env = Env.system();
        webClient = new WebClient("rota-http");
        outbox = new Outbox(env.time(), new ServiceThreads("rota-notify", 1, Outbox.WAITING_MAX, NOTIFY_CLOSE_WAIT));
        extensions = options.extensions()
                .orElse(List.of(
                        new ScriptItems(),
                        new HttpItems(webClient, options.commands().httpAllowedHosts()),
                        new MailErrors(outbox),
                        new WechatErrors(outbox, webClient),
                        new DingtalkErrors(outbox, webClient, env.time())));
        engine = new SchedulerEngine(
                env,
                extensions,
                center.backoff(),
                HostAddress.choose(),
                String.valueOf(ProcessHandle.current().pid()));
        registryTimes = new RegistryTimes(env.time());
        sessions = new SessionRelay(registryTimes::timed);
        sessions.add(engine);
        // After the engine, which says who this instance is.
        connection = new ConnectionWatch(env.time(), engine, options.startWait());
        sessions.add(connection);
        observers = new JobObservers(extensions);
    }

    /** The scheduler of a registry center, made with the default options if there is none yet. */
    public static SchedulerRuntime of(RegistryCenter center) {
        return center.companion(
                SchedulerRuntime.class, () -> new SchedulerRuntime(center, SchedulerOptions.defaults()));
    }

    /**
     * Makes the scheduler of a registry center.
     *
     * @throws IllegalStateException if the center has a scheduler already: its options could not be changed any more
     */
    public static SchedulerRuntime create(RegistryCenter center, SchedulerOptions options) {
        SchedulerRuntime runtime =
                center.companion(SchedulerRuntime.class, () -> new SchedulerRuntime(center, options));
        if (runtime.options != options) {
            throw new IllegalStateException("The registry center has a scheduler already. Make the scheduler with its"
                    + " options before the first bootstrap.");
        }
        return runtime;
    }

    public SchedulerOptions options() {
        return options;
    }

    /**
     * Steers and looks at the jobs of the registry center, also those that do not run in this process. It is closed with
     * the scheduler at the latest, and made anew if it was closed before.
     *
     * @throws IllegalStateException if closed
     */
    public synchronized JobOperations operations() {
        checkOpen();
        JobOperations known = operations;
        if (known == null || known.isClosed()) {
            connect();
            known = JobOperations.beside(env.loop(), registryClock(), center.describe(), this::hear, this::unhear);
            operations = known;
        }
        return known;
    }

    /**
     * Starts several jobs: all of them are looked at before the first one runs, so that a job that cannot run keeps the
     * others from starting.
     *
     * <p>Waits for the registry at most as long as {@link SchedulerOptions#startWait()} says; without it the jobs join by
     * themselves as soon as they can.
     *
     * @return whether all of them take part now; false if the registry could not be reached in time
     * @throws JobRefusedException if the name of one belongs to another class; none was started
     * @throws IllegalStateException if one or the scheduler is closed, or if one runs already under another bootstrap
     */
    public boolean start(Collection<? extends JobBootstrap> jobs) {
        checkOpen();
        long deadline = env.time().monotonicNanos() + options.startWait().toNanos();
        List<JobBootstrap.Start> starts = new ArrayList<>();
        List<JobBootstrap> begun = new ArrayList<>();
        try {
            for (JobBootstrap job : jobs) {
                if (!job.isStarted()) {
                    begun.add(job);
                }
                starts.add(job.begin());
            }
            boolean checked =
                    await(all(starts.stream().map(start -> start.checked).toList()), deadline);
            env.loop()
                    .execute(() ->
                            jobs.forEach(job -> engine.go(job.configuration().getJobName())));
            boolean joined = checked
                    && await(all(starts.stream().map(start -> start.joined).toList()), deadline);
            if (!joined) {
                log.warn(
                        "{} did not answer within {} ms. {} job(s) wait and join by themselves as soon as it does. Check"
                                + " that it runs and that its address is right.",
                        center.describe(),
                        options.startWait().toMillis(),
                        jobs.size());
            }
            return joined;
        } catch (RuntimeException e) {
            // Not those that somebody else had started.
            begun.forEach(JobBootstrap::stop);
            throw e;
        }
    }

    /** How each started job fares in this process, by name. Never waits, so it tells what was known a moment ago. */
    public List<JobState> states() {
        return started.values().stream()
                .map(JobBootstrap.Start::state)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The bootstraps of the jobs that are started, by name. Never waits. */
    public List<JobBootstrap> started() {
        return started.values().stream().map(JobBootstrap.Start::bootstrap).toList();
    }

    /** How a job fares in this process; empty if it is not started. Never waits. */
    public Optional<JobState> state(String jobName) {
        return Optional.ofNullable(started.get(jobName)).map(JobBootstrap.Start::state);
    }

    /** Whether the registry answers, as far as this process knows. Never waits. */
    public RegistryConnection connection() {
        return connection.now();
    }

    /** The registry center that it was made for. */
    public RegistryCenter registryCenter() {
        return center;
    }

    /** The registry's time as far as this machine knows it: what fires and records are told by. */
    public Instant registryTime() {
        return Instant.ofEpochMilli(registryMillis());
    }

    /**
     * How long {@link #state} has told the same phase and problem of a job, whatever was done to this machine's clock
     * meanwhile; zero if it is not started.
     */
    public Duration unchangedFor(String jobName) {
        JobBootstrap.Start start = started.get(jobName);
        return start == null ? Duration.ZERO : start.unchangedFor();
    }

    private TimeSource registryClock() {
        return new TimeSource() {
            @Override
            public long wallMillis() {
                return registryMillis();
            }

            @Override
            public long monotonicNanos() {
                return env.time().monotonicNanos();
            }
        };
    }

    /**
     * How the scheduler and its jobs fare in this process, for meters.
     *
     * @throws IllegalStateException if the scheduler is closed or does not answer within a second
     */
    public SchedulerFigures figures() {
        checkOpen();
        CompletableFuture<SchedulerFigures> figures = new CompletableFuture<>();
        env.loop()
                .execute(() -> figures.complete(new SchedulerFigures(
                        sessions.isConnected(),
                        clockSkew(),
                        engine.leaseLeft(),
                        registryTimes.figures(),
                        outbox.waiting(),
                        outbox.dropped(),
                        engine.figures())));
        if (!await(figures, env.time().monotonicNanos() + FIGURES_WAIT.toNanos())) {
            throw new IllegalStateException("The scheduler did not tell its figures within " + FIGURES_WAIT.toMillis()
                    + " ms. Ask again later.");
        }
        return figures.join();
    }

    /**
     * How far this machine's clock is ahead of the registry's, as of the last heartbeat; negative if it is behind. Beyond
     * five seconds there is a warning, and far beyond that nothing is started.
     */
    public Duration clockSkew() {
        return Duration.ofMillis(engine.lease().skewMillis());
    }

    /**
     * Stops all jobs as {@link JobBootstrap#close()} does, all at the same time, and ends the threads. Later calls do
     * nothing.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        List<CompletionStage<?>> stops = new ArrayList<>();
        CompletableFuture<List<String>> names = new CompletableFuture<>();
        env.loop().execute(() -> names.complete(engine.jobs()));
        try {
            names.get(STOP_MARGIN.toMillis(), TimeUnit.MILLISECONDS)
                    .forEach(name -> stops.add(stop(name, options.awaitTermination())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.error("The scheduler does not answer; its threads are ended without waiting for jobs.", e);
        }
        stops.forEach(stop -> awaitStop(stop, "a job"));
        closeOperations();
        outbox.close();
        webClient.close();
        env.close();
        ended.complete(true);
        observers.closeAll();
        open.forEach(completion -> completion.completeExceptionally(
                new IllegalStateException("The scheduler was closed before the end.")));
        // Last, because it may wait for a database while nobody waits for it; until now runs may have ended.
        options.tracer().close();
    }

    /** After the jobs, whose code may use them until it ends. */
    private synchronized void closeOperations() {
        if (operations != null) {
            operations.close();
        }
    }

    // ---- for the snapshots

    /** Connects, and lets a listener hear of the current session and of later ones, on the loop. */
    void listen(RegistryListener listener) {
        connect();
        hear(listener);
    }

    void unhear(RegistryListener listener) {
        env.loop().execute(() -> sessions.remove(listener));
    }

    private void hear(RegistryListener listener) {
        env.loop().execute(() -> sessions.add(listener));
    }

    /** Does something when the threads have been ended. */
    void whenEnded(Runnable action) {
        ended.thenRun(action);
    }

    String registry() {
        return center.describe();
    }

    // ---- for the bootstraps

    /** The options' extensions, and those that come along. */
    Extensions extensions() {
        return extensions;
    }

    Env env() {
        return env;
    }

    JobObservers observers() {
        return observers;
    }

    /** The registry's time as far as this machine knows it, in epoch milliseconds. */
    long registryMillis() {
        return env.time().wallMillis() - engine.lease().skewMillis();
    }

    void begin(EngineJob job, JobBootstrap.Start start) {
        connect();
        await(() -> {
            engine.start(job, start);
            started.put(job.name(), start);
        });
    }

    /** The job has stopped. */
    void forget(String jobName) {
        started.remove(jobName);
    }

    CompletionStage<?> stop(String jobName, Duration awaitRuns) {
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        env.loop()
                .execute(() -> engine.stop(jobName, awaitRuns, () -> {
                    forget(jobName);
                    stopped.complete(true);
                }));
        // A closed scheduler has stopped every job.
        return CompletableFuture.anyOf(stopped, ended);
    }

    void awaitStop(CompletionStage<?> stop, String what) {
        Duration limit = options.awaitTermination().plus(STOP_MARGIN);
        try {
            stop.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.error(
                    "{} did not stop within {} ms; the session's end will free what it holds.", what, limit.toMillis());
        }
    }

    /** Returns when the request is recorded; the completion follows. */
    void request(JobBootstrap.Start start, String jobName, CompletableFuture<FireResult> completion) {
        long deadline = env.time().monotonicNanos() + options.startWait().toNanos();
        if (!await(start.joined, deadline)) {
            throw new IllegalStateException("job '" + jobName + "': " + center.describe() + " did not answer within "
                    + options.startWait().toMillis() + " ms, so nothing was requested. Call again later.");
        }
        CompletableFuture<Boolean> accepted = new CompletableFuture<>();
        env.loop()
                .execute(() -> engine.request(jobName, new RequestAuthor() {
                    @Override
                    public void accepted(long fire) {
                        accepted.complete(true);
                    }

                    @Override
                    public void completed(FireResult result) {
                        tell(() -> completion.complete(result));
                    }

                    @Override
                    public void failed(String trouble) {
                        IllegalStateException failure = new IllegalStateException("job '" + jobName + "': " + trouble);
                        accepted.completeExceptionally(failure);
                        tell(() -> completion.completeExceptionally(failure));
                    }
                }));
        if (!await(accepted, env.time().monotonicNanos() + options.startWait().toNanos())) {
            throw new IllegalStateException("job '" + jobName + "': " + center.describe() + " did not answer within "
                    + options.startWait().toMillis() + " ms; the job may or may not run once more.");
        }
    }

    /** Tells a caller something on a thread of its own: what hangs on it is the caller's code, which may take its time. */
    private void tell(Runnable news) {
        try {
            env.workers().start(news);
        } catch (RuntimeException | Error e) {
            log.debug("No thread to tell a caller of an outcome; it is told here.", e);
            news.run();
        }
    }

    /** Ends a completion with a time-out unless it has ended by then. */
    void failAfter(Duration limit, CompletableFuture<?> completion) {
        EventLoop.Timer timer = env.loop()
                .schedule(
                        limit.toNanos(),
                        () -> tell(() ->
                                completion.completeExceptionally(new TimeoutException("no end within " + limit))));
        open.add(completion);
        completion.whenComplete((result, failure) -> {
            timer.cancel();
            open.remove(completion);
        });
    }

    // ---- waiting

    private synchronized void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The scheduler of " + center.describe()
                    + " is closed. Nothing was started. Make a new registry center.");
        }
    }

    private synchronized void connect() {
        checkOpen();
        if (!connected) {
            connected = true;
            connection.begun();
            center.connect(sessions, env.loop());
        }
    }

    private void await(Runnable onLoop) {
        CompletableFuture<?> done = CompletableFuture.runAsync(onLoop, env.loop());
        if (!await(done, env.time().monotonicNanos() + STOP_MARGIN.toNanos())) {
            throw new IllegalStateException("The scheduler does not answer. Make a new registry center.");
        }
    }

    private static CompletableFuture<Boolean> all(List<CompletableFuture<Boolean>> each) {
        CompletableFuture<Boolean> all = CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> true);
        // The first failure ends the wait; the others need not be awaited.
        each.forEach(one -> one.exceptionally(failure -> !all.completeExceptionally(failure)));
        return all;
    }

    /** Waits until done or until the deadline; rethrows what the future failed with. */
    private boolean await(Future<?> future, long deadlineNanos) {
        try {
            future.get(Math.max(0, deadlineNanos - env.time().monotonicNanos()), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the scheduler.", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException wrapper ? wrapper.getCause() : e.getCause();
            if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("The scheduler failed.", cause);
        }
    }
}
