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
package io.rota.operation;

import io.rota.internal.state.Reply;
import io.rota.registry.RegistrySession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Asks many questions of one session, a number of them at a time. On the loop, once begun.
 *
 * <p>One after the other, a tree of thousands of nodes would take seconds; all at once, they would keep the heartbeats
 * that share the connection waiting.
 */
final class Round<T> {

    static final int IN_FLIGHT_MAX = 128;

    private final RegistrySession session;
    private final List<? extends Question<T>> questions;
    private final List<Reply<T>> answers;
    private final CompletableFuture<List<Reply<T>>> answered;
    private int asked;
    private int missing;

    /**
     * @param answered completed with the answers in the order of the questions; nothing more is asked once it is done
     */
    Round(RegistrySession session, List<? extends Question<T>> questions, CompletableFuture<List<Reply<T>>> answered) {
        this.session = session;
        this.questions = questions;
        this.answered = answered;
        this.missing = questions.size();
        this.answers = new ArrayList<>(Collections.nCopies(missing, Reply.unavailable("not asked")));
    }

    void begin() {
        if (questions.isEmpty()) {
            answered.complete(answers);
        }
        for (int i = 0; i < IN_FLIGHT_MAX; i++) {
            askNext();
        }
    }

    private void askNext() {
        if (asked == questions.size() || answered.isDone()) {
            return;
        }
        int index = asked++;
        try {
            questions.get(index).ask(session, answer -> take(index, answer));
        } catch (RuntimeException e) {
            answered.completeExceptionally(e);
        }
    }

    private void take(int index, Reply<T> answer) {
        answers.set(index, answer);
        if (--missing == 0) {
            answered.complete(answers);
        } else {
            askNext();
        }
    }
}
