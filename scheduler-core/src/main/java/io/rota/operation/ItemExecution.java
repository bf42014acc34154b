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

import io.rota.api.SkippedFires;
import io.rota.internal.state.ExecutionRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the registry has recorded of the last fire of an item.
 *
 * @param fire the scheduled instant; fires up to it are settled, so that it may also be one that was passed over
 * @param state what became of the last run
 * @param owner id of the instance that ran it, empty if it never ran
 * @param attempt 1 for the first run of a fire, 0 if it never ran
 * @param token the fencing token, 0 if it never ran
 * @param startedAt when it was claimed, and once it has ended, when the job's code began, by the registry's clock; null if
 *     never
 * @param endedAt when it ended by the registry's clock, null if it has not
 * @param lastSkip the fires that were passed over last, null if none
 */
public record ItemExecution(
        Instant fire,
        State state,
        String owner,
        int attempt,
        long token,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable SkippedFires lastSkip) {

    /** What became of a run. */
    public enum State {
        /** There was none yet. */
        IDLE,
        /** It has not ended, as far as the registry knows; its owner may be gone. */
        RUNNING,
        /** The job's code returned. */
        DONE,
        /** The job's code threw or was interrupted. */
        FAILED,
        /** The job's code was interrupted because it took longer than the job allows. */
        TIMED_OUT,
        /** Its owner died, and it is not run again. */
        ABANDONED,
        /** It ended, and the job has fewer items since. */
        RETIRED
    }

    static ItemExecution of(ExecutionRecord record) {
        ItemExecution.State state =
                switch (record.state()) {
                    case IDLE -> ItemExecution.State.IDLE;
                    case RUNNING -> ItemExecution.State.RUNNING;
                    case DONE -> ItemExecution.State.DONE;
                    case FAILED -> ItemExecution.State.FAILED;
                    case TIMED_OUT -> ItemExecution.State.TIMED_OUT;
                    case ABANDONED -> ItemExecution.State.ABANDONED;
                    case RETIRED -> ItemExecution.State.RETIRED;
                };
        int skips = record.skips().size();
        return new ItemExecution(
                Instant.ofEpochMilli(record.fire()),
                state,
                record.claim().owner(),
                record.claim().attempt(),
                record.claim().token(),
                instant(record.startedAt()),
                instant(record.endedAt()),
                skips == 0 ? null : record.skips().get(skips - 1));
    }

    private static @Nullable Instant instant(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }
}
