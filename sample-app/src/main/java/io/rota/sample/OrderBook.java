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
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The orders, and how far each region is settled. */
@Repository
class OrderBook {

    /** How many orders there are of a region. */
    record Count(String region, long open, long settled, long settledCents, long shipped) {}

    private static final Logger log = LoggerFactory.getLogger(OrderBook.class);

    private static final int OPENING_ORDERS = 3_000;
    private static final int AMOUNT_CENTS_MAX = 100_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Random random = new Random();

    OrderBook(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** Fills an empty database; of several instances that try at the same time one does it. */
    void openOnce() {
        try {
            transaction.executeWithoutResult(status -> {
                if (jdbc.sql("SELECT COUNT(*) FROM regions").query(Long.class).single() == 0) {
                    // The primary key decides who is first: the others wait for this transaction and find a duplicate.
                    Regions.ALL.forEach(region -> jdbc.sql("INSERT INTO regions VALUES (?, 0)")
                            .param(region)
                            .update());
                    receive(OPENING_ORDERS);
                }
            });
        } catch (DuplicateKeyException e) {
            log.info("Another instance has just filled the order book.");
        }
    }

    /** Adds new orders of random amounts, divided among the regions. */
    void receive(int count) {
        for (int i = 0; i < count; i++) {
            jdbc.sql("INSERT INTO orders (region, amount_cents, received_at) VALUES (?, ?, ?)")
                    .params(
                            Regions.ALL.get(i % Regions.ALL.size()),
                            1L + random.nextInt(AMOUNT_CENTS_MAX),
                            Instant.now())
                    .update();
        }
    }

    /**
     * Keeps a run from working on a region that a later run has worked on since.
     *
     * <p>It also locks the region's row until the transaction ends, so the answer stays true that long.
     *
     * @throws IllegalStateException if a larger token has been here, or the region is unknown
     */
    void enter(String region, long fencingToken) {
        int updated = jdbc.sql("UPDATE regions SET fencing_token = ? WHERE name = ? AND fencing_token < ?")
                .params(fencingToken, region, fencingToken)
                .update();
        if (updated == 0) {
            throw new IllegalStateException("region '" + region + "' is unknown, or a run with a larger token than "
                    + fencingToken + " has settled it. Nothing was settled.");
        }
    }

    /** Settles the oldest open orders of a region, and tells how many. */
    int settle(String region, int max, String run) {
        return jdbc.sql("""
                        UPDATE orders SET settled_by = ? WHERE id IN (
                            SELECT id FROM orders WHERE region = ? AND settled_by IS NULL ORDER BY id LIMIT ?)""").params(run, region, max).update();
    }

    /** The oldest orders of a region that are settled and wait to be shipped. */
    List<Long> toShip(String region, int max) {
        return jdbc.sql("""
                        SELECT id FROM orders
                        WHERE region = ? AND shipped_at IS NULL AND settled_by IS NOT NULL ORDER BY id LIMIT ?""").params(region, max).query(Long.class).list();
    }

    /** Ships orders; those that have been shipped stay as they are. */
    void ship(List<Long> ids) {
        jdbc.sql("UPDATE orders SET shipped_at = :now WHERE shipped_at IS NULL AND id IN (:ids)")
                .param("now", Instant.now())
                .param("ids", ids)
                .update();
    }

    Count count(String region) {
        return jdbc.sql("""
                        SELECT CAST(? AS VARCHAR) AS region,
                            COUNT(*) - COUNT(settled_by) AS open,
                            COUNT(settled_by) AS settled,
                            COALESCE(SUM(CASE WHEN settled_by IS NOT NULL THEN amount_cents END), 0) AS settled_cents,
                            COUNT(shipped_at) AS shipped
                        FROM orders WHERE region = ?""").params(region, region).query(Count.class).single();
    }

    List<Count> counts() {
        return Regions.ALL.stream().map(this::count).toList();
    }
}
