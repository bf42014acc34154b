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
import io.rota.api.ShardingContext;
import io.rota.env.Env;
import io.rota.env.EventLoop;
import io.rota.env.TimeSource;
import io.rota.env.WorkerPool;
import io.rota.internal.engine.EngineJob;
import io.rota.internal.engine.JobLoop;
import io.rota.internal.engine.RequestAuthor;
import io.rota.internal.engine.SchedulerEngine;
import io.rota.internal.errorhandler.IgnoreErrors;
import io.rota.internal.execution.FireRunner;
import io.rota.spi.Extensions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One start of a node: the production engine on virtual clocks, one virtual loop and virtual job threads. */
final class SimProcess {

    /** Who owns the names of all jobs. */
    static final String JOB_CLASS = "sim.Job";

    /** How long a stop waits for runs. */
    private static final Duration AWAIT_RUNS = Duration.ofSeconds(5);

    private static final Extensions EXTENSIONS = Extensions.providers();

    private final SimWorld world;
    private final SimNode node;
    private final SimRegistry registry;
    private final History history;
    private final Env env;
    private final SimClient client;
    private final SchedulerEngine engine;
    private boolean alive = true;
    private long idNumbers;
    private int timers;
    private int busy;
    private long stoppingSinceNanos = -1;
    // Set while job code runs: how long it takes, so that what it posts to the loop arrives that much later.
    private Body running;

    /** A run of job code on a virtual thread. */
    private static final class Body implements WorkerPool.Running {
        private long nanos;
        private boolean interruptible;
        private Runnable end = () -> {};
        private Runnable cancelEnd = () -> {};
        private boolean ended;
        private SimProcess process;
        private History.Run run;

        @Override
        public void interrupt() {
            if (run != null && !ended) {
                process.history.interrupted(run, process.promisedNanos());
            }
            if (interruptible && !ended) {
                cancelEnd.run();
                interruptible = false;
                process.after(1_000_000, end);
            }
        }
    }

    SimProcess(SimWorld world, SimNode node, SimRegistry registry, History history) {
        this.world = world;
        this.node = node;
        this.registry = registry;
        this.history = history;
        env = new Env(new Clock(), new Loop(), new Workers(), this::nextId);
        client = new SimClient(world, registry, history, this);
        List<?> given = node.extensions.apply(this);
        Extensions extensions = given.isEmpty() ? EXTENSIONS : new Extensions(given, SimProcess.class.getClassLoader());
        engine = new SchedulerEngine(env, extensions, client.backoff(), node.ip(), "4711");
        client.connect(engine, env.loop());
    }

    void start(JobConfiguration job) {
        FireRunner runner = new FireRunner(env, this::execute, new IgnoreErrors(), 4);
        runner.tracer(history.traces());
        engine.start(new EngineJob(job, JOB_CLASS, runner), new JobLoop.StartListener() {
            @Override
            public void checked() {
                engine.go(job.getJobName());
            }

            @Override
            public void joined() {}

            @Override
            public void removing() {}

            @Override
            public void removed() {}

            @Override
            public void refused(String problem) {
                history.refused(SimProcess.this, problem);
            }
        });
    }

    void request(String job, RequestAuthor author) {
        env.loop().execute(() -> engine.request(job, author));
    }

    /** Stops all jobs in order, then ends. */
    void stop(Runnable whenStopped) {
        env.loop().execute(() -> {
            stoppingSinceNanos = node.localNanos();
            List<String> jobs = new ArrayList<>(engine.jobs());
            List<String> instances =
                    engine.self().map(self -> List.of(self.id())).orElse(List.of());
            int[] left = {jobs.size()};
            Duration wait = has(PlantedBug.STOP_WITHOUT_WAIT) ? Duration.ZERO : AWAIT_RUNS;
            Runnable end = () -> {
                history.stopped(this, instances, registry.tree());
                // An application has other things to stop too; runs that ignore their interruption go on meanwhile.
                after(world.between(0, 3_000), () -> {
                    client.close();
                    alive = false;
                    history.died(this);
                    whenStopped.run();
                });
            };
            jobs.forEach(job -> engine.stop(job, wait, () -> {
                if (--left[0] == 0) {
                    end.run();
                }
            }));
            if (jobs.isEmpty()) {
                end.run();
            }
        });
    }

    /** How long a stop that is going on still waits for runs; Long.MAX_VALUE if none is going on. */
    private long promisedNanos() {
        return stoppingSinceNanos < 0
                ? Long.MAX_VALUE
                : stoppingSinceNanos + AWAIT_RUNS.toNanos() - 1_000_000 - node.localNanos();
    }

    /** Number of timers that have been set and neither rung nor been cancelled. */
    int timers() {
        return timers;
    }

    /** Whether some job's code runs. */
    boolean isBusy() {
        return busy > 0;
    }

    void kill() {
        alive = false;
        history.killed(this);
    }

    boolean alive() {
        return alive;
    }

    SimNode node() {
        return node;
    }

    Env env() {
        return env;
    }

    SimClient client() {
        return client;
    }

    boolean linkUp() {
        return node.linkUp;
    }

    boolean has(PlantedBug bug) {
        return node.bug == bug;
    }

    /** Makes something happen in this process: not if it is dead by then, and not before it is awake. */
    Runnable after(long delayNanos, Runnable action) {
        return world.after(delayNanos, () -> here(action));
    }

    /** Makes something happen in this process as soon as it is awake; never if it is dead. */
    void here(Runnable action) {
        if (!alive) {
            return;
        }
        long asleep = node.pausedUntilNanos - world.nanos();
        if (asleep > 0) {
            world.after(asleep, () -> here(action));
        } else {
            action.run();
        }
    }

    private void execute(ShardingContext context) {
        Body body = running;
        History.Run run = history.started(this, context);
        // The same run behaves in the same way whatever else is changed in a plan.
        SplittableRandom random = new SplittableRandom(
                world.seed() * 0x9E3779B97F4A7C15L ^ (context.getIdempotencyKey() + context.getAttempt()).hashCode());
        long millis = random.nextInt(20) == 0 ? random.nextLong(10_000, 50_000) : random.nextLong(5, 3_000);
        body.nanos = Math.min(millis, node.runMillisMax()) * 1_000_000;
        body.interruptible = random.nextInt(5) > 0;
        body.run = run;
        world.trace(this, "run", context);
        busy++;
        Runnable posted = body.end;
        body.end = () -> {
            posted.run();
            busy--;
            history.ended(run);
        };
        if (node.codeFails() && random.nextInt(10) == 0) {
            throw new IllegalStateException("the job's code fails");
        }
    }

    /** Called by users' code that runs now: how long it takes, unless it is interrupted, and what it does at its end. */
    void takes(long nanos, Runnable end) {
        running.nanos = nanos;
        running.interruptible = true;
        running.end = end;
    }

    private String nextId() {
        return has(PlantedBug.IDENTITY_WITHOUT_INCARNATION) ? "0" : node.index + "x" + node.starts + "x" + idNumbers++;
    }

    /** For the trace: the engine's jobs and where each of their items stands. */
    String describe() {
        return engine.toString();
    }

    @Override
    public String toString() {
        return "node" + node.index + "." + node.starts;
    }

    private final class Clock implements TimeSource {
        @Override
        public long wallMillis() {
            return world.millis() + (has(PlantedBug.NO_CLOCK_GUARD) ? 0 : node.clockOffMillis());
        }

        @Override
        public long monotonicNanos() {
            return node.localNanos();
        }
    }

    private final class Loop implements EventLoop {
        @Override
        public void execute(Runnable task) {
            if (running != null) {
                // The end of a run, posted from its thread.
                Body body = running;
                Runnable codeEnds = body.end;
                body.end = () -> {
                    // An interruption may come while its own end waits for the process to wake.
                    if (!body.ended) {
                        body.ended = true;
                        codeEnds.run();
                        here(task);
                    }
                };
            } else {
                after(1_000, task);
            }
        }

        @Override
        public Timer schedule(long delayNanos, Runnable task) {
            long[] pending = {1};
            timers++;
            Runnable cancel = after(node.trueNanos(Math.max(1_000, delayNanos)), () -> {
                timers -= pending[0];
                pending[0] = 0;
                task.run();
            });
            return () -> {
                timers -= pending[0];
                pending[0] = 0;
                cancel.run();
            };
        }

        @Override
        public boolean isCurrent() {
            return true;
        }

        @Override
        public void close() {}
    }

    private final class Workers implements WorkerPool {
        @Override
        public Running start(Runnable work) {
            Body body = new Body();
            body.process = SimProcess.this;
            after(20_000, () -> {
                running = body;
                // Calls the job's code, which tells how long it takes, and posts its end, which is kept in the body.
                try {
                    work.run();
                } finally {
                    running = null;
                }
                body.cancelEnd = after(body.nanos, body.end);
            });
            return body;
        }

        @Override
        public void close() {}
    }
}
