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

import io.rota.api.FireResult;
import io.rota.api.JobConfiguration;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.ScheduleJobBootstrap;
import io.rota.bootstrap.SnapshotService;
import io.rota.registry.RegistryCenter;
import io.rota.registry.zookeeper.ZookeeperConfiguration;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import java.time.Duration;

final class PlainJava {

    private PlainJava() {}

    static RegistryCenter zooKeeper() {
        RegistryCenter center = new ZookeeperRegistryCenter(new ZookeeperConfiguration("localhost:2181", "billing"));
        return center;
    }

    static ScheduleJobBootstrap schedule(RegistryCenter center, SimpleJob job) {
        JobConfiguration reminders = JobConfiguration.newBuilder("send-reminders", 3)
                .cron("0 0 9 * * ?")
                .shardingItemParameters("0=Beijing,1=Shanghai,2=Guangzhou")
                .build();
        ScheduleJobBootstrap scheduled = new ScheduleJobBootstrap(center, job, reminders);
        scheduled.schedule();
        return scheduled;
    }

    static FireResult runOnce(RegistryCenter center, SimpleJob job) {
        JobConfiguration invoices = JobConfiguration.newBuilder("print-invoices", 2)
                .description("Prints what was sold since the last run")
                .build();
        OneOffJobBootstrap oneOff = new OneOffJobBootstrap(center, job, invoices);
        oneOff.execute();
        FireResult result =
                oneOff.execute(Duration.ofMinutes(5)).toCompletableFuture().join();
        System.out.println(result.succeeded() ? "all printed" : "failed: " + result.items());
        return result;
    }

    static ScheduleJobBootstrap scheduleAnnotated(RegistryCenter center) {
        ScheduleJobBootstrap annotated = new ScheduleJobBootstrap(center, new ArchiveOrders());
        annotated.schedule();
        return annotated;
    }

    static SnapshotService listen(RegistryCenter center) {
        SnapshotService snapshots = new SnapshotService(center, 9888);
        snapshots.listen();
        return snapshots;
    }

    static void end(RegistryCenter center) {
        center.close();
    }
}
