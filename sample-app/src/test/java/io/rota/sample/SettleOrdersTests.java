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
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rota.api.ItemRun;
import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** The job itself, called as the scheduler would call it; no job starts by itself here. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "spring.config.import=classpath:docs/without-jobs.yaml",
            "spring.datasource.url=jdbc:h2:mem:settle;DB_CLOSE_DELAY=-1",
            "elasticjob.dump.enabled=false"
        })
class SettleOrdersTests {

    private static final Instant FIRE = Instant.parse("2026-11-21T09:00:00Z");

    @Autowired
    private SettleOrders job;

    @Autowired
    private OrderBook orders;

    @Test
    void secondAttemptAtAFire_settlesNothingMore() {
        job.execute(run(0, FIRE, 1, 100));
        job.execute(run(0, FIRE, 2, 101));
        assertThat(orders.count("Beijing").settled()).isEqualTo(SettleOrders.BATCH_SIZE);
    }

    @Test
    void runWithASmallerToken_changesNothing() {
        job.execute(run(1, FIRE.plusSeconds(5), 1, 201));
        assertThatIllegalStateException()
                .isThrownBy(() -> job.execute(run(1, FIRE, 1, 200)))
                .withMessageContaining("larger token than 200");
        assertThat(orders.count("Shanghai").settled()).isEqualTo(SettleOrders.BATCH_SIZE);
    }

    private static ShardingContext run(int item, Instant fire, int attempt, long token) {
        JobConfiguration configuration = JobConfiguration.newBuilder("settle-orders", 3)
                .shardingItemParameters("0=Beijing,1=Shanghai,2=Guangzhou")
                .build();
        return new ShardingContext(
                configuration, item, new ItemRun("test", fire, attempt, token), () -> Duration.ofSeconds(40));
    }
}
