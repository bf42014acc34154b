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

import io.rota.registry.zookeeper.ZookeeperConfiguration;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class ZookeeperRegistryContractIT extends RegistryContract {

    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private static ZooKeeperProcess server;

    private final String namespace = "contract/test-" + NAMESPACES.incrementAndGet();

    @BeforeAll
    static void startServer() {
        server = ZooKeeperProcess.start(500);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    protected RegistryCenter center() {
        ZookeeperConfiguration configuration = new ZookeeperConfiguration(server.address(), namespace);
        configuration.setSessionTimeoutMilliseconds(10_000);
        return new ZookeeperRegistryCenter(configuration);
    }

    @Override
    protected boolean oneCenterPerPeer() {
        return true;
    }
}
