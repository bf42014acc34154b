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
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Goal: an ensemble of the tests behaves as one does in earnest when a server is killed or loses its peers. */
class ZooKeeperEnsembleIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void aLeader_thatLosesItsPeers_isReplaced_andFollowsWhenItIsBack() throws Exception {
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "zookeeper")), "ensemble");
        try (ZooKeeperEnsemble ensemble = ZooKeeperEnsemble.start(3, 500, directory)) {
            int first = ensemble.awaitLeader();
            ensemble.isolate(first);
            await().atMost(PATIENCE)
                    .until(() -> ensemble.server(first).state().equals("LOOKING")
                            && ensemble.leader().isPresent());
            int second = ensemble.awaitLeader();
            assertThat(second).isNotEqualTo(first);
            try (RawZookeeper client = new RawZookeeper(ensemble.server(second).address())) {
                client.create("/committed-by-the-majority");
            }
            ensemble.rejoin(first);
            await().atMost(PATIENCE).until(() -> ensemble.server(first).state().equals("FOLLOWING"));

            ensemble.server(second).kill();
            await().atMost(PATIENCE).until(() -> ensemble.leader().isPresent());
            try (RawZookeeper client = new RawZookeeper(ensemble.server(first).address())) {
                assertThat(client.exists("/committed-by-the-majority")).isTrue();
            }
        }
    }
}
