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
package io.rota.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Goal: the checker's own cron calendar is right where it is used. */
class CronScanTests {

    @Test
    void seconds_asLists_stridesAndAll() {
        assertThat(new CronScan("* * * * * ?").between(0, 3_000)).containsExactly(1_000L, 2_000L);
        assertThat(new CronScan("*/20 * * * * ?").between(0, 61_000)).containsExactly(20_000L, 40_000L, 60_000L);
        assertThat(new CronScan("5,10/25 * * * * ?").between(0, 60_000)).containsExactly(5_000L, 10_000L, 35_000L);
    }
}
