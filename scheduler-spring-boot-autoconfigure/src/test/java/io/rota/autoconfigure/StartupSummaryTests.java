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

import io.rota.bootstrap.SnapshotService;
import io.rota.tracing.JobEvent;
import io.rota.tracing.JobTracer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.boot.context.metrics.buffering.StartupTimeline;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.metrics.StartupStep;

@ExtendWith(OutputCaptureExtension.class)
class StartupSummaryTests {

    private static String summary(CapturedOutput output, String begin) {
        List<String> lines =
                output.getOut().lines().filter(line -> line.contains(begin)).toList();
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private static Start start(String more) {
        return Start.withYaml("""
                elasticjob:
                %s
                  jobs:
                    report:
                      elastic-job-class: io.rota.autoconfigure.JobBindingTests$Nothing
                      cron: 0 0 3 * * ?
                      sharding-total-count: 1
                """.formatted(more))
                .andBean("nothing", JobBindingTests.Nothing.class, new JobBindingTests.Nothing());
    }

    @Test
    void line_tellsRegistryInstanceTracingAndDumpPort(CapturedOutput output) {
        start("  dump: {port: 0}")
                .andBean("tracer", JobTracer.class, new DeafTracer())
                .run(context -> assertThat(summary(output, "Started scheduled jobs"))
                        .contains(
                                "INFO",
                                "Started scheduled jobs: 1, one-off jobs ready: 0; registry: the memory of this process",
                                "; this instance: ",
                                "@-@",
                                "; tracing: on",
                                "; dump port: "
                                        + context.getBean(SnapshotService.class).port()));
    }

    /** Is told, and forgets. */
    private static final class DeafTracer implements JobTracer {

        @Override
        public boolean traces(String jobName) {
            return true;
        }

        @Override
        public void publish(JobEvent event) {}

        @Override
        public void close() {}
    }

    @Test
    void registryThatIsAway_isNamedWithNamespaceAndWithoutItsPassword(CapturedOutput output) {
        start("  reg-center: {server-lists: '127.0.0.1:1', namespace: orders, digest: 'me:c4n4ry'}")
                .andBeans(RegistryCenterTests.OwnRuntime.class)
                .run(context -> assertThat(summary(output, "Waiting for the registry:"))
                        .contains("1 scheduled and 0 one-off jobs; registry: ZooKeeper 127.0.0.1:1, namespace 'orders'")
                        .contains("; tracing: off")
                        .doesNotContain("this instance", "dump port"));
        assertThat(output).doesNotContain("c4n4ry");
    }

    @Test
    void bindingAndStarting_areStepsOfTheStart() {
        BufferingApplicationStartup startup = new BufferingApplicationStartup(10_000);
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(
                        ActuatedApplication.Application.class)
                .applicationStartup(startup)
                .web(WebApplicationType.NONE)
                .run("--spring.config.location=classpath:actuated.yaml")) {
            assertThat(context.isRunning()).isTrue();
        }
        Map<String, Map<String, String>> steps = startup.getBufferedTimeline().getEvents().stream()
                .map(StartupTimeline.TimelineEvent::getStartupStep)
                .filter(step -> step.getName().startsWith("elasticjob."))
                .collect(Collectors.toMap(StartupStep::getName, StartupSummaryTests::tags));

        assertThat(steps)
                .containsEntry("elasticjob.jobs.bind", Map.of("jobs", "5"))
                .containsEntry(
                        "elasticjob.jobs.start",
                        Map.of("registry", "the memory of this process", "jobs", "5", "joined", "true"));
    }

    private static Map<String, String> tags(StartupStep step) {
        return StreamSupport.stream(step.getTags().spliterator(), false)
                .collect(Collectors.toMap(StartupStep.Tag::getKey, StartupStep.Tag::getValue));
    }
}
