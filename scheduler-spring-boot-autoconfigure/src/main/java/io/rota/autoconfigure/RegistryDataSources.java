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

import io.rota.autoconfigure.ElasticJobProperties.JdbcCenterDataSource;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.NamedBeanHolder;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.util.StringUtils;

/*
 * The registry center never borrows from the application's pool: a job that takes all of its connections would silence
 * the proof that the process lives, and others would take over what it runs. It asks the driver itself, with the same
 * address and user, for the three connections it keeps. Nor can the application's transactions, proxies or isolation
 * levels get in between.
 */
/** Finds the registry center's way to its database, and tells which key is wrong if there is none. */
record RegistryDataSources(
        JdbcCenterDataSource properties, Environment environment, ConfigurableListableBeanFactory beans) {

    private static final String PREFIX = "elasticjob.reg-center.";

    private static final Set<DatabaseDriver> SUPPORTED = Set.of(
            DatabaseDriver.H2,
            DatabaseDriver.POSTGRESQL,
            DatabaseDriver.MARIADB,
            DatabaseDriver.MYSQL,
            // A driver in front of another one; the database itself will say what it is.
            DatabaseDriver.UNKNOWN);

    /** How long drivers may try to connect; they would wait for minutes, or for ever. */
    private static final Map<DatabaseDriver, Map<String, String>> LIMITS = Map.of(
            DatabaseDriver.POSTGRESQL,
            Map.of("connectTimeout", "5", "loginTimeout", "8", "tcpKeepAlive", "true"),
            DatabaseDriver.MARIADB,
            Map.of("connectTimeout", "5000"),
            DatabaseDriver.MYSQL,
            Map.of("connectTimeout", "5000", "socketTimeout", "10000"));

    SimpleDriverDataSource make() {
        if (StringUtils.hasText(properties.getUrl())) {
            return own(properties.getUrl());
        }
        for (String key : new String[] {"username", "password", "driver-class-name"}) {
            Setting setting = Setting.find(environment, PREFIX + "jdbc.data-source." + key);
            if (setting.value() != null) {
                throw new RegistryCenterException(
                        setting,
                        "it belongs to a database for the registry center only, but"
                                + " elasticjob.reg-center.jdbc.data-source.url is not set",
                        "Set elasticjob.reg-center.jdbc.data-source.url, or remove the key to use the database of the"
                                + " application.",
                        null);
            }
        }
        return applications();
    }

    private SimpleDriverDataSource own(String url) {
        Setting setting = Setting.find(environment, PREFIX + "jdbc.data-source.url");
        // A URL may contain a password.
        Setting withoutValue = new Setting(setting.key(), null, setting.origin());
        String driver = properties.getDriverClassName();
        checkSupported(url, withoutValue);
        try {
            DataSourceBuilder<SimpleDriverDataSource> builder = DataSourceBuilder.create(beans.getBeanClassLoader())
                    .type(SimpleDriverDataSource.class)
                    .url(url);
            if (StringUtils.hasText(driver)) {
                builder.driverClassName(driver);
            }
            if (properties.getUsername() != null) {
                builder.username(properties.getUsername());
            }
            if (properties.getPassword() != null) {
                builder.password(properties.getPassword());
            }
            SimpleDriverDataSource dataSource = builder.build();
            if (dataSource.getDriver() == null) {
                throw new IllegalStateException("no driver takes the URL");
            }
            return limited(dataSource);
        } catch (RuntimeException e) {
            throw new RegistryCenterException(
                    StringUtils.hasText(driver)
                            ? Setting.find(environment, PREFIX + "jdbc.data-source.driver-class-name")
                            : withoutValue,
                    "no JDBC driver could be loaded for it",
                    "Correct elasticjob.reg-center.jdbc.data-source.url and driver-class-name, and depend on the driver.",
                    e);
        }
    }

    private SimpleDriverDataSource applications() {
        Setting type = Setting.find(environment, PREFIX + "type");
        NamedBeanHolder<DataSource> found;
        try {
            found = beans.resolveNamedBean(DataSource.class);
        } catch (NoUniqueBeanDefinitionException e) {
            throw new RegistryCenterException(
                    type,
                    "there are several DataSources to take the address of the database from: " + e.getBeanNamesFound(),
                    "Mark one of them as @Primary, or set elasticjob.reg-center.jdbc.data-source.url.",
                    e);
        } catch (NoSuchBeanDefinitionException e) {
            throw new RegistryCenterException(
                    type,
                    "there is no DataSource to take the address of the database from",
                    "Configure a DataSource for the application (spring.datasource.url), or a database for the registry"
                            + " center only (elasticjob.reg-center.jdbc.data-source.url).",
                    e);
        }
        // A database inside this process must not be shut down before the session is ended.
        beans.registerDependentBean(found.getBeanName(), "registryCenter");
        DataSource source = found.getBeanInstance();
        while (source instanceof DelegatingDataSource delegating && delegating.getTargetDataSource() != null) {
            source = delegating.getTargetDataSource();
        }
        SimpleDriverDataSource derived;
        try {
            derived = DataSourceBuilder.derivedFrom(source)
                    .type(SimpleDriverDataSource.class)
                    .build();
        } catch (RuntimeException e) {
            throw new RegistryCenterException(
                    type,
                    "the DataSource '" + found.getBeanName() + "' ("
                            + source.getClass().getName()
                            + ") does not tell the address of its database, and the registry center needs connections"
                            + " of its own",
                    "Set elasticjob.reg-center.jdbc.data-source.url, username and password.",
                    e);
        }
        checkSupported(String.valueOf(derived.getUrl()), type);
        return limited(derived);
    }

    private static void checkSupported(String url, Setting setting) {
        DatabaseDriver database = DatabaseDriver.fromJdbcUrl(url);
        if (!SUPPORTED.contains(database)) {
            throw new RegistryCenterException(
                    setting,
                    "the database is " + database.name() + ", which cannot be a registry center",
                    "Use H2, PostgreSQL, MariaDB 10.3 or later, or MySQL 8.0.17 or later"
                            + " (elasticjob.reg-center.jdbc.data-source.url), or ZooKeeper"
                            + " (elasticjob.reg-center.server-lists).",
                    null);
        }
    }

    private static SimpleDriverDataSource limited(SimpleDriverDataSource dataSource) {
        String url = String.valueOf(dataSource.getUrl());
        Properties limits = new Properties();
        LIMITS.getOrDefault(DatabaseDriver.fromJdbcUrl(url), Map.of()).forEach((key, value) -> {
            if (!url.contains(key + "=")) {
                limits.setProperty(key, value);
            }
        });
        dataSource.setConnectionProperties(limits);
        return dataSource;
    }
}
