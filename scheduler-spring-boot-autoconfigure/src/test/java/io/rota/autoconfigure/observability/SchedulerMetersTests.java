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
package io.rota.autoconfigure.observability;

import static io.rota.autoconfigure.observability.Scheduled.CONTEXTS;
import static io.rota.autoconfigure.observability.Scheduled.run;
import static io.rota.autoconfigure.observability.Scheduled.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.rota.api.JobConfiguration;
import io.rota.api.SimpleJob;
import io.rota.autoconfigure.Proves;
import io.rota.autoconfigure.observability.Scheduled.Report;
import io.rota.bootstrap.JobBootstrap;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.registry.RegistryCenter;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.tracing.QueuedTracer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

@Timeout(120)
class SchedulerMetersTests {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ApplicationContextRunner contexts = CONTEXTS.withBean(MeterRegistry.class, () -> registry);
    private final CountDownLatch gate = new CountDownLatch(1);

    private double value(SchedulerMeter meter, String... tags) {
        return registry.get(meter.meterName())
                .tags(tags)
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
    }

    private Timer timer(SchedulerMeter meter, String... tags) {
        return registry.get(meter.meterName()).tags(tags).timer();
    }

    private List<String> names() {
        return registry.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .filter(name -> name.startsWith("elasticjob."))
                .distinct()
                .toList();
    }

    @Test
    void runs_areTimedByOutcomeAndSource() {
        contexts.run(context -> {
            assertThat(timer(SchedulerMeter.RUNS, "job", "report", "outcome", "FAILED")
                            .count())
                    .as("there before the first failure")
                    .isZero();
            run(context, item -> {
                if (item.getShardingItem() == 2) {
                    throw new IllegalStateException("out of paper");
                }
            });
            Timer done = timer(SchedulerMeter.RUNS, "job", "report", "outcome", "DONE", "source", "MANUAL_TRIGGER");
            assertThat(done.count()).isEqualTo(2);
            assertThat(done.totalTime(TimeUnit.NANOSECONDS)).isPositive();
            assertThat(timer(SchedulerMeter.RUNS, "job", "report", "outcome", "FAILED", "source", "MANUAL_TRIGGER")
                            .count())
                    .isOne();
            Timer delay = timer(SchedulerMeter.DELAY, "job", "report", "source", "MANUAL_TRIGGER");
            assertThat(delay.count()).isEqualTo(3);
            assertThat(delay.max(TimeUnit.SECONDS)).isLessThan(20);
        });
    }

    @Test
    void runsThatTookTooLong_andTheirRetries_areTimed_andOnlyTheFirstAttemptIsLate() {
        contexts.withPropertyValues(
                        "elasticjob.jobs.report.timeout=50ms",
                        "elasticjob.jobs.report.retry.max-attempts=1",
                        "elasticjob.jobs.report.retry.delay=1ms")
                .run(context -> {
                    assertThat(run(context, item -> {
                                        if (item.getAttempt() == 1) {
                                            Scheduled.hold(gate);
                                        }
                                    })
                                    .succeeded())
                            .isTrue();
                    assertThat(timer(SchedulerMeter.RUNS, "outcome", "TIMED_OUT")
                                    .count())
                            .isEqualTo(3);
                    assertThat(timer(SchedulerMeter.RUNS, "outcome", "DONE").count())
                            .isEqualTo(3);
                    assertThat(timer(SchedulerMeter.DELAY).count()).isEqualTo(3);
                });
    }

    @Test
    void whileItemsRun_gaugesTellHowMany_andThatTheJobIsWell() {
        contexts.withPropertyValues("elasticjob.jobs.report.job-executor-service-handler-type=SINGLE_THREAD")
                .run(context -> {
                    context.getBean(Report.class).code = item -> Scheduled.hold(gate);
                    context.getBean(OneOffJobBootstrap.class).execute();
                    soon().until(() -> value(SchedulerMeter.RUNNING, "job", "report") == 1);
                    assertThat(value(SchedulerMeter.ASSIGNED, "job", "report")).isEqualTo(3);
                    assertThat(value(SchedulerMeter.HEALTHY, "job", "report")).isOne();
                    assertThat(value(SchedulerMeter.LEASE_LEFT, "center", "registryCenter"))
                            .isBetween(1.0, 60.0);
                    gate.countDown();
                    soon().until(() -> value(SchedulerMeter.RUNNING, "job", "report") == 0);
                });
    }

    @Test
    void theRegistry_isTimedByOperation_andItsClockCompared() {
        contexts.run(context -> {
            run(context, item -> {});
            soon().until(() -> value(SchedulerMeter.REQUESTS, "center", "registryCenter", "operation", "COMMIT") > 0);
            for (String operation : List.of("HEARTBEAT", "READ", "CHILDREN", "COMMIT")) {
                assertThat(registry.get(SchedulerMeter.REQUESTS.meterName())
                                .tags("operation", operation)
                                .functionTimer()
                                .mean(TimeUnit.SECONDS))
                        .as(operation)
                        .isPositive()
                        .isLessThan(20);
            }
            assertThat(value(SchedulerMeter.CONNECTED, "center", "registryCenter"))
                    .isOne();
            assertThat(value(SchedulerMeter.CLOCK_SKEW, "center", "registryCenter"))
                    .isBetween(-5.0, 5.0);
            assertThat(value(SchedulerMeter.NOTIFICATIONS_WAITING)).isZero();
            assertThat(value(SchedulerMeter.NOTIFICATIONS_DROPPED)).isZero();
        });
    }

    @Test
    void decisionsAboutFires_areCounted() {
        contexts.withPropertyValues(
                        "elasticjob.jobs.report.job-executor-service-handler-type=SINGLE_THREAD",
                        "elasticjob.jobs.report.job-error-handler-type=THROW",
                        "elasticjob.jobs.often.elastic-job-class=" + Report.class.getName(),
                        "elasticjob.jobs.often.cron=* * * * * ?",
                        "elasticjob.jobs.often.misfire=false",
                        "elasticjob.jobs.often.sharding-total-count=1")
                .run(context -> {
                    run(context, item -> {
                        throw new IllegalStateException("out of paper");
                    });
                    soon().until(() -> value(SchedulerMeter.GIVEN_UP, "job", "report") == 2);
                    context.getBean(Report.class).code = item -> Scheduled.hold(gate);
                    soon().until(() -> value(SchedulerMeter.RUNNING, "job", "often") == 1);
                    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
                    soon().until(() -> System.nanoTime() - until > 0);
                    gate.countDown();
                    soon().until(() -> value(SchedulerMeter.SKIPPED, "job", "often", "reason", "OVERRUN") >= 2);
                    for (String reason : List.of("LATE", "DISABLED", "RESCHEDULED")) {
                        assertThat(value(SchedulerMeter.SKIPPED, "job", "often", "reason", reason))
                                .isZero();
                    }
                    assertThat(value(SchedulerMeter.FAILOVERS, "job", "often")).isZero();
                    assertThat(value(SchedulerMeter.ABANDONED, "job", "often")).isZero();
                });
    }

    @Test
    void tracing_tellsWhatWaitsAndWhatWasDropped() {
        contexts.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=jdbc:h2:mem:meters", "elasticjob.tracing.type=RDB")
                .run(context -> {
                    assertThat(context).hasSingleBean(QueuedTracer.class);
                    run(context, item -> {});
                    soon().until(() -> value(SchedulerMeter.TRACING_WAITING) == 0);
                    assertThat(value(SchedulerMeter.TRACING_DROPPED)).isZero();
                });
    }

    @Test
    void withoutTracing_itHasNoMeters() {
        contexts.run(context -> assertThat(names()).isNotEmpty().noneMatch(name -> name.contains("tracing")));
    }

    @Test
    void aJobWhoseBootstrapsAreClosed_leavesNoMeterBehind() {
        contexts.run(context -> {
            OneOffJobBootstrap second = new OneOffJobBootstrap(
                    context.getBean(RegistryCenter.class),
                    (SimpleJob) item -> {},
                    JobConfiguration.newBuilder("report", 1).build());
            run(context, item -> {
                throw new IllegalStateException("out of paper");
            });
            second.close();
            assertThat(registry.find("elasticjob.runs").tag("job", "report").meters())
                    .isNotEmpty();
            OneOffJobBootstrap bootstrap = context.getBean(OneOffJobBootstrap.class);
            bootstrap.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
            soon().untilAsserted(() ->
                    assertThat(value(SchedulerMeter.HEALTHY, "job", "report")).isZero());
            bootstrap.close();
            assertThat(registry.getMeters())
                    .noneMatch(meter -> meter.getId().getTag("job") != null)
                    .anyMatch(meter -> meter.getId().getTag("center") != null);
        });
    }

    @Test
    void aClosedApplication_leavesNoMeterBehind() {
        contexts.run(context -> {
            run(context, item -> {});
            new OneOffJobBootstrap(
                    context.getBean(RegistryCenter.class),
                    (SimpleJob) item -> {},
                    JobConfiguration.newBuilder("of-the-application", 1).build());
            assertThat(names()).isNotEmpty();
        });
        assertThat(names()).isEmpty();
    }

    @Test
    void withoutMicrometer_theApplicationRuns() {
        CONTEXTS.withClassLoader(new FilteredClassLoader(MeterRegistry.class, ObservationRegistry.class))
                .run(context -> {
                    assertThat(context).doesNotHaveBean(SchedulerMeters.class).doesNotHaveBean(ItemObserver.class);
                    assertThat(run(context, item -> {}).succeeded()).isTrue();
                });
    }

    @Test
    void withoutARegistry_theApplicationRuns() {
        CONTEXTS.run(context -> {
            assertThat(context).doesNotHaveBean(SchedulerMeters.class).doesNotHaveBean(ItemObserver.class);
            assertThat(run(context, item -> {}).succeeded()).isTrue();
        });
    }

    @Test
    @Proves("elasticjob.metrics.enabled")
    void switchedOff_thereAreNoMeters() {
        for (String property : List.of("elasticjob.metrics.enabled=false", "elasticjob.enabled=false")) {
            contexts.withPropertyValues(property).run(context -> {
                assertThat(context).hasNotFailed().doesNotHaveBean(SchedulerMeters.class);
                assertThat(names()).isEmpty();
            });
        }
    }

    @Test
    void severalRegistriesOfEqualRank_meanNoMeters_andTheApplicationRuns() {
        contexts.withBean("other", MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> {
                    assertThat(run(context, item -> {}).succeeded()).isTrue();
                    assertThat(names()).isEmpty();
                });
    }

    /** Fails on each timer, at the latest when it is used. */
    private static final class FailingRegistry extends SimpleMeterRegistry {

        private final boolean late;

        FailingRegistry(boolean late) {
            this.late = late;
        }

        @Override
        protected Timer newTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector pauseDetector) {
            if (!late || !id.getTag("source").equals("MANUAL_TRIGGER")) {
                throw new IllegalStateException("no timers here");
            }
            return super.newTimer(id, config, pauseDetector);
        }
    }

    @Test
    void aRegistryThatFails_hurtsNoRun() {
        FailingRegistry failing = new FailingRegistry(false);
        CONTEXTS.withBean(MeterRegistry.class, () -> failing).run(context -> {
            assertThat(run(context, item -> {}).succeeded()).isTrue();
            assertThat(failing.getMeters()).noneMatch(meter -> meter.getId().getTag("job") != null);
        });
    }

    @Test
    void aRegistryThatFailsDuringARun_hurtsNoRun() {
        CountDownLatch runs = new CountDownLatch(2);
        CONTEXTS.withBean(MeterRegistry.class, () -> new FailingRegistry(true))
                .withPropertyValues(
                        "elasticjob.jobs.often.elastic-job-class=" + Report.class.getName(),
                        "elasticjob.jobs.often.cron=* * * * * ?",
                        "elasticjob.jobs.often.sharding-total-count=1")
                .run(context -> {
                    context.getBean(Report.class).code = item -> runs.countDown();
                    assertThat(runs.await(20, TimeUnit.SECONDS)).isTrue();
                });
    }

    @Test
    void withBootsOwnRegistries_theMetersOfObservationsAreOthers() {
        CONTEXTS.withConfiguration(AutoConfigurations.of(
                        MetricsAutoConfiguration.class,
                        CompositeMeterRegistryAutoConfiguration.class,
                        SimpleMetricsExportAutoConfiguration.class,
                        ObservationAutoConfiguration.class))
                .run(context -> {
                    run(context, item -> {});
                    MeterRegistry boots = context.getBean(MeterRegistry.class);
                    assertThat(boots.get("elasticjob.runs")
                                    .tag("outcome", "DONE")
                                    .timer()
                                    .count())
                            .isEqualTo(3);
                    soon().untilAsserted(() -> assertThat(boots.get("elasticjob.item")
                                    .tags(
                                            "job",
                                            "report",
                                            "outcome",
                                            "DONE",
                                            "source",
                                            "MANUAL_TRIGGER",
                                            "error",
                                            "none")
                                    .timer()
                                    .count())
                            .isEqualTo(3));
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoCenters {

        @Bean
        @Primary
        RegistryCenter here() {
            return new MemoryRegistryCenter();
        }

        @Bean
        RegistryCenter there() {
            return new MemoryRegistryCenter();
        }

        @Bean
        OneOffJobBootstrap same(@Qualifier("there") RegistryCenter there) {
            return new OneOffJobBootstrap(
                    there,
                    (SimpleJob) item -> {},
                    JobConfiguration.newBuilder("report", 4).build());
        }
    }

    @Test
    void severalRegistryCenters_areToldApart_andJobsOfOneNameAreSummedUp() {
        contexts.withUserConfiguration(TwoCenters.class).run(context -> {
            assertThat(context.getBeansOfType(JobBootstrap.class)).hasSize(2);
            soon().until(() -> value(SchedulerMeter.ASSIGNED, "job", "report") == 7);
            assertThat(value(SchedulerMeter.CONNECTED, "center", "here")).isOne();
            assertThat(value(SchedulerMeter.CONNECTED, "center", "there")).isOne();
            context.getBean("same", OneOffJobBootstrap.class).close();
            soon().until(() -> value(SchedulerMeter.ASSIGNED, "job", "report") == 3);
        });
    }

    @Test
    void aSchedulerThatIsClosed_isNotANumber_andWhatWasCountedStays() {
        contexts.run(context -> {
            run(context, item -> {});
            ToDoubleFunction<String> requests =
                    operation -> value(SchedulerMeter.REQUESTS, "center", "registryCenter", "operation", operation);
            soon().until(() -> requests.applyAsDouble("COMMIT") > 0);
            context.getBean(RegistryCenter.class).close();
            soon().untilAsserted(
                            () -> assertThat(value(SchedulerMeter.CONNECTED)).isNaN());
            assertThat(value(SchedulerMeter.CLOCK_SKEW)).isNaN();
            assertThat(requests.applyAsDouble("COMMIT")).isPositive();
        });
    }
}
