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

/** Writes down how far a region is; runs when somebody asks for it, each region on the instance that its item is on. */
@Component
class DailyReport implements SimpleJob {

    private final OrderBook orders;
    private final Reports reports;

    DailyReport(OrderBook orders, Reports reports) {
        this.orders = orders;
        this.reports = reports;
    }

    @Override
    public void execute(ShardingContext context) {
        reports.write(context.getScheduledFireTime(), orders.count(Regions.of(context)));
    }
}
