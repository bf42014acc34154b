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
package io.rota.chaos;

import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.ScheduleJobBootstrap;
import io.rota.registry.zookeeper.ZookeeperConfiguration;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One application instance in a JVM of its own: runs the job and writes down every run. */
final class ChaosNode {

    static final String NAMESPACE = "chaos";
    static final String JOB = "tick";
    static final int ITEMS = 6;
    static final int SESSION_TIMEOUT_MILLIS = 4_000;

    private ChaosNode() {}

    /**
     * @param args address of the registry, file to append the history to, name of this start
     */
    public static void main(String[] args) throws Exception {
        // No channel: an interruption, which the end of a lease is, would close it.
        OutputStream history = new FileOutputStream(args[1], true);
        String name = args[2];
        SimpleJob job = context -> {
            write(history, "start", name, context);
            // The work: long enough to be caught in the middle.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100 + 40L * context.getShardingItem()));
            write(history, "end", name, context);
        };
        ZookeeperConfiguration configuration = new ZookeeperConfiguration(args[0], NAMESPACE);
        configuration.setSessionTimeoutMilliseconds(SESSION_TIMEOUT_MILLIS);
        configuration.setBaseSleepTimeMilliseconds(100);
        configuration.setMaxSleepTimeMilliseconds(500);
        ZookeeperRegistryCenter center = new ZookeeperRegistryCenter(configuration);
        Runtime.getRuntime().addShutdownHook(new Thread(center::close, "stop"));
        new ScheduleJobBootstrap(
                        center,
                        job,
                        JobConfiguration.newBuilder(JOB, ITEMS)
                                .cron("* * * * * ?")
                                .timeZone("UTC")
                                .build())
                .schedule();
        // Ends with the test, however that ends.
        while (System.in.read() >= 0) {}
        Runtime.getRuntime().halt(1);
    }

    private static void write(OutputStream history, String event, String name, ShardingContext context) {
        // CLOCK_MONOTONIC is the same for all JVMs of one boot.
        String line = String.join(
                        " ",
                        String.valueOf(System.nanoTime()),
                        event,
                        name,
                        String.valueOf(context.getShardingItem()),
                        String.valueOf(context.getScheduledFireTime().toEpochMilli()),
                        String.valueOf(context.getFencingToken()),
                        String.valueOf(context.isLeaseValid()))
                + "\n";
        try {
            history.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
