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

import io.rota.registry.jdbc.JdbcConfiguration;
import io.rota.registry.jdbc.JdbcRegistryCenter;
import io.rota.registry.jdbc.TableCreation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.io.TempDir;

/** A file that several processes may open. */
class H2RegistryContractTests extends RegistryContract {

    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    @TempDir
    static Path directory;

    private final String namespace = "contract/test-" + NAMESPACES.incrementAndGet();

    @Override
    protected RegistryCenter center() {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:file:" + directory.resolve("registry") + ";AUTO_SERVER=TRUE");
        JdbcConfiguration configuration = new JdbcConfiguration(dataSource, namespace);
        configuration.setInitializeSchema(TableCreation.ALWAYS);
        configuration.setPollInterval(Duration.ofMillis(100));
        return new JdbcRegistryCenter(configuration);
    }

    @Override
    protected boolean oneCenterPerPeer() {
        return true;
    }
}
