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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rota.api.ItemRun;
import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlFenceTests {

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a;DROP TABLE x", "a\"b", "1a", "a.b.c", ".a", "a.", "a-b", "t\u00e4ble"})
    void table_thatIsNoPlainName_isRefused(String table) {
        assertThatThrownBy(() -> new SqlFence(table, SqlFence.DEFAULT_WAIT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + table + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rota_fence", "Fences2", "app.rota_fence", "_x"})
    void table_thatIsAPlainName_isAccepted(String table) {
        assertThatCode(() -> new SqlFence(table, SqlFence.DEFAULT_WAIT)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.9S", "PT1000000H"})
    void wait_outOfRange_isRefused(Duration wait) {
        assertThatThrownBy(() -> new SqlFence(SqlFence.DEFAULT_TABLE, wait))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(wait.toString());
    }

    @Test
    void guard_blankOrOverlongName_isRefusedBeforeTheDatabaseIsAsked() {
        Connection untouched = answering(Connection.class, "", "");
        for (String name : new String[] {"", " ", "x".repeat(201)}) {
            assertThatThrownBy(() -> new SqlFence().guard(untouched, name, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Nothing was guarded");
        }
    }

    @Test
    void guard_byDefault_isForTheItemOfTheJob() throws SQLException {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:names;DB_CLOSE_DELAY=-1");
        SqlFence fence = new SqlFence();
        fence.createTableIfMissing(database);
        ShardingContext context = new ShardingContext(
                JobConfiguration.newBuilder("settle", 3).build(),
                2,
                new ItemRun("task", Instant.EPOCH, 1, 77),
                () -> Duration.ofSeconds(1));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            fence.guard(connection, context);
            fence.guard(connection, "ledger", context);
            ResultSet rows = statement.executeQuery("SELECT name, token FROM rota_fence ORDER BY name");
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("ledger");
            assertThat(rows.getLong(2)).isEqualTo(77);
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("settle/2");
            assertThat(rows.getLong(2)).isEqualTo(77);
            assertThat(rows.next()).isFalse();
            connection.rollback();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "H2|VARCHAR(200)|BIGINT",
                "PostgreSQL|VARCHAR(200)|BIGINT",
                "MySQL|VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin|BIGINT",
                "MariaDB|VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin|BIGINT",
                "Microsoft SQL Server|NVARCHAR(200) COLLATE Latin1_General_100_BIN2|BIGINT",
                "Oracle|VARCHAR2(200 CHAR)|NUMBER(19)",
                "DB2/LINUXX8664|VARCHAR(800)|BIGINT"
            })
    void createTableStatement_isInTheDatabasesOwnWords(String product, String name, String token) throws SQLException {
        DatabaseMetaData metaData = answering(DatabaseMetaData.class, "getDatabaseProductName", product);
        assertThat(new SqlFence().createTableStatement(answering(Connection.class, "getMetaData", metaData)))
                .isEqualTo("CREATE TABLE rota_fence (name " + name + " NOT NULL PRIMARY KEY, token " + token
                        + " NOT NULL)");
    }

    /** Something that can be asked one question only. */
    private static <T> T answering(Class<T> type, String question, Object answer) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, values) -> {
                    assertThat(method.getName()).isEqualTo(question);
                    return answer;
                }));
    }
}
