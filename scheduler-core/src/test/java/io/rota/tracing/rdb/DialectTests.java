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

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Databases that are not here: their statements, to be compared with their manuals. */
class DialectTests {

    private static DatabaseMetaData product(String name) {
        return (DatabaseMetaData) Proxy.newProxyInstance(
                DialectTests.class.getClassLoader(),
                new Class<?>[] {DatabaseMetaData.class},
                (proxy, method, arguments) -> name);
    }

    @ParameterizedTest
    @CsvSource({
        "H2, H2",
        "PostgreSQL, POSTGRESQL",
        "GaussDB, POSTGRESQL",
        "MySQL, MYSQL",
        "MariaDB, MYSQL",
        "Oracle, ORACLE",
        "Microsoft SQL Server, SQL_SERVER",
        "DB2/LINUXX8664, DB2",
        "HSQL Database Engine, SQL92",
        "Apache Derby, SQL92"
    })
    void productName_choosesTheDialect(String product, Dialect dialect) throws SQLException {
        assertThat(Dialect.of(product(product))).isEqualTo(dialect);
    }

    @Test
    void standard_isSpelledOut() {
        assertThat(Dialect.SQL92.createTable(Table.EXECUTIONS))
                .isEqualTo("CREATE TABLE JOB_EXECUTION_LOG (id CHARACTER VARYING(40) NOT NULL PRIMARY KEY,"
                        + " job_name CHARACTER VARYING(100) NOT NULL, task_id CHARACTER VARYING(1000) NOT NULL,"
                        + " hostname CHARACTER VARYING(255) NOT NULL, ip CHARACTER VARYING(50) NOT NULL,"
                        + " sharding_item INTEGER NOT NULL, execution_source CHARACTER VARYING(20) NOT NULL,"
                        + " failure_cause CHARACTER VARYING(4000), is_success INTEGER NOT NULL,"
                        + " start_time TIMESTAMP, complete_time TIMESTAMP)");
        assertThat(Dialect.SQL92.createTable(Table.STATES))
                .isEqualTo("CREATE TABLE JOB_STATUS_TRACE_LOG (id CHARACTER VARYING(40) NOT NULL PRIMARY KEY,"
                        + " job_name CHARACTER VARYING(100) NOT NULL,"
                        + " original_task_id CHARACTER VARYING(1000) NOT NULL,"
                        + " task_id CHARACTER VARYING(1000) NOT NULL, slave_id CHARACTER VARYING(50) NOT NULL,"
                        + " source CHARACTER VARYING(50) NOT NULL, execution_type CHARACTER VARYING(20) NOT NULL,"
                        + " sharding_item CHARACTER VARYING(100) NOT NULL, state CHARACTER VARYING(20) NOT NULL,"
                        + " message CHARACTER VARYING(4000), creation_time TIMESTAMP)");
        assertThat(Dialect.SQL92.createIndex())
                .isEqualTo("CREATE INDEX TASK_ID_STATE_INDEX ON JOB_STATUS_TRACE_LOG (task_id, state)");
    }

    @Test
    void oracle_hasItsOwnTypes_andNoEmptyText() {
        assertThat(Dialect.ORACLE.createTable(Table.EXECUTIONS))
                .contains("task_id VARCHAR2(1000) NOT NULL", "sharding_item NUMBER(10)", "is_success NUMBER(1)")
                .contains("failure_cause VARCHAR2(4000),", "start_time TIMESTAMP(3)");
        assertThat(Dialect.ORACLE.nothing()).isNotEmpty();
        assertThat(Dialect.ORACLE.unit()).isEqualTo(TextUnit.BYTES);
    }

    @Test
    void sqlServer_keepsAnyCharacter_withinTheBoundOfAnIndex() {
        assertThat(Dialect.SQL_SERVER.createTable(Table.STATES))
                .contains("task_id NVARCHAR(800)", "message NVARCHAR(4000)", "creation_time DATETIME2(3)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "MYSQL; DELETE FROM JOB_EXECUTION_LOG WHERE start_time < ? LIMIT 500",
                "ORACLE; DELETE FROM JOB_EXECUTION_LOG WHERE start_time < ? AND ROWNUM <= 500",
                "SQL_SERVER; DELETE TOP (500) FROM JOB_EXECUTION_LOG WHERE start_time < ?",
                "DB2; DELETE FROM (SELECT id FROM JOB_EXECUTION_LOG WHERE start_time < ? FETCH FIRST 500 ROWS ONLY)",
                "SQL92; DELETE FROM JOB_EXECUTION_LOG WHERE id IN (SELECT id FROM JOB_EXECUTION_LOG WHERE start_time < ? FETCH FIRST 500 ROWS ONLY)",
                "H2; DELETE FROM JOB_EXECUTION_LOG WHERE id IN (SELECT id FROM JOB_EXECUTION_LOG WHERE start_time < ? LIMIT 500)"
            })
    void removal_isBounded(Dialect dialect, String sql) {
        assertThat(dialect.removal(Table.EXECUTIONS, 500)).isEqualTo(sql);
    }

    @ParameterizedTest
    @CsvSource({
        "ORACLE, 42000, 942, true",
        "ORACLE, 42000, 1031, false",
        "SQL_SERVER, S0002, 208, true",
        "SQL_SERVER, S0005, 229, false",
        "DB2, 42704, -204, true",
        "DB2, 42501, -551, false",
        "POSTGRESQL, 42P01, 0, true",
        "POSTGRESQL, 42501, 0, false",
        "MYSQL, 42S02, 1146, true",
        "MYSQL, 42000, 1142, false"
    })
    void aMissingTable_isToldFromAForbiddenOne(Dialect dialect, String state, int code, boolean missing) {
        assertThat(dialect.isMissingTable(new SQLException("x", state, code))).isEqualTo(missing);
    }

    @ParameterizedTest
    @EnumSource
    void everyDialect_hasAllColumns(Dialect dialect) {
        for (Table table : Table.values()) {
            String sql = dialect.createTable(table);
            assertThat(table.columns()).allSatisfy(column -> assertThat(sql).containsPattern("\\b" + column + " "));
        }
    }
}
