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

import static org.awaitility.Awaitility.await;

import io.rota.api.FireResult;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.autoconfigure.ElasticJobAutoConfiguration;
import io.rota.bootstrap.OneOffJobBootstrap;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.core.ConditionFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** An application with a job of three items, {@code report}, that runs when asked and does what a test wants. */
final class Scheduled {

    private static final Duration SOON = Duration.ofSeconds(20);

    static final ApplicationContextRunner CONTEXTS = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ElasticJobAutoConfiguration.class,
                    ElasticJobMetricsAutoConfiguration.class,
                    ElasticJobObservationAutoConfiguration.class))
            .withBean(Report.class)
            .withPropertyValues(
                    "elasticjob.jobs.report.elastic-job-class=" + Report.class.getName(),
                    "elasticjob.jobs.report.sharding-total-count=3",
                    "elasticjob.jobs.report.job-error-handler-type=IGNORE",
                    "elasticjob.shutdown.await-termination=0s");

    private Scheduled() {}

    static final class Report implements SimpleJob {

        volatile Consumer<ShardingContext> code = context -> {};

        @Override
        public void execute(ShardingContext context) {
            code.accept(context);
        }
    }

    /** Runs the job once. */
    static FireResult run(ApplicationContext context, Consumer<ShardingContext> code) throws Exception {
        context.getBean(Report.class).code = code;
        return context.getBean("reportOneOffJobBootstrap", OneOffJobBootstrap.class)
                .execute(SOON)
                .toCompletableFuture()
                .get(SOON.toSeconds() + 1, TimeUnit.SECONDS);
    }

    /** Until the gate is opened. */
    static void hold(CountDownLatch gate) {
        try {
            gate.await(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static ConditionFactory soon() {
        return await().atMost(SOON);
    }
}
