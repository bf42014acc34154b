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
package io.rota.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.ScheduleJobBootstrap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class MemoryRunTests {

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ElasticJobAutoConfiguration.class))
            .withBean(Recorder.class);

    static class Recorder implements SimpleJob {

        final List<String> runs = new CopyOnWriteArrayList<>();

        @Override
        public void execute(ShardingContext context) {
            runs.add(context.getJobName() + " " + context.getShardingItem() + " " + context.getShardingParameter());
        }
    }

    @Test
    void scheduledJob_runsEveryItem() {
        contexts.withPropertyValues(
                        "elasticjob.jobs.settle.elastic-job-class=" + Recorder.class.getName(),
                        "elasticjob.jobs.settle.cron=* * * * * ?",
                        "elasticjob.jobs.settle.sharding-total-count=2",
                        "elasticjob.jobs.settle.sharding-item-parameters=0=a,1=b")
                .run(context -> {
                    assertThat(context)
                            .hasSingleBean(ScheduleJobBootstrap.class)
                            .hasBean("settleScheduleJobBootstrap");
                    await().atMost(Duration.ofSeconds(10))
                            .untilAsserted(() -> assertThat(context.getBean(Recorder.class).runs)
                                    .contains("settle 0 a", "settle 1 b"));
                });
    }

    @Test
    @Proves("elasticjob.jobs")
    void oneOffJob_runsWhenAsked() {
        contexts.withPropertyValues(
                        "elasticjob.jobs.report.elastic-job-class=" + Recorder.class.getName(),
                        "elasticjob.jobs.report.sharding-total-count=1")
                .run(context -> {
                    assertThat(context.getBean(Recorder.class).runs).isEmpty();
                    assertThat(context.getBean("reportOneOffJobBootstrap", OneOffJobBootstrap.class)
                                    .execute(Duration.ofSeconds(10))
                                    .toCompletableFuture()
                                    .get(10, TimeUnit.SECONDS))
                            .isNotNull();
                    assertThat(context.getBean(Recorder.class).runs).containsExactly("report 0 null");
                });
    }
}
