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

import java.util.concurrent.atomic.AtomicReference;

/** One interruption of work, which comes while the work goes on or not at all, never during what its thread does next. */
public final class Interruption {

    private enum State {
        WORKING,
        INTERRUPTING,
        INTERRUPTED,
        ENDED
    }

    private final Runnable interrupt;
    private final AtomicReference<State> state = new AtomicReference<>(State.WORKING);

    /**
     * @param interrupt reaches the work's thread; must not wait
     */
    public Interruption(Runnable interrupt) {
        this.interrupt = interrupt;
    }

    /**
     * Interrupts the work; from any thread.
     *
     * @return false if it has ended or was interrupted already
     */
    public boolean interrupt() {
        if (!state.compareAndSet(State.WORKING, State.INTERRUPTING)) {
            return false;
        }
        try {
            interrupt.run();
        } finally {
            state.set(State.INTERRUPTED);
        }
        return true;
    }

    /**
     * The work has ended. On its thread, once.
     *
     * @return whether it was interrupted
     */
    public boolean end() {
        if (state.compareAndSet(State.WORKING, State.ENDED)) {
            return false;
        }
        // Whoever interrupts is between two statements and waits for nothing there.
        while (state.get() == State.INTERRUPTING) {
            Thread.onSpinWait();
        }
        return true;
    }
}
