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
package io.rota.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureTextTests {

    @Test
    void aFailure_isToldWithItsCauses() {
        String text = FailureText.of(new IllegalStateException("outer", new RuntimeException("inner")));
        assertThat(text)
                .startsWith("java.lang.IllegalStateException: outer")
                .contains("\tat io.rota.tracing.FailureTextTests.", "Caused by: java.lang.RuntimeException: inner");
    }

    @Test
    void anEndlessText_isCut() {
        assertThat(FailureText.of(new RuntimeException("x".repeat(1_000_000)))).hasSize(FailureText.CHARACTERS_MAX);
    }

    @Test
    void aFailureThatCannotBeShown_isNamed() {
        String text = FailureText.of(new RuntimeException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("even this");
            }
        });
        assertThat(text).contains("FailureTextTests$", "cannot be shown: java.lang.IllegalStateException");
    }
}
