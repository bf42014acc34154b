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
package io.rota.registry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A session with a timeout of 15 seconds; looks half a second apart, unless a test says otherwise. */
class SilencesTests {

    private static final long TIMEOUT_MILLIS = 15_000;

    private final Silences silences = new Silences(Duration.ofSeconds(5).toNanos());
    private long millis = 1_000_000;

    @Test
    void silentAndExpired_isDead_afterTheWholeTimeoutWasWatched() {
        assertThat(looksUntilDead(7, true)).isEqualTo(30);
    }

    @Test
    void silentButNotExpiredByTheDatabase_lives() {
        assertThat(looksUntilDead(7, false)).isEqualTo(-1);
    }

    @Test
    void expiredByTheDatabaseOnly_lives_whateverItsClockSays() {
        for (int i = 0; i < 100; i++) {
            // Heard of in between, as the count of its renewals tells.
            assertThat(look(i / 6, true)).isEmpty();
            millis += 500;
        }
    }

    @Test
    void lookedAwayForTooLong_watchesTheWholeSilenceAgain() {
        assertThat(look(7, true)).isEmpty();
        millis += TIMEOUT_MILLIS + 1_000;
        assertThat(look(7, true)).isEmpty();
        millis += 500;
        assertThat(looksUntilDead(7, true)).isEqualTo(29);
    }

    @Test
    void slowAnswer_doesNotCountAsSilence() {
        // The row was read at some time between question and answer: the silence begins with the answer.
        silences.look(
                List.of(seen(7, true)), nanos(), nanos() + Duration.ofSeconds(4).toNanos());
        millis += 4_000;
        assertThat(looksUntilDead(7, true)).isEqualTo(30);
    }

    @Test
    void sessionThatIsGone_isForgotten() {
        for (int i = 0; i < 20; i++) {
            look(7, true);
            millis += 500;
        }
        assertThat(silences.look(List.of(), nanos(), nanos())).isEmpty();
        millis += 500;
        assertThat(looksUntilDead(7, true)).isEqualTo(30);
    }

    /** How many looks passed before the session was dead, or -1 if it never was. */
    private int looksUntilDead(long renewals, boolean expired) {
        for (int i = 0; i < 100; i++) {
            if (!look(renewals, expired).isEmpty()) {
                return i;
            }
            millis += 500;
        }
        return -1;
    }

    private List<Silences.Seen> look(long renewals, boolean expired) {
        return silences.look(List.of(seen(renewals, expired)), nanos(), nanos());
    }

    private static Silences.Seen seen(long renewals, boolean expired) {
        return new Silences.Seen("s", renewals, TIMEOUT_MILLIS, expired);
    }

    private long nanos() {
        return Duration.ofMillis(millis).toNanos();
    }
}
