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
import io.rota.registry.RegistryCenter;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.registry.zookeeper.ZookeeperConfiguration;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import java.util.function.Supplier;
import org.apache.curator.framework.CuratorFramework;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** The registry center, unless the application has its own. */
@Configuration(proxyBeanMethods = false)
@Import(JdbcRegistryConfiguration.class)
class RegistryCenterConfiguration {

    private static final Logger log = LoggerFactory.getLogger(RegistryCenterConfiguration.class);

    private static final String PREFIX = "elasticjob.reg-center.";

    /** In the memory of the process. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(OnRegistryCenterType.Memory.class)
    @ConditionalOnMissingBean(RegistryCenter.class)
    static class Memory {

        @Bean
        RegistryCenter registryCenter() {
            log.warn(
                    "The registry center is the memory of this process: several instances of the application would each"
                            + " run every job. Set elasticjob.reg-center.server-lists to coordinate them with ZooKeeper, or"
                            + " elasticjob.reg-center.type: jdbc to do so with a database.");
            return new MemoryRegistryCenter();
        }
    }

    /** In ZooKeeper. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(OnRegistryCenterType.Zookeeper.class)
    @ConditionalOnClass(CuratorFramework.class)
    @ConditionalOnMissingBean(RegistryCenter.class)
    static class Zookeeper {

        @Bean
        RegistryCenter registryCenter(ElasticJobProperties properties, Environment environment) {
            return new ZookeeperCenters(properties.getRegCenter(), environment).make();
        }
    }

    /** In ZooKeeper, but without what is needed to reach it. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(OnRegistryCenterType.Zookeeper.class)
    @ConditionalOnMissingClass("org.apache.curator.framework.CuratorFramework")
    @ConditionalOnMissingBean(RegistryCenter.class)
    static class ZookeeperWithoutClient {

        @Bean
        RegistryCenter registryCenter(Environment environment) {
            Setting type = Setting.find(environment, PREFIX + "type");
            throw new RegistryCenterException(
                    type.value() == null ? Setting.find(environment, PREFIX + "server-lists") : type,
                    "ZooKeeper is asked for, but its client is not on the class path",
                    "Depend on io.rota:scheduler-spring-boot-starter, or on org.apache.curator:curator-framework and"
                            + " org.apache.zookeeper:zookeeper.",
                    null);
        }
    }

    /** Makes a registry center in ZooKeeper, and tells which key is wrong if one is. */
    private record ZookeeperCenters(RegCenter properties, Environment environment) {

        RegistryCenter make() {
            String servers = properties.getServerLists();
            if (servers == null || !StringUtils.hasText(servers)) {
                throw new RegistryCenterException(
                        Setting.find(environment, PREFIX + "type"),
                        "the type needs elasticjob.reg-center.server-lists, which is not set",
                        "Set elasticjob.reg-center.server-lists to host:port,host:port.",
                        null);
            }
            // The namespace is not looked at yet, so that the two cannot be mixed up in a message.
            checked("server-lists", () -> new ZookeeperConfiguration(servers, ""));
            ZookeeperConfiguration configuration =
                    checked("namespace", () -> new ZookeeperConfiguration(servers, properties.getNamespace()));
            set(
                    "base-sleep-time-milliseconds",
                    () -> configuration.setBaseSleepTimeMilliseconds(properties.getBaseSleepTimeMilliseconds()));
            set(
                    "max-sleep-time-milliseconds",
                    () -> configuration.setMaxSleepTimeMilliseconds(properties.getMaxSleepTimeMilliseconds()));
            set("max-retries", () -> configuration.setMaxRetries(properties.getMaxRetries()));
            set(
                    "session-timeout-milliseconds",
                    () -> configuration.setSessionTimeoutMilliseconds(properties.getSessionTimeoutMilliseconds()));
            set(
                    "connection-timeout-milliseconds",
                    () -> configuration.setConnectionTimeoutMilliseconds(
                            properties.getConnectionTimeoutMilliseconds()));
            set(
                    "digest",
                    () -> configuration.setDigest(
                            StringUtils.hasText(properties.getDigest()) ? properties.getDigest() : null));
            configuration.setEnsembleTracker(properties.isEnsembleTracker());
            return checked("max-sleep-time-milliseconds", () -> new ZookeeperRegistryCenter(configuration));
        }

        private void set(String key, Runnable setter) {
            checked(key, () -> {
                setter.run();
                return key;
            });
        }

        private <T> T checked(String key, Supplier<T> action) {
            try {
                return action.get();
            } catch (IllegalArgumentException e) {
                throw new RegistryCenterException(
                        Setting.find(environment, PREFIX + key),
                        String.valueOf(e.getMessage()),
                        "Correct %s%s as the reason says.".formatted(PREFIX, key),
                        e);
            }
        }
    }
}
