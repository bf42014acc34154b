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
package io.rota.benchmark.rota;

import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;

/** A pool of connections to a database that counts the statements that are sent to it; a batch counts once. */
final class CountedDatabase {

    private static final int CONNECTIONS = 4;
    private static final long PATIENCE_MILLIS = 10_000;

    private final LongAdder statements = new LongAdder();
    private final DataSource counted;

    CountedDatabase(String url) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setConnectionTimeout(PATIENCE_MILLIS);
        counted = watched(DataSource.class, pool);
    }

    DataSource dataSource() {
        return counted;
    }

    long statements() {
        return statements.sum();
    }

    private <T> T watched(Class<T> type, T real) {
        InvocationHandler handler = (proxy, method, args) -> {
            if (real instanceof Statement && method.getName().startsWith("execute")) {
                statements.increment();
            }
            try {
                Object answer = method.invoke(real, args);
                return watchedIfItLeadsToStatements(answer);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Object watchedIfItLeadsToStatements(Object answer) {
        if (answer instanceof Connection connection) {
            return watched(Connection.class, connection);
        } else if (answer instanceof CallableStatement statement) {
            return watched(CallableStatement.class, statement);
        } else if (answer instanceof PreparedStatement statement) {
            return watched(PreparedStatement.class, statement);
        } else if (answer instanceof Statement statement) {
            return watched(Statement.class, statement);
        }
        return answer;
    }
}
