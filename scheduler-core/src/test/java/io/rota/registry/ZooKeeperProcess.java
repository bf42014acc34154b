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
package io.rota.registry;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.server.DataNode;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;

/**
 * A real ZooKeeper server in a JVM of its own, which can be killed, restarted with its data, and told to expire a session.
 *
 * <p>Port and data stay the same for the life of this object. The server ends with the test JVM: it reads its commands
 * from standard input and halts when that is closed.
 */
public final class ZooKeeperProcess implements AutoCloseable {

    private static final long START_SECONDS = 30;
    private static final long ANSWER_SECONDS = 10;
    static final String MARK = "@@";

    private final int port;
    private final Path data;
    private final List<String> program;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private Process process;
    private BufferedWriter commands;

    private ZooKeeperProcess(int port, Path data, List<String> program) {
        this.port = port;
        this.data = data;
        this.program = program;
    }

    /**
     * Starts a server with no data.
     *
     * @param tickMillis session timeouts may be 2 to 20 ticks
     */
    public static ZooKeeperProcess start(int tickMillis) {
        ZooKeeperProcess server = prepared(tickMillis);
        server.start();
        return server;
    }

    /** A server that is not running yet. */
    public static ZooKeeperProcess prepared(int tickMillis) {
        try {
            Path data = Files.createTempDirectory(Files.createDirectories(Path.of("target", "zookeeper")), "data");
            return prepared(tickMillis, data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server that is not running yet and keeps its data in a directory. */
    public static ZooKeeperProcess prepared(int tickMillis, Path data) {
        int port = freePort();
        return new ZooKeeperProcess(
                port,
                data,
                List.of(Server.class.getName(), String.valueOf(port), String.valueOf(tickMillis), data.toString()));
    }

    /**
     * A server that is not running yet and serves encrypted connections only.
     *
     * @param own its key and certificate, PKCS12
     * @param trusted the certificates of its clients, PKCS12
     * @param password of both
     */
    static ZooKeeperProcess secured(int tickMillis, Path data, Path own, Path trusted, String password) {
        int port = freePort();
        return new ZooKeeperProcess(
                port,
                data,
                List.of(
                        "-D" + Server.SECURE + "=true",
                        "-Dzookeeper.serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory",
                        "-Dzookeeper.ssl.keyStore.location=" + own,
                        "-Dzookeeper.ssl.keyStore.password=" + password,
                        "-Dzookeeper.ssl.trustStore.location=" + trusted,
                        "-Dzookeeper.ssl.trustStore.password=" + password,
                        "-Dzookeeper.ssl.clientHostnameVerification=false",
                        "-Dzookeeper.authProvider.x509=org.apache.zookeeper.server.auth.X509AuthenticationProvider",
                        Server.class.getName(),
                        String.valueOf(port),
                        String.valueOf(tickMillis),
                        data.toString()));
    }

    /**
     * A member of an ensemble that is not running yet.
     *
     * @param port where clients reach it, as the configuration says
     * @param data its data directory, as the configuration says
     */
    static ZooKeeperProcess member(int port, Path data, Path configuration) {
        return new ZooKeeperProcess(port, data, List.of(ZooKeeperMember.class.getName(), configuration.toString()));
    }

    /** Starts the server, again with the same port and data, and waits until it serves, or looks for its peers. */
    public void start() {
        lines.clear();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dzookeeper.admin.enableServer=false",
                // A server that comes back must not wait a minute before it asks the others again.
                "-Dzookeeper.fastleader.maxNotificationInterval=1000",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(program);
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = new BufferedWriter(process.outputWriter(StandardCharsets.UTF_8));
        Process started = process;
        Thread reader = new Thread(() -> read(started), "zookeeper-server-output");
        reader.setDaemon(true);
        reader.start();
        expect("ready", START_SECONDS);
    }

    /** Ends the server in an orderly way; its sessions stay in its data. */
    public void stop() {
        command("stop");
        await(process);
    }

    /** Ends the server as a power cut would. */
    public void kill() {
        process.destroyForcibly();
        await(process);
    }

    /** Ends the session that owns an ephemeral node, on the server's side, as if it had not heard of it for too long. */
    public void expireOwnerOf(String path) {
        command("expire " + path);
        expect("expired " + path, ANSWER_SECONDS);
    }

    /** What a member of an ensemble is at the moment: LEADING, FOLLOWING, or LOOKING until it serves. */
    public String state() {
        command("state");
        return answer(ANSWER_SECONDS);
    }

    /** Makes a member of an ensemble deaf and mute to the elections of the others, or ends that. */
    void isolate(boolean isolated) {
        command(isolated ? "isolate" : "rejoin");
        expect("done", ANSWER_SECONDS);
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** The container nodes, which a client cannot tell from persistent ones. */
    public List<String> containers() {
        command("containers");
        return List.of(answer(ANSWER_SECONDS).split(" "));
    }

    public int port() {
        return port;
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Where the server keeps its snapshots and its log of transactions. */
    public Path data() {
        return data;
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    /** A port that nobody listens on. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void command(String line) {
        try {
            commands.write(line);
            commands.newLine();
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void expect(String line, long seconds) {
        String answer = answer(seconds);
        if (!line.equals(answer)) {
            throw new IllegalStateException("ZooKeeper server: expected '" + line + "' but it said '" + answer + "'");
        }
    }

    private String answer(long seconds) {
        try {
            return String.valueOf(lines.poll(seconds, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void read(Process from) {
        try (BufferedReader output = from.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(MARK)) {
                    lines.add(line.substring(MARK.length()));
                } else {
                    System.out.println("[zookeeper " + port + "] " + line);
                }
            }
        } catch (IOException e) {
            // The process was killed.
        }
    }

    private static void await(Process process) {
        try {
            if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The ZooKeeper server " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What runs in the other JVM. */
    static final class Server {

        static final String SECURE = "rota.zookeeper.secure";

        private Server() {}

        public static void main(String[] args) throws Exception {
            int port = Integer.parseInt(args[0]);
            int tickMillis = Integer.parseInt(args[1]);
            File data = new File(args[2]);
            ZooKeeperServer server = new ZooKeeperServer(new FileTxnSnapLog(data, data), tickMillis, "");
            ServerCnxnFactory connections = ServerCnxnFactory.createFactory();
            connections.configure(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0, -1, Boolean.getBoolean(SECURE));
            connections.startup(server);
            System.out.println(MARK + "ready");
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                if (line.equals("stop")) {
                    connections.shutdown();
                    System.exit(0);
                } else if (line.equals("containers")) {
                    var containers = server.getZKDatabase().getDataTree().getContainers();
                    System.out.println(MARK + "containers " + String.join(" ", containers));
                } else if (line.startsWith("expire ")) {
                    String path = line.substring("expire ".length());
                    DataNode node = server.getZKDatabase().getNode(path);
                    server.closeSession(node.stat.getEphemeralOwner());
                    System.out.println(MARK + "expired " + path);
                }
            }
            Runtime.getRuntime().halt(1);
        }
    }
}
