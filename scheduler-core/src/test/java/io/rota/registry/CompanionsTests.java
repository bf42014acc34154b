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

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompanionsTests {

    private final Companions companions = new Companions();
    private final List<String> closed = new ArrayList<>();

    private class First implements AutoCloseable {
        @Override
        public void close() {
            closed.add("first");
        }
    }

    private class Second implements AutoCloseable {
        @Override
        public void close() {
            closed.add("second");
        }
    }

    private class Failing implements AutoCloseable {
        @Override
        public void close() throws Exception {
            closed.add("failing");
            throw new Exception("planned");
        }
    }

    @Test
    void thereIsOneOfEachType_madeAtTheFirstCall() {
        First first = companions.get(First.class, First::new);
        assertThat(companions.get(First.class, () -> {
                    throw new AssertionError("made twice");
                }))
                .isSameAs(first);
        assertThat(companions.get(Second.class, Second::new)).isNotNull();
    }

    @Test
    void aCreatorThatFails_leavesNothingBehind() {
        assertThatThrownBy(() -> companions.get(First.class, () -> {
                    throw new IllegalArgumentException("planned");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(companions.get(First.class, First::new)).isNotNull();
    }

    @Test
    void allAreClosedOnce_inTheOrderTheyWereMade() {
        companions.get(Second.class, Second::new);
        companions.get(First.class, First::new);
        companions.close();
        companions.close();
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void oneThatCannotBeClosed_doesNotKeepTheOthersOpen() {
        companions.get(Failing.class, Failing::new);
        companions.get(First.class, First::new);
        assertThatThrownBy(companions::close)
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("planned");
        assertThat(closed).containsExactly("failing", "first");
    }

    @Test
    void afterClose_noneIsGiven() {
        companions.get(First.class, First::new);
        companions.close();
        assertThatThrownBy(() -> companions.get(First.class, First::new)).isInstanceOf(IllegalStateException.class);
    }
}
