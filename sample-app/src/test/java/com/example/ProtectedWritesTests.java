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
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rota.api.ItemRun;
import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.autoconfigure.FencingAutoConfiguration;
import io.rota.fencing.FencedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The examples of the page about protected writes do what it says. */
class ProtectedWritesTests {

    private static final Instant FIRE = Instant.parse("2026-11-21T09:00:00Z");

    @Test
    void guardedSpringTransaction_ofARunThatWasTakenOver_changesNothing() {
        contexts("spring.sql.init.schema-locations=classpath:docs/fence.sql")
                .run(context -> successorIsNotOverwritten(
                        context.getBean(CloseAccounts.class), context.getBean(JdbcClient.class)));
    }

    @Test
    void guardedPlainTransaction_ofARunThatWasTakenOver_changesNothing() {
        contexts("spring.sql.init.mode=never").run(context -> {
            PlainFence job = new PlainFence(context.getBean(DataSource.class));
            job.prepare();
            successorIsNotOverwritten(job, context.getBean(JdbcClient.class));
        });
    }

    @Test
    void nearTheEndOfTheLease_noMoreInvoicesArePaid() {
        List<String> paid = new ArrayList<>();
        Duration[] remaining = {Duration.ofSeconds(15)};
        PayInvoices job = new PayInvoices(
                (invoice, key, timeout) -> {
                    paid.add(key);
                    remaining[0] = remaining[0].minusSeconds(4);
                },
                List.of("a", "b", "c"));
        ShardingContext run = new ShardingContext(
                JobConfiguration.newBuilder("pay", 1).build(), 0, new ItemRun("task", FIRE, 1, 5), () -> remaining[0]);
        assertThatIllegalStateException().isThrownBy(() -> job.execute(run));
        assertThat(paid).containsExactly("pay/0/" + FIRE.toEpochMilli() + "/a", "pay/0/" + FIRE.toEpochMilli() + "/b");
    }

    private static void successorIsNotOverwritten(SimpleJob job, JdbcClient jdbc) {
        jdbc.sql("CREATE TABLE bookings (cents BIGINT)").update();
        jdbc.sql("CREATE TABLE balances (fire VARCHAR(40), cents BIGINT)").update();
        jdbc.sql("INSERT INTO balances VALUES (?, 0)").param(FIRE.toString()).update();
        jdbc.sql("INSERT INTO bookings VALUES (7)").update();
        job.execute(run(1, 100));
        job.execute(run(2, 101));
        jdbc.sql("INSERT INTO bookings VALUES (1)").update();
        assertThatThrownBy(() -> job.execute(run(1, 100)))
                .isInstanceOf(FencedException.class)
                .hasMessageContaining("token 100")
                .hasMessageContaining("token 101");
        assertThat(jdbc.sql("SELECT cents FROM balances").query(Long.class).single())
                .isEqualTo(7);
    }

    private static ApplicationContextRunner contexts(String property) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        FencingAutoConfiguration.class,
                        DataSourceAutoConfiguration.class,
                        DataSourceInitializationAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        TransactionAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class))
                .withBean(CloseAccounts.class)
                .withPropertyValues("spring.datasource.generate-unique-name=true", property);
    }

    private static ShardingContext run(int attempt, long token) {
        return new ShardingContext(
                JobConfiguration.newBuilder("close", 1).build(),
                0,
                new ItemRun("task", FIRE, attempt, token),
                () -> Duration.ofMinutes(1));
    }
}
