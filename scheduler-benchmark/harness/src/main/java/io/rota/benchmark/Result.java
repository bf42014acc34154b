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

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one repetition of a scenario found.
 *
 * @param variant of the scenario, such as a number of jobs
 * @param values by name; the unit is in the name
 * @param trouble why there are no values, empty if there are
 */
record Result(
        String scenario,
        Contestant contestant,
        String variant,
        int repetition,
        Map<String, Double> values,
        String trouble) {

    static final String FOREIGN = "foreignCpuPercent";

    /** One line of JSON. */
    String json() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("scenario", scenario);
        line.put("contestant", contestant.name());
        line.put("variant", variant);
        line.put("repetition", repetition);
        if (!trouble.isEmpty()) {
            line.put("trouble", trouble);
        }
        line.putAll(values);
        return Json.object(line);
    }

    /** Values as they are found. */
    static final class Values {

        private final Map<String, Double> values = new LinkedHashMap<>();

        Values put(String name, double value) {
            values.put(name, value);
            return this;
        }

        /** Costs of a window, as far as they say something of any scenario. */
        Values put(Window.Measured window) {
            put(FOREIGN, window.foreignCpuPercent());
            window.requests().forEach((kind, count) -> put("requests." + kind, count));
            return this;
        }

        Map<String, Double> get() {
            return values;
        }
    }
}
