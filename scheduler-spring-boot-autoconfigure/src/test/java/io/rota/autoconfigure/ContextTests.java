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

import io.micrometer.core.instrument.MeterRegistry;
import io.rota.api.ElasticJobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.ScheduleJobBootstrap;
import io.rota.registry.RegistryCenter;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.mock.web.MockServletContext;
import org.springframework.test.context.support.TestPropertySourceUtils;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;

/** Contexts that are less usual: below another one, refreshed again, or as lazy as they can be. */
@Timeout(60)
class ContextTests {

    private static final String[] TICK = {
        "--elasticjob.jobs.tick.elastic-job-class=io.rota.autoconfigure.ContextTests$Ticker",
        "--elasticjob.jobs.tick.cron=* * * * * ?",
        "--elasticjob.jobs.tick.sharding-total-count=1",
    };

    static class Ticker implements SimpleJob {

        final AtomicInteger ticks = new AtomicInteger();

        @Override
        public void execute(ShardingContext context) {
            ticks.incrementAndGet();
        }
    }

    @ElasticJobConfiguration(jobName = "noted", shardingTotalCount = 1, registryCenter = "common")
    static class Noted implements SimpleJob {

        @Override
        public void execute(ShardingContext context) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Jobs {

        @Bean
        Ticker ticker() {
            return new Ticker();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application extends Jobs {}

    @Configuration(proxyBeanMethods = false)
    static class Common {

        @Bean
        RegistryCenter common() {
            return new MemoryRegistryCenter();
        }

        @Bean
        Ticker ticker() {
            return new Ticker();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Below {

        @Bean
        Noted noted() {
            return new Noted();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithAFallback extends Jobs {

        @Bean
        @Fallback
        Ticker spare() {
            return new Ticker();
        }
    }

    private static void awaitTick(ConfigurableApplicationContext context) {
        Ticker ticker = context.getBean("ticker", Ticker.class);
        int before = ticker.ticks.get();
        await().atMost(Duration.ofSeconds(20)).until(() -> ticker.ticks.get() > before);
    }

    @Test
    void registryCenterAndJobsOfAParent_areFoundByTheChild() throws Exception {
        try (ConfigurableApplicationContext child = new SpringApplicationBuilder(Common.class)
                .web(WebApplicationType.NONE)
                .child(Below.class)
                .web(WebApplicationType.NONE)
                .run(TICK[0], TICK[1], TICK[2], "--management.info.elasticjob.enabled=true")) {
            awaitTick(child);
            assertThat(child.getBean("notedOneOffJobBootstrap", OneOffJobBootstrap.class)
                            .execute(Duration.ofSeconds(10))
                            .toCompletableFuture()
                            .get()
                            .succeeded())
                    .isTrue();
            Info.Builder info = new Info.Builder();
            child.getBean("elasticjobInfoContributor", InfoContributor.class).contribute(info);
            assertThat(info.build().getDetails().toString()).contains("registry=memory", "jobs=2");
        }
    }

    @Test
    void contextThatIsRefreshedAgain_hasTheJobsOfTheNewConfiguration_andKeepsNothingAliveOfTheFirst() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext()) {
            context.setServletContext(new MockServletContext());
            context.register(Jobs.class, ElasticJobAutoConfiguration.class);
            for (String property : TICK) {
                TestPropertySourceUtils.addInlinedPropertiesToEnvironment(context, property.substring(2));
            }
            context.refresh();
            awaitTick(context);
            ScheduleJobBootstrap first = context.getBean(ScheduleJobBootstrap.class);

            context.refresh();

            awaitTick(context);
            assertThat(context.getBean(ScheduleJobBootstrap.class)).isNotSameAs(first);
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("rota-keep-alive") && !before.contains(thread)));
    }

    @Test
    void lazyApplication_startsItsJobs_andMeasuresThem() {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLazyInitialization(true);
        try (ConfigurableApplicationContext context = application.run(TICK)) {
            awaitTick(context);
            MeterRegistry meters = context.getBean(MeterRegistry.class);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> meters.getMeters().stream()
                            .anyMatch(meter -> "tick".equals(meter.getId().getTag("job"))
                                    || meter.getId().getTags().toString().contains("tick")));
        }
    }

    @Test
    void fallbackBeanOfTheClass_isNotRunWhereThereIsAnother() {
        Start.withYaml("elasticjob.jobs.tick: {elastic-job-class: '" + Ticker.class.getName()
                        + "', cron: '* * * * * ?', sharding-total-count: 1}")
                .andBeans(WithAFallback.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    awaitTick(context.getSourceApplicationContext(ConfigurableApplicationContext.class));
                    assertThat(context.getBean("spare", Ticker.class).ticks).hasValue(0);
                });
    }
}
