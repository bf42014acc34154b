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

import io.rota.api.JobConfiguration;
import io.rota.autoconfigure.ElasticJobAutoConfiguration;
import io.rota.bootstrap.ScheduleJobBootstrap;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The jobs that the pages about job types and error handling show start, and those without a class run. */
@ExtendWith(OutputCaptureExtension.class)
class JobTypesTests {

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theScriptRuns_andKnowsItsFire(CapturedOutput output) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(ElasticJobAutoConfiguration.class)
                .web(WebApplicationType.NONE)
                .properties("spring.config.location=classpath:docs/job-types.yaml")
                .run(
                        "--elasticjob.jobs.daily-archive.cron=* * * * * ?",
                        "--CHAT_WEBHOOK=https://chat.invalid/send",
                        "--elasticjob.reg-center.type=memory")) {
            assertThat(context.getBeansOfType(ScheduleJobBootstrap.class)).hasSize(2);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(output).containsPattern("archiving for 20\\d\\d-.*Z"));
        }
    }

    @Test
    void theJobWithMails_startsAsWritten() {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(
                        SendReminders.class, ElasticJobAutoConfiguration.class)
                .web(WebApplicationType.NONE)
                .properties("spring.config.location=classpath:docs/error-handling.yaml")
                .run("--MAIL_PASSWORD=tiger-1", "--elasticjob.reg-center.type=memory")) {
            JobConfiguration job = context.getBean(ScheduleJobBootstrap.class).configuration();
            assertThat(job.getTimeout()).isEqualTo(Duration.ofMinutes(10));
            assertThat(job.getRetry().maxAttempts()).isEqualTo(2);
            assertThat(job.getProps()).containsEntry("email.port", "465");
        }
    }
}
