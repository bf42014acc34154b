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

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** What databases spell or count differently. */
enum Dialect {
    H2(new Types("VARCHAR(%d)", 1000, "INT", "INT", "TIMESTAMP"), TextUnit.UTF16) {
        @Override
        String removal(Table table, int max) {
            return removalById(table, "LIMIT " + max);
        }
    },
    POSTGRESQL(new Types("VARCHAR(%d)", 1000, "INT", "BOOLEAN", "TIMESTAMP"), TextUnit.CODE_POINTS) {
        @Override
        String removal(Table table, int max) {
            return removalById(table, "LIMIT " + max);
        }
    },
    /** MariaDB too. */
    // A TIMESTAMP that is not said to be nullable changes with every update there.
    MYSQL(new Types("VARCHAR(%d)", 1000, "INT", "INT", "TIMESTAMP(3) NULL"), TextUnit.CODE_POINTS) {

        // Rows lie in the order of the primary key. A random one would scatter new rows over the whole table, and
        // without
        // an index on the id no row could be found again.
        @Override
        String idColumns() {
            return "auto_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, id " + text(ID) + " NOT NULL UNIQUE";
        }

        @Override
        String tableSuffix() {
            return " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4";
        }

        // A thousand characters of four bytes are more than an index takes.
        @Override
        String indexedTaskId() {
            return "task_id(128)";
        }

        @Override
        String removal(Table table, int max) {
            return removalOfAll(table) + " LIMIT " + max;
        }
    },
    ORACLE(new Types("VARCHAR2(%d)", 1000, "NUMBER(10)", "NUMBER(1)", "TIMESTAMP(3)"), TextUnit.BYTES) {

        // The empty text is NULL there, which the column does not take.
        @Override
        String nothing() {
            return " ";
        }

        @Override
        boolean isMissingTable(SQLException failure) {
            return failure.getErrorCode() == 942;
        }

        @Override
        String removal(Table table, int max) {
            return removalOfAll(table) + " AND ROWNUM <= " + max;
        }
    },
    // VARCHAR turns what is not of the database's code page into question marks; an index key has at most 1,700 bytes.
    SQL_SERVER(new Types("NVARCHAR(%d)", 800, "INT", "INT", "DATETIME2(3)"), TextUnit.BYTES) {
        @Override
        boolean isMissingTable(SQLException failure) {
            return failure.getErrorCode() == 208;
        }

        @Override
        String removal(Table table, int max) {
            return "DELETE TOP (" + max + ") FROM " + table.sqlName() + " WHERE " + table.timeColumn() + " < ?";
        }
    },
    // An index key has at most 1,024 bytes in a table space of the smallest pages.
    DB2(new Types("VARCHAR(%d)", 800, "INTEGER", "INTEGER", "TIMESTAMP(3)"), TextUnit.BYTES) {
        @Override
        boolean isMissingTable(SQLException failure) {
            return failure.getErrorCode() == -204 || "42704".equals(failure.getSQLState());
        }

        @Override
        String removal(Table table, int max) {
            return "DELETE FROM (SELECT id FROM " + table.sqlName() + " WHERE " + table.timeColumn()
                    + " < ? FETCH FIRST " + max + " ROWS ONLY)";
        }
    },
    /** Any other database that keeps to the standard. */
    SQL92(new Types("CHARACTER VARYING(%d)", 1000, "INTEGER", "INTEGER", "TIMESTAMP"), TextUnit.BYTES) {
        @Override
        boolean isMissingTable(SQLException failure) {
            return failure.getSQLState() != null && failure.getSQLState().startsWith("42");
        }

        // The standard of 2008 has FETCH FIRST, for queries; DELETE has no bound in any.
        @Override
        String removal(Table table, int max) {
            return removalById(table, "FETCH FIRST " + max + " ROWS ONLY");
        }
    };

    private static final int ID = 40;
    private static final int LONG_TEXT = 4000;

    /** How columns are declared; a text with its length. */
    private record Types(String text, int taskId, String integer, String flag, String time) {}

    private final Types types;
    private final TextUnit unit;

    Dialect(Types types, TextUnit unit) {
        this.types = types;
        this.unit = unit;
    }

    static Dialect of(DatabaseMetaData database) throws SQLException {
        String product = database.getDatabaseProductName().toLowerCase(Locale.ROOT);
        if (product.equals("h2")) {
            return H2;
        } else if (product.contains("mysql") || product.contains("mariadb")) {
            return MYSQL;
        } else if (product.contains("postgresql") || product.contains("gaussdb")) {
            return POSTGRESQL;
        } else if (product.startsWith("oracle")) {
            return ORACLE;
        } else if (product.startsWith("microsoft sql server")) {
            return SQL_SERVER;
        } else if (product.startsWith("db2")) {
            return DB2;
        }
        return SQL92;
    }

    /** Whether the database ends with this process. */
    static boolean isInMemory(Connection connection) throws SQLException {
        String url = String.valueOf(connection.getMetaData().getURL()).toLowerCase(Locale.ROOT);
        return url.startsWith("jdbc:h2:mem:")
                || url.startsWith("jdbc:hsqldb:mem:")
                || url.startsWith("jdbc:derby:memory:");
    }

    /** How the lengths of VARCHAR columns are counted. */
    TextUnit unit() {
        return unit;
    }

    /** A text that says nothing, for columns that must have one. */
    String nothing() {
        return "";
    }

    /** Whether a query failed because the table does not exist; where that cannot be told for certain, making it will tell. */
    boolean isMissingTable(SQLException failure) {
        return List.of("42P01", "42S02", "42S03", "42S04").contains(String.valueOf(failure.getSQLState()));
    }

    String createTable(Table table) {
        return "CREATE TABLE " + table.sqlName() + " (" + idColumns() + ", "
                + switch (table) {
                    case EXECUTIONS ->
                        "job_name " + text(100) + " NOT NULL, task_id " + text(types.taskId) + " NOT NULL, hostname "
                                + text(255) + " NOT NULL, ip " + text(50) + " NOT NULL, sharding_item " + types.integer
                                + " NOT NULL, execution_source " + text(20) + " NOT NULL, failure_cause "
                                + text(LONG_TEXT) + ", is_success " + types.flag + " NOT NULL, start_time " + types.time
                                + ", complete_time " + types.time;
                    case STATES ->
                        "job_name " + text(100) + " NOT NULL, original_task_id " + text(types.taskId)
                                + " NOT NULL, task_id " + text(types.taskId) + " NOT NULL, slave_id " + text(50)
                                + " NOT NULL, source " + text(50) + " NOT NULL, execution_type " + text(20)
                                + " NOT NULL, sharding_item " + text(100) + " NOT NULL, state " + text(20)
                                + " NOT NULL, message " + text(LONG_TEXT) + ", creation_time " + types.time;
                }
                + ")" + tableSuffix();
    }

    String createIndex() {
        return "CREATE INDEX " + Table.INDEX + " ON " + Table.STATES.sqlName() + " (" + indexedTaskId() + ", state)";
    }

    /** Removes rows older than an instant, and no more than some. */
    abstract String removal(Table table, int max);

    String idColumns() {
        return "id " + text(ID) + " NOT NULL PRIMARY KEY";
    }

    String tableSuffix() {
        return "";
    }

    String indexedTaskId() {
        return "task_id";
    }

    String text(int length) {
        return types.text.formatted(length);
    }

    private static String removalOfAll(Table table) {
        return "DELETE FROM " + table.sqlName() + " WHERE " + table.timeColumn() + " < ?";
    }

    private static String removalById(Table table, String bound) {
        return "DELETE FROM " + table.sqlName() + " WHERE id IN (SELECT id FROM " + table.sqlName() + " WHERE "
                + table.timeColumn() + " < ? " + bound + ")";
    }
}
