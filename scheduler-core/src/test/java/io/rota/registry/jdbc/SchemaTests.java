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

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** What a center says of a database that it cannot use, and that it leaves no half-made schema behind. */
class SchemaTests {

    private final JdbcDataSource dataSource = new JdbcDataSource();

    SchemaTests() {
        dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    @Test
    void tablesOfADatabaseInMemory_areMadeOnce() throws SQLException {
        prepare(configuration(dataSource));
        prepare(configuration(dataSource));
        assertThat(tables()).containsExactlyInAnyOrder("ROTA_REGISTRY", "ROTA_SESSION", "ROTA_NODE", "ROTA_CHANGE");
    }

    @Test
    void tablesMadeByTheScript_areUsed() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : new Sql("rota_", Dialect.H2).creation()) {
                statement.execute(sql);
            }
        }
        JdbcConfiguration configuration = configuration(dataSource);
        configuration.setInitializeSchema(TableCreation.NEVER);
        prepare(configuration);
    }

    @Test
    void schemaAndPrefix_nameTheTables() throws SQLException {
        execute("CREATE SCHEMA jobs");
        JdbcConfiguration configuration = configuration(dataSource);
        configuration.setTablePrefix("jobs.team_a_");
        prepare(configuration);
        assertThat(tables()).contains("TEAM_A_REGISTRY", "TEAM_A_NODE");
    }

    @Test
    void missingTables_notToBeMade_isToldWithTheRemedy() throws SQLException {
        JdbcConfiguration configuration = configuration(dataSource);
        configuration.setInitializeSchema(TableCreation.NEVER);
        assertThatThrownBy(() -> prepare(configuration))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("rota_* are not there")
                .hasMessageContaining("initialize-schema");
        assertThat(tables()).isEmpty();
    }

    @Test
    void oneMissingTable_isAddedToTheOthers() throws SQLException {
        prepare(configuration(dataSource));
        execute("DROP TABLE rota_change");
        prepare(configuration(dataSource));
        assertThat(tables()).hasSize(4);
    }

    @Test
    void newerSchema_isRefusedWithTheRemedy() throws SQLException {
        prepare(configuration(dataSource));
        execute("UPDATE rota_registry SET schema_version = 2");
        assertThatThrownBy(() -> prepare(configuration(dataSource)))
                .hasMessageContaining("version 2")
                .hasMessageContaining("knows version 1")
                .hasMessageContaining("Update the application");
    }

    @Test
    void columnsThatIgnoreCase_areRefused() throws SQLException {
        JdbcDataSource ignoring = new JdbcDataSource();
        ignoring.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;IGNORECASE=TRUE");
        assertThatThrownBy(() -> prepare(configuration(ignoring))).hasMessageContaining("collation");
    }

    @Test
    void readOnlyDatabase_isToldAsSuch() throws SQLException {
        prepare(configuration(dataSource));
        DataSource readOnly = wrapped((proxy, method, arguments) -> {
            if (method.getName().equals("prepareStatement")
                    && arguments[0].toString().startsWith("INSERT")) {
                throw new SQLException("cannot execute INSERT in a read-only transaction", "25006");
            }
            return null;
        });
        assertThatThrownBy(() -> prepare(configuration(readOnly)))
                .satisfies(e -> assertThat(Trouble.text((SQLException) e)).contains("read-only", "name the primary"));
    }

    @Test
    void otherDatabase_isRefusedWithAList() {
        DataSource other =
                wrapped((proxy, method, arguments) -> method.getName().equals("getMetaData")
                        ? Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {DatabaseMetaData.class},
                                (meta, asked, none) -> asked.getName().equals("getDatabaseProductName") ? "Derby" : "1")
                        : null);
        assertThatThrownBy(() -> prepare(configuration(other)))
                .hasMessageContaining("Derby")
                .hasMessageContaining("H2, PostgreSQL, MariaDB 10.3 or later, MySQL 8.0.17 or later");
    }

    @Test
    void poolThatForcesItsOwnIsolation_isRefused() {
        DataSource stubborn = wrapped((proxy, method, arguments) ->
                method.getName().equals("getTransactionIsolation") ? Connection.TRANSACTION_SERIALIZABLE : null);
        assertThatThrownBy(() -> prepare(configuration(stubborn))).hasMessageContaining("READ COMMITTED");
    }

    @Test
    void wrongPrefix_isRefusedAtOnce() {
        JdbcConfiguration configuration = configuration(dataSource);
        for (String wrong : List.of("", "1a_", "a-b", "a b", "a;drop table x", "a.b.c_", "ü", "x".repeat(31))) {
            assertThatThrownBy(() -> configuration.setTablePrefix(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + wrong + "'");
        }
    }

    @Test
    void wrongTimes_areRefusedAtOnce() {
        JdbcConfiguration configuration = configuration(dataSource);
        assertThatThrownBy(() -> configuration.setSessionTimeout(Duration.ofSeconds(1)))
                .hasMessageContaining("1000 ms");
        configuration.setPollInterval(Duration.ofSeconds(6));
        assertThatThrownBy(() -> new JdbcRegistryCenter(configuration)).hasMessageContaining("a third");
    }

    private static JdbcConfiguration configuration(DataSource dataSource) {
        return new JdbcConfiguration(dataSource, "test");
    }

    private static void prepare(JdbcConfiguration configuration) throws SQLException {
        Settings settings = configuration.settings();
        Database database = new Database(settings);
        try (Connection connection = database.open(Duration.ofSeconds(5))) {
            new Schema(settings, database.sql())
                    .prepare(connection, UUID.randomUUID().toString());
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> tables() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                ResultSet rows =
                        connection.getMetaData().getTables(null, null, "%", new String[] {"BASE TABLE", "TABLE"})) {
            while (rows.next()) {
                if (!rows.getString("TABLE_SCHEM").equals("INFORMATION_SCHEMA")) {
                    tables.add(rows.getString("TABLE_NAME"));
                }
            }
        }
        return tables;
    }

    /** The DataSource with connections that answer some calls themselves; null means that they do not. */
    private DataSource wrapped(InvocationHandler answers) {
        return (DataSource) proxy(DataSource.class, dataSource, (proxy, method, arguments) -> {
            if (!method.getName().equals("getConnection")) {
                return null;
            }
            return proxy(Connection.class, dataSource.getConnection(), answers);
        });
    }

    private static Object proxy(Class<?> type, Object target, InvocationHandler answers) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            Object answer = answers.invoke(proxy, method, arguments);
            try {
                return answer != null ? answer : method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }
}
