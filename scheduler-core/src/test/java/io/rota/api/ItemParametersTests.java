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
package io.rota.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ItemParametersTests {

    @Test
    void blanksAreDropped_andItemsAscend() {
        assertThat(ItemParameters.parse("job", " 10 = ten , 2= two words ,0=\tzero"))
                .containsExactly(entry(0, "zero"), entry(2, "two words"), entry(10, "ten"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void noText_isNoParameter(String text) {
        assertThat(ItemParameters.parse("job", text)).isEmpty();
    }

    @Test
    void aTextMayBeEmpty() {
        assertThat(ItemParameters.parse("job", "0=,1=B")).containsExactly(entry(0, ""), entry(1, "B"));
    }

    @Test
    void itemsAtOrAboveTheTotal_areKept() {
        assertThat(JobConfiguration.newBuilder("job", 1)
                        .shardingItemParameters("0=A,5=F")
                        .build()
                        .itemParameters())
                .containsOnlyKeys(0, 5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0=A,1          | '1' is not one item, one '=' and one text",
                "0=A,           | '' is not one item",
                "0=A,,1=B       | '' is not one item",
                "0=A=B          | '0=A=B' is not one item",
                "A              | 'A' is not one item",
                "=A             | '' is not an item number",
                "x=A            | 'x' is not an item number",
                "-1=A           | '-1' is not an item number",
                "1.0=A          | '1.0' is not an item number",
                "9999999999=A   | '9999999999' is not an item number",
                "0=A,00=B       | item 00 occurs twice",
                "1=A, 1 =B      | item 1 occurs twice"
            })
    void whatIsWrong_isNamed(String text, String problem) {
        assertThatThrownBy(() -> ItemParameters.parse("job", text))
                .asInstanceOf(type(JobConfigurationException.class))
                .satisfies(wrong -> {
                    assertThat(wrong.property()).isEqualTo("sharding-item-parameters");
                    assertThat(wrong)
                            .hasMessageStartingWith("job 'job': sharding-item-parameters '" + text + "': " + problem)
                            .hasMessageContaining("Write it as 0=A,1=B.");
                });
    }
}
