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

import java.util.List;

/** One question that the benchmark asks of its contestants. */
interface Scenario {

    /** One word; results bear it. */
    String name();

    /** The question. */
    String title();

    /** How it is found out: one paragraph for the report. */
    String method();

    /** What the report tells of each repetition. */
    List<Column> columns();

    void carryOut(Bench bench) throws InterruptedException;

    /**
     * A column of the report.
     *
     * @param value the name of a value; a repetition that does not have it leaves the cell empty
     * @param digits after the point
     */
    record Column(String label, String value, int digits) {}
}
