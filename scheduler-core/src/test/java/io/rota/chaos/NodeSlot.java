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
package io.rota.chaos;

import io.rota.registry.FaultProxy;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One node through any number of starts of its process, behind relays of its own. Not thread-safe. */
final class NodeSlot implements AutoCloseable {

    /** What all nodes of a run share. */
    record Site(
            Path directory,
            ChaosRegistry.Type type,
            List<String> registry,
            int sessionMillis,
            int storePort,
            HistoryFile history,
            String faketime) {

        Path historyPath() {
            return directory.resolve("history.txt");
        }
    }

    private static final long END_SECONDS = 40;

    private final String name;
    private final Site site;
    private final List<FaultProxy> links;
    private final Path clock;
    private Process process;
    private BufferedWriter commands;
    private int starts;

    NodeSlot(String name, Site site) {
        this.name = name;
        this.site = site;
        links = site.registry().stream()
                .map(address -> new FaultProxy(URI.create("zk://" + address).getPort()))
                .toList();
        clock = site.directory().resolve("clock-" + name);
    }

    String name() {
        return name;
    }

    /** The name of the last start. */
    String incarnation() {
        return name + starts;
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    void start() {
        awaitEnd();
        starts++;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ChaosNode.class.getName(),
                links.stream().map(FaultProxy::address).collect(Collectors.joining(",")),
                String.valueOf(site.sessionMillis()),
                site.historyPath().toString(),
                incarnation(),
                String.valueOf(site.storePort()),
                site.type().name()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(site.directory().resolve(incarnation() + ".log").toFile());
        if (!site.faketime().isEmpty()) {
            clock("+0");
            builder.environment().put("LD_PRELOAD", site.faketime());
            builder.environment()
                    .put("FAKETIME_TIMESTAMP_FILE", clock.toAbsolutePath().toString());
            builder.environment().put("FAKETIME_CACHE_DURATION", "1");
            // With its own choice timed waits return at once.
            builder.environment().put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
            builder.environment().put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        }
        site.history().write("start-node", "node", incarnation());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = new BufferedWriter(process.outputWriter(StandardCharsets.UTF_8));
    }

    /** Sets the wall clock, in the words of libfaketime. */
    void clock(String text) {
        try {
            // In one step, so that nobody reads half of it.
            Path next = Files.writeString(clock.resolveSibling(clock.getFileName() + ".new"), text + "\n");
            Files.move(next, clock, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void kill() {
        site.history().write("kill-node", "node", incarnation());
        process.destroyForcibly();
        await();
    }

    /** Asks the process to end in order; {@link #awaitEnd} waits for that. */
    void terminate() {
        site.history().write("end-node", "node", incarnation());
        // Not Process.destroy(): it closes the standard input too, which ends the process at once.
        signal("TERM");
    }

    void awaitEnd() {
        if (process != null && !await()) {
            site.history().write("hung-node", "node", incarnation());
            signal("QUIT");
            process.destroyForcibly();
            await();
        }
    }

    void pause() {
        signal("STOP");
        site.history().write("pause-node", "node", incarnation());
    }

    void resume() {
        site.history().write("resume-node", "node", incarnation());
        signal("CONT");
    }

    /** Asks for a run of the job that runs on request. */
    void request() {
        try {
            commands.write("request\n");
            commands.flush();
        } catch (IOException e) {
            // It is gone.
        }
    }

    void links(Consumer<FaultProxy> change) {
        links.forEach(change);
    }

    private boolean await() {
        try {
            return process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void signal(String signal) {
        if (!isRunning()) {
            return;
        }
        try {
            new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (isRunning()) {
            process.destroyForcibly();
        }
        links.forEach(FaultProxy::close);
    }
}
