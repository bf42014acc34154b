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
import io.rota.registry.RegistryCenter;
import io.rota.registry.jdbc.JdbcConfiguration;
import io.rota.registry.jdbc.JdbcRegistryCenter;
import io.rota.registry.jdbc.TableCreation;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** The registry center in a database, as the configuration asks for. */
@Timeout(60)
class JdbcRegistryTests {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static final String JOB = """
            elasticjob:
              jobs:
                report:
                  elastic-job-class: io.rota.autoconfigure.JdbcRegistryTests$Report
                  job-bootstrap-bean-name: reportJob
                  sharding-total-count: 2
              reg-center:
                namespace: billing
            """;

    private final String url = "jdbc:h2:mem:registry" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1";

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

    /** Tells nobody where its connections lead. */
    static class Discreet implements DataSource {
        @Override
        public Connection getConnection() throws SQLException {
            throw new SQLException();
        }

        @Override
        public Connection getConnection(String username, String password) throws SQLException {
            throw new SQLException();
        }

        @Override
        public PrintWriter getLogWriter() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setLogWriter(PrintWriter out) {}

        @Override
        public void setLoginTimeout(int seconds) {}

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException();
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }

    /** The driver of H2, which counts what it is asked for. */
    public static final class NotingDriver extends org.h2.Driver {
        static final AtomicInteger CONNECTIONS = new AtomicInteger();

        @Override
        public Connection connect(String url, Properties info) throws SQLException {
            CONNECTIONS.incrementAndGet();
            return super.connect(url, info);
        }
    }

    private static Start start(String jdbc) {
        return Start.withYaml(JOB + "    type: jdbc\n" + jdbc).andBean("report", Report.class, new Report());
    }

    private Start startWithPool(String jdbc) {
        return start(jdbc)
                .andAutoConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
                .andProperty("spring.datasource.url=" + url)
                .andProperty("spring.datasource.hikari.maximum-pool-size=1")
                .andProperty("spring.datasource.hikari.connection-timeout=250");
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
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
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
    void applicationsDatabase_isUsed_whileItsPoolIsExhausted() {
        startWithPool("").run(context -> {
            assertThat(context).hasSingleBean(JdbcRegistryCenter.class).hasSingleBean(DataSource.class);
            // The only connection there is.
            try (Connection taken = context.getBean(HikariDataSource.class).getConnection()) {
                run(context);
                assertThat(taken.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
            }
            assertThat(context.getBean(RegistryCenter.class).describe())
                    .contains("jdbc:h2:mem:registry", "rota_*", "'billing'")
                    .doesNotContain("DB_CLOSE_DELAY");
        });
        assertThat(query("SELECT COUNT(*) FROM rota_node WHERE ns = 'billing' AND path = '/report/config'"))
                .containsExactly("1");
        // It left properly.
        assertThat(query("SELECT session_id FROM rota_session")).isEmpty();
    }

    @Test
    void applicationsDatabase_isFoundBehindADelegate() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(url);
        database.setUser("sa");
        start("")
                .andBean("database", DataSource.class, new DelegatingDataSource(database))
                .run(JdbcRegistryTests::run);
        assertThat(query("SELECT ns FROM rota_registry")).containsExactly("billing");
    }

    @Test
    @Proves({
        "elasticjob.reg-center.jdbc.data-source.url",
        "elasticjob.reg-center.jdbc.table-prefix",
        "elasticjob.reg-center.jdbc.session-timeout"
    })
    void databaseOfItsOwn_isUsedInstead_andIsNoCandidateForAnybody() {
        start("    jdbc: {table-prefix: jobs_, session-timeout: 9s, poll-interval: 200ms, data-source: {url: '" + url
                        + "', username: sa, driver-class-name: org.h2.Driver}}\n")
                .run(context -> {
                    assertThat(context).doesNotHaveBean(DataSource.class);
                    run(context);
                    assertThat(query("SELECT ttl_ms FROM jobs_session")).containsExactly("9000");
                });
        assertThat(query("SELECT ns FROM jobs_registry")).containsExactly("billing");
    }

    @Test
    @Proves({
        "elasticjob.reg-center.jdbc.data-source.username",
        "elasticjob.reg-center.jdbc.data-source.password",
        "elasticjob.reg-center.jdbc.data-source.driver-class-name"
    })
    void userPasswordAndDriver_areThoseThatItConnectsWith() throws SQLException {
        try (Connection owner = DriverManager.getConnection(url, "sa", "");
                Statement statement = owner.createStatement()) {
            statement.execute("CREATE USER rota PASSWORD 'right' ADMIN");
        }
        String database = "    fail-fast: true\n    jdbc.data-source: {url: '" + url
                + "', username: rota, driver-class-name: " + NotingDriver.class.getName() + ", password: ";
        int before = NotingDriver.CONNECTIONS.get();
        start(database + "right}\n").run(context -> {
            run(context);
            assertThat(query("SELECT DISTINCT user_name FROM information_schema.sessions"))
                    .contains("ROTA");
        });
        assertThat(NotingDriver.CONNECTIONS.get()).isGreaterThan(before);
        FailureAnalysis failure = start(database + "wrong}\n")
                .andBeans(RegistryCenterTests.OwnRuntime.class)
                .failure();
        assertThat(failure.getDescription()).contains("The registry center cannot be reached");
    }

    @Test
    @Proves("elasticjob.reg-center.jdbc.poll-interval")
    void pollInterval_isHowOftenChangesByOthersAreLookedFor() {
        startWithPool("    jdbc.poll-interval: 100ms\n").run(context -> {
            try (Connection owner = DriverManager.getConnection(url, "sa", "");
                    Statement statement = owner.createStatement()) {
                statement.execute("SET QUERY_STATISTICS TRUE");
            }
            // Twenty looks would take ten seconds by default.
            await().atMost(Duration.ofSeconds(7))
                    .until(() -> Integer.parseInt(query(
                                            "SELECT MAX(execution_count) FROM"
                                                    + " information_schema.query_statistics WHERE sql_statement LIKE '%rota\\_%'")
                                    .get(0))
                            > 20);
        });
    }

    @Test
    void databaseThatIsAway_letsTheContextStart() {
        start("    jdbc.data-source.url: 'jdbc:h2:tcp://127.0.0.1:1/nobody'\n")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void databaseThatIsAway_isNamedBeforeTheFirstConnection_withoutItsPassword() {
        start("    fail-fast: true\n    jdbc.data-source.url: 'jdbc:h2:tcp://127.0.0.1:1/nobody;PASSWORD=canary'\n")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("jdbc:h2:tcp://127.0.0.1:1/nobody")
                        .hasMessageNotContaining("canary"));
    }

    @Test
    @Proves("elasticjob.reg-center.jdbc.initialize-schema")
    void initializeSchemaNever_makesNoTable() {
        startWithPool("    jdbc.initialize-schema: never\n")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(query("SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'ROTA%'"))
                .isEmpty();
    }

    @Test
    void defaults_areThoseOfTheRegistryCenter() {
        ElasticJobProperties.JdbcCenter properties = new ElasticJobProperties.JdbcCenter();
        assertThat(properties.getTablePrefix()).isEqualTo(JdbcConfiguration.DEFAULT_TABLE_PREFIX);
        assertThat(properties.getSessionTimeout()).isEqualTo(JdbcConfiguration.DEFAULT_SESSION_TIMEOUT);
        assertThat(properties.getPollInterval()).isEqualTo(JdbcConfiguration.DEFAULT_POLL_INTERVAL);
        assertThat(properties.getInitializeSchema()).isEqualTo(TableCreation.EMBEDDED);
    }

    @Test
    void noDataSource_isReported() {
        FailureAnalysis failure = start("").failure();
        assertThat(failure.getDescription())
                .contains("Property: elasticjob.reg-center.type", "[application.yml] - 9:", "there is no DataSource");
        assertThat(failure.getAction()).contains("spring.datasource.url", "elasticjob.reg-center.jdbc.data-source.url");
    }

    @Test
    void severalDataSources_areNamed() {
        FailureAnalysis failure = start("").andBeans(TwoDatabases.class).failure();
        assertThat(failure.getDescription()).contains("several DataSources", "orders", "customers");
        assertThat(failure.getAction()).contains("@Primary", "elasticjob.reg-center.jdbc.data-source.url");
    }

    @Test
    void dataSourceThatDoesNotTellItsAddress_isNamed() {
        FailureAnalysis failure =
                start("").andBean("discreet", DataSource.class, new Discreet()).failure();
        assertThat(failure.getDescription()).contains("'discreet'", "does not tell the address");
        assertThat(failure.getAction()).contains("elasticjob.reg-center.jdbc.data-source.url");
    }

    @Test
    void otherDatabase_isRefusedWithAList() {
        FailureAnalysis failure = start("    jdbc.data-source.url: 'jdbc:oracle:thin:scott/tiger@db:1521/x'\n")
                .failure();
        assertThat(failure.getDescription()).contains("ORACLE").doesNotContain("tiger");
        assertThat(failure.getAction()).contains("H2, PostgreSQL, MariaDB 10.3 or later, or MySQL 8.0.17 or later");
    }

    @Test
    void urlWithoutADriver_isReportedWithoutItsValue() {
        FailureAnalysis failure = start("    jdbc.data-source.url: 'jdbc:nothing://me:secret@db/x'\n")
                .failure();
        assertThat(failure.getDescription())
                .contains("elasticjob.reg-center.jdbc.data-source.url", "no JDBC driver")
                .doesNotContain("secret");
    }

    @Test
    void userWithoutAnAddress_isReported() {
        FailureAnalysis failure = start("    jdbc.data-source.username: me\n").failure();
        assertThat(failure.getDescription())
                .contains("elasticjob.reg-center.jdbc.data-source.username", "data-source.url is not set");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc.table-prefix, a-b, cannot begin the name of a table",
        "jdbc.session-timeout, 500ms, from 2000 ms",
        "jdbc.poll-interval, 10ms, from 50 ms",
        "jdbc.poll-interval, 10s, more than a third"
    })
    void wrongSetting_isReportedWithItsKey(String key, String value, String reason) {
        FailureAnalysis failure =
                startWithPool("    " + key + ": " + value + "\n").failure();
        assertThat(failure.getDescription())
                .contains("elasticjob.reg-center." + key, "\"" + value + "\"", "[application.yml] - 10:", reason);
    }

    @Test
    void withoutSpringsJdbc_isReportedWithWhatToAdd() {
        FailureAnalysis failure = start("")
                .without(new FilteredClassLoader("org.springframework.boot.jdbc", "org.springframework.jdbc"))
                .failure();
        assertThat(failure.getDescription()).contains("not on the class path");
        assertThat(failure.getAction()).contains("spring-boot-starter-jdbc");
    }
}
