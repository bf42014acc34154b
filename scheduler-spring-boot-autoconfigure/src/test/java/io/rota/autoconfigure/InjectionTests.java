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
import jakarta.annotation.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Bootstraps can be injected in every way that beans can. */
class InjectionTests {

    private static final String JOBS = """
            elasticjob:
              defaults:
                elastic-job-class: io.rota.autoconfigure.InjectionTests.Recorder
                sharding-total-count: 1
              jobs:
                report:
                audit:
                  job-bootstrap-bean-name: auditor
                nightly:
                  cron: 0 0 3 * * ?
            """;

    static class Recorder implements SimpleJob {

        final List<String> runs = new CopyOnWriteArrayList<>();

        @Override
        public void execute(ShardingContext context) {
            runs.add(context.getJobName());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Jobs {

        @Bean
        Recorder recorder() {
            return new Recorder();
        }
    }

    static class Controller {

        private final OneOffJobBootstrap byConstructor;
        private final Map<String, OneOffJobBootstrap> byMap;
        private final List<ScheduleJobBootstrap> byList;
        private final ObjectProvider<ScheduleJobBootstrap> byProvider;

        @Resource
        private OneOffJobBootstrap reportOneOffJobBootstrap;

        @Resource(name = "auditor")
        private OneOffJobBootstrap byResourceName;

        Controller(
                @Qualifier("auditor") OneOffJobBootstrap byConstructor,
                Map<String, OneOffJobBootstrap> byMap,
                List<ScheduleJobBootstrap> byList,
                ObjectProvider<ScheduleJobBootstrap> byProvider) {
            this.byConstructor = byConstructor;
            this.byMap = byMap;
            this.byList = byList;
            this.byProvider = byProvider;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Eager {

        @Bean
        Controller controller(
                @Qualifier("auditor") OneOffJobBootstrap byConstructor,
                Map<String, OneOffJobBootstrap> byMap,
                List<ScheduleJobBootstrap> byList,
                ObjectProvider<ScheduleJobBootstrap> byProvider) {
            return new Controller(byConstructor, byMap, byList, byProvider);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LazyEverything {

        @Bean
        static LazyInitializationBeanFactoryPostProcessor lazy() {
            return new LazyInitializationBeanFactoryPostProcessor();
        }
    }

    /** A job that runs itself again. */
    static class Chain implements SimpleJob {

        final ObjectProvider<OneOffJobBootstrap> next;

        Chain(ObjectProvider<OneOffJobBootstrap> next) {
            this.next = next;
        }

        @Override
        public void execute(ShardingContext context) {}
    }

    @Test
    void everyStyle_findsTheBootstraps() {
        Start.withYaml(JOBS).andBeans(Jobs.class, Eager.class).run(context -> {
            Controller controller = context.getBean(Controller.class);
            assertThat(controller.byConstructor.configuration().getJobName()).isEqualTo("audit");
            assertThat(controller.byResourceName).isSameAs(controller.byConstructor);
            assertThat(controller.reportOneOffJobBootstrap.configuration().getJobName())
                    .isEqualTo("report");
            assertThat(controller.byMap).containsOnlyKeys("reportOneOffJobBootstrap", "auditor");
            assertThat(controller.byList).hasSize(1).containsExactly(controller.byProvider.getObject());
        });
    }

    @Test
    void injectedBootstrap_runsItsJob() {
        Start.withYaml(JOBS).andBeans(Jobs.class, Eager.class).run(context -> {
            context.getBean(Controller.class).byConstructor.execute();

            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() ->
                            assertThat(context.getBean(Recorder.class).runs).containsExactly("audit"));
        });
    }

    @Test
    void lazyInitialization_changesNothing() {
        Start.withYaml(JOBS)
                .andBeans(LazyEverything.class, Jobs.class, Eager.class)
                .run(context -> {
                    assertThat(context.getBeanFactory().containsSingleton("controller"))
                            .isFalse();
                    assertThat(context.getBeanFactory().containsSingleton("nightlyScheduleJobBootstrap"))
                            .isTrue();
                    assertThat(context.getBean(Controller.class).byMap).hasSize(2);
                });
    }

    @Test
    void jobThatNeedsItsOwnBootstrap_getsItFromAProvider() {
        Start.withYaml("""
                elasticjob:
                  jobs:
                    chain:
                      elastic-job-class: io.rota.autoconfigure.InjectionTests.Chain
                      sharding-total-count: 1
                """)
                .andBeans(Chain.class)
                .run(context -> assertThat(context.getBean(Chain.class)
                                .next
                                .getObject()
                                .configuration()
                                .getJobName())
                        .isEqualTo("chain"));
    }
}
