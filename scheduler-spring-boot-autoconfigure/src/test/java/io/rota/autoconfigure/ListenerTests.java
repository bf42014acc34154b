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

import io.rota.api.AbstractDistributeOnceElasticJobListener;
import io.rota.api.ElasticJobListener;
import io.rota.api.ShardingContext;
import io.rota.api.ShardingContexts;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.OneOffJobBootstrap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans that jobs name as their listeners. */
class ListenerTests {

    private static final String JOB = """
            elasticjob:
              jobs:
                report:
                  elastic-job-class: io.rota.autoconfigure.ListenerTests.Report
                  sharding-total-count: 2
            """;

    /** What happened, in order; injected into jobs and listeners as any other bean. */
    static class Diary {

        final List<String> lines = new CopyOnWriteArrayList<>();
    }

    static class Report implements SimpleJob {

        private final Diary diary;

        Report(Diary diary) {
            this.diary = diary;
        }

        @Override
        public void execute(ShardingContext context) {
            diary.lines.add("run");
        }
    }

    static class Clerk implements ElasticJobListener {

        private final Diary diary;

        Clerk(Diary diary) {
            this.diary = diary;
        }

        @Override
        public String getType() {
            return "CLERK";
        }

        @Override
        public void beforeJobExecuted(ShardingContexts contexts) {
            diary.lines.add(
                    "clerk before " + contexts.getShardingItemParameters().keySet());
        }

        @Override
        public void afterJobExecuted(ShardingContexts contexts) {
            diary.lines.add(
                    "clerk after " + contexts.getShardingItemParameters().keySet());
        }
    }

    static class Herald extends AbstractDistributeOnceElasticJobListener {

        private final Diary diary;

        Herald(Diary diary) {
            super(5_000, 5_000);
            this.diary = diary;
        }

        @Override
        public String getType() {
            return "HERALD";
        }

        @Override
        public void doBeforeJobExecutedAtLastStarted(ShardingContexts contexts) {
            diary.lines.add("herald before");
        }

        @Override
        public void doAfterJobExecutedAtLastCompleted(ShardingContexts contexts) {
            diary.lines.add("herald after");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        Diary diary() {
            return new Diary();
        }

        @Bean
        Report report(Diary diary) {
            return new Report(diary);
        }

        @Bean
        Clerk clerk(Diary diary) {
            return new Clerk(diary);
        }

        @Bean
        Herald herald(Diary diary) {
            return new Herald(diary);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SecondClerk {

        @Bean
        Clerk deputy(Diary diary) {
            return new Clerk(diary);
        }
    }

    private static void assertStory(String types) {
        Start.withYaml(JOB + types).andBeans(Beans.class).run(context -> {
            assertThat(context).hasNotFailed();
            context.getBean(OneOffJobBootstrap.class)
                    .execute(Duration.ofSeconds(10))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            context.getBean(OneOffJobBootstrap.class)
                    .stop()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            List<String> lines = context.getBean(Diary.class).lines;
            assertThat(lines.subList(0, 4)).containsExactly("herald before", "clerk before [0, 1]", "run", "run");
            assertThat(lines).hasSize(6).contains("clerk after [0, 1]", "herald after");
        });
    }

    @Test
    void namedBeans_areTold_andAStopWaitsForTheLastCall() {
        assertStory("      job-listener-types: CLERK, HERALD");
    }

    @Test
    void namesAsAList_meanTheSame() {
        assertStory("      job-listener-types:\n        - HERALD\n        - CLERK");
    }

    @Test
    void namesInTheDefaults_areThoseOfEveryJobThatHasNoneOfItsOwn() {
        Start start = Start.withYaml(JOB + "  defaults:\n    jobListenerTypes: [CLERK, HERALD]\n")
                .andBeans(Beans.class);
        assertThat(start.job().getJobListenerTypes()).containsExactly("CLERK", "HERALD");
        assertThat(start.andArguments("--elasticjob.jobs.report.job-listener-types[0]=HERALD")
                        .job()
                        .getJobListenerTypes())
                .containsExactly("HERALD");
    }

    @Test
    void unknownType_isReportedWithThoseThatAreKnown() {
        FailureAnalysis failure = Start.withYaml(JOB + "      job-listener-types: CLARK")
                .andBeans(Beans.class)
                .failure();

        assertThat(failure.getDescription())
                .contains("elasticjob.jobs.report.job-listener-types", "'CLARK' is not known", "CLERK, HERALD")
                .contains("[application.yml] - 6:");
    }

    @Test
    void severalBeansOfAType_areReported() {
        FailureAnalysis failure = Start.withYaml(JOB + "      job-listener-types: CLERK")
                .andBeans(Beans.class, SecondClerk.class)
                .failure();

        assertThat(failure.getDescription())
                .contains("elasticjob.jobs.report.job-listener-types", "Two extensions are called 'CLERK'")
                .contains(Clerk.class.getName());
    }

    @Test
    void keyBelowAName_isReported() {
        assertThat(Start.withYaml(JOB + "      job-listener-types:\n        - name: CLERK\n")
                        .andBeans(Beans.class)
                        .failure()
                        .getDescription())
                .contains("is not a known key");
    }
}
