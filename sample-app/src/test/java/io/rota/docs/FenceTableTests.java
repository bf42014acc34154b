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
package io.rota.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.rota.fencing.SqlFence;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The columns that the page about protected writes tells are those that the fence makes. */
class FenceTableTests {

    private static final Pattern ROW =
            Pattern.compile("^\\| ([A-Z][^|`]+) \\| `([^`]+)` \\| `([^`]+)` \\|$", Pattern.MULTILINE);

    static List<Arguments> databases() {
        List<Arguments> databases = new ArrayList<>();
        Matcher row = ROW.matcher(Document.of("docs/protecting-your-writes.md").text());
        while (row.find()) {
            for (String product : row.group(1).split(", ")) {
                databases.add(Arguments.of(product, row.group(2), row.group(3)));
            }
        }
        return databases;
    }

    @ParameterizedTest
    @MethodSource("databases")
    void columns_areThoseOfTheFence(String product, String name, String token) throws SQLException {
        Connection connection = mock(Connection.class, RETURNS_DEEP_STUBS);
        when(connection.getMetaData().getDatabaseProductName()).thenReturn(product);
        assertThat(new SqlFence().createTableStatement(connection))
                .contains("(name " + name + " NOT NULL", "token " + token + " NOT NULL");
    }
}
