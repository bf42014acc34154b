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

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows how the service fares. */
@RestController
class SummaryController {

    private static final int RUNS = 20;
    private static final int REPORT_ROWS = 6;

    private final ThisInstance instance;
    private final OrderBook orders;
    private final JobHistory history;
    private final AlertBoard alerts;
    private final RunLog runs;
    private final Reports reports;

    SummaryController(
            ThisInstance instance,
            OrderBook orders,
            JobHistory history,
            AlertBoard alerts,
            RunLog runs,
            Reports reports) {
        this.instance = instance;
        this.orders = orders;
        this.history = history;
        this.alerts = alerts;
        this.runs = runs;
        this.reports = reports;
    }

    @GetMapping("/api/summary")
    Summary summary() {
        return new Summary(
                instance.name(),
                orders.counts(),
                history.jobs(),
                alerts.latest(),
                runs.latest(RUNS),
                reports.latest(REPORT_ROWS));
    }

    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    String page() {
        return SummaryPage.of(summary());
    }
}
