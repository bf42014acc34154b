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

import io.rota.autoconfigure.test.AutoConfigureJobRunner;
import io.rota.test.JobRun;
import io.rota.test.JobRunner;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** Jobs of the application as it is configured, run when the test says so. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = "spring.datasource.url=jdbc:h2:mem:runner;DB_CLOSE_DELAY=-1")
@AutoConfigureJobRunner
class JobsTests {

    @Autowired
    private JobRunner jobs;

    @Autowired
    private OrderBook orders;

    @Autowired
    private Reports reports;

    @Test
    void dailyReport_writesALineForEachRegion() {
        JobRun run = jobs.fire("daily-report");

        assertThat(run.succeeded()).as("%s", run).isTrue();
        assertThat(run.item(1).parameter()).isEqualTo("Shanghai");
        assertThat(reports.latest(10)).hasSize(3);
    }

    @Test
    void settleOrders_settlesABatchOfEachRegion_eachTime() {
        jobs.fire("settle-orders").orThrow();
        jobs.fire("settle-orders").orThrow();

        assertThat(orders.counts())
                .allSatisfy(count -> assertThat(count.settled()).isEqualTo(2L * SettleOrders.BATCH_SIZE));
    }
}
