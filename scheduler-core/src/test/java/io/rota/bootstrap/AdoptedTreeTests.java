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
package io.rota.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.registry.Peer;
import io.rota.registry.Transaction;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tree that ElasticJob-Lite 3.0 has left behind is taken as it stands. */
class AdoptedTreeTests {

    private static final String CONFIG = """
            cron: '* * * * * ?'
            description: ''
            disabled: false
            failover: true
            jobExtraConfigurations:
            - !!org.apache.shardingsphere.elasticjob.tracing.yaml.YamlTracingConfiguration
              tracingStorageConfiguration: !!org.apache.shardingsphere.elasticjob.tracing.rdb.yaml.YamlDataSourceConfiguration
                dataSourceClassName: org.h2.jdbcx.JdbcDataSource
                props:
                  password: secret
                  url: jdbc:h2:mem:t
                  user: sa
              type: RDB
            jobName: j
            jobParameter: old
            maxTimeDiffSeconds: -1
            misfire: true
            monitorExecution: true
            overwrite: false
            reconcileIntervalMinutes: 10
            shardingItemParameters: 0=A,1=B
            shardingTotalCount: 2
            staticSharding: false
            """;

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();
    private final Peer operator = Peer.joined(center);
    private final Queue<ShardingContext> runs = new ConcurrentLinkedQueue<>();
    private final SimpleJob job = new Recorded();

    private final class Recorded implements SimpleJob {

        @Override
        public void execute(ShardingContext context) {
            runs.add(context);
        }
    }

    @AfterEach
    void close() {
        center.close();
    }

    private void tree(String... nodes) {
        Transaction transaction = new Transaction();
        for (String node : nodes) {
            String[] parts = node.split(" ", 2);
            transaction.create("/j" + parts[0], parts.length > 1 ? parts[1] : "");
        }
        assertThat(operator.commit(transaction).trouble()).isEmpty();
    }

    private void elasticJobTree() {
        tree(
                " " + Recorded.class.getName(),
                "/config " + CONFIG,
                "/instances",
                "/servers",
                "/servers/10.9.9.9 ENABLED",
                "/servers/10.9.9.8 DISABLED",
                "/leader",
                "/leader/sharding",
                "/leader/sharding/necessary",
                "/leader/failover",
                "/leader/failover/items",
                "/leader/failover/items/1",
                "/sharding",
                "/sharding/0",
                "/sharding/0/instance 10.9.9.9@-@4711",
                "/sharding/0/running 10.9.9.9@-@4711",
                "/sharding/0/failovering 10.9.9.9@-@4711",
                "/sharding/0/misfire",
                "/sharding/1",
                "/sharding/1/instance 10.9.9.9@-@4711");
    }

    private static JobConfiguration.Builder local() {
        return JobConfiguration.newBuilder("j", 5)
                .cron("0 0 0 1 1 ?")
                .jobParameter("new")
                .timeout(Duration.ofMinutes(5));
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(15));
    }

    @Test
    void treeWithLeftoversOfACrash_runsWithWhatItSays_andKeepsEveryFieldOfIt() {
        elasticJobTree();
        new ScheduleJobBootstrap(center, job, local().build()).schedule();
        soon().until(() ->
                runs.stream().map(ShardingContext::getShardingItem).distinct().count() == 2);
        assertThat(runs).allMatch(run -> run.getJobParameter().equals("old"));
        assertThat(runs.stream().map(ShardingContext::getShardingParameter)).contains("A", "B");
        assertThat(operator.text("/j/config")).isEqualTo(CONFIG);
        assertThat(operator.text("/j/settings")).contains("timeoutMillis=300000");
    }

    @Test
    void overwrite_replacesTheDefinition_andCarriesOverWhatOnlyOthersCanRead() {
        elasticJobTree();
        new ScheduleJobBootstrap(center, job, local().overwrite(true).build()).schedule();
        soon().until(() -> operator.text("/j/config").contains("jobParameter: new"));
        assertThat(operator.text("/j/config"))
                .contains(CONFIG.substring(CONFIG.indexOf("jobExtraConfigurations"), CONFIG.indexOf("jobName")));
        assertThat(operator.text("/j/config")).contains("shardingTotalCount: 5");
        soon().until(() -> operator.children("/j/sharding").names().size() == 5);
    }

    @Test
    void treeOfAnotherClass_isRefused() {
        elasticJobTree();
        SimpleJob other = context -> {};
        assertThatThrownBy(() -> new ScheduleJobBootstrap(center, other, local().build()).schedule())
                .isInstanceOf(JobRefusedException.class)
                .hasMessageContaining(Recorded.class.getName());
        assertThat(operator.children("/j/instances").names()).isEmpty();
    }
}
