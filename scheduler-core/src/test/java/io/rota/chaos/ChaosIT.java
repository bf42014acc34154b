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

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rota.internal.state.ExecutionRecord;
import io.rota.registry.ZooKeeperProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: the promises hold in real processes on a real server. Method: three JVMs run a six-item job every second while they
 * are killed, stopped, ended and their server is restarted, twice over; afterwards what they wrote down is compared with the server's
 * own log of transactions. {@code -Dchaos.rounds=20} makes it last longer.
 */
class ChaosIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TICK_MILLIS = 500;
    private static final int ROUNDS = Integer.getInteger("chaos.rounds", 2);

    private final Map<String, Process> nodes = new HashMap<>();
    private final Map<String, Long> diedAtNanos = new HashMap<>();
    private final Path directory;
    private final Path history;
    private ZooKeeperProcess registry;
    private int starts;

    ChaosIT() throws IOException {
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "chaos")), "run");
        history = directory.resolve("history.txt");
    }

    @AfterEach
    void endEverything() {
        nodes.values().forEach(Process::destroyForcibly);
        if (registry != null) {
            registry.close();
        }
    }

    @Test
    void noFireIsLostOrRunTwiceWhateverDies() throws Exception {
        registry = ZooKeeperProcess.start(TICK_MILLIS);
        String a = start("a");
        String b = start("b");
        String c = start("c");
        for (int round = 0; round < ROUNDS; round++) {
            untilNodesShare(a, b, c);
            kill(a);
            untilNodesShare(b, c);
            a = start("a");
            untilNodesShare(a, b, c);

            signal(b, "STOP");
            untilNodesShare(a, c);
            signal(b, "CONT");
            untilNodesShare(a, b, c);

            terminate(c);
            untilNodesShare(a, b);
            c = start("c");
            untilNodesShare(a, b, c);

            registry.kill();
            registry.start();
        }
        untilNodesShare(a, b, c);
        for (String node : List.of(a, b, c)) {
            terminate(node);
        }
        registry.stop();
        Map<Integer, List<ExecutionRecord>> records =
                CommitLog.records(registry.data(), ChaosNode.NAMESPACE, ChaosNode.JOB);
        ChaosHistory runs = ChaosHistory.read(history);
        assertThat(records).hasSize(ChaosNode.ITEMS);
        assertThat(runs.runs()).hasSizeGreaterThan(100);
        assertThat(runs.violations(records, diedAtNanos))
                .as("history in " + directory.toAbsolutePath())
                .isEmpty();
    }

    /** Waits until the items are divided among exactly these nodes, each of which has run some of them from now on. */
    private void untilNodesShare(String... sharing) {
        long from = ChaosHistory.read(history).lastFire();
        until(seen -> {
            long settled = seen.lastFire() - 2_000;
            long items = 0;
            for (String node : sharing) {
                long own = seen.itemsRunAfter(Math.max(from, settled), node).size();
                if (own == 0 || own > ChaosNode.ITEMS / sharing.length) {
                    return false;
                }
                items += own;
            }
            return items == ChaosNode.ITEMS;
        });
    }

    private void until(Predicate<ChaosHistory> condition) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> condition.test(ChaosHistory.read(history)));
    }

    /** Starts a node and tells the name of this start of it. */
    private String start(String name) throws IOException {
        String node = name + ++starts;
        nodes.put(
                node,
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx96m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ChaosNode.class.getName(),
                                registry.address(),
                                history.toString(),
                                node)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve(node + ".log").toFile())
                        .start());
        return node;
    }

    private void kill(String node) throws InterruptedException {
        nodes.get(node).destroyForcibly();
        assertThat(nodes.remove(node).waitFor(10, TimeUnit.SECONDS)).isTrue();
        diedAtNanos.put(node, System.nanoTime());
    }

    private void terminate(String node) throws Exception {
        // Not Process.destroy(): it closes the node's standard input too, which ends it at once.
        signal(node, "TERM");
        assertThat(nodes.remove(node).waitFor(20, TimeUnit.SECONDS))
                .as("ends in order: " + node)
                .isTrue();
    }

    private void signal(String node, String signal) throws Exception {
        Process kill = new ProcessBuilder(
                        "kill", "-" + signal, String.valueOf(nodes.get(node).pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }
}
