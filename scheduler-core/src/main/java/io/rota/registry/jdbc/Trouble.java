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

import io.rota.api.SecretTexts;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What an exception of a database means. */
final class Trouble {

    private static final int TEXT_MAX = 500;
    // A chain of exceptions may be a ring.
    private static final int CHAIN_MAX = 10;

    private static final Set<String> NO_TABLE = Set.of("42P01", "42S02", "42S03", "42S04");
    private static final Set<String> READ_ONLY = Set.of("25006", "90097");
    // MariaDB and MySQL: the server, or the transaction, is read-only.
    private static final Set<Integer> READ_ONLY_CODES = Set.of(1290, 1792, 1836);
    // H2 is closed, or its connection is; MariaDB ended the connection.
    private static final Set<String> GONE = Set.of("90067", "90098", "90121", "90007", "70100");

    private Trouble() {}

    /** Whether a table does not exist. */
    static boolean isMissingTable(SQLException failure) {
        return chain(failure).stream().anyMatch(e -> NO_TABLE.contains(state(e)));
    }

    /** Whether the database takes no changes, as a replica does. */
    static boolean isReadOnly(SQLException failure) {
        return chain(failure).stream()
                .anyMatch(e -> READ_ONLY.contains(state(e)) || READ_ONLY_CODES.contains(e.getErrorCode()));
    }

    /** Whether two transactions stood in each other's way; the same once more may succeed. */
    static boolean isCollision(SQLException failure) {
        return chain(failure).stream().anyMatch(e -> state(e).startsWith("40"));
    }

    /** Whether the connection is gone, so that another one may help. */
    static boolean isConnectionLost(SQLException failure) {
        return chain(failure).stream()
                .anyMatch(e -> e instanceof SQLTransientConnectionException
                        || e instanceof SQLNonTransientConnectionException
                        || e instanceof SQLRecoverableException
                        || state(e).startsWith("08")
                        // PostgreSQL ends, or ends a connection whose transaction was idle.
                        || state(e).startsWith("57P")
                        || state(e).equals("25P03")
                        || GONE.contains(state(e)));
    }

    /** In one line. */
    static String text(SQLException failure) {
        String text = chain(failure).stream()
                // Says only that one of many failed; the next one says why.
                .filter(e -> !(e instanceof BatchUpdateException && e.getNextException() != null))
                .map(e -> SecretTexts.hidden(String.valueOf(e.getMessage())).replaceAll("\\s+", " "))
                .distinct()
                .collect(Collectors.joining("; "));
        String shortened = text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) + "…" : text;
        return isReadOnly(failure)
                ? "the database is read-only, as a replica is; name the primary: " + shortened
                : shortened;
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
