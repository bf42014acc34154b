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

import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.JobBootstrap;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.ScheduleJobBootstrap;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.registry.Backoff;
import io.rota.registry.Companions;
import io.rota.registry.RegistryCenter;
import io.rota.registry.RegistryListener;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.DefaultLifecycleProcessor;

/** When jobs start and stop with the context. */
@ExtendWith(OutputCaptureExtension.class)
class LifecycleTests {

    private static final List<String> EVENTS = new CopyOnWriteArrayList<>();

    private static final String EVERY_SECOND = """
            elasticjob:
              jobs:
                tick:
                  elastic-job-class: io.rota.autoconfigure.LifecycleTests.Ticker
                  cron: "* * * * * ?"
                  sharding-total-count: 1
            """;

    private static final String ON_REQUEST = EVERY_SECOND.replace("      cron: \"* * * * * ?\"\n", "");

    @BeforeEach
    void forget() {
        EVENTS.clear();
    }

    static class Ticker implements SimpleJob {

        final Semaphore ticks = new Semaphore(0);

        @Override
        public void execute(ShardingContext context) {
            ticks.release();
        }

        void awaitOne() {
            ticks.drainPermits();
            await().atMost(Duration.ofSeconds(10)).until(() -> ticks.availablePermits() > 0);
        }
    }

    /** A job that goes on until it is let go, or is interrupted. */
    static class Sleeper extends Ticker {

        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch letGo = new CountDownLatch(1);

        @Override
        public void execute(ShardingContext context) {
            begun.countDown();
            try {
                EVENTS.add(letGo.await(20, TimeUnit.SECONDS) ? "job ended" : "job was forgotten");
            } catch (InterruptedException e) {
                EVENTS.add("job interrupted");
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Jobs {

        @Bean
        Ticker ticker() {
            return new Ticker();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SleepingJobs {

        @Bean(destroyMethod = "close")
        Resource resource() {
            return new Resource();
        }

        @Bean
        Sleeper sleeper(Resource resource) {
            return new Sleeper();
        }
    }

    /** What a job needs while it runs. */
    static class Resource {

        public void close() {
            EVENTS.add("resource closed");
        }
    }

    @Test
    void summary_isOneLine(CapturedOutput output) {
        Start.withYaml(EVERY_SECOND)
                .andProperty("elasticjob.jobs.one.elastic-job-class=" + Ticker.class.getName())
                .andProperty("elasticjob.jobs.one.sharding-total-count=1")
                .andProperty("elasticjob.jobs.two.elastic-job-class=" + Ticker.class.getName())
                .andProperty("elasticjob.jobs.two.sharding-total-count=1")
                .andBeans(Jobs.class)
                .run(context -> {});

        assertThat(output.getOut().lines().filter(line -> line.contains("Started")))
                .singleElement()
                .asString()
                .contains("INFO", "Started scheduled jobs: 1, one-off jobs ready: 2");
    }

    @Test
    @Proves("elasticjob.enabled")
    void disabled_makesNothing() {
        Start.withYaml(EVERY_SECOND)
                .andProperty("elasticjob.enabled=false")
                .andProperty("elasticjob.jobs.tick.crom=wrong")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(JobBootstrap.class)
                        .doesNotHaveBean(RegistryCenter.class)
                        .doesNotHaveBean(SchedulerRuntime.class)
                        .doesNotHaveBean(ElasticJobProperties.class));
    }

    @Test
    @Proves("elasticjob.auto-startup")
    void autoStartupOff_leavesJobsUntilTheContextIsStarted(CapturedOutput output) {
        Start.withYaml(EVERY_SECOND)
                .andProperty("elasticjob.auto-startup=false")
                .andBeans(Jobs.class)
                .run(context -> {
                    assertThat(context).hasSingleBean(ScheduleJobBootstrap.class);
                    assertThat(output).doesNotContain("Started");

                    context.getSourceApplicationContext(ConfigurableApplicationContext.class)
                            .start();

                    context.getBean(Ticker.class).awaitOne();
                });
    }

    @Test
    void autoStartupOff_letsAOneOffJobRunWhenAsked() {
        Start.withYaml(ON_REQUEST)
                .andProperty("elasticjob.auto-startup=false")
                .andBeans(Jobs.class)
                .run(context -> assertThat(context.getBean(OneOffJobBootstrap.class)
                                .execute(Duration.ofSeconds(10))
                                .toCompletableFuture()
                                .get(10, TimeUnit.SECONDS))
                        .isNotNull());
    }

    @Test
    void stoppedContext_runsNothingAndStartsAnew() {
        Start.withYaml(EVERY_SECOND).andBeans(Jobs.class).run(assertable -> {
            ConfigurableApplicationContext context =
                    assertable.getSourceApplicationContext(ConfigurableApplicationContext.class);
            Ticker ticker = context.getBean(Ticker.class);
            for (int round = 0; round < 3; round++) {
                ticker.awaitOne();

                context.stop();

                assertThat(context.getBean(ScheduleJobBootstrap.class).stop()).isCompleted();
                ticker.ticks.drainPermits();
                await().during(Duration.ofMillis(1200))
                        .atMost(Duration.ofSeconds(5))
                        .until(() -> ticker.ticks.availablePermits() == 0);

                context.start();
            }
            ticker.awaitOne();
        });
    }

    @Test
    void close_waitsForRunningItemsBeforeItTakesAwayWhatTheyUse() {
        Start.withYaml(ON_REQUEST.replace("Ticker", "Sleeper"))
                .andBeans(SleepingJobs.class)
                .run(context -> {
                    Sleeper sleeper = context.getBean(Sleeper.class);
                    context.getBean(OneOffJobBootstrap.class).execute();
                    assertThat(sleeper.begun.await(10, TimeUnit.SECONDS)).isTrue();

                    Thread closing = new Thread(context::close);
                    closing.start();
                    await().atMost(Duration.ofSeconds(10))
                            .until(() ->
                                    !context.getBean(JobScheduleLifecycle.class).isRunning());
                    sleeper.letGo.countDown();
                    closing.join(10_000);
                });

        assertThat(EVENTS).containsExactly("job ended", "resource closed");
    }

    @Test
    @Proves("elasticjob.shutdown.await-termination")
    void close_interruptsItemsThatTakeTooLong() {
        Start.withYaml(ON_REQUEST.replace("Ticker", "Sleeper"))
                .andProperty("elasticjob.shutdown.await-termination=100ms")
                .andBeans(SleepingJobs.class)
                .run(context -> {
                    context.getBean(OneOffJobBootstrap.class).execute();
                    assertThat(context.getBean(Sleeper.class).begun.await(10, TimeUnit.SECONDS))
                            .isTrue();
                });

        assertThat(EVENTS).containsExactly("job interrupted", "resource closed");
    }

    @Test
    void closeAfterAPhaseThatWasTooShort_stillInterruptsBeforeItTakesAwayWhatItemsUse() {
        Start.withYaml(ON_REQUEST.replace("Ticker", "Sleeper"))
                .andProperty("elasticjob.shutdown.await-termination=2s")
                .andBeans(SleepingJobs.class, ShortPhases.class)
                .run(context -> {
                    context.getBean(OneOffJobBootstrap.class).execute();
                    assertThat(context.getBean(Sleeper.class).begun.await(10, TimeUnit.SECONDS))
                            .isTrue();
                });

        assertThat(EVENTS).containsExactly("job interrupted", "resource closed");
    }

    @Configuration(proxyBeanMethods = false)
    static class ShortPhases {

        @Bean
        DefaultLifecycleProcessor lifecycleProcessor() {
            DefaultLifecycleProcessor processor = new DefaultLifecycleProcessor();
            processor.setTimeoutPerShutdownPhase(100);
            return processor;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SameJobTwice {

        @Bean
        OneOffJobBootstrap second(RegistryCenter center) {
            return new OneOffJobBootstrap(
                    center, new Ticker(), JobConfiguration.newBuilder("tick", 1).build());
        }
    }

    @Test
    void jobThatRunsAlready_failsTheStart() {
        Start.withYaml(ON_REQUEST)
                .andBeans(Jobs.class, SameJobTwice.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("job 'tick' runs already in this process"));
    }

    /** One of several processes that share a registry. */
    record SharedRegistry(RegistryCenter registry, Companions companions) implements RegistryCenter {

        SharedRegistry(RegistryCenter registry) {
            this(registry, new Companions());
        }

        @Override
        public void init() {
            registry.init();
        }

        @Override
        public void connect(RegistryListener listener, Executor executor) {
            registry.connect(listener, executor);
        }

        @Override
        public <T extends AutoCloseable> T companion(Class<T> type, Supplier<T> creator) {
            return companions.get(type, creator);
        }

        @Override
        public Backoff backoff() {
            return registry.backoff();
        }

        @Override
        public String describe() {
            return registry.describe();
        }

        @Override
        public void close() {
            companions.close();
        }
    }

    static class OtherTicker extends Ticker {}

    @Test
    void nameThatBelongsToAnotherClass_failsTheStartWithAnAnalysis(CapturedOutput output) {
        try (MemoryRegistryCenter registry = new MemoryRegistryCenter()) {
            Start.withYaml(ON_REQUEST)
                    .andBean("registry", RegistryCenter.class, new SharedRegistry(registry))
                    .andBeans(Jobs.class)
                    .run(context -> assertThat(context).hasNotFailed());

            FailureAnalysis failure = Start.withYaml(ON_REQUEST.replace("Ticker", "OtherTicker"))
                    .andBean("registry", RegistryCenter.class, new SharedRegistry(registry))
                    .andBean("other", OtherTicker.class, new OtherTicker())
                    .failure();

            assertThat(failure.getDescription()).contains("The registry refuses job 'tick'", Ticker.class.getName());
            assertThat(failure.getAction()).contains("elasticjob.jobs.tick", "elasticjob.reg-center.namespace");
        }
    }

    @Test
    void nonWebApplication_staysAliveWhileItHasScheduledJobs() {
        Start.withYaml(EVERY_SECOND)
                .andBeans(Jobs.class)
                .run(context -> assertThat(keepAlive()).isTrue());
        await().atMost(Duration.ofSeconds(10)).until(() -> !keepAlive());

        Start.withYaml(ON_REQUEST)
                .andBeans(Jobs.class)
                .run(context -> assertThat(keepAlive()).isFalse());
    }

    private static boolean keepAlive() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("rota-keep-alive") && !thread.isDaemon());
    }
}
