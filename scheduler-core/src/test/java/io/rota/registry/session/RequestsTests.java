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
package io.rota.registry.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.env.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestsTests {

    private final SettableTime time = new SettableTime();
    private final List<Runnable> executor = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private final Requests requests = new Requests(time, Duration.ofSeconds(10), executor::add);

    @Test
    void answer_comesOnceAndOnTheExecutor() {
        var request = begin();
        request.answer("first");
        request.answer("second");
        requests.over();
        assertThat(answers).isEmpty();
        runAll();
        assertThat(answers).containsExactly("first");
    }

    @Test
    void noAnswer_afterTheDeadlineNothingIsKnown() {
        var request = begin();
        time.nanos += Duration.ofSeconds(10).toNanos();
        requests.sweep();
        assertThat(request.isAnswered()).isFalse();
        time.nanos++;
        requests.sweep();
        request.answer("too late");
        runAll();
        assertThat(answers).containsExactly("late");
    }

    @Test
    void sessionEnds_everythingIsAnswered_nowAndLater() {
        begin();
        begin().answer("in time");
        requests.over();
        assertThat(begin().isAnswered()).isTrue();
        runAll();
        assertThat(answers).containsExactly("in time", "lost", "lost");
    }

    private Requests.Request<String> begin() {
        return requests.begin(answers::add, "late", "lost");
    }

    private void runAll() {
        executor.forEach(Runnable::run);
        executor.clear();
    }

    private static final class SettableTime implements TimeSource {
        private long nanos;

        @Override
        public long wallMillis() {
            return 0;
        }

        @Override
        public long monotonicNanos() {
            return nanos;
        }
    }
}
