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
package io.rota.benchmark.node;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;

/** Each run of this process: what ran, which fire it was for, and when it began. Thread-safe; three longs for each run. */
public final class RunLog {

    private static final int LONGS = 3;
    private static final int ITEM_BITS = 24;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;
    // Two million runs; a scenario that makes more has gone astray.
    private static final int SIZE_MAX = 2_000_000 * LONGS;

    private long[] values = new long[LONGS * 1_024];
    private int size;
    private long dropped;
    private volatile long lastStartNanos;

    /** Now, in microseconds of the epoch. */
    public static long nowMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * MICROS_PER_SECOND + now.getNano() / NANOS_PER_MICRO;
    }

    /** Does a job's work: notes that it began, and takes as long as wanted. */
    public void run(JobSpec job, int item, long fireMicros) {
        lastStartNanos = System.nanoTime();
        add(job.number(), item, fireMicros, nowMicros());
        if (job.bodyMillis() > 0) {
            try {
                Thread.sleep(job.bodyMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As {@link #run(JobSpec, int, long)}, for a scheduler that does not tell the fire: that of the second it is now. */
    public void runOfThisSecond(JobSpec job, int item) {
        long now = nowMicros();
        run(job, item, now - now % MICROS_PER_SECOND);
    }

    /** When the latest run began, on the clock of {@link System#nanoTime()}. */
    long lastStartNanos() {
        return lastStartNanos;
    }

    public synchronized long count() {
        return size / LONGS + dropped;
    }

    synchronized void clear() {
        size = 0;
        dropped = 0;
    }

    /** Writes all runs to a file, each as three longs: job and item, fire, start. */
    public synchronized void write(Path file) throws IOException {
        if (dropped > 0) {
            throw new IOException(dropped + " runs did not fit into the log. Shorten the window of the scenario.");
        }
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (int i = 0; i < size; i++) {
                out.writeLong(values[i]);
            }
        }
    }

    private synchronized void add(int job, int item, long fireMicros, long startMicros) {
        if (size >= SIZE_MAX) {
            dropped++;
            return;
        }
        if (size + LONGS > values.length) {
            values = Arrays.copyOf(values, values.length * 2);
        }
        values[size++] = (long) job << ITEM_BITS | item;
        values[size++] = fireMicros;
        values[size++] = startMicros;
    }

    /** The job of a run's first value. */
    public static int job(long key) {
        return (int) (key >> ITEM_BITS);
    }

    /** The item of a run's first value. */
    public static int item(long key) {
        return (int) (key & (1 << ITEM_BITS) - 1);
    }
}
