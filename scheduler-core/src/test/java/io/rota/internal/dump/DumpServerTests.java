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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rota.api.JobConfiguration;
import io.rota.env.ThreadEventLoop;
import io.rota.internal.state.ConfigYaml;
import io.rota.registry.ChildrenResult;
import io.rota.registry.Peer;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistrySession;
import io.rota.registry.Transaction;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DumpServerTests {

    private static final int PATIENCE_MILLIS = 20_000;

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();
    private final Peer peer = Peer.joined(center);
    private final ThreadEventLoop loop = new ThreadEventLoop("dump-test-loop");
    private final List<DumpServer> servers = new ArrayList<>();

    @AfterEach
    void close() {
        servers.forEach(DumpServer::close);
        loop.close();
        center.close();
    }

    // ---- what is told

    @Test
    void job_isToldDepthFirst_childrenDescending_withMaskedAddresses() {
        job("settle");
        create("/settle/instances", "");
        create("/settle/instances/192.0.2.7@-@1", "jobInstanceId: 192.0.2.7@-@1\nserverIp: 192.0.2.7\n");
        create("/settle/servers", "");
        create("/settle/servers/192.0.2.7", "ENABLED");
        create("/settle/servers/192.0.2.8", "DISABLED");
        create("/settle/sharding", "");
        create("/settle/sharding/10", "");
        create("/settle/sharding/10/instance", "192.0.2.7@-@1");
        create("/settle/sharding/2", "");
        job("settle-more");

        assertThat(ask(open(), "dump@settle\n").lines().filter(line -> line.startsWith("/")))
                .containsExactly(
                        "/settle/sharding | ",
                        "/settle/sharding/2 | ",
                        "/settle/sharding/10 | ",
                        "/settle/sharding/10/instance | ip1@-@1",
                        "/settle/servers | ",
                        "/settle/servers/ip2 | DISABLED",
                        "/settle/servers/ip1 | ENABLED",
                        "/settle/instances | ",
                        "/settle/instances/ip1@-@1 | jobInstanceId: ip1@-@1",
                        "/settle/config | description: ''");
    }

    @Test
    void allJobs_areTold_andNothingElseInTheTree() {
        job("a");
        job("b");
        create("/zookeeper", "");
        create("/zookeeper/config", "192.0.2.1:2888");
        create("/no-job", "");
        create("/no-job/data", "1");

        assertThat(ask(open(), "dump\n").lines().filter(line -> line.startsWith("/")))
                .containsExactly("/b/config | description: ''", "/a/config | description: ''");
    }

    @Test
    void manyNodes_areToldInOrder_aRoundAtATime() {
        job("large");
        create("/large/sharding", "");
        int items = 1_000;
        for (int item = 0; item < items; item++) {
            create("/large/sharding/" + item, "");
            create("/large/sharding/" + item + "/instance", "i" + item);
            create("/large/sharding/" + item + "/running", "r" + item);
        }
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        DumpServer server = open(counted(peer.session(), inFlight, most));

        List<String> expected = IntStream.range(0, items)
                .mapToObj(String::valueOf)
                .sorted(Comparator.reverseOrder())
                .flatMap(item -> Stream.of(
                        "/large/sharding/" + item + " | ",
                        "/large/sharding/" + item + "/running | r" + item,
                        "/large/sharding/" + item + "/instance | i" + item))
                .toList();
        assertThat(ask(server, "dump@large\n").lines().filter(line -> line.startsWith("/large/sharding/")))
                .containsExactlyElementsOf(expected);
        assertThat(most.get()).isLessThanOrEqualTo(2 * TreeWalk.ROUND);
    }

    // ---- what is not told

    @ParameterizedTest
    @ValueSource(
            strings = {
                "help\n",
                "DUMP\n",
                "dump \n",
                "dump@\n",
                "dump@@settle\n",
                "dump@settle@x\n",
                "dump@a//b\n",
                "dump@..\n",
                "dump@zookeeper\n",
                "dump@settle/config\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "\n\ndump\n"
            })
    void badRequest_isAnsweredWithOneLine_andTheNextOneIsServed(String request) {
        job("settle");
        DumpServer server = open();

        assertThat(ask(server, request).lines())
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains("'dump@<job>'");
        assertThat(ask(server, "dump@settle\r\n")).startsWith("/settle/config | ");
    }

    @Test
    void requestWithoutAnEnd_isServedWhenTheClientStopsSending() throws IOException {
        job("settle");
        try (Socket client = connect(open())) {
            client.getOutputStream().write("dump@settle".getBytes(StandardCharsets.UTF_8));
            client.shutdownOutput();
            assertThat(readAll(client)).startsWith("/settle/config | ");
        }
    }

    @Test
    void requestThatIsTooLongOrNoText_isAnsweredWithOneLine() throws IOException {
        DumpServer server = open();
        assertThat(ask(server, "dump@" + "a".repeat(300_000) + "\n"))
                .startsWith("error: the request is longer than 256");
        try (Socket client = connect(server)) {
            client.getOutputStream().write(new byte[] {'d', (byte) 0xff, '\n'});
            assertThat(readAll(client)).startsWith("error: the request is longer than 256 bytes, or not UTF-8.");
        }
    }

    @Test
    void unknownJob_isSaidToBeUnknown() {
        job("settle");
        assertThat(ask(open(), "dump@Settle\n"))
                .startsWith("error: there is no job of this name.")
                .hasLineCount(1);
    }

    @Test
    void noJobs_isSaid() {
        assertThat(ask(open(), "dump\n")).isEqualTo("error: there is no job.\n");
    }

    @Test
    void noSession_isSaid_andALaterOneServes() {
        job("settle");
        DumpServer server = open();
        server.sessionLost(peer.session());
        assertThat(ask(server, "dump\n")).startsWith("error: there is no session with the registry at ip1 now.");
        server.sessionOpened(peer.session());
        assertThat(ask(server, "dump\n")).startsWith("/settle/config");
    }

    @Test
    void registryThatFails_isSaid_andNeverTakenForAbsence() {
        job("settle");
        DumpServer server = open(answering(peer.session(), "/settle/config", true));
        assertThat(ask(server, "dump@settle\n"))
                .startsWith("error: the dump is not complete: /settle/config could not be read: connection lost");
        assertThat(ask(server, "dump\n")).startsWith("error: the dump is not complete: ");
    }

    @Test
    void registryThatIsSilent_isSaidAfterTheLimit() {
        job("settle");
        DumpServer server = open(
                answering(peer.session(), "/settle/config", false),
                new DialogueLimits(Duration.ofMillis(200), Duration.ofSeconds(10)));
        assertThat(ask(server, "dump@settle\n")).contains("the registry did not answer within 200 ms");
    }

    // ---- who asks

    @Test
    void severalClientsAtOnce_areServed_whileOthersSayNothing() throws IOException {
        job("settle");
        DumpServer server = open();
        try (Socket one = connect(server);
                Socket two = connect(server)) {
            assertThat(ask(server, "dump\n")).startsWith("/settle/config");
            for (Socket silent : List.of(one, two)) {
                silent.getOutputStream().write("dump\n".getBytes(StandardCharsets.UTF_8));
                assertThat(readAll(silent)).startsWith("/settle/config");
            }
        }
    }

    @Test
    void clientsThatSayNothing_areCutOff_andThoseWhoWaitAreServed() throws IOException {
        job("settle");
        DumpServer server = open(peer.session(), new DialogueLimits(Duration.ofMillis(300), Duration.ofSeconds(10)));
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * DumpServer.CLIENTS_MAX; i++) {
                silent.add(connect(server));
            }
            assertThat(ask(server, "dump\n")).startsWith("/settle/config");
            assertThat(threads("rota-dump-" + server.address().getPort()))
                    .isLessThanOrEqualTo(DumpServer.CLIENTS_MAX + 1);
        } finally {
            silent.forEach(DumpServer::quietly);
        }
    }

    @Test
    void clientThatTakesNothingOfItsAnswer_isCutOff() throws IOException {
        job("settle");
        for (int node = 0; node < 100; node++) {
            create("/settle/" + node, "x".repeat(50_000));
        }
        DumpServer server = open(peer.session(), new DialogueLimits(Duration.ofMillis(300), Duration.ofSeconds(10)));
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < DumpServer.CLIENTS_MAX; i++) {
                Socket client = new Socket();
                clients.add(client);
                client.setReceiveBufferSize(4_096);
                client.connect(server.address(), PATIENCE_MILLIS);
                client.getOutputStream().write("dump\n".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(ask(server, "help\n")).startsWith("error:");
        } finally {
            clients.forEach(DumpServer::quietly);
        }
    }

    @Test
    void clientThatKeepsSendingSlowly_isCutOffAtTheWholeLimit() throws IOException {
        DumpServer server = open(peer.session(), new DialogueLimits(Duration.ofSeconds(10), Duration.ofMillis(300)));
        try (Socket client = connect(server)) {
            client.getOutputStream().write('d');
            assertThatEnded(client);
        }
    }

    @Test
    void clientThatLeavesAtOnce_leavesNothingBehind() throws IOException {
        job("settle");
        DumpServer server = open();
        for (int i = 0; i < 50; i++) {
            connect(server).close();
        }
        assertThat(ask(server, "dump\n")).startsWith("/settle/config");
    }

    // ---- the port

    @Test
    void portInUse_isRefused() throws IOException {
        DumpServer server = open();
        assertThatThrownBy(() -> DumpServer.open(server.address(), loop, "the registry"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void close_freesThePort_endsDialoguesAndThreads() throws IOException {
        DumpServer server = open();
        String name = "rota-dump-" + server.address().getPort();
        try (Socket client = connect(server)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> threads(name) == 2);
            server.close();
            assertThatEnded(client);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> threads(name) == 0);
        servers.add(DumpServer.open(server.address(), loop, "the registry"));
    }

    // ---- the registry

    private void job(String name) {
        create("/" + name, "com.example.Job");
        create(
                "/" + name + "/config",
                ConfigYaml.write(JobConfiguration.newBuilder(name, 1).build()));
    }

    private void create(String path, String data) {
        peer.commit(new Transaction().create(path, data));
        assertThat(peer.read(path).status()).isEqualTo(ReadResult.Status.FOUND);
    }

    /** Does something before each call. */
    private interface Before {

        /** Whether the call is then made. */
        boolean call(String method, Object[] arguments);
    }

    private static RegistrySession session(RegistrySession session, Before before) {
        return (RegistrySession) Proxy.newProxyInstance(
                RegistrySession.class.getClassLoader(),
                new Class<?>[] {RegistrySession.class},
                (proxy, method, arguments) -> {
                    try {
                        return before.call(method.getName(), arguments) ? method.invoke(session, arguments) : null;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static RegistrySession counted(RegistrySession session, AtomicInteger inFlight, AtomicInteger most) {
        return session(session, (method, arguments) -> {
            @SuppressWarnings("unchecked")
            Consumer<Object> answer = (Consumer<Object>) arguments[1];
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            arguments[1] = (Consumer<Object>) result -> {
                inFlight.decrementAndGet();
                answer.accept(result);
            };
            return true;
        });
    }

    /** Fails to read one node, or says nothing of it. */
    @SuppressWarnings("unchecked")
    private static RegistrySession answering(RegistrySession session, String path, boolean withTrouble) {
        return session(session, (method, arguments) -> {
            boolean asIs = !arguments[0].equals(path);
            if (!asIs && withTrouble) {
                ((Consumer<Object>) arguments[1])
                        .accept(
                                method.equals("read")
                                        ? ReadResult.unavailable("connection lost")
                                        : ChildrenResult.unavailable("connection lost"));
            }
            return asIs;
        });
    }

    // ---- the dialogue

    private DumpServer open() {
        return open(peer.session());
    }

    private DumpServer open(RegistrySession session) {
        return open(session, new DialogueLimits(Duration.ofSeconds(20), Duration.ofSeconds(60)));
    }

    private DumpServer open(RegistrySession session, DialogueLimits limits) {
        try {
            DumpServer server = DumpServer.open(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    loop,
                    "the registry at 192.0.2.1",
                    limits);
            servers.add(server);
            server.sessionOpened(session);
            return server;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Socket connect(DumpServer server) throws IOException {
        Socket client = new Socket();
        client.connect(server.address(), PATIENCE_MILLIS);
        client.setSoTimeout(PATIENCE_MILLIS);
        return client;
    }

    private static String ask(DumpServer server, String request) {
        try (Socket client = connect(server)) {
            client.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return readAll(client);
        } catch (IOException e) {
            throw new AssertionError(request, e);
        }
    }

    private static String readAll(Socket client) throws IOException {
        InputStream input = client.getInputStream();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        input.transferTo(answer);
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** Closed or reset: the other side does not wait for us any more. */
    private static void assertThatEnded(Socket client) {
        try {
            assertThat(client.getInputStream().read()).isNegative();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open", e);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix + "-"))
                .count();
    }
}
