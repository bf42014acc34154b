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

import io.rota.api.JobConfiguration;
import io.rota.api.JobFigures;
import io.rota.api.JobInstance;
import io.rota.api.JobState;
import io.rota.env.EventLoop;
import io.rota.internal.execution.FireRunner;
import io.rota.registry.RegistrySession;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * One job in this process, from its start to its stop, through any number of sessions.
 *
 *   WAITING    a start is wished; a session is needed, or the look at the tree is not finished
 *   CHECKED    the job's name is free or its own; somebody must say go
 *   ACTIVE     joining, or taking part
 *   REFUSED    the name belongs to somebody else; it is looked at again from time to time
 *   STOPPING   nothing new; waiting for what runs, then interrupting it, then leaving
 *   STOPPED    the end
 *
 * Whatever depends on a session lives in a Tenure, which is thrown away with it. Only runs outlive a session: the threads
 * of the job cannot be thrown away.
 */
/** The state machine of one job. On the loop. */
public final class JobLoop implements Tenure.Owner {

    private static final Logger log = LoggerFactory.getLogger(JobLoop.class);

    // After an interruption: long enough for a finally block, short enough for a shutdown.
    private static final Duration INTERRUPTED_WAIT = Duration.ofSeconds(5);
    private static final Duration LEAVE_WAIT = Duration.ofSeconds(2);
    // Between two looks at a name that belongs to somebody else.
    private static final Duration REFUSED_WAIT = Duration.ofSeconds(30);

    private enum Phase {
        WAITING,
        CHECKED,
        ACTIVE,
        REFUSED,
        STOPPING,
        STOPPED
    }

    /** Hears how a start fares; on the loop, any number of times. */
    public interface StartListener {

        /** The job could join: its name is free or its own. */
        void checked();

        /** The job takes part. */
        void joined();

        /** The job does not run. */
        void refused(String problem);

        /** An operator asked this process to stop the job, and it is being stopped. */
        void removing();

        /** After {@link #removing}: it has stopped, and may be started anew. */
        void removed();

        /** The job fares differently. */
        default void fares(JobState state) {}
    }

    private final EngineContext context;
    private final EngineJob job;
    private final StartListener listener;
    private final Runnable whenDeregistered;
    private final Runnable whenItemFree;
    private final RequestDesk desk;
    private final ScheduleHistory schedules = new ScheduleHistory();
    private Phase phase = Phase.WAITING;
    private boolean go;
    private @Nullable RegistrySession session;
    private EventLoop.@Nullable Timer refusedTimer;
    private String problem = "";
    private @Nullable Tenure tenure;
    private EventLoop.@Nullable Timer stopTimer;
    private Runnable whenStopped = () -> {};
    private JobState told;

    /**
     * @param whenDeregistered stops the job
     * @param whenItemFree pokes whichever loop the job has by then
     */
    JobLoop(
            EngineContext context,
            EngineJob job,
            StartListener listener,
            Runnable whenDeregistered,
            Runnable whenItemFree) {
        this.context = context;
        this.job = job;
        this.listener = listener;
        this.whenDeregistered = whenDeregistered;
        this.whenItemFree = whenItemFree;
        desk = new RequestDesk(context, job.name());
        job.runner().whenIdle(this::stopIfQuiet);
        told = new JobState(job.name(), JobState.Phase.WAITING, "", now(), true, Set.of(), null);
        listener.fares(told);
    }

    public EngineJob job() {
        return job;
    }

    /** How the job fares. */
    JobState state() {
        fares();
        return told;
    }

    @Override
    public void fares() {
        Tenure current = tenure;
        boolean taking = phase == Phase.ACTIVE && current != null && current.isJoined();
        JobState.Phase stands =
                switch (phase) {
                    case WAITING, CHECKED, ACTIVE -> taking ? JobState.Phase.RUNNING : JobState.Phase.WAITING;
                    case REFUSED -> JobState.Phase.REFUSED;
                    case STOPPING, STOPPED -> JobState.Phase.STOPPING;
                };
        String wrong =
                switch (stands) {
                    case WAITING, RUNNING -> current == null ? "" : current.problem();
                    case REFUSED -> problem;
                    case STOPPING -> "";
                };
        // The words of a problem change all the time when they tell a difference of clocks.
        boolean asBefore =
                stands == told.phase() && wrong.isEmpty() == told.problem().isEmpty();
        JobConfiguration known = current == null ? null : current.configuration();
        JobState now = new JobState(
                job.name(),
                stands,
                wrong,
                asBefore ? told.since() : now(),
                current == null ? told.enabled() : current.isEnabled(),
                current == null ? Set.of() : current.assigned(),
                known == null ? told.configuration() : known);
        if (!now.equals(told)) {
            told = now;
            listener.fares(now);
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.env().time().wallMillis());
    }

    /** The same in figures. */
    JobFigures figures() {
        Tenure current = tenure;
        FireRunner runner = job.runner();
        return new JobFigures(
                state(),
                current == null ? 0 : current.itemsAssigned(),
                runner.itemsRunning(),
                job.tally().figures(runner.givenUp()));
    }

    // ---- sessions

    void sessionOpened(RegistrySession opened, JobInstance self) {
        session = opened;
        cancelRefusedTimer();
        if (phase == Phase.STOPPING || phase == Phase.STOPPED) {
            return;
        }
        phase = go ? Phase.ACTIVE : Phase.WAITING;
        tenure = new Tenure(context, job, desk, self, new Tenure.Opening(opened, this, go, schedules));
        tenure.proceed();
        fares();
    }

    void sessionLost() {
        session = null;
        cancelRefusedTimer();
        endTenure();
        if (phase == Phase.STOPPING) {
            // What still runs is awaited all the same: its job has not stopped before its code has.
            stopIfQuiet();
        } else if (phase == Phase.CHECKED) {
            phase = Phase.WAITING;
        }
        fares();
    }

    void sessionResumed() {
        poke();
    }

    void leaseHeld() {
        poke();
    }

    /** Something may be possible that was not. */
    void poke() {
        if (tenure != null) {
            tenure.poke();
        }
    }

    void clockCompared() {
        if (tenure != null) {
            tenure.clockCompared();
        }
        fares();
    }

    void leaseExpired() {
        if (tenure != null) {
            tenure.leaseExpired();
        }
        if (!job.runner().isIdle()) {
            log.warn(
                    "job '{}': the registry has not answered for two thirds of the session timeout; what runs is"
                            + " interrupted before another instance may take it over.",
                    job.name());
            job.runner().interrupt();
        }
    }

    // ---- starting

    /** Joins, now or as soon as that is possible. */
    void go() {
        go = true;
        if (phase == Phase.CHECKED && tenure != null) {
            phase = Phase.ACTIVE;
            tenure.join();
        }
    }

    /** Asks for one run of every item, wherever they are assigned. */
    void request(RequestAuthor author) {
        if (phase == Phase.STOPPING || phase == Phase.STOPPED) {
            author.failed("the job is stopped in this process. Nothing was requested.");
        } else {
            desk.request(author);
        }
    }

    @Override
    public void checked() {
        if (phase == Phase.WAITING) {
            phase = Phase.CHECKED;
            listener.checked();
            if (go) {
                go();
            }
        }
    }

    @Override
    public void joined() {
        problem = "";
        fares();
        listener.joined();
    }

    @Override
    public void refused(JobInstance self, String reason) {
        phase = Phase.REFUSED;
        endTenure();
        if (!reason.equals(problem)) {
            log.error("job '{}' does not run: {}", job.name(), reason);
            problem = reason;
        }
        RegistrySession living = session;
        if (living != null) {
            // Somebody may repair it.
            refusedTimer = context.env().loop().schedule(REFUSED_WAIT.toNanos(), () -> sessionOpened(living, self));
        }
        fares();
        listener.refused(reason);
    }

    private void cancelRefusedTimer() {
        if (refusedTimer != null) {
            refusedTimer.cancel();
            refusedTimer = null;
        }
    }

    @Override
    public void deregistered() {
        Tenure leaving = tenure;
        if (leaving == null || phase != Phase.ACTIVE) {
            return;
        }
        log.warn(
                "job '{}': somebody removed this instance's registration, which stops the job here. What runs is"
                        + " interrupted. To run the job here again, call schedule() or restart the application.",
                job.name());
        // First, so that what is interrupted finds its lease ended: the others hold this instance for dead.
        endTenure();
        leaving.leave(() -> {});
        job.runner().interrupt();
        listener.removing();
        whenDeregistered.run();
    }

    @Override
    public void worked() {
        stopIfQuiet();
    }

    @Override
    public void itemFree() {
        whenItemFree.run();
        stopIfQuiet();
    }

    // ---- stopping

    /**
     * Stops: nothing new from now on; what runs is awaited, then interrupted; then the job leaves.
     *
     * @param awaitRuns how long to wait before interrupting
     */
    void stop(Duration awaitRuns, Runnable whenDone) {
        if (phase == Phase.STOPPED) {
            whenDone.run();
            return;
        }
        Runnable others = whenStopped;
        whenStopped = () -> {
            others.run();
            whenDone.run();
        };
        if (phase == Phase.STOPPING) {
            return;
        }
        phase = Phase.STOPPING;
        fares();
        job.runner().endStreams();
        if (tenure != null) {
            tenure.stop();
        }
        stopTimer = context.env().loop().schedule(awaitRuns.toNanos(), this::interruptRuns);
        stopIfQuiet();
    }

    private void stopIfQuiet() {
        if (phase == Phase.STOPPING && job.runner().isIdle() && (tenure == null || !tenure.isBusy())) {
            leave();
        }
    }

    private void interruptRuns() {
        if (phase != Phase.STOPPING) {
            return;
        }
        log.warn("job '{}': runs are still going at the end of the wait for them; they are interrupted.", job.name());
        if (tenure != null) {
            tenure.halt();
        }
        job.runner().interrupt();
        stopTimer = context.env().loop().schedule(INTERRUPTED_WAIT.toNanos(), () -> {
            if (phase == Phase.STOPPING) {
                log.error(
                        "job '{}': a run ignores its interruption; the job leaves without it, and its fire counts as"
                                + " abandoned. Let the job's code end when its thread is interrupted.",
                        job.name());
                leave();
            }
        });
    }

    private void leave() {
        phase = Phase.STOPPED;
        cancelStopTimer();
        Tenure leaving = tenure;
        if (leaving == null) {
            finishStop();
            return;
        }
        // A registry that does not answer must not hold up a shutdown: the session's end does the rest.
        stopTimer = context.env().loop().schedule(LEAVE_WAIT.toNanos(), this::finishStop);
        leaving.leave(this::finishStop);
        // What goes on all the same has just lost its lease, and hears of it.
        job.runner().interrupt();
    }

    private void finishStop() {
        phase = Phase.STOPPED;
        cancelStopTimer();
        cancelRefusedTimer();
        endTenure();
        desk.stop("the job was stopped in this process");
        Runnable done = whenStopped;
        whenStopped = () -> {};
        done.run();
    }

    private void cancelStopTimer() {
        if (stopTimer != null) {
            stopTimer.cancel();
            stopTimer = null;
        }
    }

    private void endTenure() {
        if (tenure != null) {
            tenure.end();
            tenure = null;
        }
    }

    @Override
    public String toString() {
        return job.name() + " " + phase + " " + tenure;
    }
}
