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

import io.rota.api.FireResult;
import io.rota.bootstrap.OneOffJobBootstrap;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Asks for reports. */
@RestController
class ReportController {

    // What a caller may keep a connection open for.
    private static final Duration WAIT_MAX = Duration.ofSeconds(20);

    private final OneOffJobBootstrap dailyReportJob;

    ReportController(@Qualifier("dailyReportJob") OneOffJobBootstrap dailyReportJob) {
        this.dailyReportJob = dailyReportJob;
    }

    /** Asks for a report; it is written soon, on whatever instances the regions are. */
    @PostMapping("/reports")
    ResponseEntity<Map<String, String>> request() {
        dailyReportJob.execute();
        return ResponseEntity.accepted().body(Map.of("requested", "daily-report", "see", "/api/summary"));
    }

    /** Asks for a report and answers when it is written, with the outcome of each item. */
    @PostMapping(path = "/reports", params = "wait")
    CompletionStage<ResponseEntity<Map<String, Object>>> requestAndWait() {
        return dailyReportJob
                .execute(WAIT_MAX)
                .handle((result, failure) -> result != null
                        ? ResponseEntity.ok(outcome(result))
                        : ResponseEntity.status(HttpStatus.GATEWAY_TIMEOUT)
                                .body(Map.of(
                                        "problem", "the report is not finished after " + WAIT_MAX.toSeconds() + " s")));
    }

    /** The button of the page. */
    @PostMapping(path = "/reports", params = "page")
    ResponseEntity<Void> requestFromPage() {
        dailyReportJob.execute();
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create("/"))
                .build();
    }

    private static Map<String, Object> outcome(FireResult result) {
        return Map.of("requested", result.fire(), "succeeded", result.succeeded(), "items", result.items());
    }
}
