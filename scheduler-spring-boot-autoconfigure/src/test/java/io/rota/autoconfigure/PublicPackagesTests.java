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

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.rota.internal.state.JobPaths;
import org.junit.jupiter.api.Test;

class PublicPackagesTests {

    private static final ArchRule RULE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.rota.internal..")
            .because("what users could not write themselves is not wiring; ask the core for a public way");

    /** What the rule must catch. */
    static class Planted {

        final JobPaths paths = new JobPaths("job");
    }

    @Test
    void theAutoConfigurationUsesPublicPackagesOnly() {
        JavaClasses production = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.rota.autoconfigure");
        assertThat(production).isNotEmpty();
        RULE.check(production);
    }

    @Test
    void theRuleCatchesAViolation() {
        assertThat(RULE.evaluate(new ClassFileImporter().importClasses(Planted.class))
                        .hasViolation())
                .isTrue();
    }
}
