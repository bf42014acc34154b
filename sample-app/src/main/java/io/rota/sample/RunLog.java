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

import io.rota.api.ShardingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The runs of {@code settle-orders}. */
@Repository
class RunLog {

    /**
     * One run of one item.
     *
     * @param instance who ran it
     * @param fire the instant that the schedule named
     * @param attempt 2 or more if it took over from an instance that died
     */
    record Run(
            String job,
            int item,
            String region,
            String instance,
            Instant fire,
            int attempt,
            long fencingToken,
            int ordersSettled,
            long durationMillis) {}

    private final JdbcClient jdbc;
    private final ThisInstance instance;

    RunLog(JdbcClient jdbc, ThisInstance instance) {
        this.jdbc = jdbc;
        this.instance = instance;
    }

    /** Whether the work of this item and fire is in the database already, by whatever attempt. */
    boolean contains(String idempotencyKey) {
        return jdbc.sql("SELECT COUNT(*) FROM runs WHERE idempotency_key = ?")
                        .param(idempotencyKey)
                        .query(Long.class)
                        .single()
                > 0;
    }

    void add(ShardingContext context, int ordersSettled, Duration duration) {
        jdbc.sql("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        context.getIdempotencyKey(),
                        context.getJobName(),
                        context.getShardingItem(),
                        Regions.of(context),
                        instance.name(),
                        context.getScheduledFireTime(),
                        context.getAttempt(),
                        context.getFencingToken(),
                        ordersSettled,
                        duration.toMillis())
                .update();
    }

    /** The last runs, latest first. */
    List<Run> latest(int count) {
        return jdbc.sql("SELECT * FROM runs ORDER BY fire DESC, item LIMIT ?")
                .param(count)
                .query(Run.class)
                .list();
    }
}
