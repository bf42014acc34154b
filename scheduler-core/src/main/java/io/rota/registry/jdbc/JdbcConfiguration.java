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

import io.rota.registry.Backoff;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** Which database a registry center uses, and how. Values are checked as they are set. */
public final class JdbcConfiguration {

    /** How long the registry keeps a session that it does not hear of, unless another time is set. */
    public static final Duration DEFAULT_SESSION_TIMEOUT = Duration.ofSeconds(15);

    /** How often changes by others are looked for, unless another time is set. */
    public static final Duration DEFAULT_POLL_INTERVAL = Duration.ofMillis(500);

    /** How the names of the tables begin, unless something else is set. */
    public static final String DEFAULT_TABLE_PREFIX = "rota_";

    private static final Pattern PREFIX = Pattern.compile("([A-Za-z][A-Za-z0-9_]*\\.)?[A-Za-z][A-Za-z0-9_]{0,29}");
    private static final Duration SESSION_TIMEOUT_MIN = Duration.ofSeconds(2);
    private static final Duration SESSION_TIMEOUT_MAX = Duration.ofMinutes(10);
    private static final Duration POLL_MIN = Duration.ofMillis(50);

    private final DataSource dataSource;
    private final String namespace;
    private String address = "a database";
    private String tablePrefix = DEFAULT_TABLE_PREFIX;
    private TableCreation initializeSchema = TableCreation.EMBEDDED;
    private Duration sessionTimeout = DEFAULT_SESSION_TIMEOUT;
    private Duration pollInterval = DEFAULT_POLL_INTERVAL;

    /**
     * A configuration with defaults.
     *
     * @param dataSource used by this center alone: three connections are kept open, and their settings are changed. It
     *     should give up connecting after some seconds, where its driver has a setting for that.
     * @param namespace keeps applications apart that share the tables; may be empty
     * @throws IllegalArgumentException if the namespace is too long
     */
    public JdbcConfiguration(DataSource dataSource, String namespace) {
        if (namespace.length() > Sql.NAMESPACE_MAX || namespace.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("Registry center: the namespace has " + namespace.length()
                    + " characters. Write at most " + Sql.NAMESPACE_MAX + ", none of them NUL.");
        }
        this.dataSource = dataSource;
        this.namespace = namespace;
    }

    /** The JDBC URL, for messages before the first connection tells it; its parameters and users are left out of them. */
    public void setAddress(String address) {
        this.address = address;
    }

    public String getTablePrefix() {
        return tablePrefix;
    }

    /** How the names of the four tables begin; a schema and a dot may come first. */
    public void setTablePrefix(String tablePrefix) {
        if (!PREFIX.matcher(tablePrefix).matches()) {
            throw new IllegalArgumentException("Registry center: the table prefix '" + tablePrefix
                    + "' cannot begin the name of a table. Write up to 30 letters, digits and underscores, a letter"
                    + " first; a schema and a dot may come before.");
        }
        this.tablePrefix = tablePrefix;
    }

    public TableCreation getInitializeSchema() {
        return initializeSchema;
    }

    /** Whether missing tables are made; in a database in memory only by default. */
    public void setInitializeSchema(TableCreation initializeSchema) {
        this.initializeSchema = initializeSchema;
    }

    public Duration getSessionTimeout() {
        return sessionTimeout;
    }

    /** How long the registry keeps a session that it does not hear of; from 2 seconds to 10 minutes. */
    public void setSessionTimeout(Duration sessionTimeout) {
        this.sessionTimeout = checked("session timeout", sessionTimeout, SESSION_TIMEOUT_MIN, SESSION_TIMEOUT_MAX);
    }

    public Duration getPollInterval() {
        return pollInterval;
    }

    /** How often changes by others are looked for; from 50 milliseconds to a third of the session timeout. */
    public void setPollInterval(Duration pollInterval) {
        this.pollInterval = checked("poll interval", pollInterval, POLL_MIN, SESSION_TIMEOUT_MAX);
    }

    /**
     * The values at this moment.
     *
     * @throws IllegalArgumentException if the poll interval is more than a third of the session timeout
     */
    Settings settings() {
        if (pollInterval.multipliedBy(3).compareTo(sessionTimeout) > 0) {
            throw new IllegalArgumentException("Registry center: the poll interval of " + pollInterval.toMillis()
                    + " ms is more than a third of the session timeout of " + sessionTimeout.toMillis()
                    + " ms. Lower the one or raise the other.");
        }
        return new Settings(
                dataSource,
                address,
                namespace,
                tablePrefix,
                initializeSchema,
                sessionTimeout,
                pollInterval,
                Backoff.DEFAULT);
    }

    private static Duration checked(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException("Registry center: the " + name + " is " + value.toMillis()
                    + " ms. Write a time from " + least.toMillis() + " ms to " + most.toMillis() + " ms.");
        }
        return value;
    }
}
