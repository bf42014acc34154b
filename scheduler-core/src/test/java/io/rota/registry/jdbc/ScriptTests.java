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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scripts of the documentation make the tables that the registry center makes itself. */
class ScriptTests {

    private static final Path DOCUMENT = Path.of("..", "docs", "jdbc-registry.md");

    @ParameterizedTest
    @EnumSource
    void scriptOfTheDocumentation_isWhatIsExecuted(Dialect dialect) throws IOException {
        String text = Files.readString(DOCUMENT);
        if (dialect == Dialect.MYSQL) {
            assertThat(text).contains("For MySQL, write `utf8mb4_0900_bin` for `utf8mb4_nopad_bin`");
            text = text.replace("<!-- script: MARIADB -->", "<!-- script: MYSQL -->")
                    .replace("COLLATE utf8mb4_nopad_bin", "COLLATE utf8mb4_0900_bin");
        }
        String script =
                text.split("<!-- script: " + dialect + " -->\n```sql\n", 2)[1].split("```", 2)[0];
        List<String> written =
                Arrays.stream(script.split(";\n")).map(ScriptTests::condensed).toList();
        assertThat(written)
                .isEqualTo(Stream.of(new Sql("rota_", dialect))
                        .flatMap(sql -> sql.creation().stream())
                        .map(ScriptTests::condensed)
                        .toList());
    }

    private static String condensed(String sql) {
        return sql.replaceAll("\\s+", " ").replace("( ", "(").trim();
    }
}
