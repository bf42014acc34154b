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
package io.rota.registry.jdbc;

import io.rota.databases.DatabaseServer;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresMistakesIT extends JdbcMistakesContract {

    @Override
    DatabaseServer start() {
        return DatabaseServer.postgres();
    }

    @Override
    DataSource connections(String user) {
        PGSimpleDataSource connections = (PGSimpleDataSource) server().dataSource(server().port(), database());
        connections.setUser(user);
        return connections;
    }

    @Override
    void makeUser(String user) throws SQLException {
        execute("CREATE ROLE " + user + " LOGIN");
        execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    }

    @Override
    void mayMakeTables(String user) throws SQLException {
        execute("GRANT CREATE ON SCHEMA public TO " + user);
    }

    @Override
    void mayUseTables(String user) throws SQLException {
        execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO " + user);
    }

    @Override
    void readOnly(String user, boolean on) throws SQLException {
        execute("ALTER ROLE " + user + (on ? " SET" : " RESET") + " default_transaction_read_only"
                + (on ? " = on" : ""));
    }
}
