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

import io.rota.registry.RegistryCenter;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;

/** Where the address of the registry comes from, if it is not the configuration. No test connects to a server. */
class ConnectionDetailsTests {

    private record Container(String getServerLists, String getDigest) implements RegistryCenterConnectionDetails {

        Container(String servers) {
            this(servers, "me:secret");
        }
    }

    private static Start with(String yaml, Container container) {
        return Start.withYaml(yaml).andBean("container", RegistryCenterConnectionDetails.class, container);
    }

    @Test
    void aBean_winsOverTheConfiguration() {
        with(
                        "elasticjob.reg-center: {server-lists: 'zk1:2181', namespace: billing, digest: nonsense}",
                        new Container("127.0.0.1:32768"))
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(RegistryCenterConnectionDetails.class);
                    assertThat(context.getBean(RegistryCenter.class).describe())
                            .contains("127.0.0.1:32768", "billing")
                            .doesNotContain("zk1");
                });
    }

    @Test
    void aBean_meansZookeeper_whereNoAddressIsConfigured() {
        with("a: b", new Container("127.0.0.1:32768"))
                .run(context -> assertThat(context).hasSingleBean(ZookeeperRegistryCenter.class));
    }

    @Test
    void theConfiguredType_winsOverABean() {
        with("elasticjob.reg-center.type: memory", new Container("127.0.0.1:32768"))
                .run(context -> assertThat(context).hasSingleBean(MemoryRegistryCenter.class));
    }

    @Test
    void withoutABean_theDetailsAreThoseOfTheConfiguration() {
        Start.withYaml("elasticjob.reg-center: {server-lists: 'zk1:2181', digest: 'me:secret'}")
                .run(context -> assertThat(context.getBean(RegistryCenterConnectionDetails.class))
                        .satisfies(details -> {
                            assertThat(details.getServerLists()).isEqualTo("zk1:2181");
                            assertThat(details.getDigest()).isEqualTo("me:secret");
                        }));
        Start.withYaml("elasticjob.reg-center: {server-lists: 'zk1:2181', digest: ''}")
                .run(context -> assertThat(context.getBean(RegistryCenterConnectionDetails.class)
                                .getDigest())
                        .isNull());
    }

    @Test
    void aBeanWithAMalformedAddress_isReported() {
        FailureAnalysis failure = with("a: b", new Container("zk1")).failure();

        assertThat(failure.getDescription()).contains("ConnectionDetailsTests$Container", "entry 'zk1' has no port");
        assertThat(failure.getAction()).contains("Correct what the bean gives");
    }

    @Test
    void aBeanWithAMalformedDigest_isReportedWithoutIt() {
        FailureAnalysis failure =
                with("a: b", new Container("zk1:2181", "s3cr3t")).failure();

        assertThat(failure.getDescription())
                .contains("ConnectionDetailsTests$Container", "user:password")
                .doesNotContain("s3cr3t");
    }

    @Test
    void aBeanWithoutAnAddress_isReported() {
        FailureAnalysis failure = with("a: b", new Container("")).failure();

        assertThat(failure.getDescription())
                .contains("ConnectionDetailsTests$Container", "getServerLists() gives nothing");
    }

    @Test
    void aBeanWithoutTheClient_isReportedWithWhatToAdd() {
        FailureAnalysis failure = with("a: b", new Container("zk1:2181"))
                .without(new FilteredClassLoader(CuratorFramework.class))
                .failure();

        assertThat(failure.getDescription()).contains("not on the class path");
    }
}
