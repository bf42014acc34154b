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

import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.operation.JobOperations;
import io.rota.registry.memory.MemoryRegistryCenter;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class JobOperationsBeanTests {

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ElasticJobAutoConfiguration.class))
            .withBean(Nothing.class)
            .withPropertyValues(
                    "elasticjob.jobs.settle.elastic-job-class=" + Nothing.class.getName(),
                    "elasticjob.jobs.settle.cron=0 0 3 * * ?",
                    "elasticjob.jobs.settle.sharding-total-count=2");

    static class Nothing implements SimpleJob {

        @Override
        public void execute(ShardingContext context) {}
    }

    @Test
    void operations_areMadeWhenAskedFor_seeTheJobs_andEndWithTheContext() {
        JobOperations[] seen = new JobOperations[1];
        contexts.run(context -> {
            assertThat(context.getBeanFactory().containsSingleton("jobOperations"))
                    .isFalse();
            JobOperations operations = context.getBean(JobOperations.class);
            assertThat(operations.jobStatistics().getJobBriefInfo("settle").instanceCount())
                    .isEqualTo(1);
            assertThat(context.getBean(SchedulerRuntime.class).operations()).isSameAs(operations);
            seen[0] = operations;
        });
        assertThat(seen[0].isClosed()).isTrue();
    }

    @Test
    void operationsOfTheApplication_takeTheirPlace() {
        MemoryRegistryCenter elsewhere = new MemoryRegistryCenter();
        contexts.withBean("elsewhere", JobOperations.class, () -> JobOperations.connect(elsewhere))
                .run(context -> {
                    assertThat(context).hasSingleBean(JobOperations.class).doesNotHaveBean("jobOperations");
                    assertThat(context.getBean(JobOperations.class)
                                    .jobStatistics()
                                    .getJobsTotalCount())
                            .isZero();
                });
        elsewhere.close();
    }

    @Test
    void disabledScheduler_hasNoOperations() {
        contexts.withPropertyValues("elasticjob.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(JobOperations.class));
    }
}
