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

import io.rota.api.DataflowJob;
import io.rota.api.ShardingContext;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Ships what is settled, batch after batch.
 *
 * <p>A repeated batch does no harm: what has been shipped is not shipped again.
 */
@Component
class ShipOrders implements DataflowJob<Long> {

    static final int BATCH_SIZE = 20;

    private final OrderBook orders;

    ShipOrders(OrderBook orders) {
        this.orders = orders;
    }

    @Override
    public List<Long> fetchData(ShardingContext context) {
        return orders.toShip(Regions.of(context), BATCH_SIZE);
    }

    @Override
    public void processData(ShardingContext context, List<Long> data) {
        orders.ship(data);
    }
}
