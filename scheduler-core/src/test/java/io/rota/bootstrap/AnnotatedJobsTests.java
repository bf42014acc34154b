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

import io.rota.api.ElasticJobConfiguration;
import io.rota.api.ElasticJobProp;
import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnnotatedJobsTests {

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();

    @AfterEach
    void close() {
        center.close();
    }

    static class Nothing implements SimpleJob {

        @Override
        public void execute(ShardingContext context) {}
    }

    @ElasticJobConfiguration(jobName = "short", shardingTotalCount = 2)
    static class Short extends Nothing {}

    static class Generated extends Short {}

    @ElasticJobConfiguration(
            jobName = "all",
            shardingTotalCount = 3,
            cron = "0 0 3 * * ?",
            timeZone = "Asia/Shanghai",
            shardingItemParameters = "0=a,1=b",
            jobParameter = "parameter",
            monitorExecution = false,
            failover = true,
            misfire = false,
            maxTimeDiffSeconds = 30,
            reconcileIntervalMinutes = 5,
            jobShardingStrategyType = "ODEVITY",
            jobExecutorServiceHandlerType = "SINGLE_THREAD",
            jobErrorHandlerType = "IGNORE",
            jobListenerTypes = {},
            description = "description",
            props = {@ElasticJobProp(key = "a.B", value = "1"), @ElasticJobProp(key = "empty")},
            disabled = true,
            overwrite = true)
    static class All extends Nothing {}

    @ElasticJobConfiguration(jobName = "wrong", shardingTotalCount = 1, cron = "0 0 25 * * ?")
    static class WrongCron extends Nothing {}

    @ElasticJobConfiguration(jobName = "wrong", shardingTotalCount = 1, jobListenerTypes = "unknown")
    static class WrongListener extends Nothing {}

    @Test
    void everyAttribute_isTaken() {
        assertThat(new ScheduleJobBootstrap(center, new All()).configuration())
                .isEqualTo(JobConfiguration.newBuilder("all", 3)
                        .cron("0 0 3 * * ?")
                        .timeZone("Asia/Shanghai")
                        .shardingItemParameters("0=a,1=b")
                        .jobParameter("parameter")
                        .monitorExecution(false)
                        .failover(true)
                        .misfire(false)
                        .maxTimeDiffSeconds(30)
                        .reconcileIntervalMinutes(5)
                        .jobShardingStrategyType("ODEVITY")
                        .jobExecutorServiceHandlerType("SINGLE_THREAD")
                        .jobErrorHandlerType("IGNORE")
                        .jobListenerTypes(List.of())
                        .description("description")
                        .setProperty("a.B", "1")
                        .setProperty("empty", "")
                        .disabled(true)
                        .overwrite(true)
                        .build());
    }

    @Test
    void attributesThatAreNotWritten_haveTheDocumentedDefaults() {
        assertThat(new OneOffJobBootstrap(center, new Short()).configuration())
                .isEqualTo(JobConfiguration.newBuilder("short", 2).build());
    }

    @Test
    void subclass_hasTheAnnotationOfItsSuperclass() {
        assertThat(new OneOffJobBootstrap(center, new Generated())
                        .configuration()
                        .getJobName())
                .isEqualTo("short");
    }

    @Test
    void classWithoutAnnotation_isRefusedWithWhatToDo() {
        assertThatThrownBy(() -> new ScheduleJobBootstrap(center, new Nothing()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        Nothing.class.getName() + " has no @ElasticJobConfiguration",
                        "Annotate the class, or give the bootstrap a JobConfiguration");
        assertThatThrownBy(() -> new OneOffJobBootstrap(center, (SimpleJob) context -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a lambda and a proxy need one");
    }

    @Test
    void wrongAttribute_isRefusedAsInAConfiguration() {
        assertThatThrownBy(() -> new ScheduleJobBootstrap(center, new WrongCron()))
                .isInstanceOfSatisfying(
                        JobConfigurationException.class,
                        e -> assertThat(e.property()).isEqualTo("cron"));
        assertThatThrownBy(() -> new ScheduleJobBootstrap(center, new WrongListener()))
                .hasMessageContaining("job-listener-types 'unknown' is not known");
        assertThatThrownBy(() -> new ScheduleJobBootstrap(center, new Short()))
                .hasMessageContaining("it has no cron expression");
        assertThatThrownBy(() -> new OneOffJobBootstrap(center, new All()))
                .hasMessageContaining("it has a cron expression");
    }
}
