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

import static io.rota.operation.DefinitionsTests.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rota.env.TimeSource;
import io.rota.operation.OperationException.Reason;
import io.rota.registry.ZooKeeperProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DumpClientTests {

    private static final String HOST = "127.0.0.1";

    private final ServerSocket server;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    DumpClientTests() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private interface Answer {

        void write(OutputStream output) throws IOException;
    }

    private void answer(Answer answer) {
        Thread thread = new Thread(
                () -> {
                    try (Socket socket = server.accept()) {
                        requests.add(new BufferedReader(
                                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                                .readLine());
                        answer.write(socket.getOutputStream());
                    } catch (IOException e) {
                        // The client has gone, as some of the tests want.
                    }
                },
                "dump-server");
        thread.setDaemon(true);
        thread.start();
    }

    private static DumpClient client(long millis) {
        return new DumpClient(TimeSource.system(), Duration.ofMillis(millis), 1_000);
    }

    @Test
    void dump_isTheLinesThatTheInstanceSends() {
        answer(output -> output.write("/j/config | cron: é\r\n\n/j/servers | \n".getBytes(StandardCharsets.UTF_8)));
        assertThat(client(10_000).dump("j", HOST, server.getLocalPort()))
                .isEqualTo("/j/config | cron: é\n\n/j/servers | ");
        assertThat(requests).containsExactly("dump@j");
    }

    @Test
    void emptyAnswer_isNoDump() {
        answer(output -> {});
        assertFails(Reason.UNREADABLE, () -> client(10_000).dump("j", HOST, server.getLocalPort()));
    }

    @Test
    void endlessAnswer_isCutOff() {
        answer(output -> {
            while (true) {
                output.write(new byte[100]);
            }
        });
        assertFails(Reason.UNREADABLE, () -> client(10_000).dump("j", HOST, server.getLocalPort()));
    }

    @Test
    void silentServer_isGivenUpAtTheDeadline() {
        answer(output -> server.accept());
        assertFails(Reason.UNREACHABLE, () -> client(200).dump("j", HOST, server.getLocalPort()));
    }

    @Test
    void closedPort_isToldAsUnreachable() {
        assertFails(Reason.UNREACHABLE, () -> client(10_000).dump("j", HOST, ZooKeeperProcess.freePort()));
    }

    @Test
    void nameAndPortThatCannotBe_areRefused() {
        assertThatThrownBy(() -> client(10_000).dump("j@x", HOST, 9888)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client(10_000).dump("j", HOST, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
