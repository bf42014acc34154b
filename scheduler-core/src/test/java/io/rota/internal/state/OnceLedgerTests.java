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
package io.rota.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rota.internal.state.OnceLedger.Entry;
import io.rota.internal.state.OnceLedger.State;
import io.rota.registry.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnceLedgerTests {

    @Test
    void whatIsWritten_isRead() {
        OnceLedger ledger = OnceLedger.EMPTY
                .with(1_000, Entry.OPEN)
                .with(2_000, Entry.OPEN.ownedBy("10.0.0.1@-@1-a"))
                .with(3_000, new Entry(State.TIMED_OUT, 2, "10.0.0.2@-@2-b"));
        assertThat(OnceLedger.decode(ledger.encode())).isEqualTo(ledger);
        assertThat(OnceLedger.decode("")).isEqualTo(OnceLedger.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 OPEN", "x OPEN 0 ", "1 SLEEPING 0 ", "1 OPEN many "})
    void nonsense_isRefused(String text) {
        assertThatThrownBy(() -> OnceLedger.decode(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyTheOldestFireIsForgotten_andAFireBeforeItIsPast() {
        OnceLedger ledger = OnceLedger.EMPTY;
        for (long fire = 1; fire <= OnceLedger.FIRES_MAX; fire++) {
            assertThat(ledger.isPast(0)).isFalse();
            ledger = ledger.with(fire * 10, Entry.OPEN);
        }
        ledger = ledger.with(15, Entry.OPEN);
        assertThat(ledger.entries())
                .hasSize(OnceLedger.FIRES_MAX)
                .containsKey(15L)
                .doesNotContainKey(10L);
        assertThat(ledger.isPast(10)).isTrue();
        assertThat(ledger.isPast(25)).isFalse();
    }

    @Test
    void anotherOwner_isAnotherAttempt() {
        Entry taken = Entry.OPEN.ownedBy("a").ownedBy("b");
        assertThat(taken).isEqualTo(new Entry(State.RUNNING, 2, "b"));
        assertThat(taken.isOver()).isFalse();
        assertThat(taken.with(State.DONE).isOver()).isTrue();
    }

    @Test
    void aChange_makesMissingNodes_andExpectsWhatWasReadOfTheOthers() {
        JobPaths paths = new JobPaths("job");
        OnceLedger one = OnceLedger.EMPTY.with(1, Entry.OPEN);
        Guarantee.Stored missing = new Guarantee.Stored(OnceLedger.EMPTY, -1, "");
        Guarantee.Stored there = new Guarantee.Stored(OnceLedger.EMPTY, 7, "");
        assertThat(new Guarantee(false, missing, missing)
                        .change(paths, one, one)
                        .ops())
                .extracting(Transaction.Op::path)
                .containsExactly("/job/guarantee", "/job/guarantee/started", "/job/guarantee/completed");
        assertThat(new Guarantee(true, there, missing).change(paths, one, one).ops())
                .containsExactly(
                        new Transaction.Set("/job/guarantee/started", one.encode(), 7),
                        new Transaction.Create("/job/guarantee/completed", one.encode(), false));
        assertThat(new Guarantee(true, there, there)
                        .change(paths, OnceLedger.EMPTY, OnceLedger.EMPTY)
                        .isEmpty())
                .isTrue();
    }
}
