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
package io.rota.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZonesTests {

    @ParameterizedTest
    @ValueSource(strings = {"GMT+08:00", "GMT+8", "GMT+8:00", "GMT+0800", "+08:00", "+8:00", " Asia/Shanghai "})
    void everyWayToWriteEightHoursEast_isKnown(String id) {
        assertThat(Zones.parse(id).getRules().getOffset(Instant.EPOCH).getTotalSeconds())
                .isEqualTo(8 * 3600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "GMT", "Z", "Etc/UTC"})
    void universalTime_isKnown(String id) {
        assertThat(Zones.parse(id).getRules().getOffset(Instant.EPOCH).getTotalSeconds())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "asia/shanghai, Asia/Shanghai",
        "Asia/Shangai, Asia/Shanghai",
        "Shanghai, Asia/Shanghai",
        "Asia/Beijing, Asia/Shanghai",
        "Europe/Berln, Europe/Berlin",
        "New York, America/New_York",
        "utc, UTC",
        "gmt+08:00, GMT+08:00",
    })
    void wrongId_isAnsweredWithTheClosestKnownOne(String id, String closest) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Zones.parse(id))
                .withMessageContaining("'" + id + "'")
                .withMessageContaining("Did you mean " + closest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Mars/Phobos", "GMT+25:00", "+19:00", "${zone}"})
    void idWithoutLikeness_isAnsweredWithExamples(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Zones.parse(id))
                .withMessageContaining("'" + id + "'")
                .withMessageContaining("Asia/Shanghai")
                .withMessageContaining("GMT+08:00")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("Did you mean"));
    }

    @Test
    void abbreviation_isNotGuessed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Zones.parse("CST"))
                .withMessageContaining("more than one meaning");
    }

    @Test
    void veryLongId_isRefusedWithoutRepeatingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Zones.parse("x".repeat(100_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }
}
