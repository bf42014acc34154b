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
package io.rota.registry.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A database whose clock can be put forward and back while it runs.
 *
 * <p>No server lets its clock be changed for all connections, so each statement that asks for the time is given the server's
 * with the difference added, by the server.
 */
final class OtherClock {

    private OtherClock() {}

    /**
     * @param offMillis how far the clock is ahead from now on
     */
    static DataSource of(DataSource database, AtomicLong offMillis) {
        return proxy(DataSource.class, database, (call, arguments) -> {
            Object answer = call.with(arguments);
            return answer instanceof Connection connection ? of(connection, offMillis) : answer;
        });
    }

    private static Connection of(Connection connection, AtomicLong offMillis) {
        return proxy(Connection.class, connection, (call, arguments) -> {
            if (arguments != null && arguments.length == 1 && arguments[0] instanceof String sql) {
                return call.with(shifted(sql, offMillis.get()));
            }
            return call.with(arguments);
        });
    }

    private static String shifted(String sql, long offMillis) {
        return Stream.of(Dialect.values())
                .map(Dialect::now)
                .distinct()
                .reduce(sql, (text, now) -> text.replace(now, "(" + now + " + (" + offMillis + "))"));
    }

    private interface Call {
        Object with(Object... arguments) throws ReflectiveOperationException;
    }

    private interface Answer {
        Object to(Call call, Object[] arguments) throws ReflectiveOperationException;
    }

    private static <T> T proxy(Class<T> type, T target, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            try {
                return answer.to(arguments -> method.invoke(target, arguments), given);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
