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
package io.rota.benchmark.pieces;

import io.rota.env.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** A loop whose time passes when it is told, so that a timer is timed and not the machine's clock. One thread. */
final class HandDrivenLoop implements EventLoop {

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Queue<Later> later = new PriorityQueue<>();
    private long nanos;
    private long numbers;

    long millis() {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /** Lets time pass, and tells how many tasks were run. */
    int pass(long millis) {
        long end = nanos + TimeUnit.MILLISECONDS.toNanos(millis);
        int count = run();
        for (Later next = later.peek(); next != null && next.at <= end; next = later.peek()) {
            later.remove();
            nanos = Math.max(nanos, next.at);
            if (!next.cancelled) {
                next.task.run();
                count += 1 + run();
            }
        }
        nanos = end;
        return count;
    }

    private int run() {
        int count = 0;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            count++;
        }
        return count;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        Later made = new Later(nanos + Math.max(0, delayNanos), numbers++, task);
        later.add(made);
        return made;
    }

    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    public void close() {
        tasks.clear();
        later.clear();
    }

    private static final class Later implements Timer, Comparable<Later> {

        private final long at;
        private final long number;
        private final Runnable task;
        private boolean cancelled;

        Later(long at, long number, Runnable task) {
            this.at = at;
            this.number = number;
            this.task = task;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Later other) {
            return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
        }
    }
}
