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

import io.rota.api.SkippedFires;
import io.rota.internal.state.ExecutionRecord.Claim;
import io.rota.internal.state.ExecutionRecord.State;
import io.rota.internal.state.ExecutionRecord.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionRecordTests {

    private static final Claim CLAIM = new Claim("10.0.0.1@-@7-abc", 5, 1, 3, "op", "");
    private static final SkippedFires SKIP = new SkippedFires(SkippedFires.Reason.LATE, 10, 20, 3);

    @Test
    void whatIsEncoded_isDecoded() {
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            ExecutionRecord record = random(random);
            assertThat(ExecutionRecord.decode(record.encode())).isEqualTo(record);
        }
    }

    @Test
    void aRecord_isLinesThatPeopleCanRead() {
        assertThat(ExecutionRecord.fresh(9, "")
                        .claimed(30, CLAIM, 31, List.of(SKIP))
                        .encode())
                .isEqualTo(
                        "fire=30\nstate=RUNNING\nowner=10.0.0.1@-@7-abc\ntoken=5\nattempt=1\nconfigVersion=3\nopId=op\n"
                                + "busySince=31\nstartedAt=31\nendedAt=0\nskipped=LATE 10 20 3\n");
        assertThat(ExecutionRecord.fresh(9, "").encode()).isEqualTo("fire=9\nstate=IDLE\n");
    }

    @Test
    void keysOfLaterVersions_arePassedOver() {
        ExecutionRecord record = ExecutionRecord.fresh(9, "").claimed(30, CLAIM, 31, List.of(SKIP));
        assertThat(ExecutionRecord.decode("colour=blue\n" + record.encode() + "a line\nnext=1=2\n\n"))
                .isEqualTo(record);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fire=1",
                "state=IDLE",
                "fire=x\nstate=IDLE",
                "fire=99999999999999999999\nstate=IDLE",
                "fire=1\nstate=SLEEPING",
                "fire=1\nfire=2\nstate=IDLE",
                "fire=1\nstate=RUNNING",
                "fire=1\nstate=RUNNING\nowner=\ntoken=1\nattempt=1\nconfigVersion=1\nopId=x",
                "fire=1\nstate=DONE\nowner=a",
                "fire=1\nstate=DONE\nowner=a\ntoken=1\nattempt=99999999999\nconfigVersion=1\nopId=x",
                "fire=1\nstate=DONE\nowner=a\ntoken=1\nattempt=1\nconfigVersion=-99999999999\nopId=x",
                "fire=1\nstate=IDLE\nskipped=LATE 1 2",
                "fire=1\nstate=IDLE\nskipped=BORED 1 2 3",
                "fire=1\nstate=IDLE\nskipped=LATE 1 x 3",
                "fire: 1\nstate: IDLE",
                "{\"fire\":1}"
            })
    void garbage_isRefused(String text) {
        assertThatThrownBy(() -> ExecutionRecord.decode(text)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Readers expect one exception; any other would end the reader's turn without an answer. */
    @Test
    void damagedTexts_areReadOrRefused() {
        Random random = new Random(4);
        String alphabet = "0123456789=\n -xE,";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder(random(random).encode());
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(text.length());
                text.replace(
                        at,
                        Math.min(text.length(), at + random.nextInt(3)),
                        String.valueOf(alphabet.charAt(random.nextInt(alphabet.length())))
                                .repeat(random.nextInt(12)));
            }
            try {
                ExecutionRecord.decode(text.toString());
            } catch (IllegalArgumentException expected) {
                assertThat(expected).isNotNull();
            }
        }
    }

    @Test
    void tokensIncrease_whateverTheRegistrysClockDoes() {
        Random random = new Random(5);
        ExecutionRecord record = ExecutionRecord.fresh(0, "");
        long registryMillis = 1_700_000_000_000L;
        long last = record.claim().token();
        for (int i = 0; i < 2_000; i++) {
            registryMillis += random.nextInt(10) == 0 ? random.nextInt(2_000_000) - 1_000_000 : random.nextInt(2);
            long token = record.nextToken(registryMillis);
            assertThat(token).isGreaterThan(last).isGreaterThanOrEqualTo(registryMillis * 1024);
            last = token;
            record = record.claimed(i, new Claim("me", token, 1, 0, "op" + i, ""), registryMillis, List.of());
        }
    }

    @Test
    void tokensIncrease_alsoAfterTheRegistryWasRebuilt() {
        ExecutionRecord record = ExecutionRecord.fresh(0, "");
        long last = 0;
        for (int i = 0; i < 500; i++) {
            last = record.nextToken(1_700_000_000_000L);
            record = record.claimed(i, new Claim("me", last, 1, 0, "op" + i, ""), 0, List.of());
        }
        assertThat(ExecutionRecord.fresh(0, "").nextToken(1_700_000_000_001L)).isGreaterThan(last);
    }

    @Test
    void runOfAFireThatWaited_belongsToTheSameBusyTime() {
        ExecutionRecord first =
                ExecutionRecord.fresh(9, "").claimed(10, CLAIM, 100, List.of()).ended(State.DONE, 200);
        ExecutionRecord waited = first.claimed(150, CLAIM, 200, List.of()).ended(State.DONE, 300);
        assertThat(waited.times()).isEqualTo(new Times(100, 200, 300));
        assertThat(waited.claimed(400, CLAIM, 400, List.of()).times().busySince())
                .isEqualTo(400);
    }

    @Test
    void anEnd_keepsTheFireAndItsClaim() {
        ExecutionRecord done = ExecutionRecord.fresh(9, "")
                .claimed(30, CLAIM, 31, List.of(SKIP))
                .ended(State.DONE, 40);
        assertThat(done)
                .isEqualTo(new ExecutionRecord(30, State.DONE, CLAIM, new Times(31, 31, 40), 0, "", List.of(SKIP)));
        assertThat(done.isRunning()).isFalse();
        assertThat(done.skipped(50, List.of()))
                .isEqualTo(new ExecutionRecord(50, State.DONE, CLAIM, new Times(31, 31, 40), 0, "", List.of()));
    }

    private static ExecutionRecord random(Random random) {
        List<SkippedFires> skips = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            skips.add(new SkippedFires(
                    SkippedFires.Reason.values()[random.nextInt(2)],
                    random.nextLong(),
                    random.nextLong(),
                    random.nextInt()));
        }
        if (random.nextInt(4) == 0) {
            return new ExecutionRecord(
                    random.nextLong(), State.IDLE, Claim.NONE, Times.NEVER, 0, "0/5 * * * * ?|a=b", skips);
        }
        Claim claim = new Claim(
                "10.0.0." + random.nextInt(256) + "@-@" + random.nextInt(1000) + "-a=b",
                random.nextLong(),
                random.nextInt(),
                random.nextInt(),
                Long.toString(random.nextLong(), 36),
                random.nextBoolean() ? "" : random.nextInt(9) + "-part");
        return new ExecutionRecord(
                random.nextLong(),
                State.values()[random.nextInt(State.values().length)],
                claim,
                new Times(random.nextLong(), random.nextLong(), random.nextLong()),
                random.nextInt(1000),
                random.nextBoolean() ? "" : "0 0 3 * * ?|GMT+08:00",
                skips);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x/", "a//b", "..", "a\tb"})
    void runningRecordWhoseOwnerCannotExist_isNoRecord(String owner) {
        String text = "fire=1\nstate=RUNNING\nowner=" + owner
                + "\ntoken=1\nattempt=1\nconfigVersion=0\nopId=o\nbusySince=1\nstartedAt=1\nendedAt=0\n";
        assertThatThrownBy(() -> ExecutionRecord.decode(text)).hasMessageContaining("names no owner");
    }
}
