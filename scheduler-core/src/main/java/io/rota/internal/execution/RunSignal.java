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
package io.rota.internal.execution;

import io.rota.api.LeaseView;
import io.rota.spi.EndSignal;

/** Tells one run whether to go on. Asked on its thread, set on the loop. */
final class RunSignal implements EndSignal {

    private final LeaseView lease;
    private volatile boolean set;

    RunSignal(LeaseView lease) {
        this.lease = lease;
    }

    /** From now on the run should end. */
    void set() {
        set = true;
    }

    @Override
    public boolean isEndWanted() {
        if (!set && (Thread.currentThread().isInterrupted() || lease.remaining().isZero())) {
            // Remembered, because code may clear its interruption.
            set = true;
        }
        return set;
    }
}
