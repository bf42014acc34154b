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

import static org.assertj.core.api.Assumptions.assumeThat;

import io.rota.databases.DatabaseServer;
import io.rota.registry.jdbc.JdbcConfiguration;
import io.rota.registry.jdbc.JdbcRegistryCenter;
import io.rota.registry.jdbc.TableCreation;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;

class MariadbRegistryContractIT extends RegistryContract {

    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private static DataSource database;

    private final String namespace = "contract/test-" + NAMESPACES.incrementAndGet();

    @BeforeAll
    static void makeDatabase() {
        assumeThat(DatabaseServer.isToBeHad()).as("a server for this platform").isTrue();
        DatabaseServer server = DatabaseServer.mariadb();
        database = server.dataSource(server.port(), server.newDatabase());
    }

    @Override
    protected RegistryCenter center() {
        JdbcConfiguration configuration = new JdbcConfiguration(database, namespace);
        configuration.setInitializeSchema(TableCreation.ALWAYS);
        configuration.setPollInterval(Duration.ofMillis(100));
        return new JdbcRegistryCenter(configuration);
    }

    @Override
    protected boolean oneCenterPerPeer() {
        return true;
    }
}
