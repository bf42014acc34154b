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
package io.rota.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/** A ZooKeeper server inside this process, on a free port of the loopback address. */
final class LocalZooKeeper implements AutoCloseable {

    private static final int TICK_MILLIS = 1_000;

    private final ServerCnxnFactory connections;

    private LocalZooKeeper(ServerCnxnFactory connections) {
        this.connections = connections;
    }

    /** Starts one that keeps its data in a folder. */
    static LocalZooKeeper start(Path data) throws IOException, InterruptedException {
        ServerCnxnFactory connections =
                ServerCnxnFactory.createFactory(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        connections.startup(new ZooKeeperServer(data.toFile(), data.toFile(), TICK_MILLIS));
        return new LocalZooKeeper(connections);
    }

    int port() {
        return connections.getLocalPort();
    }

    @Override
    public void close() {
        connections.shutdown();
    }
}
