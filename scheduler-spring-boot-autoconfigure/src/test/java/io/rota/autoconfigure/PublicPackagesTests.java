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

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.rota.internal.state.JobPaths;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.TemporalAccessor;
import java.util.Date;
import org.junit.jupiter.api.Test;

class PublicPackagesTests {

    private static final ArchRule RULE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.rota.internal..")
            .because("what users could not write themselves is not wiring; ask the core for a public way");

    // Its one thread is in KeepAlive, and waits for a latch.
    private static final ArchRule CLOCKS = noClasses()
            .should()
            .callMethodWhere(target(name("now")).and(target(owner(assignableTo(TemporalAccessor.class)))))
            .orShould()
            .callMethodWhere(target(nameMatching("currentTimeMillis|nanoTime")))
            .orShould()
            .callMethodWhere(target(name("sleep")).and(target(owner(assignableTo(Thread.class)))))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .callConstructor(Date.class)
            .because("there is one clock; ask SchedulerRuntime.registryTime() or unchangedFor()");

    /** What the rules must catch. */
    static class Planted {

        final JobPaths paths = new JobPaths("job");
        final Instant now = Instant.now();
    }

    @Test
    void theAutoConfigurationUsesPublicPackagesOnly_andNoClock() {
        JavaClasses production = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.rota.autoconfigure");
        assertThat(production).isNotEmpty();
        RULE.check(production);
        CLOCKS.check(production);
    }

    @Test
    void eachRuleCatchesAViolation() {
        JavaClasses planted = new ClassFileImporter().importClasses(Planted.class);
        assertThat(RULE.evaluate(planted).hasViolation()).isTrue();
        assertThat(CLOCKS.evaluate(planted).hasViolation()).isTrue();
    }
}
