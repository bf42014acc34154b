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
import io.rota.registry.jdbc.JdbcConfiguration;
import io.rota.registry.jdbc.JdbcRegistryCenter;
import java.util.function.Supplier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** Makes a registry center in a database, and tells which key is wrong if one is. */
record JdbcCenters(RegCenter properties, Environment environment, ConfigurableListableBeanFactory beans) {

    RegistryCenter make() {
        SimpleDriverDataSource dataSource =
                new RegistryDataSources(properties.getJdbc().getDataSource(), environment, beans).make();
        JdbcConfiguration configuration =
                checked("namespace", () -> new JdbcConfiguration(dataSource, properties.getNamespace()));
        configuration.setAddress(String.valueOf(dataSource.getUrl()));
        configuration.setInitializeSchema(properties.getJdbc().getInitializeSchema());
        set(
                "jdbc.table-prefix",
                () -> configuration.setTablePrefix(properties.getJdbc().getTablePrefix()));
        set(
                "jdbc.session-timeout",
                () -> configuration.setSessionTimeout(properties.getJdbc().getSessionTimeout()));
        set(
                "jdbc.poll-interval",
                () -> configuration.setPollInterval(properties.getJdbc().getPollInterval()));
        return checked("jdbc.poll-interval", () -> new JdbcRegistryCenter(configuration));
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
