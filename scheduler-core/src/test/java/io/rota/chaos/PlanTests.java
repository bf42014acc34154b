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
package io.rota.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.chaos.Fault.Kind;
import io.rota.chaos.Fault.Scope;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Goal: a plan can be repeated, leaves no kind out, and never hits the same thing twice at once. */
class PlanTests {

    private static Plan halfAnHour(long seed) {
        return Plan.of(new Plan.Frame(seed, 30 * 60_000, 5, 8_000, 4_000, EnumSet.allOf(Kind.class)));
    }

    @Test
    void theSameSeed_theSamePlan() {
        assertThat(halfAnHour(7)).isEqualTo(halfAnHour(7)).isNotEqualTo(halfAnHour(8));
    }

    @Test
    void halfAnHour_hasMoreThanAHundredFaultsOfEveryKind() {
        List<Fault> faults = halfAnHour(7).faults();
        assertThat(faults).hasSizeGreaterThan(100);
        Set<Kind> kinds = new HashSet<>();
        faults.forEach(fault -> kinds.add(fault.kind()));
        assertThat(kinds).containsExactlyInAnyOrder(Kind.values());
    }

    @Test
    void faults_onOneNodeOrOnTheRegistry_doNotOverlap() {
        for (long seed = 0; seed < 50; seed++) {
            List<Fault> faults = halfAnHour(seed).faults();
            for (Fault fault : faults) {
                assertThat(faults)
                        .filteredOn(other -> other != fault
                                && fault.kind().scope() != Scope.JOB
                                && other.kind().scope() == fault.kind().scope()
                                && other.target().equals(fault.target()))
                        .noneMatch(
                                other -> other.atMillis() < fault.endMillis() && fault.atMillis() < other.endMillis());
            }
        }
    }
}
