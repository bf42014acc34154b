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

import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A column as it is, whoever made it.
 *
 * @param name in lower case
 * @param type one of {@link Types}
 * @param lengthMax of a text
 * @param unit in which that is counted
 */
record Column(String name, int type, int lengthMax, TextUnit unit) {

    // What distinguishes these texts stands at their end.
    private static final Set<String> CUT_AT_THE_BEGINNING = Set.of("task_id", "original_task_id");

    static Column of(ResultSetMetaData columns, int number, TextUnit unit) throws SQLException {
        int type = columns.getColumnType(number);
        int length = columns.getPrecision(number);
        return new Column(
                columns.getColumnName(number).toLowerCase(Locale.ROOT),
                type,
                length <= 0 ? Integer.MAX_VALUE : length,
                unit(type, unit));
    }

    private static TextUnit unit(int type, TextUnit ofVarchar) {
        return switch (type) {
            case Types.NVARCHAR, Types.NCHAR -> TextUnit.UTF16;
            case Types.VARCHAR, Types.CHAR -> ofVarchar;
            // Large texts are measured in bytes where they have a limit at all.
            default -> TextUnit.BYTES;
        };
    }

    void set(PreparedStatement statement, int parameter, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(parameter, type);
        } else if (value instanceof String text) {
            statement.setString(
                    parameter,
                    CUT_AT_THE_BEGINNING.contains(name) ? unit.end(text, lengthMax) : unit.beginning(text, lengthMax));
        } else if (value instanceof Boolean flag) {
            if (type == Types.BIT || type == Types.BOOLEAN) {
                statement.setBoolean(parameter, flag);
            } else {
                statement.setInt(parameter, flag ? 1 : 0);
            }
        } else if (value instanceof Timestamp time) {
            statement.setTimestamp(parameter, time);
        } else if (value instanceof Integer number) {
            statement.setInt(parameter, number);
        } else {
            throw new IllegalArgumentException("no column takes " + value.getClass());
        }
    }
}
