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
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.mariadb.jdbc.MariaDbDataSource;

class MariadbTraceStoreTests extends RdbTraceStoreContract {

    @BeforeAll
    static void needAServer() {
        assumeThat(DatabaseServer.isToBeHad()).as("a server for this platform").isTrue();
    }

    @Override
    DataSource emptyDatabase() {
        DatabaseServer server = DatabaseServer.mariadb();
        try {
            MariaDbDataSource dataSource = new MariaDbDataSource(server.url(server.port(), server.newDatabase()));
            dataSource.setUser(server.user());
            return dataSource;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    List<String> elasticJobTables() {
        // No index on the id of the second table, as there.
        return ElasticJobTables.of("INT", "TIMESTAMP NULL DEFAULT NULL").stream()
                .map(sql -> sql.replace(
                        "(id VARCHAR(40) NOT NULL,", "(auto_id INT NOT NULL AUTO_INCREMENT, id VARCHAR(40) NOT NULL,"))
                .map(sql -> sql.replace("PRIMARY KEY (id)", "PRIMARY KEY (auto_id)"))
                .map(sql -> sql.startsWith("CREATE TABLE JOB_EXECUTION")
                        ? sql.replace("PRIMARY KEY", "UNIQUE KEY (id), PRIMARY KEY")
                        : sql)
                .toList();
    }

    @Override
    String largeText() {
        return "TEXT";
    }
}
