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
import java.util.Collection;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/** A ZooKeeper server inside this process, on a free port of the loopback address. */
final class LocalZooKeeper implements AutoCloseable {

    private static final int TICK_MILLIS = 1_000;

    private final ServerCnxnFactory connections;
    private final ZooKeeperServer server;

    private LocalZooKeeper(ServerCnxnFactory connections, ZooKeeperServer server) {
        this.connections = connections;
        this.server = server;
    }

    /** Starts one that keeps its data in a folder. */
    static LocalZooKeeper start(Path data) throws IOException, InterruptedException {
        ServerCnxnFactory connections =
                ServerCnxnFactory.createFactory(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ZooKeeperServer server = new ZooKeeperServer(data.toFile(), data.toFile(), TICK_MILLIS);
        connections.startup(server);
        return new LocalZooKeeper(connections, server);
    }

    int port() {
        return connections.getLocalPort();
    }

    /** Of the sessions that there are. */
    Collection<Integer> sessionTimeoutsMillis() {
        return server.getZKDatabase().getSessionWithTimeOuts().values();
    }

    /** Whether somebody wants to hear of changes of a node. */
    boolean isWatched(String path) {
        return server.getZKDatabase().getDataTree().getWatchesByPath().hasSessions(path);
    }

    @Override
    public void close() {
        connections.shutdown();
    }
}
