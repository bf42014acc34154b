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

import java.util.List;
import java.util.Map;

/**
 * What a checker says of a run.
 *
 * @param violations what must not have happened
 * @param figures what was measured, by name
 */
record Verdict(List<Violation> violations, Map<String, String> figures) {

    /**
     * One broken promise.
     *
     * @param promise the name of the promise
     * @param item where; empty if it concerns no item
     * @param text what happened
     */
    record Violation(String promise, String item, String text) {

        @Override
        public String toString() {
            return promise + " " + item + ": " + text;
        }
    }
}
