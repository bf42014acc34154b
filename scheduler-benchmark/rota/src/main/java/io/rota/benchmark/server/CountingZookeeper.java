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
package io.rota.benchmark.server;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.server.Request;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;

/**
 * A ZooKeeper server that counts what clients ask of it, by kind, as it takes each request from its connection. Pings are not
 * counted: every client sends them alike. It has its data on disk and waits for the disk, as servers do.
 *
 * <p>Obeys {@code counts} and ends when its input is closed.
 */
public final class CountingZookeeper extends ZooKeeperServer {

    private static final String MARK = "@@";

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private volatile long lastSessionEndMicros;

    private CountingZookeeper(FileTxnSnapLog files, int tickMillis) {
        super(files, tickMillis, "");
    }

    /**
     * Serves.
     *
     * @param args port, 0 for any; milliseconds of a tick; directory for the data
     */
    public static void main(String[] args) throws Exception {
        File data = new File(args[2]);
        CountingZookeeper server = new CountingZookeeper(new FileTxnSnapLog(data, data), Integer.parseInt(args[1]));
        ServerCnxnFactory connections = ServerCnxnFactory.createFactory();
        connections.configure(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 0, -1, false);
        connections.startup(server);
        System.out.println(MARK + "ok port=" + connections.getLocalPort() + " pid="
                + ProcessHandle.current().pid());
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            System.out.println(
                    MARK + (line.equals("counts") ? "ok" + server.tell() : "error no such command: " + line));
        }
        Runtime.getRuntime().halt(1);
    }

    @Override
    public void submitRequest(Request request) {
        if (request.type == OpCode.closeSession) {
            lastSessionEndMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        }
        // A request without a connection is the server's own, such as the end of a session that nobody hears of any
        // more.
        if (request.cnxn != null && request.type != OpCode.ping) {
            counts.computeIfAbsent(Request.op2String(request.type), name -> new LongAdder())
                    .increment();
        }
        super.submitRequest(request);
    }

    private String tell() {
        StringBuilder line = new StringBuilder(" lastSessionEnd=" + lastSessionEndMicros);
        new TreeMap<>(counts)
                .forEach((name, count) ->
                        line.append(" op.").append(name).append('=').append(count.sum()));
        return line.toString();
    }
}
