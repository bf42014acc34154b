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

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP relay between a client and a server that can misbehave as a network does.
 *
 * <p>A black hole loses no bytes: what it swallowed arrives when it ends, as it does when TCP repeats it.
 */
public final class FaultProxy implements AutoCloseable {

    private static final int BUFFER_BYTES = 4_096;
    private static final long LOOK_MILLIS = 20;

    private final int port;
    private final int target;
    private final long patienceMillis;
    // Everything below is guarded by this.
    private final List<Link> links = new ArrayList<>();
    private ServerSocket listener;
    private boolean closed;
    private boolean holdRequests;
    private boolean holdAnswers;
    private long delayMillis;
    private int dripBytes = BUFFER_BYTES;

    /**
     * Listens on a port of its own.
     *
     * @param target port of the server on this machine
     */
    public FaultProxy(int target) {
        this(target, 0);
    }

    /**
     * Listens on a port of its own.
     *
     * @param target port of the server on this machine
     * @param patienceMillis how long a client that was let in waits for a server that does not listen yet. Some programs
     *     repeat a connection that is refused, but take one that is made and reset for the end of the other side
     */
    FaultProxy(int target, long patienceMillis) {
        this.target = target;
        this.patienceMillis = patienceMillis;
        this.port = ZooKeeperProcess.freePort();
        listen();
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Everything passes again, at once. */
    public synchronized void pass() {
        holdRequests = false;
        holdAnswers = false;
        delayMillis = 0;
        dripBytes = BUFFER_BYTES;
        notifyAll();
        if (listener == null) {
            listen();
        }
    }

    /** Resets all connections; new ones are welcome. */
    public synchronized void cut() {
        List.copyOf(links).forEach(Link::reset);
    }

    /** Resets all connections and refuses new ones. */
    public synchronized void refuse() {
        closeListener();
        cut();
    }

    /** Connections stay open, but nothing arrives in either direction. */
    public synchronized void blackhole() {
        holdRequests = true;
        holdAnswers = true;
    }

    /** The server hears the client, the client does not hear the server. */
    public synchronized void swallowAnswers() {
        holdAnswers = true;
    }

    /** The client hears the server, the server does not hear the client. */
    public synchronized void swallowRequests() {
        holdRequests = true;
    }

    /** Every piece of data arrives late. */
    public synchronized void delay(long millis) {
        delayMillis = millis;
    }

    /** Data trickles: this many bytes at a time, a delay before each. */
    public synchronized void drip(int bytes, long millis) {
        dripBytes = bytes;
        delayMillis = millis;
    }

    @Override
    public synchronized void close() {
        closed = true;
        refuse();
        notifyAll();
    }

    private synchronized void listen() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
            listener = socket;
            start("accept", () -> accept(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        try {
            while (true) {
                Socket client = socket.accept();
                start("connect", () -> open(socket, client));
            }
        } catch (IOException e) {
            // The listener was closed.
        }
    }

    private void open(ServerSocket from, Socket client) {
        try {
            link(from, client, reach());
        } catch (IOException e) {
            reset(client);
        }
    }

    private Socket reach() throws IOException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        while (true) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), target);
            } catch (IOException e) {
                if (System.nanoTime() - until >= 0) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
            }
        }
    }

    private synchronized void link(ServerSocket from, Socket client, Socket server) throws IOException {
        Link link = new Link(client, server);
        if (listener != from) {
            link.reset();
            return;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        links.add(link);
        start("requests", () -> pump(link, client, server, true));
        start("answers", () -> pump(link, server, client, false));
    }

    private void pump(Link link, Socket from, Socket to, boolean requests) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                int sent = 0;
                while (sent < length) {
                    int piece = Math.min(length - sent, hold(requests));
                    out.write(buffer, sent, piece);
                    sent += piece;
                }
            }
        } catch (IOException e) {
            // One side is gone, and soon the other.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        link.reset();
    }

    /** Waits as long as the present fault says; returns how much may pass then. */
    private synchronized int hold(boolean requests) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMillis);
        while (!closed) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (requests ? holdRequests : holdAnswers) {
                wait();
            } else if (delayMillis > 0 && left > 0) {
                wait(left);
            } else {
                break;
            }
        }
        return dripBytes;
    }

    private void closeListener() {
        try {
            if (listener != null) {
                listener.close();
                listener = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void reset(Socket socket) {
        try {
            // Without lingering the other side gets a reset instead of an orderly end.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // Closed already.
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, "fault-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private final class Link {

        private final Socket client;
        private final Socket server;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void reset() {
            synchronized (FaultProxy.this) {
                links.remove(this);
            }
            FaultProxy.reset(client);
            FaultProxy.reset(server);
        }
    }
}
