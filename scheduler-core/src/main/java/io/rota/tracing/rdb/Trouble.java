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

import io.rota.api.SecretTexts;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DataTruncation;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What an exception of a database means. */
final class Trouble {

    private static final int TEXT_MAX = 500;
    private static final int VALID_SECONDS = 2;
    // A chain of exceptions may be a ring.
    private static final int CHAIN_MAX = 10;

    private Trouble() {}

    /** Whether the connection is gone: what was not committed has not happened, and nothing more will. */
    static boolean isUnreachable(Connection connection, SQLException failure) {
        if (chain(failure).stream()
                .anyMatch(e -> e instanceof SQLTransientConnectionException
                        || e instanceof SQLNonTransientConnectionException
                        || e instanceof SQLRecoverableException
                        || state(e).startsWith("08")
                        // PostgreSQL ends, or is ended.
                        || state(e).startsWith("57P"))) {
            return true;
        }
        try {
            return !connection.isValid(VALID_SECONDS);
        } catch (SQLException e) {
            return true;
        }
    }

    /** Whether the database will never take this row. */
    static boolean isRefusal(SQLException failure) {
        return chain(failure).stream()
                .anyMatch(e -> e instanceof SQLDataException
                        || e instanceof DataTruncation
                        || e instanceof SQLIntegrityConstraintViolationException
                        || state(e).startsWith("22")
                        || state(e).startsWith("23"));
    }

    /** In one line; drivers like to repeat the address, in which there may be a password. */
    static String text(SQLException failure) {
        String text = SecretTexts.hidden(chain(failure).stream()
                // Says only that one of many failed; the next one says why.
                .filter(e -> !(e instanceof BatchUpdateException && e.getNextException() != null))
                .map(e -> String.valueOf(e.getMessage()).replaceAll("\\s+", " "))
                .distinct()
                .collect(Collectors.joining("; ")));
        return text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) + "…" : text;
    }

    private static String state(SQLException e) {
        return String.valueOf(e.getSQLState());
    }

    private static List<SQLException> chain(SQLException failure) {
        List<SQLException> chain = new ArrayList<>();
        for (Throwable each : failure) {
            if (each instanceof SQLException e && chain.size() < CHAIN_MAX) {
                chain.add(e);
            }
        }
        return chain;
    }
}
