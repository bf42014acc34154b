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
import io.rota.api.SimpleJob;
import java.time.Duration;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Settles a batch of open orders of one region with each run.
 *
 * <p>A run may be repeated if its process dies ({@code failover: true}), so it is one transaction that leaves its
 * idempotency key behind: what an earlier attempt has done is not done again. And a process may be paused so long that a
 * later run has taken its place, so the transaction begins with the fencing token: the paused one then changes nothing.
 */
@Component
class SettleOrders implements SimpleJob {

    static final int BATCH_SIZE = 50;

    private final OrderBook orders;
    private final RunLog runs;

    SettleOrders(OrderBook orders, RunLog runs) {
        this.orders = orders;
        this.runs = runs;
    }

    @Override
    @Transactional
    public void execute(ShardingContext context) {
        long begin = System.nanoTime();
        String region = Regions.of(context);
        orders.enter(region, context.getFencingToken());
        if (runs.contains(context.getIdempotencyKey())) {
            return;
        }
        int settled = orders.settle(region, BATCH_SIZE, context.getIdempotencyKey());
        runs.add(context, settled, Duration.ofNanos(System.nanoTime() - begin));
    }
}
