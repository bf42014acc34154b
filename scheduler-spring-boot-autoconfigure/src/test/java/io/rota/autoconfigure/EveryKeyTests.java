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
package io.rota.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** No key without a test that sets it and sees what else happens then. */
class EveryKeyTests {

    /** Keys whose effect takes longer than a test may, each with the reason. What they are set to arrives, as others show. */
    private static final Map<String, String> SHOWN_IN_VIRTUAL_TIME = Map.of(
            "reconcile-interval-minutes", "nothing is repaired before a minute has passed",
            "elasticjob.tracing.retention", "nothing is removed in the first half minute");

    private static final String DEFAULTS = "elasticjob.defaults.";

    /** What the tests say they prove. */
    private static Set<String> proven() {
        Set<String> proven = new TreeSet<>(SHOWN_IN_VIRTUAL_TIME.keySet());
        new ClassFileImporter()
                .importPackagesOf(EveryKeyTests.class).stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.isAnnotatedWith(Proves.class))
                        .forEach(method -> proven.addAll(keys(method)));
        return proven;
    }

    private static Set<String> keys(JavaMethod test) {
        Set<String> keys = Set.of(test.getAnnotationOfType(Proves.class).value());
        boolean tried = test.isMetaAnnotatedWith(Test.class) || test.isMetaAnnotatedWith(ParameterizedTest.class);
        assertThat(tried).as(test.getFullName()).isTrue();
        // Those of a job count for both places only where they are tried in both.
        assertThat(keys)
                .as(test.getFullName())
                .allSatisfy(key -> assertThat(key.matches("(elasticjob|management)\\..*"))
                        .isNotEqualTo(test.isAnnotatedWith(JobKeyTests.InBothPlaces.class)));
        return keys;
    }

    @Test
    void everyKey_isProven_andNothingElse() {
        Set<String> known = new TreeSet<>(MetadataTests.keysOfAJob());
        Set<String> ofAll = new TreeSet<>(MetadataTests.allKeys());
        Set<String> defaults = new TreeSet<>();
        ofAll.removeIf(key -> key.startsWith(DEFAULTS) && defaults.add(key.substring(DEFAULTS.length())));
        assertThat(defaults).isEqualTo(known);
        known.addAll(ofAll);
        assertThat(proven()).isEqualTo(known);
    }
}
