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

import com.zaxxer.hikari.HikariDataSource;
import io.rota.autoconfigure.ElasticJobProperties.Tracing;
import io.rota.env.Background;
import io.rota.env.TimeSource;
import io.rota.tracing.JobTracer;
import io.rota.tracing.QueuedTracer;
import io.rota.tracing.TracedJobs;
import io.rota.tracing.rdb.RdbTraceStore;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.NamedBeanHolder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/** The tracer, if {@code elasticjob.tracing.type} asks for one and the application has none of its own. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("elasticjob.tracing.type")
class TracingConfiguration {

    private static final String PREFIX = "elasticjob.tracing.";
    private static final String POOL = "com.zaxxer.hikari.HikariDataSource";

    @Bean
    @ConditionalOnMissingBean(JobTracer.class)
    JobTracer jobTracer(
            ElasticJobProperties properties, Environment environment, ConfigurableListableBeanFactory beans) {
        Tracing tracing = properties.getTracing();
        TracedJobs jobs = jobs(tracing, environment);
        Duration retention = tracing.getRetention();
        if (retention != null && (retention.isNegative() || retention.isZero())) {
            throw new TracingException(
                    Setting.find(environment, PREFIX + "retention"),
                    "what is older than " + retention + " is everything",
                    "Set elasticjob.tracing.retention to how long rows are to be kept, such as 30d, or remove it to keep"
                            + " all.",
                    null);
        }
        return new QueuedTracer(
                new Stores(tracing, environment, beans).make(),
                jobs,
                retention,
                TimeSource.system(),
                Background.thread("rota-tracing"));
    }

    private static TracedJobs jobs(Tracing tracing, Environment environment) {
        if (!tracing.getIncludeJobNames().isEmpty()
                && !tracing.getExcludeJobNames().isEmpty()) {
            Setting excluded = Setting.find(environment, PREFIX + "exclude-job-names");
            throw new TracingException(
                    // A list has no value of its own.
                    excluded.value() == null ? Setting.find(environment, PREFIX + "exclude-job-names[0]") : excluded,
                    "elasticjob.tracing.include-job-names and exclude-job-names are mutually exclusive, and both are set",
                    "Remove one of them: with include-job-names, all other jobs are excluded.",
                    null);
        }
        return new TracedJobs(tracing.getIncludeJobNames(), tracing.getExcludeJobNames());
    }

    /** Makes the store, and tells which key is wrong if one is. */
    private record Stores(Tracing tracing, Environment environment, ConfigurableListableBeanFactory beans) {

        RdbTraceStore make() {
            ElasticJobProperties.TracingDataSource own = tracing.getDataSource();
            if (StringUtils.hasText(own.getUrl())) {
                if (!ClassUtils.isPresent(POOL, beans.getBeanClassLoader())) {
                    throw new TracingException(
                            withoutValue("data-source.url"),
                            "a database for tracing only needs a pool of connections, and HikariCP is not on the class path",
                            "Depend on com.zaxxer:HikariCP, which spring-boot-starter-jdbc brings.",
                            null);
                }
                return new OwnPool(own).store(this);
            }
            for (String key : new String[] {"username", "password", "driver-class-name"}) {
                Setting setting = Setting.find(environment, PREFIX + "data-source." + key);
                if (setting.value() != null) {
                    throw new TracingException(
                            setting,
                            "it belongs to a database for tracing only, but elasticjob.tracing.data-source.url is not set",
                            "Set elasticjob.tracing.data-source.url, or remove the key to use the application's DataSource.",
                            null);
                }
            }
            return applications();
        }

        private RdbTraceStore applications() {
            try {
                NamedBeanHolder<DataSource> dataSource = beans.resolveNamedBean(DataSource.class);
                // What is queued is still written when the application stops.
                beans.registerDependentBean(dataSource.getBeanName(), "jobTracer");
                return new RdbTraceStore(dataSource.getBeanInstance(), tracing.getInitializeSchema());
            } catch (NoUniqueBeanDefinitionException e) {
                throw new TracingException(
                        Setting.find(environment, PREFIX + "type"),
                        "there are several DataSources to write to: " + e.getBeanNamesFound(),
                        "Mark one of them as @Primary, or set elasticjob.tracing.data-source.url.",
                        e);
            } catch (NoSuchBeanDefinitionException e) {
                throw new TracingException(
                        Setting.find(environment, PREFIX + "type"),
                        "there is no DataSource to write to",
                        "Configure a DataSource for the application (spring.datasource.url), or one for tracing only"
                                + " (elasticjob.tracing.data-source.url), or remove elasticjob.tracing.type.",
                        e);
            }
        }

        /** A URL may contain a password. */
        private Setting withoutValue(String key) {
            Setting setting = Setting.find(environment, PREFIX + key);
            return new Setting(setting.key(), null, setting.origin());
        }
    }

    /**
     * A pool of its own; no bean, so that nothing else can be given it. Only loaded if HikariCP is there.
     */
    private record OwnPool(ElasticJobProperties.TracingDataSource properties) {

        private static final Duration PATIENCE = Duration.ofSeconds(5);

        RdbTraceStore store(Stores stores) {
            HikariDataSource pool = new HikariDataSource();
            try {
                pool.setPoolName("elasticjob-tracing");
                if (StringUtils.hasText(properties.getDriverClassName())) {
                    pool.setDriverClassName(properties.getDriverClassName());
                }
                pool.setJdbcUrl(properties.getUrl());
                if (!StringUtils.hasText(properties.getDriverClassName())) {
                    // The pool looks for it only when it is asked for a connection.
                    DriverManager.getDriver(properties.getUrl());
                }
                pool.setUsername(properties.getUsername());
                pool.setPassword(properties.getPassword());
                // One thread writes.
                pool.setMaximumPoolSize(1);
                pool.setConnectionTimeout(PATIENCE.toMillis());
                // A database that is away must not keep the application from starting.
                pool.setInitializationFailTimeout(-1);
                pool.validate();
            } catch (RuntimeException | SQLException e) {
                pool.close();
                boolean driver = StringUtils.hasText(properties.getDriverClassName());
                throw new TracingException(
                        driver
                                ? Setting.find(stores.environment, PREFIX + "data-source.driver-class-name")
                                : stores.withoutValue("data-source.url"),
                        "no JDBC driver could be loaded for it",
                        "Correct elasticjob.tracing.data-source.url and driver-class-name, and depend on the driver.",
                        e);
            }
            return new RdbTraceStore(pool, stores.tracing.getInitializeSchema(), pool::close);
        }
    }
}
