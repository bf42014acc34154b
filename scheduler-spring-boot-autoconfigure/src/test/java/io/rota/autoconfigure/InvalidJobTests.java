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
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import io.rota.api.ElasticJob;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.OneOffJobBootstrap;
import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A job that cannot run stops the start and says why, where, and what to write. */
@ExtendWith(OutputCaptureExtension.class)
class InvalidJobTests {

    static class Report implements SimpleJob {

        final List<Integer> runs = new CopyOnWriteArrayList<>();

        @Override
        public void execute(ShardingContext context) {
            runs.add(context.getShardingItem());
        }
    }

    /** Says that it is a job, but not of a kind that can be run. */
    static class Unrunnable implements ElasticJob {}

    @Configuration(proxyBeanMethods = false)
    static class OneReport {

        @Bean
        Report report() {
            return new Report();
        }

        @Bean
        Unrunnable unrunnable() {
            return new Unrunnable();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoReports {

        @Bean
        Report north() {
            return new Report();
        }

        @Bean
        Report south() {
            return new Report();
        }
    }

    @Test
    void neitherClassNorType_isReported() {
        FailureAnalysis failure = failure("sharding-total-count: 1");

        assertThat(failure.getDescription())
                .contains("Job 'report' does not say what it runs")
                .contains("Property: elasticjob.jobs.report", "[application.yml] - 4:")
                .contains("neither elastic-job-class nor elastic-job-type");
        assertThat(failure.getAction()).contains("Write elastic-job-class", "No job was started");
    }

    @Test
    void emptyJob_isReported() {
        assertThat(Start.withYaml("elasticjob.jobs.report:").failure().getDescription())
                .contains("neither elastic-job-class nor elastic-job-type");
    }

    @Test
    void classAndType_areReportedBoth() {
        FailureAnalysis failure = failure("elastic-job-class: a.B", "elasticJobType: SCRIPT");

        assertThat(failure.getDescription())
                .contains("only one of elastic-job-class and elastic-job-type may be set")
                .contains("elasticjob.jobs.report.elastic-job-class", "[application.yml] - 4:26")
                .contains("elasticjob.jobs.report.elastic-job-type", "[application.yml] - 5:23");
        assertThat(failure.getAction()).contains("Remove one of the two.");
    }

    @Test
    void unknownType_isReportedWithTheKnownOnes() {
        FailureAnalysis failure = failure("elastic-job-type: PERL", "sharding-total-count: 1");

        assertThat(failure.getDescription())
                .contains("elasticjob.jobs.report.elastic-job-type", "\"PERL\"", "[application.yml] - 4:")
                .contains("'PERL' is not known. Known are HTTP, SCRIPT.");
    }

    @ParameterizedTest
    @CsvSource({
        "SCRIPT, props.script.command.line, is missing",
        "HTTP, props.http.uri, is missing",
    })
    void typeWithoutItsSetting_isReportedByKey(String type, String key, String problem) {
        FailureAnalysis failure = failure("elastic-job-type: " + type, "sharding-total-count: 1");

        assertThat(failure.getDescription())
                .contains("Property: elasticjob.jobs.report." + key, "[application.yml] - 4:", key + " " + problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SCRIPT | script.command.line              | run 'it    | has a quote at position 5
                    HTTP   | http.uri                         | prices/all | is no address
                    """)
    void malformedCommandOrAddress_isReportedWithItsPlace(String type, String key, String value, String problem) {
        FailureAnalysis failure =
                failure("elastic-job-type: " + type, "sharding-total-count: 1", "props:", "  " + key + ": " + value);

        assertThat(failure.getDescription())
                .contains("Property: elasticjob.jobs.report.props." + key, "Value: \"" + value + "\"")
                .contains("[application.yml] - 7:", problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    EMAIL    | email.host: smtp                            | email.port
                    WECHAT   | other: x                                    | wechat.webhook
                    DINGTALK | dingtalk.secret: x                          | dingtalk.webhook
                    """)
    void handlerWithoutItsSetting_isReportedByKey(String handler, String prop, String missing) {
        FailureAnalysis failure = valid("job-error-handler-type: " + handler, "props:", "  " + prop)
                .failure();

        assertThat(failure.getDescription())
                .contains("Property: elasticjob.jobs.report.props." + missing, missing + " is missing");
    }

    @Test
    void malformedSettingOfAHandler_isReportedAsItIsWritten_andSecretsAreNotShown() {
        FailureAnalysis failure = valid(
                        "job-error-handler-type: WECHAT",
                        "props:",
                        "  wechat.webhook: https://chat/s3cr3t",
                        "  wechat.connectTimeoutMilliseconds: soon")
                .failure();

        assertThat(failure.getDescription())
                .contains("props.wechat.connectTimeoutMilliseconds", "Value: \"soon\"", "[application.yml] - 9:");
        assertThat(valid("job-error-handler-type: WECHAT", "props:", "  wechat.webhook: s3cr3t")
                        .failure()
                        .getDescription())
                .contains("props.wechat.webhook", "(not shown)")
                .doesNotContain("s3cr3t");
    }

    /** Goal: an application without a mail library. Method: all classes anew, from the class path without what has mail in its name. */
    @Test
    void mailWithoutTheLibrary_isReportedWithTheDependency() throws Exception {
        URL[] classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> !entry.getFileName().toString().contains("mail"))
                .map(entry -> assertDoesNotThrow(() -> entry.toUri().toURL()))
                .toArray(URL[]::new);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader classes = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(classes);
            Method start =
                    classes.loadClass(InvalidJobTests.class.getName()).getDeclaredMethod("descriptionOfAJobWithMails");
            start.setAccessible(true);
            assertThat((String) start.invoke(null))
                    .contains(
                            "Property: elasticjob.jobs.report.job-error-handler-type", "org.eclipse.angus:angus-mail");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static String descriptionOfAJobWithMails() {
        return valid(
                        "job-error-handler-type: EMAIL",
                        "props:",
                        "  email: {host: h, port: 25, username: u, password: p, from: a@b.c, to: d@e.f}")
                .failure()
                .getDescription();
    }

    @Test
    void missingClass_isReported() {
        FailureAnalysis failure = failure("elastic-job-class: com.acme.Gone", "sharding-total-count: 1");

        assertThat(failure.getDescription())
                .contains("Job 'report' has no class to run", "[application.yml] - 4:26")
                .contains("there is no class 'com.acme.Gone'");
        assertThat(failure.getAction()).contains("Correct the name of the class");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.lang.String", "io.rota.autoconfigure.InvalidJobTests$Unrunnable"})
    void classThatIsNoJob_isReported(String className) {
        FailureAnalysis failure = failure("elastic-job-class: " + className, "sharding-total-count: 1");

        assertThat(failure.getDescription())
                .contains("[application.yml] - 4:26", className + " is no job that can be run");
        assertThat(failure.getAction()).contains("io.rota.api.SimpleJob");
    }

    @Test
    void classWithoutABean_isReported() {
        FailureAnalysis failure =
                failure("elastic-job-class: " + JobBindingTests.Nothing.class.getName(), "sharding-total-count: 1");

        assertThat(failure.getDescription())
                .contains("[application.yml] - 4:26", "there is no bean of " + JobBindingTests.Nothing.class.getName());
        assertThat(failure.getAction()).contains("@Component", "@Bean");
    }

    @Test
    void classWithTwoBeans_isReportedWithTheirNames() {
        FailureAnalysis failure = start("elastic-job-class: " + Report.class.getName(), "sharding-total-count: 1")
                .andBeans(TwoReports.class)
                .failure();

        assertThat(failure.getDescription())
                .contains("there are 2 beans of", "north, south", "[application.yml] - 4:26");
        assertThat(failure.getAction()).contains("elastic-job-bean");
    }

    @Test
    void beanNameThatNoBeanHas_isReportedWithThoseThatThereAre() {
        FailureAnalysis failure = start(
                        "elastic-job-class: " + Report.class.getName(),
                        "elastic-job-bean: east",
                        "sharding-total-count: 1")
                .andBeans(TwoReports.class)
                .failure();

        assertThat(failure.getDescription()).contains("there is no bean 'east' of", "[application.yml] - 5:25");
        assertThat(failure.getAction()).contains("north, south");
    }

    @Test
    void bootstrapNameOfAnotherBean_isReported() {
        FailureAnalysis failure = valid("job-bootstrap-bean-name: report").failure();

        assertThat(failure.getDescription())
                .contains("[application.yml] - 6:", "the bean name 'report' belongs to another bean", "OneReport");
        assertThat(failure.getAction()).contains("job-bootstrap-bean-name");
    }

    @Test
    void bootstrapNameOfAnotherJob_isReported() {
        FailureAnalysis failure = valid("job-bootstrap-bean-name: otherOneOffJobBootstrap")
                .andProperty("elasticjob.jobs.other.elastic-job-class=" + Report.class.getName())
                .andProperty("elasticjob.jobs.other.sharding-total-count=1")
                .failure();

        assertThat(failure.getDescription()).contains("belongs to job 'report'", "elasticjob.jobs.other");
    }

    @ParameterizedTest
    @CsvSource({
        "retry.max-attempts, -1, Write 0 to 100",
        "retry.delay, 2h, Write a duration of 0 to 1 hour",
        "retry.multiplier, 0.5, Write 1 for pauses of the same length",
        "timeout, -1s, Write a duration of 0 to 365 days",
        "late-limit, -1s, Write a duration of 0 to 365 days",
    })
    void valueOutOfItsRange_isReportedWithItsPlace(String key, String value, String remedy) {
        FailureAnalysis failure = valid(key + ": " + value).failure();

        assertThat(failure.getDescription())
                .contains("elasticjob.jobs.report." + key, "[application.yml] - 6:", remedy);
    }

    @Test
    void missingItemCount_isReportedWithThePlaceOfTheJob() {
        FailureAnalysis failure = failure("elastic-job-class: " + Report.class.getName());

        assertThat(failure.getDescription())
                .contains("elasticjob.jobs.report.sharding-total-count", "[application.yml] - 4:26")
                .contains("sharding-total-count is missing. Write the number of items");
        assertThat(failure.getAction()).contains("Correct elasticjob.jobs.report.sharding-total-count");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-3", "100001"})
    void itemCountOutOfRange_isReported(String count) {
        FailureAnalysis failure =
                failure("elastic-job-class: " + Report.class.getName(), "sharding-total-count: " + count);

        assertThat(failure.getDescription())
                .contains("Property: elasticjob.jobs.report.sharding-total-count", "Value: \"" + count + "\"")
                .contains("[application.yml] - 5:29", "Write the number of items, 1 to 100000");
    }

    @Test
    void itemCountThatIsNoNumber_isReported() {
        FailureAnalysis failure = failure("elastic-job-class: " + Report.class.getName(), "sharding-total-count: many");

        assertThat(failure.getDescription())
                .contains("elasticjob.jobs.report.sharding-total-count", "\"many\"", "[application.yml] - 5:29");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    cron                              | 0 0 25 * * ?        | hour
                    cron                              | 0 0 3 30 2 ?        | never fires again
                    cron                              | 0 0 3 1 1 ? 2020    | never fires again
                    cron                              | 0 0 3               | expression
                    time-zone                         | Mars/Olympus        | Mars/Olympus
                    sharding-item-parameters          | 0=A,1               | is not one item
                    sharding-item-parameters          | A=0                 | is not an item number
                    job-sharding-strategy-type        | FAIR                | AVG_ALLOCATION
                    job-executor-service-handler-type | HUGE                | SINGLE_THREAD
                    job-error-handler-type            | SHOUT               | IGNORE
                    """)
    void wrongValue_isReportedWithItsPlaceAndWhatIsWrong(String key, String value, String reason) {
        Start start = key.equals("cron")
                ? valid("cron: " + value)
                : valid(key + ": " + value).andProperty("elasticjob.jobs.report.cron=0 0 3 * * ?");

        FailureAnalysis failure = start.failure();

        assertThat(failure.getDescription())
                .contains("The configuration of job 'report' is wrong")
                .contains("Property: elasticjob.jobs.report." + key, "Value: \"" + value + "\"")
                .contains("[application.yml] - 6:", reason);
        assertThat(failure.getAction())
                .contains("Correct elasticjob.jobs.report." + key + " as the reason says", "No job was started");
    }

    @Test
    void wrongDefault_isReportedWhereItIsWritten() {
        FailureAnalysis failure = valid("cron: 0 0 3 * * ?")
                .andLowerYaml("elasticjob.defaults.time-zone: Mars/Olympus")
                .failure();

        assertThat(failure.getDescription()).contains("Property: elasticjob.defaults.time-zone", "[lower.yml] - 1:32");
    }

    @Test
    void wrongLaterNameOfTheThreadType_isReportedAsWritten() {
        assertThat(valid("job-executor-thread-pool-size-provider-type: HUGE")
                        .failure()
                        .getDescription())
                .contains("\"HUGE\"", "[application.yml] - 6:52");
    }

    @Test
    void unresolvedPlaceholder_isReportedAsThat() {
        FailureAnalysis failure = valid("cron: ${settle.cron}").failure();

        assertThat(failure.getDescription())
                .contains("A placeholder could not be resolved", "Property: elasticjob.jobs.report.cron")
                .contains("[application.yml] - 6:13", "nothing defines the placeholder 'settle.cron'");
        assertThat(failure.getAction()).contains("Define the property 'settle.cron'", "${settle.cron:...}");
    }

    @Test
    void unresolvedPlaceholderOfANumber_isReportedAsThat() {
        assertThat(valid("reconcile-interval-minutes: ${minutes}").failure().getDescription())
                .contains("nothing defines the placeholder 'minutes'");
    }

    @Test
    void unresolvedPlaceholderOutsideJobs_isReportedAsThat() {
        assertThat(valid("misfire: true")
                        .andProperty("elasticjob.reg-center.namespace=jobs/${app}")
                        .failure()
                        .getDescription())
                .contains("elasticjob.reg-center.namespace", "nothing defines the placeholder 'app'");
    }

    @Test
    void overriddenPlaceholder_isNobodysConcern() {
        assertThat(valid("job-parameter: ${nope}")
                        .andProperty("elasticjob.jobs.report.job-parameter=all")
                        .job()
                        .getJobParameter())
                .isEqualTo("all");
    }

    @Test
    void secretValue_isNotShown() {
        FailureAnalysis failure =
                valid("props:", "  api-token: ${missing:}${vault}s3cr3t").failure();

        assertThat(failure.getDescription())
                .contains("props.api-token", "(not shown)")
                .doesNotContain("s3cr3t");
        assertThat(failure.getAction()).doesNotContain("s3cr3t");
    }

    @Test
    void oneWrongJob_keepsAllOthersFromRunning(CapturedOutput output) {
        valid("cron: '* * * * * ?'")
                .andProperty("elasticjob.jobs.wrong.elastic-job-class=" + Report.class.getName())
                .andProperty("elasticjob.jobs.wrong.sharding-total-count=0")
                .failure();

        assertThat(output).doesNotContain("Started", "A session with the registry has begun");
    }

    @Test
    void oneWrongJob_keepsAllOthersFromRunningWithLazyInitialization(CapturedOutput output) {
        valid("cron: '* * * * * ?'")
                .andBeans(Lazy.class)
                .andProperty("elasticjob.jobs.wrong.elastic-job-class=" + Report.class.getName())
                .andProperty("elasticjob.jobs.wrong.sharding-total-count=0")
                .failure();

        assertThat(output).doesNotContain("Started", "A session with the registry has begun");
    }

    @Configuration(proxyBeanMethods = false)
    static class Lazy {

        @Bean
        static LazyInitializationBeanFactoryPostProcessor lazy() {
            return new LazyInitializationBeanFactoryPostProcessor();
        }
    }

    @Test
    void validJob_isMade() {
        valid("misfire: true").run(context -> assertThat(context).hasSingleBean(OneOffJobBootstrap.class));
    }

    private static FailureAnalysis failure(String... lines) {
        return start(lines).andBeans(OneReport.class).failure();
    }

    /** A job that would start, and more lines from line 6 on. */
    private static Start valid(String... more) {
        return start(
                        "elastic-job-class: " + Report.class.getName(),
                        "sharding-total-count: 1\n      " + String.join("\n      ", more))
                .andBeans(OneReport.class);
    }

    /** A job of these lines, the first one at line 4. */
    private static Start start(String... lines) {
        return Start.withYaml("elasticjob:\n  jobs:\n    report:\n      " + String.join("\n      ", lines) + "\n");
    }
}
