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
package io.rota.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryPageTests {

    @Test
    void texts_areEscaped() {
        Summary summary = new Summary(
                "<script>",
                List.of(new OrderBook.Count("<b>", 1, 2, 300_05, 1)),
                List.of(new JobHistory.Job("<job>", 3, 1, Instant.EPOCH)),
                List.of(new AlertBoard.Alert(Instant.EPOCH, "<where>", "<what>")),
                List.of(),
                List.of(new Reports.Row(Instant.EPOCH, "x", 1, 2, 3, "<i>")));
        assertThat(SummaryPage.of(summary))
                .contains(
                        "&lt;script&gt;",
                        "&lt;b&gt;",
                        "&lt;i&gt;",
                        "&lt;job&gt;",
                        "&lt;where&gt;",
                        "&lt;what&gt;",
                        "300.05")
                .doesNotContain("<script>");
    }
}
