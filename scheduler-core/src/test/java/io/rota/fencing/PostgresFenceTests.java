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
package io.rota.fencing;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.rota.databases.DatabaseServer;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;

class PostgresFenceTests extends SqlFenceContract {

    private static DataSource database;

    @BeforeAll
    static void makeDatabase() {
        assumeThat(DatabaseServer.isToBeHad()).as("a server for this platform").isTrue();
        DatabaseServer server = DatabaseServer.postgres();
        database = server.dataSource(server.port(), server.newDatabase());
    }

    @Override
    DataSource database() {
        return database;
    }
}
