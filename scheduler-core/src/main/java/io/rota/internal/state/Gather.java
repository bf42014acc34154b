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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * Waits for several answers, then hands them on together; on the loop only.
 *
 * @param <T> what one answer tells
 */
final class Gather<T> {

    private final List<T> answers;
    private final Consumer<List<T>> whenComplete;
    private int missing;

    /**
     * @param expected how many answers will come; with 0 the consumer is called at once
     * @param whenComplete gets the answers in the order of their slots
     */
    Gather(int expected, T placeholder, Consumer<List<T>> whenComplete) {
        this.missing = expected;
        this.whenComplete = whenComplete;
        this.answers = new ArrayList<>(Collections.nCopies(expected, placeholder));
        if (expected == 0) {
            whenComplete.accept(answers);
        }
    }

    /** Takes the answer of one slot. */
    Consumer<T> slot(int index) {
        return answer -> {
            answers.set(index, answer);
            if (--missing == 0) {
                whenComplete.accept(answers);
            }
        };
    }
}
