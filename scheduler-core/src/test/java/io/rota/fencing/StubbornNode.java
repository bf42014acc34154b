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
package io.rota.fencing;

import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.ScheduleJobBootstrap;
import io.rota.registry.zookeeper.ZookeeperConfiguration;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/**
 * One instance in a JVM of its own. Its job code ignores interruption and never asks for its lease: it writes whenever it is
 * told to, once with the fence and once without.
 */
final class StubbornNode implements SimpleJob {

    static final String NAMESPACE = "fencing";
    static final String JOB = "settle";
    static final int SESSION_TIMEOUT_MILLIS = 4_000;
    static final String MARK = "@@";

    private final String name;
    private final DataSource database;
    private final SqlFence fence = new SqlFence();
    private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();

    private StubbornNode(String name, DataSource database) {
        this.name = name;
        this.database = database;
    }

    /**
     * @param args address of the registry, URL of the database, name of this instance
     */
    public static void main(String[] args) throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(args[1]);
        StubbornNode node = new StubbornNode(args[2], database);
        ZookeeperConfiguration configuration = new ZookeeperConfiguration(args[0], NAMESPACE);
        configuration.setSessionTimeoutMilliseconds(SESSION_TIMEOUT_MILLIS);
        configuration.setBaseSleepTimeMilliseconds(100);
        configuration.setMaxSleepTimeMilliseconds(500);
        new ScheduleJobBootstrap(
                        new ZookeeperRegistryCenter(configuration),
                        node,
                        JobConfiguration.newBuilder(JOB, 1)
                                .cron("* * * * * ?")
                                .timeZone("UTC")
                                .failover(true)
                                .build())
                .schedule();
        node.takeOrders();
    }

    private void takeOrders() throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = input.readLine(); order != null; order = input.readLine()) {
            orders.add(order);
        }
        // Ends with the test, however that ends.
        Runtime.getRuntime().halt(1);
    }

    @Override
    public void execute(ShardingContext context) {
        tell("running", context);
        while (true) {
            try {
                // The one order there is: write.
                orders.take();
                write("unguarded", false, context);
                write("guarded", true, context);
            } catch (InterruptedException ignoredOnPurpose) {
                tell("interrupted", context);
            }
        }
    }

    private void write(String row, boolean guarded, ShardingContext context) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement update = connection.prepareStatement("UPDATE ledger SET writer = ? WHERE id = ?")) {
                if (guarded) {
                    fence.guard(connection, context);
                }
                update.setString(1, name);
                update.setString(2, row);
                update.executeUpdate();
                connection.commit();
                tell("written " + row, context);
            } catch (FencedException e) {
                connection.rollback();
                tell("rejected by " + e.largerToken(), context);
            }
        } catch (SQLException e) {
            tell("error " + e, context);
        }
    }

    private static void tell(String what, ShardingContext context) {
        System.out.println(MARK + what + " token=" + context.getFencingToken() + " attempt=" + context.getAttempt()
                + " lease=" + context.isLeaseValid());
    }
}
