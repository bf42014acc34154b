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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTextsTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run.sh --password c4n4ry",
                "run.sh --db.password 'c4n4ry and more' -v",
                "run.sh -token \"c4n4ry\"",
                "run.sh --api-token=c4n4ry",
                "jdbc:h2:mem:x;PASSWORD=c4n4ry",
                "https://me:c4n4ry@host/path",
                "{\"client_secret\": \"c4n4ry\"}",
            })
    void secretInAText_isHidden(String text) {
        assertThat(SecretTexts.hidden(text)).doesNotContain("c4n4ry").contains(SecretTexts.HIDDEN);
    }

    @Test
    void otherWords_areShown() {
        String text = "run.sh --verbose now --skip-tokens -x y; a fire of 10:00 on 10.0.0.1@-@1-a";

        assertThat(SecretTexts.hidden(text)).isEqualTo(text);
        assertThat(SecretTexts.hidden("http.uri", "http://host/path")).isEqualTo("http://host/path");
        assertThat(SecretTexts.hidden("dingtalk.webhook", "http://host")).isEqualTo(SecretTexts.HIDDEN);
    }
}
