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
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.TestContextManager;

/** Contexts that tests keep in a cache: the one in use runs its jobs, the others pause. */
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

    @SpringBootTest(
            classes = Application.class,
            properties = {CLASS, ITEMS, EVERY_SECOND, "elasticjob.jobs.tick.job-parameter=0"})
    static class First {}

    @SpringBootTest(
            classes = Application.class,
            properties = {CLASS, ITEMS, EVERY_SECOND, "elasticjob.jobs.tick.job-parameter=1"})
    static class Second {}

    @Test
    void contextInUse_runsItsJobsAndTheOtherPauses() throws Exception {
        use(First.class, 0);
        use(Second.class, 1);
        use(First.class, 0);
    }

    /** Does what JUnit would do with a test class that uses one of the two contexts. */
    private static void use(Class<?> testClass, int context) throws Exception {
        TestContextManager manager = new TestContextManager(testClass);
        manager.beforeTestClass();
        manager.prepareTestInstance(testClass.getDeclaredConstructor().newInstance());
        TICKS[0].drainPermits();
        TICKS[1].drainPermits();

        await().atMost(Duration.ofSeconds(10)).until(() -> TICKS[context].availablePermits() > 1);
        assertThat(TICKS[1 - context].availablePermits()).isZero();

        manager.afterTestClass();
    }
}
