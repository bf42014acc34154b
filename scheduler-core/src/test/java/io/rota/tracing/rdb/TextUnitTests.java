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
package io.rota.tracing.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextUnitTests {

    @ParameterizedTest
    @CsvSource({
        "UTF16,       abc,  2, ab",
        "UTF16,       a😀b, 2, a",
        "UTF16,       a😀b, 3, a😀",
        "CODE_POINTS, a😀b, 2, a😀",
        "BYTES,       aé界😀b, 1, a",
        "BYTES,       aé界😀b, 2, a",
        "BYTES,       aé界😀b, 3, aé",
        "BYTES,       aé界😀b, 6, aé界",
        "BYTES,       aé界😀b, 9, aé界",
        "BYTES,       aé界😀b, 10, aé界😀",
        "BYTES,       aé界😀b, 99, aé界😀b",
    })
    void aBeginning_neverExceedsTheColumn_andNeverCutsACharacter(TextUnit unit, String text, int max, String cut) {
        assertThat(unit.beginning(text, max)).isEqualTo(cut);
    }

    @ParameterizedTest
    @CsvSource({
        "UTF16, a😀b, 2, b",
        "UTF16, a😀b, 3, 😀b",
        "CODE_POINTS, a😀b, 2, 😀b",
        "BYTES, a界b, 4, 界b",
        "BYTES, a界b, 3, b"
    })
    void anEnd_neverExceedsTheColumn_andNeverCutsACharacter(TextUnit unit, String text, int max, String cut) {
        assertThat(unit.end(text, max)).isEqualTo(cut);
    }

    @Test
    void bytes_areThoseOfUtf8() {
        String text = "aé界😀\uFFFF\u07FF\u0800";
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        assertThat(TextUnit.BYTES.beginning(text, bytes)).isEqualTo(text);
        assertThat(TextUnit.BYTES.beginning(text, bytes - 1)).hasSize(text.length() - 1);
    }

    @Test
    void halvesOfCharactersAndZeros_areReplaced() {
        assertThat(TextUnit.UTF16.beginning("a\0\uD83Db\uDE00", 100)).isEqualTo("a??b?");
    }
}
