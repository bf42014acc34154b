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
package io.rota.bootstrap;

import io.rota.internal.dump.DumpServer;
import io.rota.registry.RegistryCenter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dump port: tells whoever connects what stands in the registry, secrets and addresses left out. Thread-safe.
 *
 * <p>A client sends one line, {@code dump@<job>} or {@code dump} for all jobs, and gets lines of the form
 * {@code path | value}, or one that begins with {@code error:}. It is not asked who it is, so the port listens on the
 * loopback address unless told otherwise. Ends with the registry center at the latest.
 */
public final class SnapshotService implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SnapshotService.class);

    private static final int PORT_MAX = 65_535;

    private final SchedulerRuntime runtime;
    private final InetSocketAddress wished;
    // Guarded by this.
    private @Nullable DumpServer server;

    /**
     * Listens on the loopback address, once it is told to.
     *
     * @param port 0 for any that is free
     * @throws IllegalArgumentException if it is no port
     */
    public SnapshotService(RegistryCenter registryCenter, int port) {
        this(registryCenter, InetAddress.getLoopbackAddress(), port);
    }

    /**
     * Listens on an address of this machine, once it is told to. Whoever reaches it can read all definitions.
     *
     * @param port 0 for any that is free
     * @throws IllegalArgumentException if it is no port
     */
    public SnapshotService(RegistryCenter registryCenter, InetAddress address, int port) {
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException(
                    port + " is no port for dumps. Choose one from 1 to " + PORT_MAX + ", or 0 for any that is free.");
        }
        wished = new InetSocketAddress(address, port);
        runtime = SchedulerRuntime.of(registryCenter);
        runtime.whenEnded(this::close);
    }

    /**
     * Begins to listen, and to connect to the registry if nobody did. Does nothing while it listens; may be called again
     * after {@link #close()}.
     *
     * @throws DumpPortException if the port cannot be had; jobs are not affected
     * @throws IllegalStateException if the scheduler of the registry center is closed
     */
    public synchronized void listen() {
        if (server != null) {
            return;
        }
        DumpServer opened;
        try {
            opened = DumpServer.open(wished, runtime.env().loop(), runtime.registry());
        } catch (IOException e) {
            throw new DumpPortException(wished, e);
        }
        try {
            runtime.listen(opened);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
        server = opened;
        log.info("Dumps can be asked for at {}", opened.address());
        if (!opened.address().getAddress().isLoopbackAddress()) {
            log.warn(
                    "The dump port {} asks nobody who they are, and does not listen on the loopback address only: whoever"
                            + " reaches {} can read the definitions of all jobs. Let a firewall keep strangers away.",
                    opened.address().getPort(),
                    opened.address().getAddress());
        }
    }

    /**
     * The port that it listens on.
     *
     * @throws IllegalStateException if it does not listen
     */
    public synchronized int port() {
        if (server == null) {
            throw new IllegalStateException("The dump port is not open. Call listen() first.");
        }
        return server.address().getPort();
    }

    /** Ends all dialogues and frees the port. Later calls do nothing. */
    @Override
    public synchronized void close() {
        if (server != null) {
            runtime.unhear(server);
            server.close();
            server = null;
        }
    }
}
