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
package com.example;

import io.rota.registry.RegistryCenter;
import io.rota.registry.jdbc.JdbcConfiguration;
import io.rota.registry.jdbc.JdbcRegistryCenter;
import io.rota.registry.jdbc.TableCreation;
import javax.sql.DataSource;

/** A registry center in a database, without Spring. */
final class DatabaseCenter {

    private DatabaseCenter() {}

    static RegistryCenter of(DataSource dataSource) {
        JdbcConfiguration configuration = new JdbcConfiguration(dataSource, "billing");
        configuration.setInitializeSchema(TableCreation.ALWAYS);
        RegistryCenter center = new JdbcRegistryCenter(configuration);
        return center;
    }
}
