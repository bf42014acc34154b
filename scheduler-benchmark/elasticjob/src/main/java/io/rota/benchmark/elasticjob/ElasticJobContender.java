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
package io.rota.benchmark.elasticjob;

import io.rota.benchmark.node.Contender;
import io.rota.benchmark.node.JobSpec;
import io.rota.benchmark.node.NodeSettings;
import io.rota.benchmark.node.RunLog;
import java.util.List;
import org.apache.shardingsphere.elasticjob.api.JobConfiguration;
import org.apache.shardingsphere.elasticjob.lite.api.bootstrap.impl.OneOffJobBootstrap;
import org.apache.shardingsphere.elasticjob.lite.api.bootstrap.impl.ScheduleJobBootstrap;
import org.apache.shardingsphere.elasticjob.reg.base.CoordinatorRegistryCenter;
import org.apache.shardingsphere.elasticjob.reg.zookeeper.ZookeeperConfiguration;
import org.apache.shardingsphere.elasticjob.reg.zookeeper.ZookeeperRegistryCenter;
import org.apache.shardingsphere.elasticjob.simple.job.SimpleJob;
import org.jspecify.annotations.Nullable;

/** ElasticJob-Lite on ZooKeeper. */
public final class ElasticJobContender implements Contender {

    private @Nullable CoordinatorRegistryCenter center;

    @Override
    public void open(NodeSettings settings) {
        ZookeeperConfiguration configuration = new ZookeeperConfiguration(settings.registry(), settings.namespace());
        configuration.setSessionTimeoutMilliseconds(settings.sessionMillis());
        CoordinatorRegistryCenter opened = new ZookeeperRegistryCenter(configuration);
        opened.init();
        center = opened;
    }

    @Override
    public void schedule(List<JobSpec> jobs, RunLog runs) {
        for (JobSpec job : jobs) {
            new ScheduleJobBootstrap(
                            opened(),
                            body(job, runs),
                            definition(job).cron(job.cron()).build())
                    .schedule();
        }
    }

    @Override
    public Call oneOff(JobSpec job, RunLog runs) {
        OneOffJobBootstrap bootstrap = new OneOffJobBootstrap(
                opened(), body(job, runs), definition(job).build());
        return bootstrap::execute;
    }

    @Override
    public void close() {
        opened().close();
    }

    private CoordinatorRegistryCenter opened() {
        if (center == null) {
            throw new IllegalStateException("not opened yet");
        }
        return center;
    }

    private static JobConfiguration.Builder definition(JobSpec job) {
        return JobConfiguration.newBuilder(job.name(), job.items())
                .monitorExecution(job.monitorExecution())
                .failover(job.failover())
                .overwrite(true);
    }

    private static SimpleJob body(JobSpec job, RunLog runs) {
        return context -> {
            if (job.cron().isEmpty()) {
                runs.run(job, context.getShardingItem(), 0);
            } else {
                runs.runOfThisSecond(job, context.getShardingItem());
            }
        };
    }
}
