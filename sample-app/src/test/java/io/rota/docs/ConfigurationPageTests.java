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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/** The page about the configuration is what the metadata of the keys make it. */
class ConfigurationPageTests {

    private static final Path PAGE = Document.ROOT.resolve("docs/configuration.md");
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z][^`]*)` \\| (?:`([^`]*)` )?\\|", Pattern.MULTILINE);

    @Test
    void page_isWhatTheMetadataMakeIt() throws IOException {
        String text = new ConfigurationPage().text();
        if (Boolean.getBoolean("rota.docs.write")) {
            Files.writeString(PAGE, text);
        }
        assertThat(Files.readString(PAGE))
                .as(
                        "docs/configuration.md is not what the keys and their notes make it. Write it anew: run this test with"
                                + " -Drota.docs.write=true, look at the difference, and commit it")
                .isEqualTo(text);
    }

    @Test
    void everyKey_isOnThePageOnceWithItsDefault() {
        List<String> documented = new ArrayList<>();
        Matcher row = ROW.matcher(new ConfigurationPage().text());
        while (row.find()) {
            documented.add(row.group(1) + " = " + (row.group(2) == null ? "" : row.group(2)));
        }
        assertThat(documented)
                .hasSameSizeAs(ConfigurationKeys.all().keySet())
                .contains("late-limit = 60s", "session-timeout-milliseconds = 60000", "cron = ");
    }

    @Test
    void everyNote_isAboutAKeyThatExists() {
        assertThat(new ConfigurationPage().forgotten()).isEmpty();
    }

    @Test
    void yaml_readsTheValuesAsThePageSays() throws IOException {
        PropertySource<?> yaml = new YamlPropertySourceLoader()
                .load("values", new ByteArrayResource("""
                        number: 007
                        time: 12:30
                        quoted: "12:30"
                        """.getBytes(StandardCharsets.UTF_8)))
                .get(0);
        assertThat(yaml.getProperty("number")).hasToString("7");
        assertThat(yaml.getProperty("time")).hasToString("750");
        assertThat(yaml.getProperty("quoted")).hasToString("12:30");
    }
}
