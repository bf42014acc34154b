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

import io.rota.autoconfigure.ElasticJobProperties.RegCenter;
import io.rota.autoconfigure.ElasticJobProperties.RegistryCenterType;
import io.rota.registry.RegistryCenter;
import io.rota.registry.memory.MemoryRegistryCenter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * The registry center, unless the application has its own.
 *
 * <p>What kind it is is decided when it is made and not by conditions: those are looked at when an application is built, if it
 * is processed ahead of time, and its address may be known only where it runs.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(RegistryCenter.class)
class RegistryCenterConfiguration {

    static final String PREFIX = "elasticjob.reg-center.";

    private static final Logger log = LoggerFactory.getLogger(RegistryCenterConfiguration.class);

    private static final String SPRING_JDBC = "org.springframework.boot.jdbc.DataSourceBuilder";
    private static final String CLIENT = "org.apache.curator.framework.CuratorFramework";

    @Bean
    @ConditionalOnMissingBean(RegistryCenterConnectionDetails.class)
    PropertiesRegistryCenterConnectionDetails registryCenterConnectionDetails(
            ElasticJobProperties properties, ObjectProvider<SslBundles> bundles, Environment environment) {
        return new PropertiesRegistryCenterConnectionDetails(
                properties.getRegCenter(), bundles.getIfAvailable(), environment);
    }

    @Bean
    RegistryCenter registryCenter(
            ElasticJobProperties properties,
            RegistryCenterConnectionDetails details,
            Environment environment,
            ConfigurableListableBeanFactory beans) {
        RegCenter regCenter = properties.getRegCenter();
        return switch (type(regCenter, details)) {
            case MEMORY -> memory();
            case ZOOKEEPER -> {
                if (!ClassUtils.isPresent(CLIENT, beans.getBeanClassLoader())) {
                    throw withoutClient(environment);
                }
                yield new ZookeeperCenters(regCenter, details, environment).make();
            }
            case JDBC -> {
                if (!ClassUtils.isPresent(SPRING_JDBC, beans.getBeanClassLoader())) {
                    throw withoutJdbc(environment);
                }
                yield new JdbcCenters(regCenter, environment, beans).make();
            }
        };
    }

    /** The type that is set, otherwise what the address says. */
    private static RegistryCenterType type(RegCenter properties, RegistryCenterConnectionDetails details) {
        RegistryCenterType type = properties.getType();
        if (type != null) {
            return type;
        }
        boolean set = !(details instanceof PropertiesRegistryCenterConnectionDetails)
                || StringUtils.hasText(details.getServerLists());
        return set ? RegistryCenterType.ZOOKEEPER : RegistryCenterType.MEMORY;
    }

    private static RegistryCenter memory() {
        log.warn("The registry center is the memory of this process: several instances of the application would each"
                + " run every job. Set elasticjob.reg-center.server-lists to coordinate them with ZooKeeper, or"
                + " elasticjob.reg-center.type: jdbc to do so with a database.");
        return new MemoryRegistryCenter();
    }

    private static RegistryCenterException withoutJdbc(Environment environment) {
        return new RegistryCenterException(
                Setting.find(environment, PREFIX + "type"),
                "a database is asked for, but Spring's support for JDBC is not on the class path",
                "Depend on org.springframework.boot:spring-boot-starter-jdbc and on the driver of the database.",
                null);
    }

    private static RegistryCenterException withoutClient(Environment environment) {
        Setting type = Setting.find(environment, PREFIX + "type");
        return new RegistryCenterException(
                type.value() == null ? Setting.find(environment, PREFIX + "server-lists") : type,
                "ZooKeeper is asked for, but its client is not on the class path",
                "Depend on io.rota:scheduler-spring-boot-starter, or on org.apache.curator:curator-framework and"
                        + " org.apache.zookeeper:zookeeper.",
                null);
    }
}
