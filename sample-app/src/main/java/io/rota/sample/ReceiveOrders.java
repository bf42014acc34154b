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
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Brings new orders in.
 *
 * <p>It has one item, so one instance runs it, however many there are. It is not idempotent and need not be: without
 * failover every fire is run at most once.
 */
@Component
class ReceiveOrders implements SimpleJob {

    static final int ORDERS_PER_RUN = 12;

    private final OrderBook orders;

    ReceiveOrders(OrderBook orders) {
        this.orders = orders;
    }

    @Override
    @Transactional
    public void execute(ShardingContext context) {
        orders.receive(ORDERS_PER_RUN);
    }
}
