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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rota.api.ItemRun;
import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.fencing.FencedException;
import io.rota.fencing.SqlFence;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class FencingTests {

    private final JdbcDataSource database = new JdbcDataSource();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    private final ApplicationContextRunner contexts =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FencingAutoConfiguration.class));

    FencingTests() throws SQLException {
        database.setURL("jdbc:h2:mem:fencing;DB_CLOSE_DELAY=-1");
        jdbc.execute("DROP ALL OBJECTS");
        jdbc.execute("CREATE TABLE ledger (entry INT)");
        new SqlFence().createTableIfMissing(database);
    }

    @Test
    void oneDataSource_thereIsAFence() {
        withDatabase()
                .run(context -> assertThat(context)
                        .hasSingleBean(TransactionFence.class)
                        .hasSingleBean(SqlFence.class));
    }

    @Test
    void noDataSourceOrSeveral_thereIsNone() {
        contexts.run(context -> assertThat(context).doesNotHaveBean(SqlFence.class));
        withDatabase()
                .withBean("other", DataSource.class, JdbcDataSource::new)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(TransactionFence.class));
    }

    @Test
    void withoutSpringsJdbc_thereIsNone() {
        withDatabase()
                .withClassLoader(new FilteredClassLoader(JdbcTemplate.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(SqlFence.class));
    }

    @Test
    void ownFence_isUsed() throws SQLException {
        SqlFence own = new SqlFence("own_fence", Duration.ofSeconds(1));
        own.createTableIfMissing(database);
        withDatabase().withBean(SqlFence.class, () -> own).run(context -> {
            transaction.executeWithoutResult(
                    status -> context.getBean(TransactionFence.class).guard(run(5)));
            assertThat(jdbc.queryForObject("SELECT token FROM own_fence", Long.class))
                    .isEqualTo(5);
        });
    }

    @Test
    void laterRunHasPassed_transactionRollsBack() {
        withFence(fence -> {
            enter(fence, run(6), 6);
            assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                        jdbc.update("INSERT INTO ledger VALUES (5)");
                        fence.guard(run(5));
                    }))
                    .isInstanceOf(FencedException.class)
                    .hasMessageContaining("'settle/1'");
            assertThat(jdbc.queryForList("SELECT entry FROM ledger", Integer.class))
                    .containsExactly(6);
        });
    }

    @Test
    void transactionRollsBackForAnotherReason_runHasNotPassed() {
        withFence(fence -> {
            transaction.executeWithoutResult(status -> {
                fence.guard(run(6));
                status.setRollbackOnly();
            });
            enter(fence, run(5), 5);
            assertThat(jdbc.queryForList("SELECT entry FROM ledger", Integer.class))
                    .containsExactly(5);
        });
    }

    @Test
    void ownName_isGuardedApart() {
        withFence(fence -> {
            transaction.executeWithoutResult(status -> fence.guard("ledger", run(6)));
            enter(fence, run(5), 5);
            assertThatThrownBy(() -> transaction.executeWithoutResult(status -> fence.guard("ledger", run(5))))
                    .isInstanceOf(FencedException.class);
        });
    }

    @Test
    void noTransaction_isRefused() {
        withFence(fence -> assertThatThrownBy(() -> fence.guard(run(5)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'settle/1'")
                .hasMessageContaining("@Transactional"));
    }

    @Test
    void noTable_isADataAccessException() {
        jdbc.execute("DROP TABLE rota_fence");
        withFence(fence -> assertThatThrownBy(() -> enter(fence, run(5), 5))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContainingAll("'settle/1'", "create it")
                .rootCause()
                .hasMessageContaining("ROTA_FENCE"));
    }

    private void enter(TransactionFence fence, ShardingContext run, int entry) {
        transaction.executeWithoutResult(status -> {
            fence.guard(run);
            jdbc.update("INSERT INTO ledger VALUES (?)", entry);
        });
    }

    private void withFence(Consumer<TransactionFence> test) {
        withDatabase().run(context -> test.accept(context.getBean(TransactionFence.class)));
    }

    private ApplicationContextRunner withDatabase() {
        return contexts.withBean("database", DataSource.class, () -> database);
    }

    private static ShardingContext run(long token) {
        return new ShardingContext(
                JobConfiguration.newBuilder("settle", 3).build(),
                1,
                new ItemRun("task", Instant.EPOCH, 1, token),
                () -> Duration.ofSeconds(1));
    }
}
