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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scripts that people give to Flyway or Liquibase make the tables that the registry center makes itself. */
class ScriptTests {

    @ParameterizedTest
    @EnumSource
    void script_isWhatIsExecuted(Dialect dialect) throws IOException {
        String name = dialect.name().toLowerCase(Locale.ROOT) + ".sql";
        try (InputStream file = Dialect.class.getResourceAsStream(name)) {
            String script = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            List<String> written = Arrays.stream(script.split(";\n"))
                    .map(ScriptTests::condensed)
                    .toList();
            assertThat(written)
                    .isEqualTo(new Sql("rota_", dialect)
                            .creation().stream().map(ScriptTests::condensed).toList());
        }
    }

    private static String condensed(String sql) {
        return sql.replaceAll("\\s+", " ").replace("( ", "(").trim();
    }
}
