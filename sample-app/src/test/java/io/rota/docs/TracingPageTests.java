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
package io.rota.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rota.autoconfigure.ElasticJobAutoConfiguration;
import io.rota.bootstrap.OneOffJobBootstrap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The page about tracing: its columns are those of the tables, and its queries answer their questions. */
class TracingPageTests {

    private static final Pattern COLUMNS = Pattern.compile("^\\| (`[a-z_`, ]+`) \\|", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

    private static ConfigurableApplicationContext context;
    private static JdbcClient jdbc;

    /** One job that succeeds and one that fails, each run once. */
    @BeforeAll
    static void run() throws Exception {
        context = new SpringApplicationBuilder(
                        ElasticJobAutoConfiguration.class,
                        DataSourceAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.config.location=classpath:docs/without-jobs.yaml",
                        "--elasticjob.auto-startup=true",
                        "--spring.datasource.url=jdbc:h2:mem:tracingpage;DB_CLOSE_DELAY=-1",
                        "--elasticjob.tracing.type=RDB",
                        "--elasticjob.defaults.elastic-job-type=SCRIPT",
                        "--elasticjob.defaults.sharding-total-count=1",
                        "--elasticjob.jobs.good.props.script.command.line=java -version",
                        "--elasticjob.jobs.bad.props.script.command.line=/no/such/program");
        jdbc = context.getBean(JdbcClient.class);
        for (OneOffJobBootstrap job :
                context.getBeansOfType(OneOffJobBootstrap.class).values()) {
            job.execute(Duration.ofSeconds(20)).toCompletableFuture().get(25, TimeUnit.SECONDS);
        }
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> jdbc.sql("SELECT COUNT(*) FROM JOB_EXECUTION_LOG WHERE complete_time IS NOT NULL")
                                .query(Long.class)
                                .single()
                        == 2);
    }

    @AfterAll
    static void close() {
        context.close();
    }

    private static List<Map<String, Object>> answer(String query, Object... parameters) {
        return jdbc.sql(Document.of("sample-app/src/test/resources/docs/tracing/" + query + ".sql")
                        .text())
                .params(parameters)
                .query()
                .listOfRows();
    }

    @Test
    void failures_tellWhy() {
        assertThat(answer("failures")).singleElement().satisfies(row -> {
            assertThat(row).containsEntry("JOB_NAME", "bad").containsEntry("SHARDING_ITEM", 0);
            assertThat(String.valueOf(row.get("FAILURE_CAUSE"))).contains("/no/such/program");
        });
    }

    @Test
    void jobs_tellRunsAndFailures() {
        assertThat(answer("jobs"))
                .satisfiesExactly(
                        bad -> assertThat(bad)
                                .containsEntry("JOB_NAME", "bad")
                                .containsEntry("RUNS", 1L)
                                .containsEntry("FAILED", 1L),
                        good -> assertThat(good)
                                .containsEntry("JOB_NAME", "good")
                                .containsEntry("RUNS", 1L)
                                .containsEntry("FAILED", 0L));
    }

    @Test
    void runWithoutEnd_isFound() {
        jdbc.sql("INSERT INTO JOB_EXECUTION_LOG (id, job_name, task_id, hostname, ip, sharding_item, execution_source,"
                        + " is_success, start_time) VALUES ('x', 'dead', 't', 'h', 'i', 0, 'FAILOVER', 0,"
                        + " TIMESTAMP '2020-01-01 00:00:00')")
                .update();
        try {
            assertThat(answer("without-end"))
                    .extracting(row -> row.get("JOB_NAME"))
                    .containsExactly("dead");
            assertThat(answer("unusual")).extracting(row -> row.get("JOB_NAME")).contains("dead");
        } finally {
            jdbc.sql("DELETE FROM JOB_EXECUTION_LOG WHERE id = 'x'").update();
        }
    }

    @Test
    void slowest_isFirst() {
        assertThat(answer("slowest")).extracting(row -> row.get("JOB_NAME")).containsExactlyInAnyOrder("good", "bad");
        assertThat(answer("slowest").get(0).get("DURATION")).isNotNull();
    }

    @Test
    void instances_tellWhoDidWhat() {
        assertThat(answer("instances"))
                .extracting(row -> row.get("JOB_NAME") + " " + row.get("SHARDING_ITEM") + " " + row.get("RUNS"))
                .containsExactly("bad 0 1", "good 0 1");
    }

    @Test
    void oneRun_hasItsStatesInOrder() {
        String task = jdbc.sql("SELECT task_id FROM JOB_EXECUTION_LOG WHERE job_name = 'good'")
                .query(String.class)
                .single();
        assertThat(answer("one-run", task))
                .extracting(row -> row.get("STATE"))
                .containsExactly("TASK_STAGING", "TASK_RUNNING", "TASK_FINISHED");
    }

    @Test
    void columns_areThoseOfTheTables() {
        String page = Document.of("docs/tracing.md").text();
        int second = page.indexOf("`JOB_STATUS_TRACE_LOG`, a row");
        assertThat(columns(page.substring(0, second))).isEqualTo(columnsOf("JOB_EXECUTION_LOG"));
        assertThat(columns(page.substring(second, page.indexOf("## Databases"))))
                .isEqualTo(columnsOf("JOB_STATUS_TRACE_LOG"));
    }

    private static Set<String> columns(String text) {
        List<String> names = new ArrayList<>();
        Matcher row = COLUMNS.matcher(text);
        while (row.find()) {
            NAME.matcher(row.group(1)).results().forEach(name -> names.add(name.group(1)));
        }
        return new TreeSet<>(names);
    }

    private static Set<String> columnsOf(String table) {
        return new TreeSet<>(jdbc.sql("SELECT LOWER(COLUMN_NAME) FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = ?")
                .param(table)
                .query(String.class)
                .list());
    }
}
