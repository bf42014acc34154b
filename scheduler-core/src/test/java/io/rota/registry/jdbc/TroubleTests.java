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

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TroubleTests {

    @Test
    void addressWithAPassword_isToldWithoutIt() {
        SQLException refused = new SQLException(
                "No connection to jdbc:postgresql://db:5432/rota?user=rota&password=canary-4711, refused", "08001");
        assertThat(Trouble.text(refused))
                .contains("jdbc:postgresql://db:5432/rota")
                .doesNotContain("canary-4711");
    }
}
