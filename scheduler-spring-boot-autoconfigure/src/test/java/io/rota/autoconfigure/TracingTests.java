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

import com.zaxxer.hikari.HikariDataSource;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.tracing.JobEvent;
import io.rota.tracing.JobTracer;
import io.rota.tracing.QueuedTracer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Runs in the tables of a database, as the configuration asks for. */
@Timeout(60)
class TracingTests {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final List<String> ORDER_OF_CLOSING = new CopyOnWriteArrayList<>();

    private static final String JOB = """
            elasticjob:
              jobs:
                report:
                  elastic-job-class: io.rota.autoconfigure.TracingTests$Report
                  job-bootstrap-bean-name: reportJob
                  sharding-total-count: 2
            """;

    private final String url = "jdbc:h2:mem:traced" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1";

    /** Does nothing. */
    static class Report implements SimpleJob {
        @Override
        public void execute(ShardingContext context) {}
    }

    /** Two databases of equal rank. */
    @Configuration(proxyBeanMethods = false)
    static class TwoDatabases {
        @Bean
        DataSource orders() {
            return new JdbcDataSource();
        }

        @Bean
        DataSource customers() {
            return new JdbcDataSource();
        }
    }

    /** A tracer of the application's own. */
    @Configuration(proxyBeanMethods = false)
    static class OwnTracer {
        @Bean
        Told told() {
            return new Told();
        }
    }

    /** Remembers what it is told. */
    static class Told implements JobTracer {
        final List<JobEvent> events = new CopyOnWriteArrayList<>();

        @Override
        public boolean traces(String jobName) {
            return true;
        }

        @Override
        public void publish(JobEvent event) {
            events.add(event);
        }

        @Override
        public void close() {}
    }

    /** A database that says when it is closed. */
    static class Database extends DelegatingDataSource implements AutoCloseable {

        Database(DataSource target) {
            super(target);
        }

        @Override
        public void close() {
            ORDER_OF_CLOSING.add("database");
        }
    }

    @BeforeEach
    void clear() {
        ORDER_OF_CLOSING.clear();
    }

    private Start start(String tracing) {
        return Start.withYaml(JOB + tracing).andBean("report", Report.class, new Report());
    }

    private Start startWithDatabase(String tracing) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(url);
        return start(tracing).andBean("database", Database.class, new Database(database));
    }

    private static void run(ApplicationContext context) throws Exception {
        assertThat(context.getBean("reportJob", OneOffJobBootstrap.class)
                        .execute(Duration.ofSeconds(20))
                        .toCompletableFuture()
                        .get(21, TimeUnit.SECONDS)
                        .succeeded())
                .isTrue();
    }

    private List<String> query(String sql) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }

    @Test
    @Proves("elasticjob.tracing.type")
    void rdb_writesTheRunsToTheApplicationsDatabase_alsoTheLastOnes() {
        startWithDatabase("  tracing: {type: RDB, retention: 30d}\n").run(context -> {
            assertThat(context).hasSingleBean(QueuedTracer.class);
            run(context);
        });

        assertThat(query("SELECT sharding_item FROM JOB_EXECUTION_LOG WHERE is_success = 1 ORDER BY 1"))
                .containsExactly("0", "1");
        assertThat(query("SELECT DISTINCT execution_source FROM JOB_EXECUTION_LOG"))
                .containsExactly("MANUAL_TRIGGER");
        assertThat(query("SELECT state FROM JOB_STATUS_TRACE_LOG WHERE sharding_item = '[1]' ORDER BY id DESC"))
                .containsExactlyInAnyOrder("TASK_STAGING", "TASK_RUNNING", "TASK_FINISHED");
        assertThat(ORDER_OF_CLOSING).containsExactly("database");
    }

    @Test
    void withoutAType_nothingIsTraced() {
        startWithDatabase("").run(context -> {
            assertThat(context).doesNotHaveBean(JobTracer.class);
            run(context);
        });
        assertThat(query("SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'JOB%'"))
                .isEmpty();
    }

    @Test
    @Proves("elasticjob.tracing.exclude-job-names")
    void excludedJobs_areNotTraced() {
        startWithDatabase("  tracing: {type: rdb, exclude-job-names: [report, other]}\n")
                .run(context -> {
                    assertThat(context.getBean(JobTracer.class).traces("report"))
                            .isFalse();
                    assertThat(context.getBean(JobTracer.class).traces("more")).isTrue();
                });
    }

    @Test
    @Proves("elasticjob.tracing.include-job-names")
    void onlyIncludedJobs_areTraced_ifThereAreAny() {
        startWithDatabase("  tracing: {type: RDB, include-job-names: 'report, other'}\n")
                .run(context -> {
                    assertThat(context.getBean(JobTracer.class).traces("report"))
                            .isTrue();
                    assertThat(context.getBean(JobTracer.class).traces("more")).isFalse();
                });
    }

    @Test
    @Proves("elasticjob.tracing.data-source.url")
    void databaseOfItsOwn_isNoCandidateForAnybody() {
        String other = "jdbc:h2:mem:application" + DATABASES.incrementAndGet();
        start("  tracing: {type: RDB, data-source: {url: '" + url + "', driver-class-name: org.h2.Driver}}\n")
                .andAutoConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, JdbcTemplateAutoConfiguration.class))
                .andProperty("spring.datasource.url=" + other)
                .run(context -> {
                    assertThat(context).hasSingleBean(DataSource.class).hasSingleBean(JdbcTemplate.class);
                    assertThat(context.getBean(HikariDataSource.class).getJdbcUrl())
                            .isEqualTo(other);
                    run(context);
                });
        assertThat(query("SELECT sharding_item FROM JOB_EXECUTION_LOG")).hasSize(2);
    }

    @Test
    @Proves({
        "elasticjob.tracing.data-source.username",
        "elasticjob.tracing.data-source.password",
        "elasticjob.tracing.data-source.driver-class-name"
    })
    void userPasswordAndDriver_areThoseThatItWritesWith() throws SQLException {
        try (Connection owner = DriverManager.getConnection(url);
                Statement statement = owner.createStatement()) {
            statement.execute("CREATE USER tracer PASSWORD 'right' ADMIN");
        }
        int before = JdbcRegistryTests.NotingDriver.CONNECTIONS.get();
        start("  tracing: {type: RDB, data-source: {url: '" + url + "', username: tracer, password: right,"
                        + " driver-class-name: " + JdbcRegistryTests.NotingDriver.class.getName() + "}}\n")
                .run(TracingTests::run);
        assertThat(JdbcRegistryTests.NotingDriver.CONNECTIONS.get()).isGreaterThan(before);
        assertThat(query("SELECT sharding_item FROM JOB_EXECUTION_LOG")).hasSize(2);
        // With another password nobody writes.
        start("  tracing: {type: RDB, data-source: {url: '" + url + "', username: tracer, password: wrong}}\n")
                .run(TracingTests::run);
        assertThat(query("SELECT sharding_item FROM JOB_EXECUTION_LOG")).hasSize(2);
    }

    @Test
    void databaseThatIsAway_neitherStopsTheStartNorARun() {
        AtomicBoolean ran = new AtomicBoolean();
        start("  tracing: {type: RDB, data-source: {url: 'jdbc:h2:tcp://127.0.0.1:1/nobody'}}\n")
                .run(context -> {
                    run(context);
                    ran.set(true);
                });
        assertThat(ran).isTrue();
    }

    @Test
    @Proves("elasticjob.tracing.initialize-schema")
    void initializeSchemaNever_makesNoTable() {
        startWithDatabase("  tracing: {type: RDB, initialize-schema: never}\n").run(TracingTests::run);
        assertThat(query("SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'JOB%'"))
                .isEmpty();
    }

    @Test
    void ownTracer_isToldInstead() {
        start("").andBeans(OwnTracer.class).run(context -> {
            run(context);
            await().until(() -> context.getBean(Told.class).events.size() == 6);
        });
    }

    @Test
    void rdbWithoutADataSource_isReported() {
        FailureAnalysis failure = start("  tracing.type: RDB\n").failure();
        assertThat(failure.getDescription())
                .contains("Property: elasticjob.tracing.type", "[application.yml] - 7:", "there is no DataSource");
        assertThat(failure.getAction()).contains("spring.datasource.url", "elasticjob.tracing.data-source.url");
    }

    @Test
    void severalDataSources_areNamed() {
        FailureAnalysis failure =
                start("  tracing.type: RDB\n").andBeans(TwoDatabases.class).failure();
        assertThat(failure.getDescription()).contains("several DataSources", "orders", "customers");
        assertThat(failure.getAction()).contains("@Primary", "elasticjob.tracing.data-source.url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{include-job-names: a, exclude-job-names: b, type: RDB}",
                "{include-job-names: [a], exclude-job-names: [b], type: RDB}"
            })
    void includedAndExcludedJobs_areReported(String tracing) {
        FailureAnalysis failure =
                startWithDatabase("  tracing: " + tracing + "\n").failure();
        assertThat(failure.getDescription())
                .contains("elasticjob.tracing.exclude-job-names", "[application.yml] - 7:", "mutually exclusive");
        assertThat(failure.getAction()).contains("Remove one of them", "No job was started");
    }

    @Test
    void unknownType_isReportedWithTheKnownOnes() {
        FailureAnalysis failure = startWithDatabase("  tracing.type: KAFKA\n").failure();
        assertThat(failure.getDescription()).contains("elasticjob.tracing.type", "KAFKA", "[application.yml] - 7:");
        assertThat(failure.getAction()).contains("RDB");
    }

    @Test
    void retentionOfNothing_isReported() {
        FailureAnalysis failure =
                startWithDatabase("  tracing: {type: RDB, retention: 0s}\n").failure();
        assertThat(failure.getDescription()).contains("elasticjob.tracing.retention", "PT0S is everything");
    }

    @Test
    void userWithoutAUrl_isReported() {
        FailureAnalysis failure = startWithDatabase("  tracing: {type: RDB, data-source: {password: canary}}\n")
                .failure();
        assertThat(failure.getDescription())
                .contains("elasticjob.tracing.data-source.password", "data-source.url is not set")
                .doesNotContain("canary");
    }

    @Test
    void urlWithoutADriver_isReportedWithoutItsSecrets() {
        FailureAnalysis failure = startWithDatabase(
                        "  tracing: {type: RDB, data-source: {url: 'jdbc:nosuch://db/x?password=canary'}}\n")
                .failure();
        assertThat(failure.getDescription())
                .contains("elasticjob.tracing.data-source.url", "no JDBC driver")
                .doesNotContain("canary");
    }

    @Test
    void driverThatDoesNotExist_isReported() {
        FailureAnalysis failure = startWithDatabase(
                        "  tracing: {type: RDB, data-source: {url: '" + url + "', driver-class-name: no.Driver}}\n")
                .failure();
        assertThat(failure.getDescription()).contains("data-source.driver-class-name", "\"no.Driver\"");
    }

    @Test
    void databaseOfItsOwnWithoutHikari_isReported() {
        FailureAnalysis failure = startWithDatabase("  tracing: {type: RDB, data-source: {url: '" + url + "'}}\n")
                .without(new FilteredClassLoader("com.zaxxer.hikari"))
                .failure();
        assertThat(failure.getDescription()).contains("HikariCP is not on the class path");
        assertThat(failure.getAction()).contains("com.zaxxer:HikariCP");
    }

    @Test
    void unknownKeyOfTracing_isReported() {
        FailureAnalysis failure =
                startWithDatabase("  tracing: {type: RDB, retentoin: 1d}\n").failure();
        assertThat(failure.getDescription()).contains("Did you mean 'elasticjob.tracing.retention'?");
    }
}
