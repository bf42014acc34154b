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
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Contexts that tests keep in a cache: the one in use runs its jobs, the others pause. */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class CachedContextTests {

    private static final String CLASS =
            "elasticjob.jobs.tick.elastic-job-class=io.rota.autoconfigure.CachedContextTests.Ticker";
    private static final String ITEMS = "elasticjob.jobs.tick.sharding-total-count=1";
    private static final String EVERY_SECOND = "elasticjob.jobs.tick.cron=* * * * * ?";

    // Of the first context and of the second.
    private static final Semaphore[] TICKS = {new Semaphore(0), new Semaphore(0)};

    static class Ticker implements SimpleJob {

        @Override
        public void execute(ShardingContext context) {
            TICKS[Integer.parseInt(context.getJobParameter())].release();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Ticker ticker() {
            return new Ticker();
        }
    }

    abstract static class OneOfTwo {

        @Autowired
        JobScheduleLifecycle lifecycle;

        void thisOneRunsAndTheOtherPauses(int mine) {
            TICKS[mine].drainPermits();
            TICKS[1 - mine].drainPermits();

            assertThat(lifecycle.isRunning()).isTrue();
            await().atMost(Duration.ofSeconds(10)).until(() -> TICKS[mine].availablePermits() > 1);
            assertThat(TICKS[1 - mine].availablePermits()).isZero();
        }
    }

    @Nested
    @Order(1)
    @SpringBootTest(
            classes = Application.class,
            properties = {CLASS, ITEMS, EVERY_SECOND, "elasticjob.jobs.tick.job-parameter=0"})
    class First extends OneOfTwo {

        @Test
        void runs() {
            thisOneRunsAndTheOtherPauses(0);
        }
    }

    @Nested
    @Order(2)
    @SpringBootTest(
            classes = Application.class,
            properties = {CLASS, ITEMS, EVERY_SECOND, "elasticjob.jobs.tick.job-parameter=1"})
    class Second extends OneOfTwo {

        @Test
        void runs() {
            thisOneRunsAndTheOtherPauses(1);
        }
    }

    @Nested
    @Order(3)
    @SpringBootTest(
            classes = Application.class,
            properties = {CLASS, ITEMS, EVERY_SECOND, "elasticjob.jobs.tick.job-parameter=0"})
    class FirstAgain extends OneOfTwo {

        @Test
        void runsAnew() {
            thisOneRunsAndTheOtherPauses(0);
        }
    }
}
