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

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTests {

    private static final String MANY = "1000 jobs";

    @TempDir
    Path directory;

    @Test
    void goal_isReachedMissedOrNotMeasured_andThePageSaysWhich() throws Exception {
        String page = page(
                result(Contestant.ROTA, Map.of(StartScenario.THREADS, 12.0, StartScenario.REQUESTS, 38.0)),
                result(Contestant.ELASTICJOB, Map.of(StartScenario.THREADS, 4_011.0, StartScenario.REQUESTS, 111.0)));
        assertThat(page)
                .contains("| live threads, 1,000 idle jobs | 4,011 | 12 | ≤ 32 | yes |")
                .contains("| requests for a first start, per job | 111 | 38 | ≤ 8 | **no** |")
                .contains("| heap per idle job, bytes | – | – | ≤ 6,144 | not measured |");
    }

    @Test
    void others_areToldAsMultiplesOfRota() throws Exception {
        assertThat(page(
                        result(Contestant.ROTA, Map.of(StartScenario.THREADS, 10.0)),
                        result(Contestant.ELASTICJOB, Map.of(StartScenario.THREADS, 4_000.0))))
                .contains("| 1000 jobs | ElasticJob-Lite 3.0.4 | 4,000 (×400) | – |");
    }

    @Test
    void repetitions_areToldAsTheirMedian() throws Exception {
        assertThat(page(
                        result(Contestant.ROTA, Map.of(StartScenario.THREADS, 10.0)),
                        result(Contestant.ROTA, Map.of(StartScenario.THREADS, 90.0)),
                        result(Contestant.ROTA, Map.of(StartScenario.THREADS, 11.0))))
                .contains("| 1000 jobs | Rota | 11 | – |");
    }

    @Test
    void scenarioThatFailed_saysWhy() throws Exception {
        assertThat(page(new Result(
                        StartScenario.NAME, Contestant.ROTA, MANY, 1, Map.of(), "IllegalStateException: no answer")))
                .contains("| | not measured: IllegalStateException: no answer | |");
    }

    @Test
    void line_ofJson_hasAllValues_andNullForWhatIsNoNumber() {
        assertThat(result(Contestant.ROTA, Map.of("a \"b\"", Double.NaN)).json())
                .isEqualTo("{\"scenario\": \"start\", \"contestant\": \"ROTA\", \"variant\": \"1000 jobs\","
                        + " \"repetition\": 1, \"a \\\"b\\\"\": null}");
    }

    @Test
    void plot_isAnImageWithABarForEach() throws Exception {
        page(
                result(Contestant.ROTA, Map.of(StartScenario.THREADS, 10.0)),
                result(Contestant.ELASTICJOB, Map.of(StartScenario.THREADS, 4_000.0)));
        assertThat(Files.readString(directory.resolve("start-threads.svg")))
                .startsWith("<svg ")
                .contains(">ElasticJob-Lite 3.0.4</text>", ">4,000</text>", ">10</text>")
                .endsWith("</svg>\n");
    }

    private String page(Result... results) throws Exception {
        Report.write(directory, List.of(new StartScenario()), new Results(List.of(results)), true);
        return Files.readString(directory.resolve("README.md"));
    }

    private static Result result(Contestant contestant, Map<String, Double> values) {
        return new Result(StartScenario.NAME, contestant, MANY, 1, values, "");
    }
}
