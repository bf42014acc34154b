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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What keys of the registry center do to a connection with ZooKeeper. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ZookeeperKeyTests {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();

    /** Where an ensemble advertises its servers. */
    private static final String ADDRESSES = "/zookeeper/config";

    @TempDir
    Path folder;

    private LocalZooKeeper zookeeper;

    @BeforeEach
    void open() throws Exception {
        zookeeper = LocalZooKeeper.start(folder);
    }

    @AfterEach
    void close() {
        zookeeper.close();
    }

    private static Start start(String address, String more) {
        return Start.withYaml("""
                elasticjob:
                  jobs:
                    report:
                      elastic-job-class: io.rota.autoconfigure.JobBindingTests$Nothing
                      sharding-total-count: 1
                  reg-center: {server-lists: '%s', %s}
                """.formatted(address, more))
                .andBean("nothing", JobBindingTests.Nothing.class, new JobBindingTests.Nothing());
    }

    private Start start(String more) {
        return start(HOST + ":" + zookeeper.port(), more);
    }

    /** What a stranger reads at a path. */
    private byte[] read(String path) throws Exception {
        try (CuratorFramework stranger =
                CuratorFrameworkFactory.newClient(HOST + ":" + zookeeper.port(), new RetryOneTime(100))) {
            stranger.start();
            return stranger.getData().forPath(path);
        }
    }

    @Test
    @Proves("elasticjob.reg-center.namespace")
    void namespace_isWhereTheJobsAre() {
        start("namespace: apps/billing").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(read("/apps/billing/report/config")).isNotEmpty();
        });
    }

    @Test
    @Proves("elasticjob.reg-center.digest")
    void digest_keepsStrangersOut() {
        start("namespace: apps, digest: 'me:secret'").run(context -> {
            assertThat(context).hasNotFailed();
            for (String path : new String[] {"/apps", "/apps/report", "/apps/report/config"}) {
                assertThatThrownBy(() -> read(path)).isInstanceOf(KeeperException.NoAuthException.class);
            }
        });
    }

    @Test
    @Proves("elasticjob.reg-center.session-timeout-milliseconds")
    void sessionTimeout_isWhatTheServerIsAskedFor() {
        start("namespace: apps, session-timeout-milliseconds: 5000")
                .run(context -> assertThat(zookeeper.sessionTimeoutsMillis()).containsExactly(5_000));
    }

    @Test
    @Proves("elasticjob.reg-center.ensemble-tracker")
    void ensembleTracker_followsTheServersOnlyIfItIsWanted() {
        start("ensemble-tracker: false").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(zookeeper.isWatched(ADDRESSES)).isFalse();
        });
        start("ensemble-tracker: true")
                .run(context -> await().atMost(SOON).until(() -> zookeeper.isWatched(ADDRESSES)));
    }

    @Test
    @Proves("elasticjob.reg-center.connection-timeout-milliseconds")
    void connectionTimeout_isWhenAnAbsentServerIsReported(CapturedOutput output) {
        // Nothing listens on port 1.
        start(HOST + ":1", "connection-timeout-milliseconds: 500")
                .andBeans(RegistryCenterTests.OwnRuntime.class)
                .run(context -> await().atMost(Duration.ofSeconds(8))
                        .untilAsserted(() -> assertThat(output).contains("has been unavailable for")));
    }
}
