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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rota.databases.DatabaseServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real server makes of mistakes of its owner, and that all goes on once they are mended. */
abstract class JdbcMistakesContract {

    private DatabaseServer server;
    private String database;

    abstract DatabaseServer start();

    /** Connections of a user without a password. */
    abstract DataSource connections(String user) throws SQLException;

    /** Makes a user who may do nothing but connect. */
    abstract void makeUser(String user) throws SQLException;

    abstract void mayMakeTables(String user) throws SQLException;

    abstract void mayUseTables(String user) throws SQLException;

    /** Whether nobody, or not this user, may change anything. */
    abstract void readOnly(String user, boolean on) throws SQLException;

    @BeforeEach
    void makeDatabase() {
        assumeThat(DatabaseServer.isToBeHad()).as("a server for this platform").isTrue();
        server = start();
        database = server.newDatabase("mistakes");
    }

    DatabaseServer server() {
        return server;
    }

    String database() {
        return database;
    }

    @Test
    void userWhoMayMakeNoTables_isTold_leavesNoneBehind_andMakesThemOnceItMay() throws SQLException {
        String user = "poor_" + database;
        makeUser(user);
        assertThatThrownBy(() -> prepare(user))
                .hasMessageContaining("could not be made")
                .hasMessageContaining("Grant the right, or make them with the script");
        assertThat(tables()).isZero();
        mayMakeTables(user);
        prepare(user);
        assertThat(tables()).isEqualTo(4);
    }

    @Test
    void readOnlyConnections_areToldAsSuch_andUsedOnceTheyAreNot() throws SQLException {
        prepare(server.user());
        String user = "reader_" + database;
        makeUser(user);
        mayUseTables(user);
        readOnly(user, true);
        try {
            assertThatThrownBy(() -> prepare(user))
                    .satisfies(
                            e -> assertThat(Trouble.text((SQLException) e)).contains("read-only", "name the primary"));
        } finally {
            readOnly(user, false);
        }
        prepare(user);
    }

    @Test
    void tablesOfANewerVersion_areRefused_andLeftAlone() throws SQLException {
        prepare(server.user());
        execute("UPDATE rota_registry SET schema_version = 2");
        assertThatThrownBy(() -> prepare(server.user())).hasMessageContaining("Update the application");
        execute("UPDATE rota_registry SET schema_version = 1");
        prepare(server.user());
    }

    private void prepare(String user) throws SQLException {
        JdbcConfiguration configuration = new JdbcConfiguration(connections(user), "mistakes");
        configuration.setInitializeSchema(TableCreation.ALWAYS);
        Settings settings = configuration.settings();
        Database opened = new Database(settings);
        try (Connection connection = opened.open(Duration.ofSeconds(5))) {
            new Schema(settings, opened.sql())
                    .prepare(connection, UUID.randomUUID().toString());
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = server.dataSource(server.port(), database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int tables() throws SQLException {
        try (Connection connection = server.dataSource(server.port(), database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM information_schema.tables"
                        + " WHERE table_schema IN ('public', '" + database + "')")) {
            row.next();
            return row.getInt(1);
        }
    }
}
