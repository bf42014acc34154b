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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class OrderBookTests {

    private static final int INSTANCES = 6;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @RepeatedTest(8)
    void instancesThatStartAtTheSameMoment_fillTheBookOnce() throws Exception {
        DataSource database = new DriverManagerDataSource(
                "jdbc:h2:mem:start" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000", "sa", "");
        ExecutorService instances = Executors.newFixedThreadPool(INSTANCES);
        try {
            List<Future<?>> starts = new ArrayList<>();
            for (int i = 0; i < INSTANCES; i++) {
                starts.add(instances.submit(() -> {
                    new ResourceDatabasePopulator(new ClassPathResource("schema.sql")).execute(database);
                    book(database).openOnce();
                }));
            }
            for (Future<?> start : starts) {
                start.get();
            }
        } finally {
            instances.shutdownNow();
        }
        assertThat(book(database).counts()).extracting(OrderBook.Count::open).containsOnly(1_000L);
    }

    private static OrderBook book(DataSource database) {
        return new OrderBook(
                JdbcClient.create(database), new TransactionTemplate(new JdbcTransactionManager(database)));
    }
}
