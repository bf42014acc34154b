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

import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.postgresql.ds.PGSimpleDataSource;

/** Runs where PostgreSQL is installed. */
class PostgresFenceTests extends SqlFenceContract {

    private static PostgresProcess server;

    private final PGSimpleDataSource database = new PGSimpleDataSource();

    PostgresFenceTests() {
        database.setURL(server.url());
        database.setUser("postgres");
    }

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(PostgresProcess.isInstalled(), "no PostgreSQL below /usr/lib/postgresql");
        server = PostgresProcess.start();
    }

    @AfterAll
    static void end() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    DataSource database() {
        return database;
    }
}
