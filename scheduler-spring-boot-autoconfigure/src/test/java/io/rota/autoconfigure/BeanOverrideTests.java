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
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.verify;

import io.rota.bootstrap.OneOffJobBootstrap;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** A test of the application can put mocks in the place of bootstraps and jobs. */
@SpringBootTest(
        properties = {
            "elasticjob.defaults.sharding-total-count=1",
            "elasticjob.jobs.report.elastic-job-class=io.rota.autoconfigure.BeanOverrideTests.Report",
            "elasticjob.jobs.audit.elastic-job-class=io.rota.autoconfigure.BeanOverrideTests.Audit",
        })
class BeanOverrideTests {

    static class Report extends JobBindingTests.Nothing {}

    static class Audit extends JobBindingTests.Nothing {}

    record Controller(OneOffJobBootstrap report) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Report reporting() {
            return new Report();
        }

        @Bean
        Controller controller(@Qualifier("reportOneOffJobBootstrap") OneOffJobBootstrap report) {
            return new Controller(report);
        }
    }

    @MockitoBean("reportOneOffJobBootstrap")
    OneOffJobBootstrap bootstrap;

    @MockitoBean
    Audit audit;

    @Autowired
    Controller controller;

    @Autowired
    @Qualifier("auditOneOffJobBootstrap")
    OneOffJobBootstrap auditing;

    @Test
    void mockedBootstrap_isInjectedInItsPlace() {
        controller.report().execute();

        assertThat(controller.report()).isSameAs(bootstrap);
        verify(bootstrap).execute();
    }

    @Test
    void mockedJob_isRun() throws Exception {
        auditing.execute(Duration.ofSeconds(10)).toCompletableFuture().get();

        verify(audit).execute(any());
    }
}
