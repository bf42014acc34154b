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

import static io.rota.autoconfigure.ActuatedApplication.CANARY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rota.api.JobState;
import io.rota.autoconfigure.ActuatedApplication.Answer;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.operation.JobOperations;
import io.rota.registry.RegistryCenter;
import io.rota.registry.Transaction;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ApplicationContext;

class ElasticJobEndpointTests {

    private static ActuatedApplication application;

    @BeforeAll
    static void start() {
        application = ActuatedApplication.start(
                "--management.endpoint.elasticjob.access=unrestricted", "--management.info.elasticjob.enabled=true");
    }

    @AfterAll
    static void close() {
        application.close();
    }

    private static Map<String, Object> job(String name) throws Exception {
        Answer answer = application.get("/elasticjob/" + name);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static Map<?, ?> item(String job, int item) throws Exception {
        return (Map<?, ?>) ((List<?>) Objects.requireNonNull(job(job).get("items"))).get(item);
    }

    private static void awaitWhy(String job, int item, String why) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(item(job, item).get("why")).asString().contains(why));
    }

    // ---- looking

    @Test
    void list_hasEveryJob_withWhatThisProcessKnowsOfIt() throws Exception {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(application.get("/elasticjob").body()).contains("\"items\":[0,1]"));
        List<?> jobs = (List<?>)
                Objects.requireNonNull(application.get("/elasticjob").json().get("jobs"));

        assertThat(jobs)
                .extracting(each -> ((Map<?, ?>) each).get("name"))
                .isEqualTo(List.of("clean-up", "failing", "on-request", "settle-orders", "yearly-report"));
        assertThat(jobs)
                .extracting(each -> String.valueOf(((Map<?, ?>) each).get("type")))
                .contains("SCRIPT", ActuatedApplication.Settle.class.getName());
        Map<?, ?> yearly = (Map<?, ?>) jobs.get(4);
        assertThat(yearly.get("cron")).isEqualTo("0 0 0 1 1 ?");
        assertThat(yearly.get("timeZone")).isEqualTo("UTC");
        assertThat(yearly.get("state")).isEqualTo("RUNNING");
        assertThat(yearly.get("nextFire")).asString().endsWith("-01-01T00:00:00Z");
        assertThat(((Map<?, ?>) jobs.get(2)).containsKey("nextFire")).isFalse();
    }

    @Test
    void jobThatRuns_tellsItsLastRun_andItsNextFires() throws Exception {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Map<?, ?> last = (Map<?, ?>) item("settle-orders", 1).get("lastRun");
            assertThat(last.get("outcome")).isEqualTo("DONE");
            assertThat(last.get("duration")).asString().startsWith("PT0");
            assertThat(last.get("fire")).asString().matches(".*:\\d\\dZ");
        });
        Map<?, ?> item = item("settle-orders", 1);
        Map<?, ?> run = (Map<?, ?>) item.get("lastRun");

        assertThat(item.get("owner"))
                .asString()
                .contains("@-@")
                .isEqualTo(job("settle-orders").get("instance"));
        assertThat(run.get("instance")).isEqualTo(item.get("owner"));
        assertThat(run.get("started")).asString().endsWith("Z");
        assertThat(run.get("attempt")).isEqualTo(1);
        assertThat(((Number) run.get("token")).longValue()).isPositive();
        assertThat((List<?>) job("settle-orders").get("nextFires")).hasSize(5);
        assertThat(configuration("settle-orders"))
                .containsEntry("shardingItemParameters", "0=Beijing,1=Shanghai")
                .containsEntry("shardingTotalCount", 2);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> configuration(String job) throws Exception {
        return (Map<String, Object>) Objects.requireNonNull(job(job).get("configuration"));
    }

    @Test
    void jobThatNeverCameDue_failed_orWaitsForARequest_saysSo() {
        awaitWhy("clean-up", 0, "No fire came due since");
        awaitWhy("failing", 0, "failed after");
    }

    @Test
    void unknownJob_isNotFound() throws Exception {
        assertThat(application.get("/elasticjob/none").status()).isEqualTo(404);
        assertThat(application.post("/elasticjob/none/trigger", "{}").status()).isEqualTo(404);
    }

    @Test
    void secrets_areNowhere() throws Exception {
        awaitWhy("clean-up", 0, "No fire came due since");
        assertThat(configuration("clean-up").toString())
                .contains("script.command.line=/bin/true --token=***", "--db-password ***", "email.password=***");
        for (String path :
                List.of("/elasticjob", "/elasticjob/clean-up", "/elasticjob/settle-orders", "/health", "/info")) {
            assertThat(application.get(path).body()).as(path).doesNotContain(CANARY);
        }
    }

    @Test
    @Proves("management.info.elasticjob.enabled")
    void info_tellsRegistryAndNumberOfJobs_andTheVersionIfThereIsAJar() throws Exception {
        Map<?, ?> told = (Map<?, ?>)
                Objects.requireNonNull(application.get("/info").json().get("elasticjob"));

        assertThat(told.get("registry")).isEqualTo("memory");
        assertThat(told.get("namespace")).isEqualTo("");
        assertThat(told.get("jobs")).isEqualTo(5);
        String version = SchedulerRuntime.class.getPackage().getImplementationVersion();
        assertThat(told.get("version")).isEqualTo(version);
    }

    @Test
    void health_hasTheJobs_andLivenessDoesNot() throws Exception {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(application.get("/health/elasticjob").status())
                                .isEqualTo(200));
        assertThat(application.get("/health/elasticjob").body())
                .contains("\"status\":\"UP\"", "\"on-request\":{\"state\":\"RUNNING\"");
        assertThat(application.get("/health/liveness").status()).isEqualTo(200);
        assertThat(application.get("/health/liveness/elasticjob").status()).isEqualTo(404);
    }

    // ---- doing

    @Test
    void trigger_runsTheJobOnce() throws Exception {
        awaitWhy("on-request", 0, "a one-off job runs when somebody asks for it");
        Answer answer = application.post("/elasticjob/on-request/trigger", "{}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(Map.of("job", "on-request", "action", "TRIGGER", "affected", 1));
        awaitWhy("on-request", 0, "It ran because somebody asked for it");
    }

    @Test
    void item_isDisabled_andEnabledAgain() throws Exception {
        awaitWhy("yearly-report", 0, "No fire came due");
        assertThat(application
                        .post("/elasticjob/yearly-report/disable", "{\"item\": 0}")
                        .json())
                .containsEntry("affected", 1);
        awaitWhy("yearly-report", 0, "The item is disabled since ");
        assertThat(application
                        .post("/elasticjob/yearly-report/enable", "{\"item\": 0}")
                        .status())
                .isEqualTo(200);
        awaitWhy("yearly-report", 0, "No fire came due");
    }

    @Test
    void job_isDisabledOnEveryServer_andEnabledAgain() throws Exception {
        awaitWhy("failing", 0, "failed after");
        assertThat(application.post("/elasticjob/failing/disable", "{}").json()).containsEntry("affected", 1);
        awaitWhy("failing", 0, "The job is disabled since ");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(job("failing").get("state")).isEqualTo("DISABLED"));
        String server = ((Map<?, ?>) Objects.requireNonNull(job("failing").get("disabledServers")))
                .keySet()
                .iterator()
                .next()
                .toString();
        assertThat(application
                        .post("/elasticjob/failing/enable", "{\"server\": \"" + server + "\"}")
                        .status())
                .isEqualTo(200);
        awaitWhy("failing", 0, "failed after");
    }

    @Test
    void whatMakesNoSense_isABadRequest() throws Exception {
        for (String body :
                List.of("{\"item\": 7}", "{\"item\": 0, \"server\": \"10.0.0.1\"}", "{\"server\": \"a/b\"}")) {
            assertThat(application
                            .post("/elasticjob/yearly-report/disable", body)
                            .status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(application
                        .post("/elasticjob/yearly-report/trigger", "{\"item\": 0}")
                        .status())
                .isEqualTo(400);
        assertThat(application.post("/elasticjob/yearly-report/explode", "{}").status())
                .isEqualTo(400);
    }

    // ---- access

    @Test
    @Proves("management.endpoint.elasticjob.access")
    void unlessItIsAllowed_nothingCanBeDone() throws Exception {
        try (ActuatedApplication byDefault = ActuatedApplication.start()) {
            assertThat(byDefault.get("/elasticjob/on-request").status()).isEqualTo(200);
            for (String action : List.of("trigger", "disable", "enable")) {
                assertThat(byDefault
                                .post("/elasticjob/on-request/" + action, "{}")
                                .status())
                        .as(action)
                        .isIn(404, 405);
            }
        }
        try (ActuatedApplication capped = ActuatedApplication.start(
                "--management.endpoint.elasticjob.access=unrestricted",
                "--management.endpoints.access.max-permitted=read-only")) {
            assertThat(capped.get("/elasticjob").status()).isEqualTo(200);
            assertThat(capped.post("/elasticjob/on-request/trigger", "{}").status())
                    .isIn(404, 405);
        }
        try (ActuatedApplication closed = ActuatedApplication.start("--management.endpoint.elasticjob.access=none")) {
            assertThat(closed.get("/elasticjob").status()).isEqualTo(404);
            assertThat(closed.get("/info").body()).doesNotContain("elasticjob");
        }
    }

    @Test
    @Proves("management.endpoint.elasticjob.cache.time-to-live")
    void answerThatIsKept_isGivenAgain() throws Exception {
        assertThat(listAroundAChange("1h")).contains("RUNNING").doesNotContain("DISABLED");
        assertThat(listAroundAChange("0s")).contains("DISABLED");
    }

    /** The second answer of two, between which all jobs are disabled. */
    private static String listAroundAChange(String timeToLive) throws Exception {
        try (ActuatedApplication keeping =
                ActuatedApplication.start("--management.endpoint.elasticjob.cache.time-to-live=" + timeToLive)) {
            SchedulerRuntime runtime = keeping.context().getBean(SchedulerRuntime.class);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> runtime.states().stream().allMatch(JobState::isHealthy));
            assertThat(keeping.get("/elasticjob").status()).isEqualTo(200);
            JobOperations operations = keeping.context().getBean(JobOperations.class);
            runtime.states().forEach(job -> operations.jobs().disable(job.jobName(), null));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> runtime.states().stream().noneMatch(JobState::enabled));
            return keeping.get("/elasticjob").body();
        }
    }

    // ---- trouble

    @Test
    void registryThatDoesNotAnswer_isAnError_andTheListStillTellsWhatIsKnownHere() throws Exception {
        try (ActuatedApplication lost = ActuatedApplication.start(
                "--elasticjob.reg-center.type=zookeeper", "--elasticjob.reg-center.server-lists=127.0.0.1:1")) {
            Answer one = lost.get("/elasticjob/settle-orders");
            assertThat(one.status()).isEqualTo(503);
            assertThat(one.json()).containsEntry("error", "UNREACHABLE");
            assertThat(one.json().get("message")).asString().contains("ZooKeeper 127.0.0.1:1", "Check that it runs");
            assertThat(one.json().get("why")).asString().contains("The job waits for the registry");
            assertThat(lost.get("/elasticjob").body()).contains("\"name\":\"settle-orders\"", "\"state\":\"WAITING\"");
            assertThat(lost.get("/health/elasticjob").status()).isEqualTo(503);
        }
    }

    @Test
    void jobThatIsNotStarted_saysSo_andIsNotConnectedForTheAsking() throws Exception {
        try (ActuatedApplication idle = ActuatedApplication.start("--elasticjob.auto-startup=false")) {
            Map<String, Object> job = idle.get("/elasticjob/settle-orders").json();

            assertThat(job).containsEntry("state", "NOT_STARTED").containsEntry("items", List.of());
            assertThat(idle.get("/health/elasticjob").body()).contains("UNUSED");
        }
    }

    @Test
    void definitionAndRecordThatMakeNoSense_areToldAsSuch() {
        TroubledRegistry registry = new TroubledRegistry();
        endpoint(registry).run(context -> {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(report(context).items())
                            .allSatisfy(item -> assertThat(item.why()).contains("No fire came due")));
            registry.commit(new Transaction()
                    .set("/report/config", "rubbish", Transaction.ANY_VERSION)
                    .set("/report/sharding/1/execution", "rubbish", Transaction.ANY_VERSION));
            assertThat(report(context).items().get(0).why())
                    .contains("The definition in the registry cannot be used: /report/config");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(report(context).problem()).contains("its definition cannot be used"));
            assertThat(report(context).configuration()).containsEntry("cron", "0 0 3 * * ?");
            assertThat(report(context).items().get(1).why()).contains("makes no sense");
        });
    }

    private static Start endpoint(RegistryCenter registry) {
        return Start.withYaml("""
                elasticjob:
                  jobs:
                    report:
                      elastic-job-class: io.rota.autoconfigure.JobBindingTests$Nothing
                      cron: 0 0 3 * * ?
                      sharding-total-count: 2
                """)
                .andBean("nothing", JobBindingTests.Nothing.class, new JobBindingTests.Nothing())
                .andBean("registryCenter", RegistryCenter.class, registry)
                .andAutoConfiguration(AutoConfigurations.of(ElasticJobEndpointAutoConfiguration.class))
                .andProperty("management.endpoints.jmx.exposure.include=elasticjob")
                .andProperty("spring.jmx.enabled=true");
    }

    private static JobReport report(ApplicationContext context) {
        return Objects.requireNonNull(context.getBean(ElasticJobEndpoint.class).job("report"));
    }

    @Test
    void notExposed_orWithoutTheActuator_thereIsNone() {
        Start start = Start.withYaml("a: b")
                .andAutoConfiguration(AutoConfigurations.of(
                        ElasticJobEndpointAutoConfiguration.class, ElasticJobInfoContributorAutoConfiguration.class));
        start.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ElasticJobEndpoint.class));
        start.without(new FilteredClassLoader("org.springframework.boot.actuate", "org.springframework.boot.health"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean("elasticJobEndpoint")
                        .doesNotHaveBean("elasticjobInfoContributor"));
    }

    @Test
    void jmx_hasTheSameOperations() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try (ActuatedApplication managed = ActuatedApplication.start(
                "--spring.jmx.enabled=true",
                "--management.endpoints.jmx.exposure.include=elasticjob",
                "--management.endpoint.elasticjob.access=unrestricted")) {
            ObjectName name = new ObjectName("org.springframework.boot:type=Endpoint,name=Elasticjob");
            assertThat(server.invoke(name, "jobs", new Object[0], new String[0]))
                    .asString()
                    .contains("settle-orders");
            Object[] trigger = {"on-request", "trigger", null, null};
            String[] types = {"java.lang.String", "java.lang.String", "java.lang.Integer", "java.lang.String"};
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(server.invoke(name, "steer", trigger, types))
                            .asString()
                            .contains("affected=1"));
            assertThat(managed.context().isRunning()).isTrue();
        }
    }
}
