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

import io.rota.api.ShardingContext;
import io.rota.fencing.FencedException;
import io.rota.fencing.SqlFence;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The {@link SqlFence} for the transaction that Spring has begun, by {@code @Transactional} or a transaction template.
 *
 * <p>Call it first in the transaction. It needs the application's transactions to be those of its one data source.
 */
public final class TransactionFence {

    private final SqlFence fence;
    private final JdbcTemplate jdbc;

    /**
     * @param database the one that the transactions are about
     */
    public TransactionFence(SqlFence fence, DataSource database) {
        this.fence = fence;
        this.jdbc = new JdbcTemplate(database);
    }

    /**
     * Guards what belongs to the run's item.
     *
     * @throws FencedException if a later run has passed; let it out of the transaction, which then rolls back
     * @throws IllegalStateException if there is no transaction
     * @throws DataAccessException if the database did not answer the question
     */
    public void guard(ShardingContext context) {
        guard(context.getJobName() + "/" + context.getShardingItem(), context);
    }

    /**
     * Guards something that several items or jobs write to.
     *
     * @param name not blank, at most 200 characters
     * @throws FencedException if a later run has passed; let it out of the transaction, which then rolls back
     * @throws IllegalStateException if there is no transaction
     * @throws DataAccessException if the database did not answer the question
     */
    public void guard(String name, ShardingContext context) {
        // A pool may hand out connections without auto-commit, which would look like a transaction to the fence.
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                    "fence '" + name + "': there is no transaction that it could guard, so nothing"
                            + " was guarded. Call it from a @Transactional method that is called through its bean, or from a"
                            + " TransactionTemplate.");
        }
        jdbc.execute((ConnectionCallback<Boolean>) connection -> {
            try {
                fence.guard(connection, name, context);
            } catch (SQLException e) {
                throw translated(name, e);
            }
            return true;
        });
    }

    private DataAccessException translated(String name, SQLException e) {
        String what = "fence '" + name + "': the database gave no answer, so nothing was guarded and nothing may be"
                + " written. Roll back; if the fence's table is missing, create it";
        DataAccessException translated = jdbc.getExceptionTranslator().translate(what, null, e);
        return translated != null ? translated : new UncategorizedSQLException(what, null, e);
    }
}
