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

import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The reports that {@code daily-report} has written. */
@Repository
class Reports {

    /**
     * What one report says about one region.
     *
     * @param requested identifies the report: the rows of one request have the same
     * @param instance who wrote it
     */
    record Row(Instant requested, String region, long openOrders, long settled, long settledCents, String instance) {}

    private final JdbcClient jdbc;
    private final ThisInstance instance;

    Reports(JdbcClient jdbc, ThisInstance instance) {
        this.jdbc = jdbc;
        this.instance = instance;
    }

    /** Writes a row; writing it again replaces it. */
    void write(Instant requested, OrderBook.Count count) {
        jdbc.sql("MERGE INTO reports KEY (requested, region) VALUES (?, ?, ?, ?, ?, ?)")
                .params(requested, count.region(), count.open(), count.settled(), count.settledCents(), instance.name())
                .update();
    }

    /** The last rows, latest first. */
    List<Row> latest(int count) {
        return jdbc.sql("SELECT * FROM reports ORDER BY requested DESC, region LIMIT ?")
                .param(count)
                .query(Row.class)
                .list();
    }
}
