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
package io.rota.benchmark;

import io.rota.benchmark.node.RunLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Runs of one process, or of several. */
record Runs(List<Run> all) {

    private static final int BYTES_PER_RUN = 3 * Long.BYTES;
    private static final double MICROS_PER_MILLI = 1e3;
    private static final long ON_TIME_MICROS = 1_000_000;

    /** One run, times in microseconds of the epoch. */
    record Run(long key, long fire, long start) {

        int job() {
            return RunLog.job(key);
        }

        int item() {
            return RunLog.item(key);
        }

        double delayMillis() {
            return (start - fire) / MICROS_PER_MILLI;
        }
    }

    /** What a run is for. */
    private record Duty(long key, long fire) {}

    static Runs read(Path file) throws IOException {
        LongBuffer values = ByteBuffer.wrap(Files.readAllBytes(file)).asLongBuffer();
        List<Run> runs = new ArrayList<>((int) (Files.size(file) / BYTES_PER_RUN));
        while (values.hasRemaining()) {
            runs.add(new Run(values.get(), values.get(), values.get()));
        }
        return new Runs(runs);
    }

    Runs and(Runs others) {
        return new Runs(Stream.concat(all.stream(), others.all.stream()).toList());
    }

    Runs where(Predicate<Run> condition) {
        return new Runs(all.stream().filter(condition).toList());
    }

    /** Those whose fire lies in a time. */
    Runs firedBetween(long fromMicros, long toMicros) {
        return where(run -> run.fire() >= fromMicros && run.fire() < toMicros);
    }

    int count() {
        return all.size();
    }

    /** Milliseconds from the fire to the start of each run. */
    double[] delays() {
        return all.stream().mapToDouble(Run::delayMillis).toArray();
    }

    /** How many duties were begun within a second of their fire. */
    long onTime() {
        return all.stream()
                .filter(run -> run.start() - run.fire() < ON_TIME_MICROS)
                .map(run -> new Duty(run.key(), run.fire()))
                .distinct()
                .count();
    }

    /** How many duties were begun at all. */
    long distinct() {
        return all.stream()
                .map(run -> new Duty(run.key(), run.fire()))
                .distinct()
                .count();
    }

    /** How many duties were begun more than once. */
    long doubled() {
        Map<Duty, Integer> times = new HashMap<>();
        all.forEach(run -> times.merge(new Duty(run.key(), run.fire()), 1, Integer::sum));
        return times.values().stream().filter(count -> count > 1).count();
    }
}
