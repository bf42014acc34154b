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

import io.rota.api.JobConfiguration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A machine: its clock, its link to the registry, and the process that runs on it, if any. */
final class SimNode {

    final int index;
    final @Nullable PlantedBug bug;
    boolean linkUp = true;
    boolean watchChaos;
    long pausedUntilNanos;
    int starts;
    /** What each process here is given besides the providers. */
    Function<SimProcess, List<?>> extensions = process -> List.of();

    Fault.@Nullable Kind crashAtCommit;

    // A process that has just started may take that long until it takes part.
    private static final long JOINING_NANOS = 30_000_000_000L;

    // A clock that is off by more is a fault, because it ends the lease.
    private static final long CLOCK_TROUBLE_MILLIS = 5_000;

    private final SimWorld world;
    private final SimRegistry registry;
    private final History history;
    private final List<JobConfiguration> jobs;
    private final long runMillisMax;
    private final boolean codeFails;
    private Fault.@Nullable Kind losing;
    private int losesLeft;
    private boolean losesReads;
    private boolean slow;
    private boolean stopping;
    private boolean wanted;
    private long clockOffsetMillis;
    private double clockRate = 1;
    private long clockSetAtNanos;
    private long clockSetToNanos;
    private long clockGoodAtNanos;
    private long troubledUntilNanos;
    private @Nullable SimProcess process;

    SimNode(int index, SimWorld world, SimRegistry registry, History history, Setup setup) {
        this.index = index;
        this.world = world;
        this.registry = registry;
        this.history = history;
        this.jobs = setup.jobs();
        this.bug = setup.bug();
        this.runMillisMax = setup.runMillisMax();
        this.codeFails = setup.codeFails();
    }

    /** What is the same on every node. */
    record Setup(List<JobConfiguration> jobs, @Nullable PlantedBug bug, long runMillisMax, boolean codeFails) {}

    /** Whether the jobs' code fails now and then. */
    boolean codeFails() {
        return codeFails;
    }

    /** How long a run takes at most. */
    long runMillisMax() {
        return runMillisMax;
    }

    /** Whether there is to be a process here; one that is not wanted any more stops in order. */
    void want(boolean now) {
        if (now != wanted) {
            wanted = now;
            troubled(0);
            if (now) {
                startProcess();
            } else {
                restart(0);
            }
        }
    }

    void startProcess() {
        if (wanted && (process == null || !process.alive())) {
            starts++;
            troubled(JOINING_NANOS);
            stopping = false;
            SimProcess started = new SimProcess(world, this, registry, history);
            process = started;
            world.trace(this, "start");
            jobs.forEach(job -> world.after(world.between(0, 50), () -> {
                if (started.alive()) {
                    started.start(job);
                }
            }));
        }
    }

    @Nullable
    SimProcess process() {
        return process;
    }

    /** The address under which its processes appear. */
    String ip() {
        return "10.0.0." + (index + 1);
    }

    boolean hasProcess() {
        return process != null && process.alive();
    }

    boolean isUp() {
        return process != null && process.alive() && !stopping && world.nanos() >= pausedUntilNanos;
    }

    /** One way's delay of one message. */
    long latency() {
        return slow ? world.between(1, 2_000) : world.between(0.1, 3);
    }

    /** Whether a commit that is being sent falls victim to a fault. */
    boolean loses(Fault.Kind kind) {
        if (losing == kind && losesLeft > 0) {
            losesLeft--;
            return true;
        }
        return false;
    }

    /** Whether a read that is being sent falls victim to a fault. */
    boolean losesRead() {
        return losesReads && world.chance(0.3);
    }

    void crashNow() {
        crashNow(world.between(500, 30_000));
    }

    private void crashNow(long restartNanos) {
        crashAtCommit = null;
        if (process != null && process.alive()) {
            world.trace(this, "crash");
            process.kill();
            troubled(0);
            world.after(restartNanos, this::startProcess);
        }
    }

    // ---- clocks

    /** This machine's monotonic clock. */
    long localNanos() {
        return clockSetToNanos + (long) ((world.nanos() - clockSetAtNanos) * clockRate);
    }

    /** How far the wall clock is ahead. */
    long clockOffMillis() {
        return clockOffsetMillis + (localNanos() - world.nanos()) / 1_000_000;
    }

    /** For how long the wall clock has been off by more than a little. */
    long clockOffForNanos() {
        boolean off = Math.abs(clockOffMillis()) > CLOCK_TROUBLE_MILLIS;
        if (!off) {
            clockGoodAtNanos = world.nanos();
        }
        return world.nanos() - clockGoodAtNanos;
    }

    /** The true time that a wait by this machine's clock takes. */
    long trueNanos(long localNanos) {
        return (long) (localNanos / clockRate);
    }

    private void rate(double rate) {
        clockSetToNanos = localNanos();
        clockSetAtNanos = world.nanos();
        clockRate = rate;
    }

    // ---- trouble

    /** Something goes wrong here from now on for a time, or has just gone wrong. */
    private void troubled(long forNanos) {
        troubledUntilNanos = Math.max(troubledUntilNanos, world.nanos() + forNanos);
    }

    /** How long nothing has gone wrong on this machine, nor on its link; 0 if something goes wrong just now. */
    long calmNanos() {
        boolean now = losesLeft > 0 || crashAtCommit != null || Math.abs(clockOffMillis()) > CLOCK_TROUBLE_MILLIS;
        if (now) {
            troubled(0);
        }
        return now ? 0 : Math.max(0, world.nanos() - troubledUntilNanos);
    }

    void suffer(Fault fault) {
        long nanos = fault.millis() * 1_000_000;
        world.trace(this, "fault", fault);
        switch (fault.kind()) {
            case CRASH, CRASH_TWO, CRASH_ALL -> crashNow(nanos);
            case CRASH_BEFORE_COMMIT, CRASH_AFTER_APPLY, CRASH_AFTER_ANSWER -> crashAtCommit = fault.kind();
            case PAUSE -> {
                pausedUntilNanos = Math.max(pausedUntilNanos, world.nanos() + nanos);
                troubled(nanos);
            }
            case CUT -> cut(nanos, 10_000_000);
            case HALF_OPEN -> cut(nanos, world.between(0, SimRegistry.TIMEOUT_MILLIS * 2 / 3.0));
            case SLOW -> {
                slow = true;
                // What is under way when it ends is still late.
                troubled(nanos + 5_000_000_000L);
                world.after(nanos, () -> slow = false);
            }
            case LOSE_ANSWERS, LOSE_REQUESTS -> {
                losing = fault.kind();
                losesLeft = 3;
            }
            case LOSE_READS -> {
                losesReads = true;
                troubled(nanos);
                world.after(nanos, () -> losesReads = false);
            }
            case WATCHES -> {
                watchChaos = true;
                // What was lost is found at the next reconciliation.
                troubled(nanos + 300_000_000_000L);
                world.after(nanos, () -> watchChaos = false);
            }
            case CLOCK -> {
                clockOffsetMillis += fault.millis();
                clockGoodAtNanos = world.nanos();
                troubled(SimRegistry.TIMEOUT_MILLIS * 1_000_000);
            }
            case CLOCK_RATE -> {
                rate(fault.detail() % 2 == 0 ? 1.02 : 0.98);
                world.after(nanos, () -> rate(1));
            }
            case RESTART -> restart(nanos);
            default -> throw new IllegalArgumentException("not a node's fault: " + fault);
        }
    }

    /** The process stops in order; if a process is wanted here, another one starts after the time. */
    void restart(long afterNanos) {
        if (process != null && process.alive() && !stopping) {
            stopping = true;
            SimProcess ending = process;
            ending.stop(() -> {
                troubled(0);
                world.after(Math.max(100_000_000, afterNanos), this::startProcess);
            });
            // A stop has a bound of its own; a machine has a shorter patience.
            world.after(world.between(20_000, 40_000), () -> {
                if (ending.alive() && process == ending) {
                    crashNow();
                }
            });
        }
    }

    void cut(long forNanos, long noticedAfterNanos) {
        linkUp = false;
        // Afterwards the session may be lost, and the process joins anew.
        troubled(forNanos + JOINING_NANOS);
        SimProcess affected = process;
        world.after(Math.min(forNanos, noticedAfterNanos), () -> {
            if (affected != null && affected.alive()) {
                affected.after(0, () -> affected.client().disconnected());
            }
        });
        world.after(forNanos, () -> linkUp = true);
    }

    /** Ends every fault that is still going on. */
    void heal() {
        linkUp = true;
        watchChaos = false;
        slow = false;
        losesReads = false;
        losesLeft = 0;
        crashAtCommit = null;
        rate(1);
        clockOffsetMillis -= clockOffMillis();
        // A clock that is put right may end the lease, and what was broken until now has consequences.
        troubled(JOINING_NANOS);
        pausedUntilNanos = Math.min(pausedUntilNanos, world.nanos());
        startProcess();
    }

    @Override
    public String toString() {
        return "node" + index;
    }
}
