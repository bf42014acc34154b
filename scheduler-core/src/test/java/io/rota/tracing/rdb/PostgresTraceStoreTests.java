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
package io.rota.tracing.rdb;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.rota.databases.DatabaseServer;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresTraceStoreTests extends RdbTraceStoreContract {

    @BeforeAll
    static void needAServer() {
        assumeThat(DatabaseServer.isToBeHad()).as("a server for this platform").isTrue();
    }

    static PGSimpleDataSource dataSource(DatabaseServer server, int port) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setURL(server.url(port, server.newDatabase()));
        dataSource.setUser(server.user());
        return dataSource;
    }

    @Override
    DataSource emptyDatabase() {
        DatabaseServer server = DatabaseServer.postgres();
        return dataSource(server, server.port());
    }

    @Override
    List<String> elasticJobTables() {
        return ElasticJobTables.of("BOOLEAN", "TIMESTAMP");
    }

    @Override
    String largeText() {
        return "TEXT";
    }
}
