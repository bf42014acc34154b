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

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The new names in the page about migration are names of types that exist. */
class MigrationPageTests {

    private static final Pattern ROW =
            Pattern.compile("^\\| (`.+) \\| `(io\\.rota\\.[^`]+)`.* \\|$", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`(?:[^`]*\\.)?([A-Z]\\w+)`");

    @Test
    void everyOldName_hasANewOneThatExists() {
        List<String> missing = new ArrayList<>();
        int rows = 0;
        Matcher row = ROW.matcher(Document.of("docs/migration.md").text());
        while (row.find()) {
            rows++;
            String place = row.group(2);
            if (Character.isUpperCase(place.charAt(place.lastIndexOf('.') + 1))) {
                check(place, missing);
            } else {
                NAME.matcher(row.group(1)).results().forEach(name -> check(place + "." + name.group(1), missing));
            }
        }
        assertThat(rows).isGreaterThan(10);
        assertThat(missing).isEmpty();
    }

    private static void check(String type, List<String> missing) {
        try {
            Class.forName(type, false, MigrationPageTests.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            missing.add(type);
        }
    }
}
