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
package io.rota.api;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The texts of the items, as written in {@code 0=Beijing,1=Shanghai}. */
final class ItemParameters {

    private ItemParameters() {}

    /**
     * Reads comma-separated {@code item=text} pairs; blanks around items and texts are dropped.
     *
     * @return ascending by item, unmodifiable; items at or above the total are kept
     * @throws JobConfigurationException naming the pair that is wrong
     */
    static Map<Integer, String> parse(String jobName, String text) {
        if (text.isBlank()) {
            return Map.of();
        }
        SortedMap<Integer, String> parameters = new TreeMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0 || pair.indexOf('=', equals + 1) >= 0) {
                throw wrong(jobName, text, "'" + pair.trim() + "' is not one item, one '=' and one text");
            }
            if (parameters.put(
                            item(jobName, text, pair.substring(0, equals).trim()),
                            pair.substring(equals + 1).trim())
                    != null) {
                throw wrong(jobName, text, "item " + pair.substring(0, equals).trim() + " occurs twice");
            }
        }
        return Collections.unmodifiableSortedMap(parameters);
    }

    private static int item(String jobName, String text, String item) {
        if (!item.matches("\\d{1,9}")) {
            throw wrong(jobName, text, "'" + item + "' is not an item number");
        }
        return Integer.parseInt(item);
    }

    private static JobConfigurationException wrong(String jobName, String text, String problem) {
        return new JobConfigurationException(
                jobName,
                "sharding-item-parameters",
                "sharding-item-parameters '" + text + "': " + problem + ". Write it as 0=A,1=B.");
    }
}
