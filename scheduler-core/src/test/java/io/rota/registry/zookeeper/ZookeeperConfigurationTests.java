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
package io.rota.registry.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZookeeperConfigurationTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost:2181 | localhost:2181",
                "zk1:2181,zk2:65535 | zk1:2181,zk2:65535",
                "' zk1:2181 , 10.0.0.1:1 ' | zk1:2181,10.0.0.1:1",
                "[::1]:2181 | [::1]:2181",
                "zk1:2181,zk2:2181/teams/billing | zk1:2181,zk2:2181/teams/billing",
                "zk1:2181/ | zk1:2181"
            })
    void serverLists_ofTheRightForm_areTaken(String written, String taken) {
        assertThat(new ZookeeperConfiguration(written, "").getServerLists()).isEqualTo(taken);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "localhost:",
                "localhost:0",
                "localhost:65536",
                "localhost:-1",
                "localhost:port",
                "localhost:+1",
                ":2181",
                "zk1:2181,,zk2:2181",
                "zk1:2181,",
                "zk1:2181;zk2:2181",
                "::1:2181",
                "[::1]",
                "[]:2181",
                "http://zk1:2181",
                "user@zk1:2181",
                "zk 1:2181",
                "zk1:2181/a/",
                "zk1:2181//a",
                "zk1:2181/a/../b",
                "zk1:2181/a,zk2:2181/a b"
            })
    void serverLists_ofAWrongForm_areRefusedWithTheWayToWriteThem(String written) {
        assertThatThrownBy(() -> new ZookeeperConfiguration(written, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("server lists '" + written + "'")
                .hasMessageContaining("Write host:port");
    }

    @ParameterizedTest
    @CsvSource({"'',''", "jobs,jobs", "/jobs,jobs", "jobs/,jobs", "'  /a/b/c/ ',a/b/c", "ns-1_ä.x,ns-1_ä.x", "/,''"})
    void namespace_slashesAtTheEndsDoNotMatter(String written, String taken) {
        assertThat(new ZookeeperConfiguration("zk:1", written).getNamespace()).isEqualTo(taken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a//b", "a b", "a/ /b", "..", "a/../b", "./a", "a\tb", "a\u0000b", "zookeeper/x", "_rota"})
    void namespace_thatCannotBeAPath_isRefused(String written) {
        assertThatThrownBy(() -> new ZookeeperConfiguration("zk:1", written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("namespace '" + written + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "user", "user:", ":secret", ":"})
    void digest_ofAWrongForm_isRefused(String digest) {
        var configuration = new ZookeeperConfiguration("zk:1", "");
        assertThatThrownBy(() -> configuration.setDigest(digest))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("user:password");
    }

    @Test
    void digest_isInNoText() {
        var configuration = new ZookeeperConfiguration("zk:1", "ns");
        configuration.setDigest("user:s3cret:with:colons");
        assertThat(configuration.getDigest()).isEqualTo("user:s3cret:with:colons");
        assertThat(configuration + "" + configuration.settings()).doesNotContain("s3cret");
        assertThatThrownBy(() -> configuration.setDigest("s3cretWithoutColon"))
                .hasMessageNotContaining("s3cretWithoutColon");
    }

    @Test
    void defaults_areTheDocumentedOnes() {
        var configuration = new ZookeeperConfiguration("zk:1", "");
        assertThat(configuration.getBaseSleepTimeMilliseconds()).isEqualTo(1_000);
        assertThat(configuration.getMaxSleepTimeMilliseconds()).isEqualTo(3_000);
        assertThat(configuration.getMaxRetries()).isEqualTo(3);
        assertThat(configuration.getSessionTimeoutMilliseconds()).isEqualTo(60_000);
        assertThat(configuration.getConnectionTimeoutMilliseconds()).isEqualTo(15_000);
        assertThat(configuration.getDigest()).isNull();
        assertThat(configuration.isEnsembleTracker()).isFalse();
    }

    @Test
    void timeouts_zeroMeansTheDefault() {
        var configuration = new ZookeeperConfiguration("zk:1", "");
        configuration.setSessionTimeoutMilliseconds(0);
        configuration.setConnectionTimeoutMilliseconds(0);
        assertThat(configuration.settings().sessionTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(configuration.settings().connectionTimeout()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void numbersOutOfRange_areRefusedByName() {
        var configuration = new ZookeeperConfiguration("zk:1", "");
        assertThatThrownBy(() -> configuration.setSessionTimeoutMilliseconds(-1))
                .hasMessageContaining("sessionTimeoutMilliseconds is -1");
        assertThatThrownBy(() -> configuration.setBaseSleepTimeMilliseconds(0))
                .hasMessageContaining("baseSleepTimeMilliseconds is 0");
        assertThatThrownBy(() -> configuration.setMaxRetries(30)).hasMessageContaining("from 0 to 29");
        configuration.setMaxSleepTimeMilliseconds(10);
        assertThatThrownBy(() -> new ZookeeperRegistryCenter(configuration))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxSleepTimeMilliseconds 10 is less than baseSleepTimeMilliseconds 1000");
    }

    @Test
    void description_namesAddressAndNamespace() {
        try (var center = new ZookeeperRegistryCenter(new ZookeeperConfiguration("host:2181", "x"))) {
            assertThat(center.describe()).isEqualTo("ZooKeeper host:2181, namespace 'x'");
        }
    }
}
