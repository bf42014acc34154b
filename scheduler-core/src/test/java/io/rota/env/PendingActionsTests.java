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
package io.rota.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingActionsTests {

    private final List<String> done = new ArrayList<>();
    private final PendingActions actions = new PendingActions(2);

    private void happen() {
        actions.takeAll().forEach(Runnable::run);
    }

    @Test
    void eachActionIsHandedOutOnce_inOrder() {
        actions.add(() -> done.add("a"));
        actions.add(() -> done.add("b"));
        happen();
        happen();
        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void oneThatWasTakenBack_isNotHandedOut_andOneThatWasHandedOutIsNotTakenBack() {
        Runnable same = () -> done.add("same");
        PendingActions.Withdrawal first = actions.add(same);
        PendingActions.Withdrawal second = actions.add(same);
        assertThat(first.withdraw()).isTrue();
        assertThat(first.withdraw()).isFalse();
        happen();
        assertThat(done).containsExactly("same");
        assertThat(second.withdraw()).isFalse();
    }

    @Test
    void theirNumberIsBounded() {
        PendingActions.Withdrawal first = actions.add(() -> {});
        actions.add(() -> {});
        assertThatThrownBy(() -> actions.add(() -> {})).isInstanceOf(IllegalStateException.class);
        first.withdraw();
        actions.add(() -> {});
    }

    @Test
    void onceClosed_nothingWaits() {
        actions.add(() -> done.add("before"));
        actions.close();
        assertThat(actions.add(() -> done.add("after")).withdraw()).isFalse();
        happen();
        assertThat(done).isEmpty();
    }
}
