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
package io.rota.internal.dump;

import io.rota.env.EventLoop;
import io.rota.env.ServiceThreads;
import io.rota.registry.RegistryListener;
import io.rota.registry.RegistrySession;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * One thread accepts, a few have the dialogues. A client beyond these waits in the backlog of the socket, where it costs
 * nothing, until one has ended; each of them has a limit, so that is soon. The limits are kept by the loop, which closes
 * the socket of a client that exceeds one: that ends whatever its thread waits for.
 */
/** Listens on a port and tells whoever asks what the registry's tree looks like. Thread-safe. */
public final class DumpServer implements RegistryListener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DumpServer.class);

    static final int CLIENTS_MAX = 4;

    // Clients that wait until one of the others is done.
    private static final int BACKLOG = 16;
    // So that a client that takes nothing is noticed before megabytes wait for it.
    private static final int SEND_BUFFER_BYTES = 64 * 1024;
    private static final int CLOSE_WAIT_MILLIS = 1_000;
    private static final int FAILURES_MAX = 10;

    private final EventLoop loop;
    private final String registry;
    private final DialogueLimits limits;
    private final ServerSocket listening;
    private final ServiceThreads threads;
    private final Semaphore free = new Semaphore(CLIENTS_MAX);
    /** Ends when nobody is accepted any more. */
    private final CompletableFuture<Boolean> accepting = new CompletableFuture<>();

    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private volatile @Nullable RegistrySession session;
    private volatile boolean closed;

    private DumpServer(EventLoop loop, String registry, DialogueLimits limits, ServerSocket listening) {
        this.loop = loop;
        this.registry = registry;
        this.limits = limits;
        this.listening = listening;
        threads = new ServiceThreads(
                "rota-dump-" + listening.getLocalPort(), CLIENTS_MAX + 1, CLIENTS_MAX, Duration.ZERO);
    }

    /**
     * Begins to listen.
     *
     * @param address with port 0 for any that is free
     * @param loop where the registry's answers arrive
     * @param registry for messages
     * @return must hear of the registry's sessions
     * @throws IOException if the port cannot be had
     */
    public static DumpServer open(InetSocketAddress address, EventLoop loop, String registry) throws IOException {
        return open(address, loop, registry, DialogueLimits.DEFAULT);
    }

    static DumpServer open(InetSocketAddress address, EventLoop loop, String registry, DialogueLimits limits)
            throws IOException {
        ServerSocket listening = new ServerSocket();
        try {
            listening.bind(address, BACKLOG);
        } catch (IOException | RuntimeException e) {
            listening.close();
            throw e;
        }
        DumpServer server = new DumpServer(loop, registry, limits, listening);
        server.threads.offer(() -> {
            try {
                server.accept();
            } finally {
                server.accepting.complete(true);
            }
        });
        return server;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    @Override
    public void sessionOpened(RegistrySession opened) {
        session = opened;
    }

    /** Answers that stay away are told as such; there is nothing to do before they are. */
    @Override
    public void sessionSuspended(RegistrySession suspended) {}

    @Override
    public void sessionResumed(RegistrySession resumed) {}

    @Override
    public void sessionLost(RegistrySession lost) {
        session = null;
    }

    /** Ends all dialogues and frees the port, which is done a moment later at most. Later calls do nothing. */
    @Override
    public void close() {
        end();
        try {
            // The system keeps the port until the thread that accepts has noticed.
            accepting.get(CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("{} is closed, and may not be free at once", this);
        }
    }

    private void end() {
        closed = true;
        quietly(listening);
        clients.forEach(DumpServer::quietly);
        threads.close();
    }

    private void accept() {
        int failures = 0;
        while (!closed && failures < FAILURES_MAX) {
            try {
                // Every dialogue ends within its limit, so one becomes free before that.
                if (free.tryAcquire(limits.whole().toNanos(), TimeUnit.NANOSECONDS)) {
                    serve();
                    failures = 0;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException e) {
                free.release();
                failures++;
                if (!closed) {
                    log.warn("{}: a client could not be accepted: {}", this, e.toString());
                }
            }
        }
        if (!closed) {
            end();
            log.error(
                    "{} is closed after {} failures in a row. Jobs are not affected. Start the application anew to have"
                            + " it again.",
                    this,
                    failures);
        }
    }

    private void serve() throws IOException {
        Socket client = listening.accept();
        clients.add(client);
        if (closed || !threads.offer(() -> converse(client))) {
            end(client);
        }
    }

    private void converse(Socket client) {
        try (client) {
            client.setSendBufferSize(SEND_BUFFER_BYTES);
            new Dialogue(client, loop, limits, registry, () -> session).hold();
        } catch (IOException e) {
            log.debug("{}: a client went away or took too long: {}", this, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(client);
        }
    }

    private void end(Socket client) {
        quietly(client);
        clients.remove(client);
        free.release();
    }

    static void quietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            log.debug("A socket of the dump port could not be closed: {}", e.toString());
        }
    }

    @Override
    public String toString() {
        return "The dump port " + listening.getLocalPort();
    }
}
