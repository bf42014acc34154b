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
    long clockOffsetMillis;
    int starts;
    /** What each process here is given besides the providers. */
    Function<SimProcess, List<?>> extensions = process -> List.of();

    Fault.@Nullable Kind crashAtCommit;

    private final SimWorld world;
    private final SimRegistry registry;
    private final History history;
    private final List<JobConfiguration> jobs;
    private Fault.@Nullable Kind losing;
    private int losesLeft;
    private boolean losesReads;
    private boolean slow;
    private boolean stopping;
    private @Nullable SimProcess process;

    SimNode(int index, SimWorld world, SimRegistry registry, History history, Setup setup) {
        this.index = index;
        this.world = world;
        this.registry = registry;
        this.history = history;
        this.jobs = setup.jobs();
        this.bug = setup.bug();
    }

    /** What is the same on every node. */
    record Setup(List<JobConfiguration> jobs, @Nullable PlantedBug bug) {}

    void startProcess() {
        if (process == null || !process.alive()) {
            starts++;
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
        crashAtCommit = null;
        if (process != null && process.alive()) {
            world.trace(this, "crash");
            process.kill();
            world.after(world.between(500, 30_000), this::startProcess);
        }
    }

    void suffer(Fault fault) {
        long nanos = fault.millis() * 1_000_000;
        world.trace(this, "fault", fault);
        switch (fault.kind()) {
            case CRASH -> crashNow();
            case CRASH_BEFORE_COMMIT, CRASH_AFTER_APPLY, CRASH_AFTER_ANSWER -> crashAtCommit = fault.kind();
            case PAUSE -> pausedUntilNanos = Math.max(pausedUntilNanos, world.nanos() + nanos);
            case CUT -> cut(nanos, 10_000_000);
            case HALF_OPEN -> cut(nanos, world.between(0, SimRegistry.TIMEOUT_MILLIS * 2 / 3.0));
            case SLOW -> {
                slow = true;
                world.after(nanos, () -> slow = false);
            }
            case LOSE_ANSWERS, LOSE_REQUESTS -> {
                losing = fault.kind();
                losesLeft = 3;
            }
            case LOSE_READS -> {
                losesReads = true;
                world.after(nanos, () -> losesReads = false);
            }
            case WATCHES -> {
                watchChaos = true;
                world.after(nanos, () -> watchChaos = false);
            }
            case CLOCK -> clockOffsetMillis += fault.millis();
            case RESTART -> restart();
            case OUTAGE, REQUEST -> throw new IllegalArgumentException("not a node's fault: " + fault);
        }
    }

    private void restart() {
        if (process != null && process.alive() && !stopping) {
            stopping = true;
            SimProcess ending = process;
            ending.stop(() -> world.after(world.between(100, 5_000), this::startProcess));
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
        clockOffsetMillis = 0;
        pausedUntilNanos = Math.min(pausedUntilNanos, world.nanos());
        startProcess();
    }

    @Override
    public String toString() {
        return "node" + index;
    }
}
