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
package io.rota.chaos;

import io.rota.registry.ZooKeeperProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A resource that protects itself: it takes a write only if no write with a larger token has come before. Thread-safe.
 *
 * <p>Writes down what it took and what it turned away, if that changes.
 */
final class FencedStore implements AutoCloseable {

    private final HistoryFile history;
    private final ServerSocket socket;
    // Guarded by this.
    private final Map<String, Long> tokens = new HashMap<>();
    private final Map<String, Long> refused = new HashMap<>();

    FencedStore(HistoryFile history) {
        this.history = history;
        try {
            socket = new ServerSocket(ZooKeeperProcess.freePort(), 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            OutputStream out = client.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] parts = line.split(" ");
                boolean taken = put(parts[0], Long.parseLong(parts[1]));
                out.write((taken + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // The client was killed.
        }
    }

    private synchronized boolean put(String key, long token) {
        long last = tokens.getOrDefault(key, 0L);
        boolean taken = token >= last;
        if (taken && token > last) {
            tokens.put(key, token);
            history.write("taken", "key", key, "token", token);
        } else if (!taken && refused.getOrDefault(key, 0L) != token) {
            refused.put(key, token);
            history.write("turned-away", "key", key, "token", token);
        }
        return taken;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "fenced-store");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection to the store; of one thread. */
    static final class Client implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader in;

        Client(int port) {
            try {
                socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setTcpNoDelay(true);
                in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Writes; tells whether that was taken. */
        boolean put(String key, long token) {
            try {
                socket.getOutputStream().write((key + " " + token + "\n").getBytes(StandardCharsets.UTF_8));
                return Boolean.parseBoolean(in.readLine());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
