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
package io.rota.fencing;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.registry.ZooKeeperProcess;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: what the fence is for, in real processes. Method: a JVM that runs an item is stopped for longer than its lease, another
 * one takes the item over and writes, the first one goes on and writes too. The same write without the fence shows that there
 * is something to be protected from.
 */
class PausedProcessIT {

    private static final long PATIENCE_SECONDS = 60;
    private static final int TICK_MILLIS = 500;
    private static final Pattern TOKEN = Pattern.compile(" token=(\\d+) attempt=(\\d+) lease=(true|false)$");

    private final JdbcDataSource database = new JdbcDataSource();
    private final List<Node> nodes = new ArrayList<>();
    private ZooKeeperProcess registry;
    private Server databaseServer;

    @BeforeEach
    void startServers() throws Exception {
        registry = ZooKeeperProcess.start(TICK_MILLIS);
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "fencing")), "data")
                .toAbsolutePath();
        databaseServer = Server.createTcpServer(
                        "-tcpPort", "0", "-tcpDaemon", "-ifNotExists", "-baseDir", directory.toString())
                .start();
        // The server keeps all data in this process; the nodes see it by way of its port.
        database.setURL("jdbc:h2:tcp://127.0.0.1:" + databaseServer.getPort() + "/./ledger;LOCK_TIMEOUT=10000");
        new SqlFence().createTableIfMissing(database);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE ledger (id VARCHAR(20) PRIMARY KEY, writer VARCHAR(20))");
            statement.execute("INSERT INTO ledger VALUES ('unguarded', 'nobody'), ('guarded', 'nobody')");
        }
    }

    @AfterEach
    void endEverything() {
        nodes.forEach(Node::end);
        if (databaseServer != null) {
            databaseServer.stop();
        }
        if (registry != null) {
            registry.close();
        }
    }

    @Test
    void pausedBeyondItsLease_whatItWritesAfterItsSuccessorIsRejected() throws Exception {
        Node first = start("first");
        Node.Word running = first.awaitWord("running");
        first.order("write");
        first.awaitWord("written unguarded");
        first.awaitWord("written guarded");
        assertThat(writer("guarded")).isEqualTo("first");

        Node second = start("second");
        first.signal("STOP");
        Node.Word tookOver = second.awaitWord("running");
        assertThat(tookOver.attempt()).as("the same fire again").isEqualTo(running.attempt() + 1);
        assertThat(tookOver.token()).isGreaterThan(running.token());
        second.order("write");
        second.awaitWord("written unguarded");
        second.awaitWord("written guarded");

        first.order("write");
        first.signal("CONT");
        first.awaitWord("written unguarded");
        Node.Word rejected = first.awaitWord("rejected by " + tookOver.token());
        assertThat(rejected.token()).isEqualTo(running.token());
        assertThat(rejected.leaseValid()).isFalse();
        assertThat(writer("unguarded")).as("the harm that there would be").isEqualTo("first");
        assertThat(writer("guarded")).isEqualTo("second");

        // The successor is not disturbed by any of this.
        second.order("write");
        second.awaitWord("written guarded");
        assertThat(writer("guarded")).isEqualTo("second");
    }

    private String writer(String row) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT writer FROM ledger WHERE id = '" + row + "'")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private Node start(String name) throws IOException {
        Node node = new Node(
                name,
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx96m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                StubbornNode.class.getName(),
                                registry.address(),
                                database.getURL(),
                                name)
                        .redirectErrorStream(true)
                        .start());
        nodes.add(node);
        return node;
    }

    /** A process, what it says and what it is told. */
    private static final class Node {

        /** Something it said. */
        record Word(String what, long token, int attempt, boolean leaseValid) {}

        private final String name;
        private final Process process;
        private final BufferedWriter orders;
        private final BlockingQueue<Word> words = new LinkedBlockingQueue<>();

        Node(String name, Process process) {
            this.name = name;
            this.process = process;
            this.orders = new BufferedWriter(process.outputWriter(StandardCharsets.UTF_8));
            Thread reader = new Thread(this::read, "output-of-" + name);
            reader.setDaemon(true);
            reader.start();
        }

        /** Waits until it says something, and passes over what it says before. */
        Word awaitWord(String what) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            List<Word> before = new ArrayList<>();
            while (true) {
                Word word = words.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                assertThat(word)
                        .as(name + " says '" + what + "'; it said " + before)
                        .isNotNull();
                if (word.what().equals(what)) {
                    return word;
                }
                before.add(word);
            }
        }

        void order(String order) throws IOException {
            orders.write(order);
            orders.newLine();
            orders.flush();
        }

        void signal(String signal) throws Exception {
            Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .inheritIO()
                    .start();
            assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(kill.exitValue()).isZero();
        }

        void end() {
            process.destroyForcibly();
        }

        private void read() {
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    Matcher end = TOKEN.matcher(line);
                    if (line.startsWith(StubbornNode.MARK) && end.find()) {
                        words.add(new Word(
                                line.substring(StubbornNode.MARK.length(), end.start()),
                                Long.parseLong(end.group(1)),
                                Integer.parseInt(end.group(2)),
                                Boolean.parseBoolean(end.group(3))));
                    }
                    System.out.println("[" + name + "] " + line);
                }
            } catch (IOException e) {
                // The process was killed.
            }
        }
    }
}
