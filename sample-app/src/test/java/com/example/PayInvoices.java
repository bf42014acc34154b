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
import java.time.Duration;
import java.util.List;

final class PayInvoices implements SimpleJob {

    /** Somebody else's service, which knows nothing of tokens. */
    interface Bank {

        /** Pays once for each key, however often it is asked. */
        void pay(String invoice, String key, Duration timeout);
    }

    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Bank bank;
    private final List<String> invoices;

    PayInvoices(Bank bank, List<String> invoices) {
        this.bank = bank;
        this.invoices = invoices;
    }

    @Override
    public void execute(ShardingContext context) {
        for (String invoice : invoices) {
            if (context.getLeaseRemaining().compareTo(ANSWER) < 0) {
                throw new IllegalStateException("too little time left, the rest is for the next run");
            }
            bank.pay(invoice, context.getIdempotencyKey() + "/" + invoice, ANSWER);
        }
    }
}
