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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTests {

    @Test
    void onlyAWholeRun_takesThePlaceOfThePublishedOne() {
        assertThat(Options.parse(new String[0]).output()).isEqualTo(Path.of("docs/benchmarks"));
        assertThat(Options.parse(new String[] {"--quick"}).output())
                .isEqualTo(Path.of("scheduler-benchmark/target/quick"));
        assertThat(Options.parse(new String[] {"--only", "start"}).output())
                .isEqualTo(Path.of("scheduler-benchmark/target/quick"));
    }

    @Test
    void contestants_areNamedAsTheUsageSays() {
        assertThat(Options.parse(new String[] {"--contestants", "rota-postgres,quartz"})
                        .contestants())
                .containsExactlyInAnyOrder(Contestant.ROTA_POSTGRES, Contestant.QUARTZ);
    }

    @Test
    void whatIsNoOption_isRefused() {
        assertThatThrownBy(() -> Options.parse(new String[] {"--fast"})).hasMessageContaining("--fast");
        assertThatThrownBy(() -> Options.parse(new String[] {"--only"})).hasMessageContaining("--only needs a value");
    }
}
