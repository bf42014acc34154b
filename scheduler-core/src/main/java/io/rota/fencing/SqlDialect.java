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

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** How a database spells the fence's columns. */
enum SqlDialect {
    STANDARD("VARCHAR(200)", "BIGINT"),
    // Its names are compared without regard to case unless the column says otherwise, and jobs' names are not.
    MYSQL("VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", "BIGINT"),
    // As above, and its VARCHAR turns what is not of the database's code page into question marks.
    SQL_SERVER("NVARCHAR(200) COLLATE Latin1_General_100_BIN2", "BIGINT"),
    ORACLE("VARCHAR2(200 CHAR)", "NUMBER(19)"),
    // Counts bytes, and up to four of them are a character.
    DB2("VARCHAR(800)", "BIGINT");

    private final String nameType;
    private final String tokenType;

    SqlDialect(String nameType, String tokenType) {
        this.nameType = nameType;
        this.tokenType = tokenType;
    }

    static SqlDialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        if (product.contains("mysql") || product.contains("mariadb")) {
            return MYSQL;
        } else if (product.startsWith("microsoft sql server")) {
            return SQL_SERVER;
        } else if (product.startsWith("oracle")) {
            return ORACLE;
        } else if (product.startsWith("db2")) {
            return DB2;
        }
        return STANDARD;
    }

    String createTable(String table) {
        return "CREATE TABLE " + table + " (name " + nameType + " NOT NULL PRIMARY KEY, token " + tokenType
                + " NOT NULL)";
    }
}
