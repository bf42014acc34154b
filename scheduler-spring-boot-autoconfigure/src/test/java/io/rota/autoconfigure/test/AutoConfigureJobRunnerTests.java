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
package io.rota.autoconfigure.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.registry.RegistryCenter;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.test.JobRun;
import io.rota.test.JobRunner;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** What the annotation gives a test of an application that has ZooKeeper and a schedule. */
@SpringBootTest(
        properties = {
            "elasticjob.reg-center.server-lists=127.0.0.1:1",
            "elasticjob.jobs.report.elastic-job-class=io.rota.autoconfigure.test.AutoConfigureJobRunnerTests.Report",
            "elasticjob.jobs.report.sharding-total-count=2",
            "elasticjob.jobs.report.sharding-item-parameters=0=north,1=south",
            "elasticjob.jobs.report.cron=* * * * * ?",
            "elasticjob.jobs.clean.elastic-job-class=io.rota.autoconfigure.test.AutoConfigureJobRunnerTests.Report",
            "elasticjob.jobs.clean.sharding-total-count=1",
            "elasticjob.jobs.mocked.elastic-job-type=SCRIPT",
            "elasticjob.jobs.mocked.sharding-total-count=1"
        })
@AutoConfigureJobRunner
class AutoConfigureJobRunnerTests {

    static class Report implements SimpleJob {

        final List<ShardingContext> runs = new CopyOnWriteArrayList<>();

        @Override
        public void execute(ShardingContext context) {
            runs.add(context);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Report report() {
            return new Report();
        }
    }

    @Autowired
    private JobRunner jobs;

    @Autowired
    private Report report;

    @Autowired
    private RegistryCenter center;

    @Autowired
    private SchedulerRuntime scheduler;

    @MockitoBean("mockedOneOffJobBootstrap")
    private OneOffJobBootstrap mocked;

    @AfterEach
    void forget() {
        report.runs.clear();
    }

    @Test
    void scheduledJob_runsWhenAsked_andOnlyThen() {
        JobRun run = jobs.fire("report").orThrow();

        assertThat(run.item(1).parameter()).isEqualTo("south");
        assertThat(report.runs)
                .extracting(ShardingContext::getShardingParameter)
                .containsExactlyInAnyOrder("north", "south");
        assertThat(scheduler.states()).isEmpty();
    }

    @Test
    void oneOffJob_runsWhenAsked() {
        assertThat(jobs.fire("clean").succeeded()).isTrue();
        assertThat(report.runs).hasSize(1);
    }

    @Test
    void registry_isTheMemoryOfTheTest() {
        assertThat(center).isInstanceOf(MemoryRegistryCenter.class);
    }

    @Test
    void unknownJob_isToldThoseThatThereAre_withoutMocks() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jobs.fire("mocked"))
                .withMessageEndingWith("There are clean, report.");
    }
}
