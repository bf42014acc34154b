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
package io.rota.benchmark;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What was found, with medians over repetitions. */
record Results(List<Result> all) {

    /** The median of a value; empty if it was not found. */
    OptionalDouble median(String scenario, Contestant contestant, String variant, String value) {
        Collection<Double> found = all.stream()
                .filter(result -> result.scenario().equals(scenario)
                        && result.contestant() == contestant
                        && result.variant().equals(variant))
                .map(result -> result.values().get(value))
                .filter(Objects::nonNull)
                .filter(number -> !number.isNaN())
                .collect(Collectors.toList());
        return found.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Numbers.median(found));
    }

    Results of(String scenario) {
        return new Results(all.stream()
                .filter(result -> result.scenario().equals(scenario))
                .toList());
    }

    /** In the order in which they came. */
    List<String> variants() {
        return all.stream().map(Result::variant).distinct().toList();
    }

    List<Contestant> contestants(String variant) {
        return all.stream()
                .filter(result -> result.variant().equals(variant))
                .map(Result::contestant)
                .distinct()
                .toList();
    }

    /** Why something was not found; empty if it was. */
    String trouble(String scenario, Contestant contestant, String variant) {
        return all.stream()
                .filter(result -> result.scenario().equals(scenario)
                        && result.contestant() == contestant
                        && result.variant().equals(variant))
                .map(Result::trouble)
                .filter(trouble -> !trouble.isEmpty())
                .findFirst()
                .orElse("");
    }
}
