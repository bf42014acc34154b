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
package com.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rota.autoconfigure.ElasticJobAutoConfiguration;
import io.rota.bootstrap.ScheduleJobBootstrap;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The smallest example of the README runs. */
@ExtendWith(OutputCaptureExtension.class)
class QuickStartTests {

    @Test
    void everyItemRuns(CapturedOutput output) {
        try (ConfigurableApplicationContext context = start("--elasticjob.jobs.send-reminders.cron=* * * * * ?")) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(output)
                            .contains(
                                    "Reminding the customers in Beijing",
                                    "Reminding the customers in Shanghai",
                                    "Reminding the customers in Guangzhou"));
        }
    }

    @Test
    void asWritten_itWaitsForItsHour(CapturedOutput output) {
        try (ConfigurableApplicationContext context = start()) {
            assertThat(context.getBeansOfType(ScheduleJobBootstrap.class))
                    .containsOnlyKeys("send-remindersScheduleJobBootstrap");
            assertThat(output).contains("Started scheduled jobs: 1");
        }
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(SendReminders.class, ElasticJobAutoConfiguration.class)
                .web(WebApplicationType.NONE)
                .properties("spring.config.location=classpath:docs/quick-start.yaml")
                .run(join(arguments, "--elasticjob.reg-center.type=memory"));
    }

    private static String[] join(String[] first, String last) {
        String[] all = Arrays.copyOf(first, first.length + 1);
        all[first.length] = last;
        return all;
    }
}
