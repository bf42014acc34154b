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

import com.sun.management.UnixOperatingSystemMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The packaged sample in a process of its own, with its default profile, on free ports. */
final class SampleProcess implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final Duration STOP_MAX = Duration.ofSeconds(45);
    private static final int ANSWER_MILLIS_MAX = 10_000;

    private final Process process;
    private final int dumpPort;
    private final long startedNanos = System.nanoTime();
    private JMXConnector connector;
    private MBeanServerConnection beans;

    private SampleProcess(Process process, int dumpPort) {
        this.process = process;
        this.dumpPort = dumpPort;
    }

    /**
     * Starts it, and waits until its dump port answers.
     *
     * @param directory where its log and its orders are; the orders are in a file, so that the heap has only what the
     *     application holds
     */
    static SampleProcess start(Path jar, Path directory) throws IOException, InterruptedException {
        int dumpPort = freePort();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-jar",
                        jar.toAbsolutePath().toString(),
                        "--server.port=" + freePort(),
                        "--elasticjob.dump.port=" + dumpPort,
                        "--spring.datasource.url=jdbc:h2:file:./orders;CACHE_SIZE=4096",
                        "--spring.datasource.hikari.register-mbeans=true")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("sample.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "sample-end"));
        SampleProcess sample = new SampleProcess(process, dumpPort);
        try {
            sample.awaitDumpPort();
            sample.connect();
        } catch (IOException | InterruptedException | RuntimeException e) {
            sample.close();
            throw e;
        }
        return sample;
    }

    private void awaitDumpPort() throws IOException, InterruptedException {
        while (true) {
            try {
                dump("dump");
                return;
            } catch (IOException e) {
                if (System.nanoTime() - startedNanos > START_MAX.toNanos()) {
                    throw new IOException("The sample's dump port does not answer after " + START_MAX, e);
                }
                requireAlive();
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }

    private void connect() throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(String.valueOf(process.pid()));
            try {
                connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
        beans = connector.getMBeanServerConnection();
    }

    /** Ends with an exception if the process has ended by itself. */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("The sample ended by itself, with " + process.exitValue());
        }
    }

    long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNanos);
    }

    /** Collects garbage, and counts. */
    Sample sample() throws IOException {
        requireAlive();
        MemoryMXBean memory = bean(ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
        memory.gc();
        long heap = memory.getHeapMemoryUsage().getUsed();
        long files = bean(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME, UnixOperatingSystemMXBean.class)
                .getOpenFileDescriptorCount();
        long threads = threads().values().stream().mapToLong(Long::longValue).sum();
        long nodes = dump("dump").stream().filter(line -> line.startsWith("/")).count();
        return new Sample(seconds(), threads, heap / 1024, files, connections(), nodes);
    }

    /** How many threads have which name, numbers left out. */
    Map<String, Long> threads() throws IOException {
        ThreadMXBean threads = bean(ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull)
                .map(ThreadInfo::getThreadName)
                // They are there because of this connection.
                .filter(name -> !name.startsWith("RMI ") && !name.startsWith("JMX "))
                .collect(Collectors.groupingBy(
                        name -> name.replaceAll("\\d+", "#"), TreeMap::new, Collectors.counting()));
    }

    /** The records of a job's items: they change with every run. */
    List<String> records(String job) throws IOException {
        return dump("dump@" + job).stream()
                .filter(line -> line.contains("/execution | "))
                .toList();
    }

    private long connections() throws IOException {
        try {
            long inUse = 0;
            for (ObjectName pool : beans.queryNames(new ObjectName("com.zaxxer.hikari:type=Pool (*)"), null)) {
                inUse += ((Number) beans.getAttribute(pool, "ActiveConnections")).longValue();
            }
            return inUse;
        } catch (JMException e) {
            throw new IOException(e);
        }
    }

    private <T> T bean(String name, Class<T> type) throws IOException {
        return ManagementFactory.newPlatformMXBeanProxy(beans, name, type);
    }

    private List<String> dump(String question) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), dumpPort), ANSWER_MILLIS_MAX);
            socket.setSoTimeout(ANSWER_MILLIS_MAX);
            socket.getOutputStream().write((question + "\n").getBytes(StandardCharsets.UTF_8));
            List<String> lines = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .lines()
                    .toList();
            if (lines.isEmpty() || lines.stream().anyMatch(line -> line.startsWith("error:"))) {
                throw new IOException("'" + question + "' was answered with " + lines);
            }
            return lines;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    /** Stops it as an operator does, and waits for its end. */
    @Override
    public void close() throws IOException {
        if (connector != null) {
            connector.close();
        }
        process.destroy();
        try {
            if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("The sample did not stop within " + STOP_MAX);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
