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
package io.rota.sample;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A ZooKeeper server for trying things out on one machine, in a process of its own.
 *
 * <p>It listens on the loopback address only and keeps its data beside the database of the sample. It is not for
 * production: there, run an ensemble of three or five servers.
 */
public class DevelopmentZooKeeper implements DisposableBean {

    static final int PORT = 2181;

    private static final Logger log = LoggerFactory.getLogger(DevelopmentZooKeeper.class);

    private static final int TICK_MILLIS = 2_000;
    private static final int CONNECTIONS_MAX = 100;

    private @Nullable ServerCnxnFactory connections;

    public static void main(String[] args) throws InterruptedException {
        // Spring contributes the logging and the orderly end; none of the sample's beans is here.
        ConfigurableApplicationContext context = new SpringApplicationBuilder(DevelopmentZooKeeper.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .run(args);
        Path data = DataFolder.path().resolve("zookeeper");
        try {
            context.getBean(DevelopmentZooKeeper.class).start(PORT, data);
            log.info("ZooKeeper serves 127.0.0.1:{}, its data is in {}. Stop it with Ctrl-C.", PORT, data);
        } catch (BindException e) {
            log.error(
                    "Port {} is taken, so ZooKeeper was not started. If a ZooKeeper runs there already, use that one;"
                            + " otherwise stop the process that has the port.",
                    PORT);
            System.exit(SpringApplication.exit(context, () -> 1));
        } catch (IOException e) {
            log.error("ZooKeeper cannot use its data in {}. Remove the folder to begin anew.", data, e);
            System.exit(SpringApplication.exit(context, () -> 1));
        }
    }

    /**
     * Serves until the application context is closed.
     *
     * @throws BindException if the port is taken
     */
    void start(int port, Path data) throws IOException, InterruptedException {
        Files.createDirectories(data);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        connections = ServerCnxnFactory.createFactory(address, CONNECTIONS_MAX);
        connections.startup(new ZooKeeperServer(data.toFile(), data.toFile(), TICK_MILLIS));
    }

    @Override
    public void destroy() {
        if (connections != null) {
            connections.shutdown();
        }
    }
}
