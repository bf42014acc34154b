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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.rota.CapturedLog;
import io.rota.api.FireResult;
import io.rota.api.JobConfiguration;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.registry.zookeeper.TlsStores;
import io.rota.registry.zookeeper.ZookeeperConfiguration;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted connections with a real server that asks for the client's certificate. */
class SecureZookeeperIT {

    private static final String PASSWORD = "only-for-tests";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static ZooKeeperProcess server;
    private static KeyStore serverKeys;
    private static KeyStore clientKeys;

    @BeforeAll
    static void startServer() throws Exception {
        serverKeys = makeKeys("server", "dns:localhost,ip:127.0.0.1");
        clientKeys = makeKeys("client", "dns:client");
        Path trusted = folder.resolve("trusted.p12");
        try (OutputStream out = Files.newOutputStream(trusted)) {
            trust(clientKeys).store(out, PASSWORD.toCharArray());
        }
        server = ZooKeeperProcess.secured(
                500, Files.createDirectory(folder.resolve("data")), folder.resolve("server.p12"), trusted, PASSWORD);
        server.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    /** A key and a certificate that it signed itself, as {@code keytool} of this JDK makes them. */
    private static KeyStore makeKeys(String name, String alternatives) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=" + alternatives,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue())
                .as("%s", new String(keytool.getInputStream().readAllBytes()))
                .isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    /** The certificates of some keys. */
    private static KeyStore trust(KeyStore keys) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        String alias = keys.aliases().nextElement();
        trust.setCertificateEntry(alias, keys.getCertificate(alias));
        return trust;
    }

    private static ZookeeperRegistryCenter center(String servers, TlsStores tls) {
        ZookeeperConfiguration configuration = new ZookeeperConfiguration(servers, "secure");
        configuration.setSessionTimeoutMilliseconds(10_000);
        configuration.setTls(tls);
        return new ZookeeperRegistryCenter(configuration);
    }

    @Test
    void trustedServerAndKnownClient_runJobs() throws Exception {
        try (ZookeeperRegistryCenter center =
                center(server.address(), new TlsStores(clientKeys, PASSWORD, trust(serverKeys)))) {
            SimpleJob job = context -> {};
            FireResult result = new OneOffJobBootstrap(
                            center,
                            job,
                            JobConfiguration.newBuilder("report", 3).build())
                    .execute(LIMIT)
                    .toCompletableFuture()
                    .get(2 * LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(result.succeeded()).isTrue();
        }
    }

    @Test
    void stores_areOnDiskForThisUserOnly_encrypted_andGoneAtTheEnd() throws Exception {
        List<Path> before = directories();
        Path directory;
        try (ZookeeperRegistryCenter center =
                center(server.address(), new TlsStores(clientKeys, PASSWORD, trust(serverKeys)))) {
            assertThat(center.describe()).doesNotContain(PASSWORD);
            List<Path> now = directories();
            now.removeAll(before);
            directory = now.get(0);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
            Path keys = directory.resolve("keys.p12");
            assertThat(new String(Files.readAllBytes(keys), StandardCharsets.ISO_8859_1))
                    .doesNotContain("PRIVATE KEY");
            KeyStore copy = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(keys)) {
                assertThatIOException().isThrownBy(() -> copy.load(in, PASSWORD.toCharArray()));
            }
        }
        assertThat(directory).doesNotExist();
    }

    private static List<Path> directories() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path -> path.getFileName().toString().startsWith("rota-tls"))
                    .collect(Collectors.toCollection(ArrayList::new));
        }
    }

    private static void isToldOnce(String servers, TlsStores stores, String... reason) {
        try (CapturedLog log = CapturedLog.of(ZookeeperRegistryCenter.class);
                ZookeeperRegistryCenter center = center(servers, stores)) {
            center.init();
            await().atMost(LIMIT).until(() -> !log.troubles().isEmpty());
            assertThat(log.troubles()).singleElement().asString().contains(reason);
            assertThat(log.troubles().get(0)).contains("the TLS handshake with " + servers, "No job starts");
        }
    }

    @Test
    void serverThatIsNotTrusted_isOneClearSentence() throws Exception {
        isToldOnce(
                server.address(),
                new TlsStores(clientKeys, PASSWORD, trust(clientKeys)),
                "unable to find valid certification path",
                "trust store");
    }

    @Test
    void clientThatTheServerDoesNotKnow_isOneClearSentence() throws Exception {
        KeyStore stranger = makeKeys("stranger", "dns:stranger");
        isToldOnce(server.address(), new TlsStores(stranger, PASSWORD, trust(serverKeys)), "alert");
    }

    @Test
    void serverOfAnotherName_isOneClearSentence() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(clientKeys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        try (ServerSocket other =
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> shakeHands(other), "other-server");
            thread.setDaemon(true);
            thread.start();
            isToldOnce(
                    "localhost:" + other.getLocalPort(),
                    new TlsStores(clientKeys, PASSWORD, trust(clientKeys)),
                    "localhost found");
        }
    }

    private static void shakeHands(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getInputStream().read();
            } catch (IOException e) {
                // The client ended it, or the test did.
            }
        }
    }

    @Test
    void keyWithAnotherPassword_isRefusedAtOnce() throws Exception {
        KeyStore trust = trust(serverKeys);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> center(server.address(), new TlsStores(clientKeys, "wrong", trust)))
                .withMessageContaining("the key store or the trust store for TLS cannot be used");
    }
}
