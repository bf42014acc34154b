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
package io.rota.sim;

import io.rota.registry.Transaction;
import io.rota.registry.memory.MemoryTree;

/** A modelled registry: the truth, and how processes connect to it. */
abstract class SimRegistry {

    /** Session timeout of every session. */
    static final long TIMEOUT_MILLIS = 15_000;

    static final long TICK_MILLIS = 1_000;

    /** The truth. */
    abstract MemoryTree tree();

    /** What a process connects with. */
    abstract SimCenter center(SimProcess process);

    /** Applies what somebody does by hand, if it is possible. */
    abstract void operate(Transaction transaction);

    /** How long nothing has gone wrong with it. */
    abstract long calmNanos();

    /** From now on nothing goes wrong with it by itself. */
    void steady() {}

    /** Something goes wrong with it. */
    void suffer(Fault fault) {
        throw new IllegalArgumentException("not a fault of this registry: " + fault);
    }

    /** Ends every fault that is still going on. */
    void heal() {}
}
