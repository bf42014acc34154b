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
package io.rota.fencing;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

class H2FenceTests extends SqlFenceContract {

    private final JdbcDataSource database = new JdbcDataSource();

    H2FenceTests() {
        database.setURL("jdbc:h2:mem:fence;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=4000");
    }

    @Override
    DataSource database() {
        return database;
    }
}
