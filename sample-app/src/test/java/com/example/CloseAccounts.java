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
package com.example;

import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.autoconfigure.TransactionFence;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

@Component
public class CloseAccounts implements SimpleJob {

    private final TransactionFence fence;
    private final JdbcClient jdbc;

    CloseAccounts(TransactionFence fence, JdbcClient jdbc) {
        this.fence = fence;
        this.jdbc = jdbc;
    }

    @Override
    @Transactional
    public void execute(ShardingContext context) {
        fence.guard(context);
        jdbc.sql("UPDATE balances SET cents = (SELECT SUM(cents) FROM bookings) WHERE fire = ?")
                .param(context.getScheduledFireTime().toString())
                .update();
    }
}
