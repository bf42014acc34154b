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
package io.rota.env;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/** An outside world in which nothing happens until the test says so; on the test's own thread. */
public final class ManualEnv implements TimeSource, EventLoop, WorkerPool {

    private static final class Task {
        final long at;
        final long number;
        final Runnable work;
        boolean cancelled;

        Task(long at, long number, Runnable work) {
            this.at = at;
            this.number = number;
            this.work = work;
        }
    }

    /** Work given to the worker pool. */
    public static final class Work implements Running {
        private final Runnable work;
        private boolean interrupted;

        Work(Runnable work) {
            this.work = work;
        }

        public void run() {
            work.run();
        }

        public boolean isInterrupted() {
            return interrupted;
        }

        @Override
        public void interrupt() {
            interrupted = true;
        }
    }

    private final Deque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Task> timers =
            new PriorityQueue<>(Comparator.<Task>comparingLong(task -> task.at).thenComparingLong(task -> task.number));
    private final List<Work> workers = new ArrayList<>();
    private long wallMillis = 1_700_000_000_000L;
    private long nanos = -5_000_000_000L;
    private long numbers;
    private boolean threadsRefused;

    /** This world as an environment. */
    public Env env() {
        return new Env(this, this, this, () -> "id" + numbers++);
    }

    /** Both clocks go on, and whatever comes due meanwhile is done. */
    public void advance(Duration by) {
        long until = nanos + by.toNanos();
        runReady();
        while (!timers.isEmpty() && timers.peek().at <= until) {
            Task next = timers.remove();
            if (!next.cancelled) {
                go(Math.max(next.at, nanos));
                next.work.run();
                runReady();
            }
        }
        go(until);
    }

    private long wallRestNanos;

    private void go(long to) {
        wallRestNanos += to - nanos;
        wallMillis += wallRestNanos / 1_000_000;
        wallRestNanos %= 1_000_000;
        nanos = to;
    }

    /** Somebody sets the machine's clock. */
    public void stepWall(Duration by) {
        wallMillis += by.toMillis();
    }

    /** Does what was given to the loop without delay. */
    public void runReady() {
        while (!ready.isEmpty()) {
            ready.remove().run();
        }
    }

    /** Timers that are set and not cancelled. */
    public long timers() {
        return timers.stream().filter(task -> !task.cancelled).count();
    }

    /** What was given to the worker pool, in order, begun or not. */
    public List<Work> workers() {
        return workers;
    }

    @Override
    public long wallMillis() {
        return wallMillis;
    }

    @Override
    public long monotonicNanos() {
        return nanos;
    }

    @Override
    public void execute(Runnable task) {
        ready.add(task);
    }

    @Override
    public Timer schedule(long delayNanos, Runnable work) {
        Task task = new Task(nanos + Math.max(0, delayNanos), numbers++, work);
        timers.add(task);
        return () -> task.cancelled = true;
    }

    /** Whether no thread can be had. */
    public void refuseThreads(boolean refuse) {
        threadsRefused = refuse;
    }

    @Override
    public Running start(Runnable work) {
        if (threadsRefused) {
            throw new IllegalStateException("no thread can be had");
        }
        Work started = new Work(work);
        workers.add(started);
        return started;
    }

    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    public void close() {}
}
