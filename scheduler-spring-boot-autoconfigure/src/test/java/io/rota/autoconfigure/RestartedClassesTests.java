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
import java.net.URL;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.OverridingClassLoader;

/** A development restart: the context is made anew and the application's classes come from a new class loader. */
class RestartedClassesTests {

    /** A job class of the application, loaded anew at each restart. */
    public static class RestartedJob implements SimpleJob {

        public final AtomicInteger runs = new AtomicInteger();

        @Override
        public void execute(ShardingContext context) {
            runs.incrementAndGet();
        }

        @Override
        public String toString() {
            return String.valueOf(runs.get());
        }
    }

    /** Loads the job's class itself and everything else from its parent, as a restart does with application classes. */
    private static final class ApplicationClasses extends OverridingClassLoader {

        ApplicationClasses() {
            super(RestartedClassesTests.class.getClassLoader());
        }

        @Override
        protected boolean isEligibleForOverriding(String className) {
            return className.equals(RestartedJob.class.getName());
        }

        @Override
        public URL getResource(String name) {
            return getParent().getResource(name);
        }
    }

    @Test
    void eachRestart_runsTheNewClass() throws Exception {
        Set<Class<?>> classes = new HashSet<>();
        for (int restart = 0; restart < 3; restart++) {
            ClassLoader application = new ApplicationClasses();
            Class<?> jobClass = application.loadClass(RestartedJob.class.getName());
            classes.add(jobClass);
            new ApplicationContextRunner()
                    .withClassLoader(application)
                    .withConfiguration(AutoConfigurations.of(ElasticJobAutoConfiguration.class))
                    .withBean(jobClass)
                    .withPropertyValues(
                            "elasticjob.jobs.task.elastic-job-class=" + RestartedJob.class.getName(),
                            "elasticjob.jobs.task.sharding-total-count=1")
                    .run(context -> {
                        context.getBean(OneOffJobBootstrap.class).execute();
                        await().atMost(Duration.ofSeconds(10))
                                .untilAsserted(() ->
                                        assertThat(context.getBean(jobClass)).hasToString("1"));
                    });
        }
        assertThat(classes).hasSize(3);
    }
}
