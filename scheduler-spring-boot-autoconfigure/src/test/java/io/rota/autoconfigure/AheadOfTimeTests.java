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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rota.api.ElasticJobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.JobBootstrap;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.ScheduleJobBootstrap;
import io.rota.registry.RegistryCenter;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aot.AotDetector;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

/**
 * Applications that are processed ahead of time: what was generated where the application was built must follow the
 * configuration where it is run.
 */
class AheadOfTimeTests {

    private static final String AT_BUILD_TIME = """
            elasticjob.jobs:
              report:
                elastic-job-class: io.rota.autoconfigure.AheadOfTimeTests.Report
                cron: 0 0 3 * * ?
                sharding-total-count: 1
              gone:
                elastic-job-class: io.rota.autoconfigure.AheadOfTimeTests.Report
                sharding-total-count: 1
            """;

    private static final String AT_RUN_TIME = """
            elasticjob.jobs:
              report:
                elastic-job-class: io.rota.autoconfigure.AheadOfTimeTests.Report
                cron: 0 0 4 * * ?
                sharding-total-count: 3
              added:
                elastic-job-class: io.rota.autoconfigure.AheadOfTimeTests.Report
                sharding-total-count: 2
              clean:
                sharding-total-count: 2
            """;

    public static class Report implements SimpleJob {

        public final List<Integer> runs = new CopyOnWriteArrayList<>();

        @Override
        public void execute(ShardingContext context) {
            runs.add(context.getShardingItem());
        }
    }

    @ElasticJobConfiguration(jobName = "clean", shardingTotalCount = 1)
    public static class Clean implements SimpleJob {

        public final List<Integer> runs = new CopyOnWriteArrayList<>();

        @Override
        public void execute(ShardingContext context) {
            runs.add(context.getShardingItem());
        }
    }

    /** Somebody who injects a bootstrap. */
    public record Controller(OneOffJobBootstrap clean) {}

    @Configuration(proxyBeanMethods = false)
    static class Application {

        @Bean
        Report report() {
            return new Report();
        }

        @Bean
        Clean clean() {
            return new Clean();
        }

        @Bean
        Controller controller(@Qualifier("cleanOneOffJobBootstrap") OneOffJobBootstrap clean) {
            return new Controller(clean);
        }
    }

    @AfterEach
    void forget() {
        System.clearProperty(AotDetector.AOT_ENABLED);
        System.clearProperty(AbstractAotProcessor.AOT_PROCESSING);
    }

    private static void yaml(ConfigurableEnvironment environment, String yaml) {
        try {
            environment
                    .getPropertySources()
                    .addLast(new YamlPropertySourceLoader()
                            .load(
                                    "application.yml",
                                    new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8), "application.yml"))
                            .get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ConfigurationPropertySources.attach(environment);
    }

    /** Processes the application as it is configured where it is built. */
    private static ClassName process(String atBuildTime, TestGenerationContext generation) {
        AnnotationConfigApplicationContext built = new AnnotationConfigApplicationContext();
        yaml(built.getEnvironment(), atBuildTime);
        built.register(Application.class, ElasticJobAutoConfiguration.class);
        return new ApplicationContextAotGenerator().processAheadOfTime(built, generation);
    }

    /** Processes the application with one configuration, and runs what was generated with another one. */
    private static void run(String atBuildTime, String atRunTime, Consumer<GenericApplicationContext> consumer) {
        TestGenerationContext generation = new TestGenerationContext();
        ClassName initializer = process(atBuildTime, generation);
        generation.writeGeneratedContent();
        System.setProperty(AotDetector.AOT_ENABLED, "true");
        TestCompiler.forSystem().with(generation).compile(compiled -> {
            try (GenericApplicationContext context = new GenericApplicationContext()) {
                yaml(context.getEnvironment(), atRunTime);
                @SuppressWarnings("unchecked")
                ApplicationContextInitializer<GenericApplicationContext> generated =
                        compiled.getInstance(ApplicationContextInitializer.class, initializer.toString());
                generated.initialize(context);
                context.refresh();
                consumer.accept(context);
            }
        });
    }

    @Test
    @CompileWithForkedClassLoader
    void jobs_areThoseOfTheConfigurationAtRunTime_andRun_anAddedOneAndAnInjectedOneToo() {
        run(AT_BUILD_TIME, AT_RUN_TIME, context -> {
            Map<String, JobBootstrap> jobs = context.getBeansOfType(JobBootstrap.class);
            assertThat(jobs)
                    .containsOnlyKeys(
                            "reportScheduleJobBootstrap", "addedOneOffJobBootstrap", "cleanOneOffJobBootstrap");
            assertThat(context.getBean(ScheduleJobBootstrap.class).configuration())
                    .satisfies(report -> {
                        assertThat(report.getCron()).isEqualTo("0 0 4 * * ?");
                        assertThat(report.getShardingTotalCount()).isEqualTo(3);
                    });
            assertThat(context.getBean(ScheduleJobBootstrap.class).runtime().states())
                    .extracting("jobName")
                    .containsExactlyInAnyOrder("report", "added", "clean");

            OneOffJobBootstrap added = context.getBean("addedOneOffJobBootstrap", OneOffJobBootstrap.class);
            assertThat(runs(added)).isTrue();
            assertThat(context.getBean(Report.class).runs).containsExactlyInAnyOrder(0, 1);

            assertThat(runs(context.getBean(Controller.class).clean())).isTrue();
            assertThat(context.getBean(Clean.class).runs).containsExactlyInAnyOrder(0, 1);
        });
    }

    private static boolean runs(OneOffJobBootstrap job) {
        return job.execute(Duration.ofSeconds(20))
                .toCompletableFuture()
                .orTimeout(25, TimeUnit.SECONDS)
                .join()
                .succeeded();
    }

    @Test
    @CompileWithForkedClassLoader
    void kindOfRegistryCenter_isThatOfTheConfigurationAtRunTime() {
        run(
                AT_BUILD_TIME,
                AT_RUN_TIME + "elasticjob:\n  auto-startup: false\n  reg-center.server-lists: 127.0.0.1:1\n",
                context ->
                        assertThat(context.getBean(RegistryCenter.class)).isInstanceOf(ZookeeperRegistryCenter.class));
    }

    @Test
    @CompileWithForkedClassLoader
    void whatIsMissingWhereTheApplicationIsBuilt_isNoMistakeThere() {
        System.setProperty(AbstractAotProcessor.AOT_PROCESSING, "true");
        run(
                AT_BUILD_TIME.replace("0 0 3 * * ?", "${known.at.run.time}"),
                AT_RUN_TIME,
                context -> assertThat(context.getBean(ScheduleJobBootstrap.class)
                                .configuration()
                                .getCron())
                        .isEqualTo("0 0 4 * * ?"));
    }

    @Test
    @CompileWithForkedClassLoader
    void mistakeInTheConfigurationAtRunTime_stopsTheStart() {
        assertThatExceptionOfType(UnresolvedPlaceholderException.class)
                .isThrownBy(() -> run(AT_BUILD_TIME, AT_RUN_TIME.replace("0 0 4 * * ?", "${nowhere}"), context -> {}));
    }

    @Test
    void whatOnlyNamesLeadTo_isKept() {
        TestGenerationContext generation = new TestGenerationContext();
        process(AT_BUILD_TIME, generation);
        RuntimeHints hints = generation.getRuntimeHints();

        assertThat(RuntimeHintsPredicates.reflection().onType(Report.class)).accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onType(SimpleJob.class)).accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(ElasticJobProperties.Job.class, "setShardingTotalCount"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(ElasticJobProperties.Retry.class, "setDelay"))
                .accepts(hints);
        for (String kind :
                List.of("JobThreadPolicy", "JobErrorHandler", "JobShardingStrategy", "ClassedJobItemExecutor")) {
            assertThat(RuntimeHintsPredicates.resource().forResource("META-INF/services/io.rota.spi." + kind))
                    .accepts(hints);
        }
        for (String provider : List.of(
                "io.rota.internal.execution.VirtualItems",
                "io.rota.internal.cluster.OddEven",
                "io.rota.internal.errorhandler.LogErrors")) {
            assertThat(RuntimeHintsPredicates.reflection().onType(TypeReference.of(provider)))
                    .accepts(hints);
        }
    }
}
