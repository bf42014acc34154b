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
package io.rota.soak;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * One thing that must not become more and more.
 *
 * <p>The median of the last third of the samples is compared with that of the first third: a leak moves it whatever the
 * single samples do, and a moment of much work does not.
 *
 * @param what its name, for people
 * @param of where a sample has it
 * @param allowed by how much the median may grow
 * @param allowedPercent the same as a share of the first median; the larger one of the two counts
 */
record Growth(String what, ToLongFunction<Sample> of, long allowed, int allowedPercent) {

    static final List<Growth> ALL = List.of(
            // Workers come and go with the work.
            new Growth("threads", Sample::threads, 4, 0),
            // Classes and compiled queries still come in the first minutes.
            new Growth("heap kB", Sample::heapKilobytes, 2_048, 5),
            new Growth("open files", Sample::openFiles, 4, 0),
            new Growth("connections", Sample::connections, 1, 0),
            new Growth("nodes", Sample::nodes, 4, 0));

    private static final int THIRDS = 3;

    /** What became of it. */
    record Outcome(String what, long first, long last, long least, long most, long limit) {

        boolean isKept() {
            return last <= limit;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-12s first third %d, last third %d (at most %d), all samples %d to %d%s",
                    what,
                    first,
                    last,
                    limit,
                    least,
                    most,
                    isKept() ? "" : ": GREW");
        }
    }

    /**
     * Compares.
     *
     * @param samples in their order, three at least
     */
    Outcome outcome(List<Sample> samples) {
        int third = samples.size() / THIRDS;
        if (third == 0) {
            throw new IllegalArgumentException(
                    samples.size() + " sample(s) have no thirds to compare. Let the run last longer.");
        }
        long first = median(samples.subList(0, third));
        long last = median(samples.subList(samples.size() - third, samples.size()));
        long[] sorted = sorted(samples);
        long limit = first + Math.max(allowed, first * allowedPercent / 100);
        return new Outcome(what, first, last, sorted[0], sorted[sorted.length - 1], limit);
    }

    private long median(List<Sample> samples) {
        long[] sorted = sorted(samples);
        return sorted[sorted.length / 2];
    }

    private long[] sorted(List<Sample> samples) {
        return samples.stream().mapToLong(of).sorted().toArray();
    }
}
