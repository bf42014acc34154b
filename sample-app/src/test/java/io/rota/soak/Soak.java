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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The command: the packaged sample runs for a while, and what it holds is counted. Ends with 0 if nothing kept growing and
 * its jobs ran all the time, with 1 if not, with 2 if it was called in a wrong way.
 */
final class Soak {

    private static final String USAGE = "usage: bin/soak [--minutes N] [--warm-up-seconds N]";

    private static final int EVERY_SECONDS = 5;

    private static final int MINUTES_MIN = 1;

    /** Its job runs every two seconds. */
    private static final String BUSY_JOB = "receive-orders";

    private static final int STILL_MAX = 4;

    private double minutes = 10;
    private long warmUpSeconds = 60;
    private Path directory;
    private List<String> lastRecords = List.of();
    private int still;

    private Soak() {}

    public static void main(String[] args) throws Exception {
        System.exit(new Soak().run(new ArrayDeque<>(Arrays.asList(args))));
    }

    private int run(Deque<String> args) throws Exception {
        try {
            while (!args.isEmpty()) {
                option(args.remove(), args);
            }
            if (minutes < MINUTES_MIN) {
                throw new IllegalArgumentException("--minutes is 1 at least, or there is too little to compare");
            }
        } catch (RuntimeException e) {
            System.err.println(e + "\n" + USAGE);
            return 2;
        }
        String name = DateTimeFormatter.ofPattern("MMdd-HHmmss").format(LocalDateTime.now());
        directory = Files.createDirectories(Path.of("target", "soak", name)).toAbsolutePath();
        System.out.printf("soak: %.1f minutes; written to %s%n", minutes, directory);
        try (SampleProcess process = SampleProcess.start(jar(), directory)) {
            return soak(process);
        } catch (IOException | UncheckedIOException e) {
            tell("FAILED: " + e);
            return 1;
        }
    }

    private void option(String name, Deque<String> args) {
        switch (name) {
            case "--minutes" -> minutes = Double.parseDouble(args.remove());
            case "--warm-up-seconds" -> warmUpSeconds = Long.parseLong(args.remove());
            default -> throw new IllegalArgumentException("unknown option " + name);
        }
    }

    /** A copy, so that the next build does not change it under the running application. */
    private Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            Path built = files.filter(file -> file.getFileName().toString().matches("sample-app-.*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("There is no packaged sample in target."));
            return Files.copy(built, directory.resolve("sample-app.jar"));
        }
    }

    private int soak(SampleProcess process) throws IOException, InterruptedException {
        List<Sample> samples = new ArrayList<>();
        long end = warmUpSeconds + (long) (minutes * 60);
        Map<String, Long> threads = Map.of();
        while (process.seconds() < end) {
            TimeUnit.SECONDS.sleep(EVERY_SECONDS);
            Sample sample = process.sample();
            tell(String.valueOf(sample));
            requireProgress(process.records(BUSY_JOB));
            if (process.seconds() >= warmUpSeconds) {
                if (samples.isEmpty()) {
                    threads = process.threads();
                }
                samples.add(sample);
            }
        }
        List<Growth.Outcome> outcomes =
                Growth.ALL.stream().map(growth -> growth.outcome(samples)).toList();
        for (Growth.Outcome outcome : outcomes) {
            tell(outcome.toString());
        }
        tell("threads that came: " + more(threads, process.threads()));
        tell(samples.size() + " samples after the warm-up; lines with a warning or an error: " + complaints());
        return outcomes.stream().allMatch(Growth.Outcome::isKept) ? 0 : 1;
    }

    /** A scheduler that stands still leaks nothing either. */
    private void requireProgress(List<String> records) throws IOException {
        still = records.equals(lastRecords) ? still + 1 : 0;
        lastRecords = records;
        if (records.isEmpty() || still >= STILL_MAX) {
            throw new IOException("The job '" + BUSY_JOB + "' has not run for " + still * EVERY_SECONDS
                    + " s; its records: " + records);
        }
    }

    private static Map<String, Long> more(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> more = new TreeMap<>(after);
        more.replaceAll((name, count) -> count - before.getOrDefault(name, 0L));
        more.values().removeIf(count -> count <= 0);
        return more;
    }

    private long complaints() throws IOException {
        try (Stream<String> lines = Files.lines(directory.resolve("sample.log"))) {
            return lines.filter(line -> line.matches(".* (?:WARN|ERROR) .*")).count();
        }
    }

    private void tell(String line) throws IOException {
        System.out.println("soak: " + line);
        Files.writeString(
                directory.resolve("figures.txt"), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
