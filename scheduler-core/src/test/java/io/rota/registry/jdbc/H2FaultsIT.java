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
package io.rota.registry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rota.registry.CommitResult.Status;
import io.rota.registry.Peer;
import io.rota.registry.ReadResult;
import io.rota.registry.Transaction;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that several processes share: the first one serves it to the others, and may die. */
@Timeout(120)
class H2FaultsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private String url;
    private Process neighbour;

    @BeforeEach
    void nameDatabase() {
        url = "jdbc:h2:file:" + directory.resolve("shared") + ";AUTO_SERVER=TRUE";
    }

    @AfterEach
    void endNeighbour() throws InterruptedException {
        if (neighbour != null) {
            neighbour.destroyForcibly().waitFor();
        }
    }

    @Test
    void processThatServesTheFileIsKilled_theOthersGoOnWithoutIt() throws Exception {
        assertThat(startNeighbour("/served")).isEqualTo("COMMITTED");
        Peer peer = Peer.joined(new JdbcRegistryCenter(H2Neighbour.configuration(url)));
        peer.commit(new Transaction().createEphemeral("/me", "").create("/n", "0"));
        assertThat(peer.read("/served").status()).isEqualTo(ReadResult.Status.FOUND);

        assertThat(peer.commit(new Transaction().set("/n", "acknowledged", 0)).status())
                .isEqualTo(Status.COMMITTED);
        neighbour.destroyForcibly().waitFor();
        long begun = System.nanoTime();

        await().atMost(PATIENCE).until(() -> peer.read("/served").status() == ReadResult.Status.ABSENT);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
        assertThat(peer.text("/n")).isEqualTo("acknowledged");
        assertThat(peer.read("/me").status()).isEqualTo(ReadResult.Status.FOUND);
        assertThat(peer.news()).doesNotContain("lost");
        peer.close();
        assertThat(peer.breaches()).isEmpty();
    }

    @Test
    void processThatIsServedIsKilled_whatItHeldIsFreed() throws Exception {
        Peer peer = Peer.joined(new JdbcRegistryCenter(H2Neighbour.configuration(url)));
        assertThat(startNeighbour("/guest")).isEqualTo("COMMITTED");
        neighbour.destroyForcibly().waitFor();
        await().atMost(PATIENCE).until(() -> peer.read("/guest").status() == ReadResult.Status.ABSENT);
        assertThat(peer.news()).containsExactly("opened");
        peer.close();
    }

    private String startNeighbour(String path) throws IOException, InterruptedException {
        neighbour = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
                        "-cp",
                        System.getProperty("java.class.path"),
                        H2Neighbour.class.getName(),
                        url,
                        path))
                .redirectError(directory.resolve("neighbour.log").toFile())
                .start();
        BufferedReader output = neighbour.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.matches("[A-Z_]+")) {
                return line;
            }
        }
        neighbour.waitFor(10, TimeUnit.SECONDS);
        return "ended";
    }
}
