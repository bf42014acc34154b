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

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rota.registry.RegistryCenter;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The SSL bundle of the registry center: what arrives at a server, and what a wrong one does. */
@ExtendWith(OutputCaptureExtension.class)
class SslBundleTests {

    private static final String PASSWORD = "only-for-tests";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeKeys() throws Exception {
        for (String name : List.of("server", "client")) {
            keytool(
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "SAN=dns:localhost",
                    "-alias",
                    name,
                    "-keystore",
                    store(name));
            keytool("-exportcert", "-rfc", "-alias", name, "-keystore", store(name), "-file", certificate(name));
        }
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "client",
                "-keystore",
                store("clients"),
                "-file",
                certificate("client"));
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "server",
                "-keystore",
                store("servers"),
                "-file",
                certificate("server"));
    }

    private static String store(String name) {
        return folder.resolve(name + ".p12").toString();
    }

    private static String certificate(String name) {
        return folder.resolve(name + ".pem").toString();
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new CopyOnWriteArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue())
                .as("%s", new String(keytool.getInputStream().readAllBytes()))
                .isZero();
    }

    /** Accepts whoever shows the client's certificate, notes the name in it, and says nothing. */
    private static final class Server implements AutoCloseable {

        final List<Principal> clients = new CopyOnWriteArrayList<>();
        final SSLServerSocket socket;

        Server() throws Exception {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(load("server"), PASSWORD.toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(load("clients"));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            socket = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
            socket.setNeedClientAuth(true);
            Thread thread = new Thread(this::serve, "silent-server");
            thread.setDaemon(true);
            thread.start();
        }

        private static KeyStore load(String name) throws Exception {
            return KeyStore.getInstance(Path.of(store(name)).toFile(), PASSWORD.toCharArray());
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (SSLSocket client = (SSLSocket) socket.accept()) {
                    client.startHandshake();
                    client.setSoTimeout(1_000);
                    // ZooKeeper's client speaks first; a mere check of the handshake does not.
                    if (client.getInputStream().read() >= 0) {
                        clients.add(client.getSession().getPeerPrincipal());
                    }
                } catch (IOException e) {
                    // The client is done, or not let in.
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static Start start(String servers, String bundle, String... bundles) {
        return Start.withYaml("""
                        elasticjob.reg-center:
                          server-lists: %s
                          ssl.bundle: %s
                        %s
                        """.formatted(servers, bundle, String.join("\n", bundles)))
                .andAutoConfiguration(AutoConfigurations.of(SslAutoConfiguration.class));
    }

    private static String stores(String trust) {
        return """
                spring.ssl.bundle.jks.registry:
                  key.alias: client
                  keystore: {location: 'file:%s', password: %s, type: PKCS12}
                  truststore: {location: 'file:%s', password: %s, type: PKCS12}
                """.formatted(store("client"), PASSWORD, store(trust), PASSWORD);
    }

    private static void shakesHands(Start start, Server server) {
        start.run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(ZookeeperRegistryCenter.class);
            context.getBean(RegistryCenter.class).init();
            await().atMost(Duration.ofSeconds(20)).until(() -> !server.clients.isEmpty());
            assertThat(server.clients.get(0).getName()).isEqualTo("CN=client");
        });
    }

    @Test
    @Proves("elasticjob.reg-center.ssl.bundle")
    void bundleOfStores_isWhatTheConnectionUses() throws Exception {
        try (Server server = new Server()) {
            shakesHands(start("localhost:" + server.socket.getLocalPort(), "registry", stores("servers")), server);
        }
    }

    @Test
    void bundleOfTexts_isWhatTheConnectionUses() throws Exception {
        String key = folder.resolve("key.pem").toString();
        KeyStore client = Server.load("client");
        Files.writeString(
                Path.of(key),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(client.getKey("client", PASSWORD.toCharArray())
                                        .getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        try (Server server = new Server()) {
            shakesHands(
                    start("localhost:" + server.socket.getLocalPort(), "registry", """
                            spring.ssl.bundle.pem.registry:
                              keystore: {certificate: 'file:%s', private-key: 'file:%s'}
                              truststore.certificate: 'file:%s'
                            """.formatted(
                                    certificate("client"), key, certificate("server"))),
                    server);
        }
    }

    private record Details(String getServerLists, SslBundle getSslBundle) implements RegistryCenterConnectionDetails {}

    @Test
    void bundleOfABean_winsOverThatOfTheConfiguration() throws Exception {
        try (Server server = new Server()) {
            SslBundle bundle = SslBundle.of(SslStoreBundle.of(Server.load("client"), PASSWORD, Server.load("servers")));
            shakesHands(
                    start("localhost:1", "unknown")
                            .andBean(
                                    "details",
                                    RegistryCenterConnectionDetails.class,
                                    new Details("localhost:" + server.socket.getLocalPort(), bundle)),
                    server);
        }
    }

    @Test
    void serverThatTheBundleDoesNotTrust_isOneClearSentence(CapturedOutput output) throws Exception {
        try (Server server = new Server()) {
            start("localhost:" + server.socket.getLocalPort(), "registry", stores("clients"))
                    .run(context -> {
                        context.getBean(RegistryCenter.class).init();
                        await().atMost(Duration.ofSeconds(20))
                                .until(() -> output.getOut().contains("TLS handshake"));
                    });
        }
        assertThat(output.getOut().lines().filter(line -> line.contains("TLS handshake")))
                .singleElement()
                .asString()
                .contains("unable to find valid certification path", "Check the SSL bundle's trust store");
    }

    @Test
    void unknownBundle_isReportedWithThoseThatThereAre() {
        FailureAnalysis failure =
                start("localhost:1", "registri", stores("servers")).failure();

        assertThat(failure.getDescription())
                .contains("Property: elasticjob.reg-center.ssl.bundle", "Value: \"registri\"")
                .contains("[application.yml] - 3:", "there is no SSL bundle 'registri'. There are registry");
        assertThat(failure.getAction()).contains("spring.ssl.bundle.pem.registri", "No job was started.");
    }

    @Test
    void bundleWhereThereAreNone_isReported() {
        assertThat(start("localhost:1", "registry").failure().getDescription())
                .contains("there is no SSL bundle 'registry', and no other one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", "none"})
    void bundleThatCannotBeUsed_isReported(String alias) {
        FailureAnalysis failure = alias.equals("none")
                ? start("localhost:1", "registry", "spring.ssl.bundle.jks.registry.protocol: TLS")
                        .failure()
                : start("localhost:1", "registry", stores("servers").replace("alias: client", "alias: " + alias))
                        .failure();

        assertThat(failure.getDescription())
                .contains("elasticjob.reg-center.ssl.bundle")
                .containsAnyOf("has no key with the alias 'wrong'", "has neither a key store nor a trust store");
    }
}
