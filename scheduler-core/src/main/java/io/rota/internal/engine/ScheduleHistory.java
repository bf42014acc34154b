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
package io.rota.internal.engine;

import io.rota.internal.engine.Surroundings.Epoch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The schedules that a job has had as far as this process knows, whichever session it read them under. On the loop. */
final class ScheduleHistory {

    // At most EPOCHS_MAX.
    private final Deque<Epoch> epochs = new ArrayDeque<>(1);

    /** Another schedule counts, or still the same. */
    void take(String schedule, long since) {
        if (epochs.isEmpty() || !epochs.getLast().schedule().equals(schedule)) {
            epochs.addLast(new Epoch(schedule, since));
        }
        if (epochs.size() > Limits.EPOCHS_MAX) {
            epochs.removeFirst();
        }
    }

    /** Oldest first; the last one is in force. */
    List<Epoch> epochs() {
        return List.copyOf(epochs);
    }
}
