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

import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The list of what nobody should have to debug: each test is named after its row, and demands the key, the place, the reason
 * and the remedy. The classes beside this one look at each row more closely.
 */
class BadInputTests {

    static class Report implements SimpleJob {
        @Override
        public void execute(ShardingContext context) {}
    }

    static class Orphan extends Report {}

    @Configuration(proxyBeanMethods = false)
    static class Beans {
        @Bean
        Report report() {
            return new Report();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MoreBeans {
        @Bean
        Report north() {
            return new Report();
        }
    }

    private static final String CLASS = "elastic-job-class: " + Report.class.getName();
    private static final String COUNT = "sharding-total-count: 1";

    /** A job of these lines, the first one at line 2. */
    private static Start job(String... lines) {
        return Start.withYaml("elasticjob.jobs.settle:\n  " + String.join("\n  ", lines) + "\n")
                .andBeans(Beans.class);
    }

    /**
     * What a report must have.
     *
     * @param key in full
     * @param line where it is written
     * @param parts of the reason, then of the remedy after a {@code >}
     */
    private static void reported(Start start, String key, int line, String... parts) {
        FailureAnalysis failure = start.failure();
        assertThat(failure.getDescription())
                .contains("Property: " + key, "Origin: ", "[application.yml] - " + line + ":", "Reason: ");
        for (String part : parts) {
            if (part.startsWith(">")) {
                assertThat(failure.getAction()).contains(part.substring(1));
            } else {
                assertThat(failure.getDescription()).contains(part);
            }
        }
        assertThat(failure.getAction()).endsWith("No job was started.");
    }

    @Test
    void bothClassAndType() {
        Start start = job(CLASS, "elastic-job-type: HTTP", COUNT);
        reported(start, "elasticjob.jobs.settle.elastic-job-class", 2, "only one of", ">Remove one of the two");
        reported(start, "elasticjob.jobs.settle.elastic-job-type", 3);
    }

    @Test
    void neitherClassNorType() {
        reported(job(COUNT), "elasticjob.jobs.settle", 2, "has neither", ">Write elastic-job-class");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.lang.String", "com.acme.Gone"})
    void classNotAJob(String name) {
        reported(
                job("elastic-job-class: " + name, COUNT),
                "elasticjob.jobs.settle.elastic-job-class",
                2,
                name,
                name.startsWith("java") ? ">Name a class that implements" : ">Correct the name of the class");
    }

    @Test
    void noBeanOfTheClass() {
        reported(
                job("elastic-job-class: " + Orphan.class.getName(), "cron: 0 0 3 * * ?", COUNT),
                "elasticjob.jobs.settle.elastic-job-class",
                2,
                "there is no bean of " + Orphan.class.getName(),
                ">Make it a bean");
    }

    @Test
    void oneOffWithoutBean() {
        reported(
                job("elastic-job-class: " + Orphan.class.getName(), COUNT),
                "elasticjob.jobs.settle.elastic-job-class",
                2,
                "there is no bean of " + Orphan.class.getName(),
                ">Make it a bean");
    }

    @Test
    void severalBeansOfTheClass() {
        reported(
                job(CLASS, COUNT).andBeans(MoreBeans.class),
                "elasticjob.jobs.settle.elastic-job-class",
                2,
                "there are 2 beans",
                "north, report",
                ">elastic-job-bean");
    }

    @Test
    void beanNameClash() {
        reported(
                job(CLASS, COUNT, "job-bootstrap-bean-name: report"),
                "elasticjob.jobs.settle.job-bootstrap-bean-name",
                4,
                "the bean name 'report' belongs to another bean",
                ">Give it a name of its own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "100001"})
    void itemCountZeroOrLess(String count) {
        reported(
                job(CLASS, "sharding-total-count: " + count),
                "elasticjob.jobs.settle.sharding-total-count",
                3,
                "Value: \"" + count + "\"",
                "Write the number of items, 1 to 100000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    job-sharding-strategy-type        | AVG_ALLOCATION, ODEVITY, ROUND_ROBIN, SINGLE_SHARDING_BALANCE
                    job-executor-service-handler-type | CPU, SINGLE_THREAD, VIRTUAL
                    job-error-handler-type            | DINGTALK, EMAIL, IGNORE, LOG, THROW, WECHAT
                    """)
    void unknownStrategyOrHandler(String key, String known) {
        reported(
                job(CLASS, COUNT, key + ": NONSENSE"),
                "elasticjob.jobs.settle." + key,
                4,
                "'NONSENSE' is not known. Known are " + known,
                ">Correct elasticjob.jobs.settle." + key);
    }

    @Test
    void unknownListener() {
        reported(
                job(CLASS, COUNT, "job-listener-types: NONSENSE"),
                "elasticjob.jobs.settle.job-listener-types",
                4,
                "'NONSENSE' is not known. There is no ElasticJobListener. Make one a bean");
    }

    @Test
    void unknownTypeName() {
        reported(
                job("elastic-job-type: PERL", COUNT),
                "elasticjob.jobs.settle.elastic-job-type",
                2,
                "'PERL' is not known. Known are HTTP, SCRIPT");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0=A,1     | is not one item, one '='
                    0=A,B=1   | is not an item number
                    0=A,0=B   | item 0 occurs twice
                    """)
    void malformedItemParameters(String parameters, String reason) {
        reported(
                job(CLASS, COUNT, "sharding-item-parameters: " + parameters),
                "elasticjob.jobs.settle.sharding-item-parameters",
                4,
                reason,
                "Write it as 0=A,1=B");
    }

    @Test
    void tracingRdbWithoutDataSource() {
        reported(
                Start.withYaml("elasticjob.tracing.type: RDB"),
                "elasticjob.tracing.type",
                1,
                "there is no DataSource",
                ">elasticjob.tracing.data-source.url");
    }

    @Test
    void includeAndExcludeTogether() {
        reported(
                Start.withYaml("elasticjob.tracing:\n  type: RDB\n  include-job-names: a\n  exclude-job-names: b\n"),
                "elasticjob.tracing.exclude-job-names",
                4,
                "mutually exclusive",
                ">Remove one of them");
    }

    @Test
    void registryTypeWithoutItsAddress() {
        reported(
                Start.withYaml("elasticjob.reg-center.type: zookeeper"),
                "elasticjob.reg-center.type",
                1,
                "server-lists, which is not set",
                ">host:port,host:port");
    }

    @ParameterizedTest
    @CsvSource({"SCRIPT, script.command.line", "HTTP, http.uri"})
    void missingScriptLineOrUri(String type, String key) {
        reported(
                job("elastic-job-type: " + type, COUNT),
                "elasticjob.jobs.settle.props." + key,
                2,
                key + " is missing",
                ">Correct elasticjob.jobs.settle.props." + key);
    }

    @ParameterizedTest
    @CsvSource({"EMAIL, email.port", "WECHAT, wechat.webhook", "DINGTALK, dingtalk.webhook"})
    void missingMailOrWebhookSetting(String handler, String key) {
        reported(
                job(CLASS, COUNT, "job-error-handler-type: " + handler),
                "elasticjob.jobs.settle.props." + key,
                2,
                key + " is missing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    EMAIL    | email.port       | many
                    EMAIL    | email.useSsl     | maybe
                    WECHAT   | wechat.webhook   | no address
                    DINGTALK | dingtalk.webhook | ftp://chat
                    """)
    void malformedMailOrWebhookSetting(String handler, String key, String value) {
        reported(
                job(CLASS, COUNT, "job-error-handler-type: " + handler, "props:", mail(key, value)),
                "elasticjob.jobs.settle.props." + key,
                key.contains("webhook") ? 6 : 13,
                key);
    }

    /** All that a mail needs, so that only the one setting is wrong; it comes last. */
    private static String mail(String key, String value) {
        String[] needed = {
            "email.host: h", "email.username: u", "email.password: p", "email.from: a@b.c", "email.to: d@e.f"
        };
        String wrong = "  " + key + ": " + value;
        if (!key.startsWith("email.")) {
            return wrong;
        }
        return String.join(
                        "\n  ", Arrays.stream(needed).map(line -> "  " + line).toList()) + "\n  "
                + (key.equals("email.port") ? "  email.debug: false" : "  email.port: 25") + "\n  "
                + "  notify.interval.seconds: 1\n  " + wrong;
    }

    @Test
    void negativeWaitForRunningItems() {
        FailureAnalysis failure =
                Start.withYaml("elasticjob.shutdown.await-termination: -1s").failure();
        assertThat(failure.getDescription())
                .contains("elasticjob.shutdown.await-termination", "[application.yml] - 1:40", "must not be negative");
    }
}
