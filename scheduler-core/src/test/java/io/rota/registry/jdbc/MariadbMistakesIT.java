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
import org.mariadb.jdbc.MariaDbDataSource;

class MariadbMistakesIT extends JdbcMistakesContract {

    @Override
    DatabaseServer start() {
        return DatabaseServer.mariadb();
    }

    @Override
    DataSource connections(String user) throws SQLException {
        MariaDbDataSource connections = (MariaDbDataSource) server().dataSource(server().port(), database());
        if (!user.equals(server().user())) {
            connections.setUser(user);
            connections.setPassword("");
        }
        return connections;
    }

    @Override
    void makeUser(String user) throws SQLException {
        execute("CREATE USER " + user);
        execute("GRANT SELECT ON " + database() + ".* TO " + user);
    }

    @Override
    void mayMakeTables(String user) throws SQLException {
        execute("GRANT ALL ON " + database() + ".* TO " + user);
    }

    @Override
    void mayUseTables(String user) throws SQLException {
        execute("GRANT SELECT, INSERT, UPDATE, DELETE ON " + database() + ".* TO " + user);
    }

    /** As on a replica. */
    @Override
    void readOnly(String user, boolean on) throws SQLException {
        execute("SET GLOBAL read_only = " + (on ? "ON" : "OFF"));
    }
}
