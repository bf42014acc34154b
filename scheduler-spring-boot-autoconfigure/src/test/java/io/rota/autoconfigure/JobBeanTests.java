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
import io.rota.registry.RegistryCenter;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Scope;
import org.springframework.core.annotation.Order;

/** Which bean a job runs. */
class JobBeanTests {

    // Who ran: the identity of the instance, then the parameter.
    private static final List<String> RUNS = new CopyOnWriteArrayList<>();

    @BeforeEach
    void forget() {
        RUNS.clear();
    }

    interface Settling {}

    @Retention(RetentionPolicy.RUNTIME)
    @interface Advised {}

    abstract static class Base implements SimpleJob, Settling {

        @Override
        public void execute(ShardingContext context) {
            RUNS.add(System.identityHashCode(this) + " " + context.getJobName());
        }
    }

    static class Settlement extends Base {}

    static class Proxied extends Base {

        @Override
        @Advised
        public void execute(ShardingContext context) {
            super.execute(context);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class One {

        @Bean
        Settlement settlement() {
            return new Settlement();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Two {

        @Bean
        Settlement north() {
            return new Settlement();
        }

        @Bean
        Settlement south() {
            return new Settlement();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoOnePrimary {

        @Bean
        Settlement north() {
            return new Settlement();
        }

        @Bean
        @Primary
        Settlement south() {
            return new Settlement();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Prototype {

        @Bean
        @Scope("prototype")
        Settlement settlement() {
            return new Settlement();
        }
    }

    /** Advice around everything that is annotated so. */
    static class Advice {

        @Bean
        static DefaultPointcutAdvisor advisor() {
            return new DefaultPointcutAdvisor(
                    AnnotationMatchingPointcut.forMethodAnnotation(Advised.class), (MethodInterceptor) invocation -> {
                        RUNS.add("advised");
                        return invocation.proceed();
                    });
        }

        @Bean
        Proxied proxied() {
            return new Proxied();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class JdkProxy extends Advice {

        @Bean
        static DefaultAdvisorAutoProxyCreator proxies() {
            return new DefaultAdvisorAutoProxyCreator();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class CglibProxy extends Advice {

        @Bean
        static DefaultAdvisorAutoProxyCreator proxies() {
            DefaultAdvisorAutoProxyCreator proxies = new DefaultAdvisorAutoProxyCreator();
            proxies.setProxyTargetClass(true);
            return proxies;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.rota.autoconfigure.JobBeanTests$Settlement",
                "io.rota.autoconfigure.JobBeanTests.Settlement",
                "io.rota.autoconfigure.JobBeanTests.Base",
                "io.rota.autoconfigure.JobBeanTests.Settling",
                "io.rota.api.SimpleJob",
                "io.rota.api.ElasticJob"
            })
    void classSuperclassOrInterface_findsTheBean(String className) {
        job(className).andBeans(One.class).run(context -> {
            run(context.getBean(OneOffJobBootstrap.class));
            assertThat(RUNS).containsExactly(System.identityHashCode(context.getBean(Settlement.class)) + " settle");
        });
    }

    @Test
    void beanName_choosesAmongSeveral() {
        job(Settlement.class.getName())
                .andProperty("elasticjob.jobs.settle.elastic-job-bean=south")
                .andBeans(Two.class)
                .run(context -> {
                    run(context.getBean(OneOffJobBootstrap.class));
                    assertThat(RUNS).containsExactly(System.identityHashCode(context.getBean("south")) + " settle");
                });
    }

    @Test
    void primaryBean_isChosenAmongSeveral() {
        job(Settlement.class.getName()).andBeans(TwoOnePrimary.class).run(context -> {
            run(context.getBean(OneOffJobBootstrap.class));
            assertThat(RUNS).containsExactly(System.identityHashCode(context.getBean("south")) + " settle");
        });
    }

    @Test
    void prototype_givesEachJobItsOwnInstance() {
        job(Settlement.class.getName())
                .andProperty("elasticjob.jobs.other.elastic-job-class=" + Settlement.class.getName())
                .andProperty("elasticjob.jobs.other.sharding-total-count=1")
                .andBeans(Prototype.class)
                .run(context -> {
                    context.getBeansOfType(OneOffJobBootstrap.class).values().forEach(JobBeanTests::run);
                    context.getBeansOfType(OneOffJobBootstrap.class).values().forEach(JobBeanTests::run);
                    assertThat(RUNS).hasSize(4);
                    assertThat(RUNS.stream().distinct()).hasSize(2);
                    assertThat(RUNS.stream().map(run -> run.split(" ")[0]).distinct())
                            .hasSize(2);
                });
    }

    @ParameterizedTest
    @ValueSource(classes = {JdkProxy.class, CglibProxy.class})
    void proxy_isFoundByTheClassBehindItAndKeepsItsAdvice(Class<?> configuration) {
        job(Proxied.class.getName()).andBeans(configuration).run(context -> {
            assertThat(context.getBean("proxied"))
                    .satisfies(bean -> assertThat(AopUtils.isAopProxy(bean)).isTrue());
            run(context.getBean(OneOffJobBootstrap.class));
            assertThat(RUNS).hasSize(2).first().isEqualTo("advised");
        });
    }

    @ParameterizedTest
    @ValueSource(classes = {JdkProxy.class, CglibProxy.class})
    void proxy_belongsToTheClassBehindIt(Class<?> configuration) {
        job(Proxied.class.getName())
                .andBeans(configuration)
                .run(context -> assertThat(
                                new AopProxyClassNames().jobClassName(context.getBean("proxied", SimpleJob.class)))
                        .contains(Proxied.class.getName()));
        assertThat(new AopProxyClassNames().jobClassName(new Settlement())).isEmpty();
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnBootstraps {

        @Bean
        ScheduleJobBootstrap ownSchedule(RegistryCenter center) {
            return new ScheduleJobBootstrap(
                    center,
                    new Settlement(),
                    JobConfiguration.newBuilder("own-schedule", 1)
                            .cron("* * * * * ?")
                            .jobErrorHandlerType("SHOUT")
                            .build());
        }

        @Bean
        RegistryCenterTests.Shout shout() {
            return new RegistryCenterTests.Shout();
        }

        @Bean
        OneOffJobBootstrap ownOneOff(RegistryCenter center) {
            return new OneOffJobBootstrap(
                    center,
                    new Settlement(),
                    JobConfiguration.newBuilder("own-one-off", 1).build());
        }
    }

    @Test
    void bootstrapsOfTheApplication_areStartedAndKnowItsExtensions() {
        Start.withYaml("a: b").andBeans(OwnBootstraps.class).run(context -> {
            assertThat(context).getBeans(JobBootstrap.class).hasSize(2);
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(RUNS).anyMatch(run -> run.endsWith("own-schedule")));
            run(context.getBean(OneOffJobBootstrap.class));
            assertThat(RUNS).anyMatch(run -> run.endsWith("own-one-off"));
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Customizers {

        @Bean
        @Order(2)
        JobConfigurationCustomizer second() {
            return (name, job) -> job.description("second");
        }

        @Bean
        @Order(1)
        JobConfigurationCustomizer first() {
            return (name, job) -> job.description("first").jobParameter("of " + name);
        }
    }

    @Test
    void customizers_changeWhatTheConfigurationSaysInTheirOrder() {
        assertThat(job(Settlement.class.getName())
                        .andBeans(One.class, Customizers.class)
                        .andProperty("elasticjob.jobs.settle.description=third")
                        .job())
                .satisfies(job -> {
                    assertThat(job.getDescription()).isEqualTo("second");
                    assertThat(job.getJobParameter()).isEqualTo("of settle");
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class CronCustomizer {

        @Bean
        JobConfigurationCustomizer cron() {
            return (name, job) -> job.cron("0 0 3 * * ?");
        }
    }

    @Test
    void customizerThatMakesAOneOffJobAScheduledOne_isReported() {
        FailureAnalysis failure = job(Settlement.class.getName())
                .andBeans(One.class, CronCustomizer.class)
                .failure();

        assertThat(failure.getDescription()).contains("elasticjob.jobs.settle.cron", "it has a cron expression");
    }

    private static Start job(String className) {
        return Start.withYaml("""
                elasticjob:
                  jobs:
                    settle:
                      elastic-job-class: %s
                      sharding-total-count: 1
                """.formatted(className));
    }

    private static void run(OneOffJobBootstrap bootstrap) {
        try {
            bootstrap.execute(Duration.ofSeconds(10)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
