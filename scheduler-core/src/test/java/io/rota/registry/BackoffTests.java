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
package io.rota.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTests {

    @ParameterizedTest
    @CsvSource({"0,1000", "1,1000", "2,2000", "3,3000", "4,3000", "1000000,3000", "2147483647,3000"})
    void byDefault_aSecondDoublesToThree(int failures, long millis) {
        assertThat(Backoff.DEFAULT.delayAfter(failures)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void theDelayNeverShrinks_andReachesTheLongest() {
        Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMinutes(15), 0);
        Duration last = Duration.ZERO;
        for (int failures = 1; failures < 100; failures++) {
            assertThat(backoff.delayAfter(failures)).isGreaterThanOrEqualTo(last);
            last = backoff.delayAfter(failures);
        }
        assertThat(last).isEqualTo(Duration.ofMinutes(15));
    }

    @ParameterizedTest
    @CsvSource({"0,1,1", "-1,1,1", "2,1,1", "1,1,-1"})
    void whatMakesNoSense_isRefused(long first, long longest, int quiet) {
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(first), Duration.ofSeconds(longest), quiet))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
