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
package io.rota.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GrowthTests {

    private static final Growth THREADS = new Growth("threads", Sample::threads, 2, 10);

    private static List<Sample> samples(int count, LongUnaryOperator threads) {
        return LongStream.range(0, count)
                .mapToObj(i -> new Sample(i, threads.applyAsLong(i), 0, 0, 0, 0))
                .toList();
    }

    @Test
    void oneMoreWithEachSample_isGrowth() {
        Growth.Outcome outcome = THREADS.outcome(samples(30, i -> 10 + i));
        assertThat(outcome.isKept()).isFalse();
        assertThat(outcome)
                .hasToString("threads      first third 15, last third 35 (at most 17), all samples 10 to 39: GREW");
    }

    @Test
    void upAndDown_isNone() {
        assertThat(THREADS.outcome(samples(30, i -> 10 + 5 * (i % 2))).isKept()).isTrue();
    }

    @Test
    void peakAtTheEnd_isNone() {
        assertThat(THREADS.outcome(samples(30, i -> i == 29 ? 1_000 : 10)).isKept())
                .isTrue();
    }

    @Test
    void growthWithinTheTolerance_isNone_andOneMoreIsGrowth() {
        assertThat(THREADS.outcome(samples(9, i -> i < 6 ? 10 : 12)).isKept()).isTrue();
        assertThat(THREADS.outcome(samples(9, i -> i < 6 ? 10 : 13)).isKept()).isFalse();
        assertThat(THREADS.outcome(samples(9, i -> i < 6 ? 100 : 110)).isKept()).isTrue();
        assertThat(THREADS.outcome(samples(9, i -> i < 6 ? 100 : 111)).isKept()).isFalse();
    }

    @Test
    void eachThingIsReadFromItsOwnPlace() {
        List<Sample> samples =
                List.of(new Sample(0, 1, 2, 3, 4, 5), new Sample(0, 1, 2, 3, 4, 5), new Sample(0, 1, 2, 3, 4, 5));
        assertThat(Growth.ALL.stream().map(growth -> growth.outcome(samples).last()))
                .containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void tooFewSamples_areRefused() {
        assertThatThrownBy(() -> THREADS.outcome(samples(2, i -> 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer");
    }
}
