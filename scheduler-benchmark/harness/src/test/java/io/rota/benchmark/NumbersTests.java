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
package io.rota.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NumbersTests {

    @Test
    void quantile_isAValueThatOccurred() {
        double[] values = {4, 1, 3, 2};
        assertThat(Numbers.quantile(values, 0.5)).isEqualTo(2);
        assertThat(Numbers.quantile(values, 0.99)).isEqualTo(4);
        assertThat(Numbers.quantile(values, 0)).isEqualTo(1);
        assertThat(values).as("the caller's values").containsExactly(4, 1, 3, 2);
    }

    @Test
    void quantile_ofNothing_isNoNumber() {
        assertThat(Numbers.quantile(new double[0], 0.5)).isNaN();
        assertThat(Numbers.median(List.of())).isNaN();
    }
}
