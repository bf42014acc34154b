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

import static io.rota.autoconfigure.RegistryCenterConfiguration.PREFIX;

import io.rota.autoconfigure.ElasticJobProperties.RegCenter;
import io.rota.registry.RegistryCenter;
import io.rota.registry.zookeeper.ZookeeperConfiguration;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Makes a registry center in ZooKeeper, and tells which key is wrong if one is. Only loaded if ZooKeeper's client is there. */
record ZookeeperCenters(RegCenter properties, RegistryCenterConnectionDetails details, Environment environment) {

    RegistryCenter make() {
        String servers = details.getServerLists();
        if (!StringUtils.hasText(servers)) {
            throw new RegistryCenterException(
                    isConfigured()
                            ? Setting.find(environment, PREFIX + "type")
                            : new Setting(details.getClass().getName(), null, null),
                    isConfigured()
                            ? "the type needs elasticjob.reg-center.server-lists, which is not set"
                            : "getServerLists() gives nothing",
                    isConfigured()
                            ? "Set elasticjob.reg-center.server-lists to host:port,host:port."
                            : "Let the bean give host:port,host:port, or remove it.",
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
                () -> configuration.setConnectionTimeoutMilliseconds(properties.getConnectionTimeoutMilliseconds()));
        set("digest", () -> configuration.setDigest(details.getDigest()));
        configuration.setEnsembleTracker(properties.isEnsembleTracker());
        SslBundle bundle = details.getSslBundle();
        if (bundle != null) {
            set("ssl.bundle", () -> configuration.setTls(BundleStores.of(bundle)));
        }
        return checked("max-sleep-time-milliseconds", () -> new ZookeeperRegistryCenter(configuration));
    }

    private boolean isConfigured() {
        return details instanceof PropertiesRegistryCenterConnectionDetails;
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
            boolean ofBean = !isConfigured()
                    && List.of("server-lists", "digest", "ssl.bundle").contains(key);
            throw new RegistryCenterException(
                    ofBean
                            ? new Setting(details.getClass().getName(), null, null)
                            : Setting.find(environment, PREFIX + key),
                    String.valueOf(e.getMessage()),
                    ofBean
                            ? "Correct what the bean gives as the reason says."
                            : "Correct %s%s as the reason says.".formatted(PREFIX, key),
                    e);
        }
    }
}
