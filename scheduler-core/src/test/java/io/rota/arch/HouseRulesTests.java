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
package io.rota.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.rota.arch.HouseRules.Room;
import io.rota.arch.HouseRules.Rule;
import io.rota.arch.planted.bootstrap.ShowsState;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HouseRulesTests {

    private static final String PLANTED = "io.rota.arch.planted";

    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.rota");

    private static final JavaClasses PLANTS = new ClassFileImporter().importPackages(PLANTED);

    @ParameterizedTest
    @EnumSource(Rule.class)
    void productionKeepsEveryRule(Rule rule) {
        new HouseRules("io.rota").rules().get(rule).check(PRODUCTION);
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void eachRuleCatchesWhatWasPlantedForItAndNothingElse(Rule rule) {
        Set<String> expected = new TreeSet<>();
        for (JavaClass plant : PLANTS) {
            if (plant.isAnnotatedWith(Breaks.class)
                    && List.of(plant.getAnnotationOfType(Breaks.class).value()).contains(rule)) {
                expected.add(plant.getName());
            }
        }
        assertThat(expected).as("plants for %s", rule).isNotEmpty();
        assertThat(caught(rule).keySet()).isEqualTo(expected);
    }

    @Test
    void everyOffenceOfAPlantIsSeen() {
        assertThat(unseenMethods(Rule.ONLY_ENV_IS_NOT_DETERMINISTIC, "registry.Arbitrary"))
                .isEmpty();
        assertThat(unseenMethods(Rule.ONLY_ENV_IS_NOT_DETERMINISTIC, "bootstrap.Threads"))
                .isEmpty();
        assertThat(unseenMethods(Rule.NO_WAITING_ON_THE_LOOP, "internal.claim.Waits"))
                .isEmpty();
        assertThat(unseenMethods(Rule.NO_LAST_RESORTS, "internal.execution.Blunt"))
                .isEmpty();
        assertThat(unseenMethods(Rule.PURE_ROOMS, "cron.ReadsFiles")).isEmpty();
    }

    @Test
    void onlyWhatUsersCanNameMustNotShowInternalTypes() {
        assertThat(caught(Rule.NO_INTERNAL_TYPE_IN_PUBLIC).get(ShowsState.class.getName()))
                .hasSize(4)
                .noneMatch(text -> text.contains("hidden"));
    }

    @Test
    void aRuleTellsWhatToDoInstead() {
        new HouseRules("io.rota")
                .rules()
                .forEach((name, rule) ->
                        assertThat(rule.getDescription()).as(name.name()).matches("(?s).*because .*[a-z]\\. ?[A-Z].*"));
    }

    @Test
    void theImportTableHasNoSidewaysNorUpwardLine() {
        Map<String, Integer> levels = HouseRules.ROOMS.stream().collect(Collectors.toMap(Room::name, Room::level));
        for (Room room : HouseRules.ROOMS) {
            assertThat(room.mayImport())
                    .as(room.name())
                    .allSatisfy(other -> assertThat(levels.get(other)).isLessThan(room.level()));
        }
    }

    /** The methods of a plant in which a rule sees nothing. */
    private static Set<String> unseenMethods(Rule rule, String plant) {
        JavaClass type = PLANTS.get(PLANTED + "." + plant);
        String offences = String.join("\n", caught(rule).get(type.getName()));
        Set<String> unseen = new HashSet<>();
        for (JavaMethod method : type.getMethods()) {
            if (!offences.contains("." + method.getName() + "(")
                    && !offences.contains("$" + method.getName() + "$")
                    && !method.getName().startsWith("lambda$")) {
                unseen.add(method.getName());
            }
        }
        return unseen;
    }

    /** What a rule says about planted classes, by the class that it is about. */
    private static Map<String, List<String>> caught(Rule name) {
        ArchRule rule = new HouseRules(PLANTED).rules().get(name);
        List<String> details = rule.evaluate(PLANTS).getFailureReport().getDetails();
        Map<String, List<String>> caught = new TreeMap<>();
        for (JavaClass plant : PLANTS) {
            Pattern origin = Pattern.compile("(?s)(Class|Method|Field|Constructor|Dependency)? ?<?"
                    + Pattern.quote(plant.getName()) + "[^\\w$].*");
            Pattern member = Pattern.compile("(?s).*<" + Pattern.quote(plant.getName()) + "[.>].*");
            List<String> texts = details.stream()
                    .filter(text -> name == Rule.NO_CYCLES
                            ? member.matcher(text).matches()
                            : origin.matcher(text).matches())
                    .toList();
            if (!texts.isEmpty()) {
                caught.put(plant.getName(), texts);
            }
        }
        return caught;
    }
}
