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
package io.rota.internal.engine;

import io.rota.api.JobFigures;
import io.rota.api.JobInstance;
import io.rota.api.JobState;
import io.rota.env.Env;
import io.rota.internal.cluster.Lease;
import io.rota.internal.trigger.JobTimer;
import io.rota.registry.Backoff;
import io.rota.registry.RegistryListener;
import io.rota.registry.RegistrySession;
import io.rota.spi.Extensions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All jobs of one scheduler: hands sessions and the lease on to them. On the loop, except where stated. */
public final class SchedulerEngine implements RegistryListener, Lease.Listener {

    private static final Logger log = LoggerFactory.getLogger(SchedulerEngine.class);

    private final Env env;
    private final String serverIp;
    private final String process;
    private final Lease lease;
    private final EngineContext context;
    private final Map<String, JobLoop> jobs = new LinkedHashMap<>();
    // Under this session. Bounded by the jobs that the process has.
    private final Set<String> stopped = new HashSet<>();
    private @Nullable RegistrySession session;
    private @Nullable JobInstance self;

    /**
     * @param serverIp the address under which this process appears
     * @param process distinguishes this process start from others on the same address
     */
    public SchedulerEngine(Env env, Extensions extensions, Backoff backoff, String serverIp, String process) {
        this.env = env;
        this.serverIp = serverIp;
        this.process = process;
        lease = new Lease(env, this);
        context = new EngineContext(env, lease, new JobTimer(env.loop(), lease::registryMillis), extensions, backoff);
    }

    /** The lease; its readings that say so may be taken from any thread. */
    public Lease lease() {
        return lease;
    }

    /** This process's current incarnation, if it has a session. */
    public Optional<JobInstance> self() {
        return Optional.ofNullable(self);
    }

    /**
     * Adds a job and looks whether it could join; it joins after {@link #go}.
     *
     * @throws IllegalStateException if a job of the name runs already in this scheduler
     */
    public void start(EngineJob job, JobLoop.StartListener listener) {
        if (jobs.containsKey(job.name())) {
            throw new IllegalStateException("job '" + job.name()
                    + "' runs already in this process under the same registry center. Close the other bootstrap first,"
                    + " or give one of the two another name.");
        }
        JobLoop loop = new JobLoop(
                context,
                job,
                listener,
                () -> stop(job.name(), Duration.ZERO, listener::removed),
                () -> itemFree(job.name()));
        jobs.put(job.name(), loop);
        if (session != null && self != null) {
            // An incarnation never comes back: the job's leaving may still be under way, and must not undo its joining.
            loop.sessionOpened(session, stopped.contains(job.name()) ? incarnation() : self);
        }
    }

    /** Lets a job join. */
    public void go(String jobName) {
        JobLoop loop = jobs.get(jobName);
        if (loop != null) {
            loop.go();
        }
    }

    /** Asks for one run of every item of a one-off job. */
    public void request(String jobName, RequestAuthor author) {
        JobLoop loop = jobs.get(jobName);
        if (loop == null) {
            author.failed("the job is not started in this process. Nothing was requested.");
        } else {
            loop.request(author);
        }
    }

    /**
     * Stops a job; it may be started anew afterwards.
     *
     * @param awaitRuns how long running items are awaited before they are interrupted
     */
    public void stop(String jobName, Duration awaitRuns, Runnable whenDone) {
        JobLoop loop = jobs.get(jobName);
        if (loop == null) {
            whenDone.run();
            return;
        }
        loop.stop(awaitRuns, () -> {
            jobs.remove(jobName, loop);
            stopped.add(jobName);
            whenDone.run();
        });
    }

    /** The names of the jobs that were started and not yet stopped. */
    public List<String> jobs() {
        return new ArrayList<>(jobs.keySet());
    }

    /** How each of them fares. */
    public List<JobState> states() {
        return jobs.values().stream().map(JobLoop::state).toList();
    }

    /** The same in figures. */
    public List<JobFigures> figures() {
        return jobs.values().stream().map(JobLoop::figures).toList();
    }

    /** How long what runs here may still trust its claims, the shortest time of all; without runs, that of the lease. */
    public Duration leaseLeft() {
        return jobs.values().stream()
                .flatMap(job -> job.job().runner().leaseLeft().stream())
                .min(Duration::compareTo)
                .orElseGet(() -> Duration.ofNanos(lease.nanosLeft()));
    }

    @Override
    public void sessionOpened(RegistrySession opened) {
        session = opened;
        stopped.clear();
        JobInstance incarnation = incarnation();
        self = incarnation;
        log.info(
                "A session with the registry has begun; this instance is {}, the session timeout is {} ms.",
                incarnation.id(),
                opened.timeout().toMillis());
        lease.open(opened);
        each(job -> job.sessionOpened(opened, incarnation));
    }

    @Override
    public void sessionSuspended(RegistrySession suspended) {
        log.warn("The registry does not answer: no job starts a new run until it does. What runs goes on for now.");
        lease.suspend();
    }

    @Override
    public void sessionResumed(RegistrySession resumed) {
        log.info("The registry answers again, and the session is alive.");
        lease.resume();
        each(JobLoop::sessionResumed);
    }

    @Override
    public void sessionLost(RegistrySession lost) {
        log.warn("The session with the registry is lost; jobs go on by themselves as soon as there is a new one.");
        session = null;
        self = null;
        lease.close();
        each(JobLoop::sessionLost);
    }

    @Override
    public void leaseHeld() {
        each(JobLoop::leaseHeld);
    }

    @Override
    public void clockCompared() {
        each(JobLoop::clockCompared);
    }

    @Override
    public void leaseExpired() {
        each(JobLoop::leaseExpired);
    }

    private JobInstance incarnation() {
        return JobInstance.of(
                serverIp + JobInstance.DELIMITER + process + "-" + env.ids().next());
    }

    /** A run has ended that may have outlived the stop of its job, which may have been started anew since. */
    private void itemFree(String jobName) {
        JobLoop loop = jobs.get(jobName);
        if (loop != null) {
            loop.poke();
        }
    }

    private void each(Consumer<JobLoop> action) {
        new ArrayList<>(jobs.values()).forEach(action);
    }

    /** Where each job stands, for messages. */
    @Override
    public String toString() {
        return "SchedulerEngine" + jobs.values();
    }
}
