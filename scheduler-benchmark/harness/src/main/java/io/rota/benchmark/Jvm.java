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

import io.rota.benchmark.node.BenchmarkNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A JVM that the benchmark started. It answers each line with a line, and ends when the benchmark does. */
final class Jvm implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final long END_SECONDS = 20;
    private static final String OK = "ok";

    private final String name;
    private final Process process;
    private final BufferedWriter commands;
    private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Map<String, String> greeting;

    private Jvm(String name, Process process) throws IOException, InterruptedException {
        this.name = name;
        this.process = process;
        commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, name + "-answers");
        reader.setDaemon(true);
        reader.start();
        greeting = answer(START);
    }

    /**
     * Starts a JVM, and waits until it says that it is there.
     *
     * @param log what it prints besides its answers to standard error
     * @param program options of the JVM, the main class, its arguments
     */
    static Jvm start(String name, String classPath, Path log, List<String> program)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.add("-cp");
        command.add(classPath);
        command.addAll(program);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            return new Jvm(name, process);
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** What it said when it was there. */
    Map<String, String> greeting() {
        return greeting;
    }

    long pid() {
        return process.pid();
    }

    /**
     * Has it do something.
     *
     * @return the values of its answer
     * @throws IllegalStateException if it could not, or did not answer in time
     */
    Map<String, String> ask(String command, Duration patience) throws IOException, InterruptedException {
        commands.write(command);
        commands.newLine();
        commands.flush();
        return answer(patience);
    }

    /** Ends it as a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(name + " (process " + process.pid() + ") does not end");
        }
    }

    /** Ends it by closing its input, so that it can end what it has started. */
    void finish() {
        try {
            commands.close();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (IOException e) {
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, String> answer(Duration patience) throws InterruptedException {
        String line = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null || !line.startsWith(OK)) {
            throw new IllegalStateException(
                    name + ": " + (line == null ? "no answer within " + patience.toSeconds() + " s" : line));
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String word : line.substring(OK.length()).trim().split(" ")) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                values.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return values;
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(BenchmarkNode.MARK)) {
                    answers.add(line.substring(BenchmarkNode.MARK.length()));
                }
            }
        } catch (IOException e) {
            // The process was killed.
        }
        answers.add("error the process has ended; its log tells more");
    }
}
