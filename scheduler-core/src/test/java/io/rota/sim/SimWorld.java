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

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Virtual time: events happen in order on one thread, and everything random comes from the seed. */
final class SimWorld {

    /** The instant at which every simulation begins, on a whole hour: 2026-01-01T00:00:00Z. */
    static final long EPOCH_MILLIS = 1_767_225_600_000L;

    // A claim may wait for its turn behind other requests, until a request is answered as overdue.
    private static final long CLOCK_HEARD_NANOS = 60_000_000_000L;

    private static final class Event implements Comparable<Event> {
        private final long at;
        private final long number;
        private final Runnable action;
        private boolean cancelled;

        Event(long at, long number, Runnable action) {
            this.at = at;
            this.number = number;
            this.action = action;
        }

        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    final SplittableRandom random;
    private final long seed;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowNanos;
    private long registryOffMillis;
    private long heardOffMillis;
    private long heardUntilNanos;
    private long numbers;
    private final StringBuilder trace = new StringBuilder();
    private final boolean tracing;

    SimWorld(long seed, boolean tracing) {
        this.seed = seed;
        random = new SplittableRandom(seed);
        this.tracing = tracing;
    }

    long seed() {
        return seed;
    }

    long nanos() {
        return nowNanos;
    }

    /** The true time. */
    long trueMillis() {
        return EPOCH_MILLIS + nowNanos / 1_000_000;
    }

    /** The time of the registry, which is the one that counts. */
    long millis() {
        return trueMillis() + registryOffMillis;
    }

    /** The latest time that somebody may still take for the registry's, who heard of it not long ago. */
    long latestMillis() {
        return nowNanos < heardUntilNanos ? Math.max(millis(), trueMillis() + heardOffMillis) : millis();
    }

    /** The registry's clock jumps. */
    void registryOff(long millis) {
        heardOffMillis = nowNanos < heardUntilNanos ? Math.max(heardOffMillis, registryOffMillis) : registryOffMillis;
        heardUntilNanos = nowNanos + CLOCK_HEARD_NANOS;
        registryOffMillis = millis;
    }

    /** How far the registry's clock is ahead. */
    long registryOffMillis() {
        return registryOffMillis;
    }

    /** Makes something happen after a delay; the result cancels it. */
    Runnable after(long delayNanos, Runnable action) {
        Event event = new Event(nowNanos + Math.max(0, delayNanos), numbers++, action);
        events.add(event);
        return () -> event.cancelled = true;
    }

    void runUntil(Duration sinceStart) {
        long end = sinceStart.toNanos();
        while (!events.isEmpty() && events.peek().at <= end) {
            Event event = events.poll();
            nowNanos = Math.max(nowNanos, event.at);
            if (!event.cancelled) {
                event.action.run();
            }
        }
        nowNanos = Math.max(nowNanos, end);
    }

    /** A random number of nanoseconds between two numbers of milliseconds. */
    long between(double fromMillis, double toMillis) {
        return (long) ((fromMillis + random.nextDouble() * (toMillis - fromMillis)) * 1_000_000);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** One line per event, with fixed columns: seconds since the start, who, what. Cheap unless a seed is run again. */
    void trace(Object who, String what, Object... details) {
        if (tracing) {
            trace.append(String.format("%12.3f %-10s %s", nowNanos / 1e9, who, what));
            for (Object detail : details) {
                trace.append(' ').append(String.valueOf(detail).replace('\n', ' '));
            }
            trace.append('\n');
        }
    }

    String trace() {
        return trace.toString();
    }
}
