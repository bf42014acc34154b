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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** One process of a contestant. */
final class Node implements AutoCloseable {

    private static final Duration SHORT = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int CALL_PATIENCE_MILLIS = 5_000;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Jvm jvm;
    private final Path runs;

    Node(Jvm jvm, Path runs) {
        this.jvm = jvm;
        this.runs = runs;
    }

    /**
     * What a process holds at a moment.
     *
     * @param cpuSeconds processor time since its start
     * @param statements sent to a database, -1 if nobody counts
     */
    record Figures(
            int threads, double heapBytes, double residentKilobytes, double cpuSeconds, long runs, long statements) {}

    void open(String registry, String namespace, int sessionMillis, String traceUrl)
            throws IOException, InterruptedException {
        jvm.ask(
                "open registry=" + registry + " namespace=" + namespace + " session=" + sessionMillis + " trace="
                        + traceUrl,
                SHORT);
    }

    /** Starts jobs, and tells how many seconds that took. */
    double schedule(Workload work) throws IOException, InterruptedException {
        return Double.parseDouble(jvm.ask("schedule" + work.words(), LONG).getOrDefault("micros", "0")) / 1e6;
    }

    void define(Workload oneOff) throws IOException, InterruptedException {
        jvm.ask("define" + oneOff.words(), SHORT);
    }

    /**
     * Calls a one-off job several times.
     *
     * @param oneByOne whether each call waits for the run of the one before
     * @return for each call the milliseconds until its body began, -1 if it did not; or until the call returned, if they do
     *     not wait
     */
    double[] call(int job, int times, boolean oneByOne) throws IOException, InterruptedException {
        String nanos = jvm.ask(
                        "call from=" + job + " times=" + times + " wait=" + oneByOne + " patience="
                                + CALL_PATIENCE_MILLIS,
                        LONG)
                .getOrDefault("nanos", "");
        return Arrays.stream(nanos.split(","))
                .mapToDouble(each -> Double.parseDouble(each) / NANOS_PER_MILLI)
                .toArray();
    }

    /** What it holds; after garbage was collected, if wanted. */
    Figures figures(boolean collect) throws IOException, InterruptedException {
        Map<String, String> told = jvm.ask("figures collect=" + collect, SHORT);
        return new Figures(
                (int) number(told, "threads"),
                number(told, "heap"),
                number(told, "rss"),
                number(told, "cpu") / 1e9,
                (long) number(told, "runs"),
                (long) number(told, "statements"));
    }

    /** How many items the assignments give to it, -1 if the contestant cannot tell. */
    int itemsAssigned() throws IOException, InterruptedException {
        return (int) number(jvm.ask("assigned", SHORT), "items");
    }

    /** Forgets the runs so far. */
    void clear() throws IOException, InterruptedException {
        jvm.ask("clear", SHORT);
    }

    /** The runs since the beginning, or since they were forgotten. */
    Runs runs() throws IOException, InterruptedException {
        jvm.ask("runs file=" + runs, SHORT);
        try {
            return Runs.read(runs);
        } finally {
            Files.delete(runs);
        }
    }

    void kill() throws InterruptedException {
        jvm.kill();
    }

    /** Kills it: what an orderly end costs is not asked. */
    @Override
    public void close() {
        jvm.close();
    }

    private static double number(Map<String, String> told, String name) {
        return Double.parseDouble(told.getOrDefault(name, "-1"));
    }
}
