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
package io.rota.operation;

import io.rota.env.TimeSource;
import io.rota.operation.OperationException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Asks an instance's dump port for a job's tree: one line {@code dump@<job>}, answered by lines until the connection is
 * closed.
 */
final class DumpClient {

    /** Ten times what a job with 10,000 items needs; more is no dump, and must not exhaust the memory. */
    static final int BYTES_MAX = 64 * 1024 * 1024;

    private static final int PORT_MAX = 65_535;
    private static final int BUFFER_BYTES = 16 * 1024;

    private final TimeSource time;
    private final Duration limit;
    private final int bytesMax;

    /**
     * @param limit for the whole dialogue
     */
    DumpClient(TimeSource time, Duration limit, int bytesMax) {
        this.time = time;
        this.limit = limit;
        this.bytesMax = bytesMax;
    }

    String dump(String job, String host, int port) {
        if (port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException(port + " is no port. Name the dump port of the instance, 1 to 65535.");
        }
        if (job.indexOf('@') >= 0) {
            throw new IllegalArgumentException("'" + job + "' has an '@', and the dump port takes no such name.");
        }
        long deadline = time.monotonicNanos() + limit.toNanos();
        byte[] answer;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), millisLeft(deadline));
            socket.getOutputStream().write(("dump@" + job + "\n").getBytes(StandardCharsets.UTF_8));
            answer = read(socket, deadline);
        } catch (IOException e) {
            throw new OperationException(
                    Reason.UNREACHABLE,
                    what(job, host, port) + ": no whole answer within " + limit.toMillis() + " ms: " + e
                            + ". Check that the instance runs, that its dump port is open and that this address may"
                            + " reach it.",
                    e);
        }
        if (answer.length == 0 || answer.length > bytesMax) {
            throw new OperationException(
                    Reason.UNREADABLE,
                    what(job, host, port)
                            + (answer.length == 0
                                    ? ": the other side closed the connection without an answer."
                                    : ": the answer is longer than " + bytesMax + " bytes.")
                            + " Check that this is the dump port of an instance.");
        }
        return String.join(
                "\n", new String(answer, StandardCharsets.UTF_8).lines().toList());
    }

    /** Reads until the end; one byte more than allowed if there is more. */
    private byte[] read(Socket socket, long deadline) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        InputStream input = socket.getInputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        while (answer.size() <= bytesMax) {
            // Anew for each part, or a trickle of bytes could last for ever.
            socket.setSoTimeout(millisLeft(deadline));
            int count = input.read(buffer, 0, Math.min(buffer.length, bytesMax + 1 - answer.size()));
            if (count < 0) {
                break;
            }
            answer.write(buffer, 0, count);
        }
        return answer.toByteArray();
    }

    /** Never 0, which would mean for ever. */
    private int millisLeft(long deadline) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - time.monotonicNanos());
        if (left <= 0) {
            throw new IOException("the time is up");
        }
        return (int) Math.min(Integer.MAX_VALUE, left);
    }

    private static String what(String job, String host, int port) {
        return "dump('" + job + "') of " + host + ":" + port;
    }
}
