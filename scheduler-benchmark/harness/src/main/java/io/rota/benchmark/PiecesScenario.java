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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Rota's inner pieces, timed by JMH in a JVM of its own. */
final class PiecesScenario implements Scenario {

    static final String NAME = "pieces";
    static final String MICROS = "microsPerCall";

    private static final long PATIENCE_MINUTES = 10;
    private static final int SCORE = 4;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "How long do the inner pieces take?";
    }

    @Override
    public String method() {
        return "JMH, average time of one call: the next fire of a schedule, ten thousand items divided among ten"
                + " instances, the transaction that claims a hundred items, a record read, and a second in which ten"
                + " thousand jobs are woken and set again.";
    }

    @Override
    public List<Column> columns() {
        return List.of(new Column("µs", MICROS, 3));
    }

    @Override
    public void carryOut(Bench bench) throws InterruptedException {
        if (!bench.wants(Contestant.ROTA)) {
            return;
        }
        try {
            for (String line : jmh(bench)) {
                String[] cells = line.split(",");
                String piece = cells[0].replaceAll("\"|.*\\.", "");
                bench.add(new Result(
                        NAME,
                        Contestant.ROTA,
                        piece,
                        1,
                        new Result.Values()
                                .put(MICROS, Double.parseDouble(cells[SCORE]))
                                .get(),
                        ""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of its result, without the first one, which names the columns. */
    private static List<String> jmh(Bench bench) throws IOException, InterruptedException {
        Site site = bench.site();
        Path results = site.work().resolve("pieces.csv");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                site.classPath("rota"),
                "org.openjdk.jmh.Main",
                "InnerPieces",
                "-rf",
                "csv",
                "-rff",
                results.toString()));
        if (bench.isQuick()) {
            command.addAll(List.of("-wi", "2", "-w", "200ms", "-i", "2", "-r", "300ms"));
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(site.work().resolve("pieces.log").toFile())
                .start();
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("JMH did not end within " + PATIENCE_MINUTES + " minutes");
        }
        List<String> lines = Files.exists(results) ? Files.readAllLines(results) : List.of();
        if (lines.isEmpty()) {
            throw new IOException("JMH found nothing; its log is " + site.work().resolve("pieces.log"));
        }
        return lines.subList(1, lines.size());
    }
}
