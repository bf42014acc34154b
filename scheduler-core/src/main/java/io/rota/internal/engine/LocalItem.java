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

import io.rota.api.ExecutionSource;
import io.rota.internal.claim.FireClaims;
import io.rota.internal.state.JobDefinition;
import io.rota.internal.state.StoredRecord;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What this instance knows and does about one item that is, or was, assigned to it. */
final class LocalItem {

    /** Where an item stands. */
    enum Phase {
        /** The record is not known; it is to be read. */
        UNREAD,
        /** The last attempt failed; the record is to be read after a pause. */
        WAITING,
        /** The record is being read, or the owner it names is being looked for. */
        READING,
        /** Nobody runs it: the next fire can be decided. */
        READY,
        /** Another instance runs it, or the record makes no sense: something must change first. */
        BLOCKED,
        /** A change of the record is on its way. */
        WRITING,
        /** Claimed, but the lease is not valid just now: run when it is again. */
        CLAIMED,
        /** The job's code runs, or waits for a thread. */
        RUNNING,
        /** The run has failed and is to be repeated after a pause; until then it still counts as running. */
        RETRY,
        /** The run has ended and that is to be recorded. */
        ENDED
    }

    final int item;
    Phase phase = Phase.UNREAD;
    /** Whether the assignment names this instance; if not, the item goes as soon as it is idle. */
    boolean assigned = true;
    /** Whether the record changed while something else was going on. */
    boolean news;
    /** Whether the record names an owner that is gone. */
    boolean lost;
    /** Whether the node that shows the item running is left over from somebody. */
    boolean leftover;
    /** Whether the lost run was this instance's own: nobody else can settle it while this instance lives. */
    boolean mine;
    /** Whether the lease ended while it ran, so that an unfinished run counts as lost. */
    boolean fenced;
    /** What is wrong with the record if it makes no sense, empty otherwise. */
    String unreadable = "";
    /** Whether somebody disabled the item. */
    boolean disabled;
    /** Fires up to this instant are withheld because it, or the server, was disabled; 0 if none are. */
    long pausedUntil;
    /** When a failed run is repeated, registry milliseconds. */
    long retryAt;
    /** Whether nobody waits for the outcome of an abandoned request any more. */
    boolean unwanted;
    /** Whether there is something that the checkpoint must write. */
    boolean unsaved;
    /** Changes in a row that found something else than expected. */
    int conflicts;
    /** Op-id of a claim whose answer was lost, until the record tells. */
    @Nullable
    String claimInDoubt;
    /** The definition that the last claim was made under. */
    @Nullable
    JobDefinition claimedUnder;
    /** Whether the claim that is being made takes over what its owner did not finish. */
    boolean takesOver;
    /** What led to the run of the last claim. */
    ExecutionSource source = ExecutionSource.NORMAL_TRIGGER;
    /** How the run ended, until that is recorded. */
    FireClaims.@Nullable End end;

    private @Nullable StoredRecord held;

    LocalItem(int item) {
        this.item = item;
    }

    /**
     * The record as it was last read or written.
     *
     * @throws NullPointerException while {@link Phase#UNREAD} for the first time
     */
    StoredRecord held() {
        return Objects.requireNonNull(held, "record not read");
    }

    /**
     * How the run ended.
     *
     * @throws NullPointerException unless {@link Phase#ENDED}
     */
    FireClaims.End end() {
        return Objects.requireNonNull(end, "not ended");
    }

    void hold(StoredRecord record) {
        held = record;
    }

    /** Whether nothing would be lost by forgetting it. */
    boolean isIdle() {
        return (phase == Phase.UNREAD || phase == Phase.WAITING || phase == Phase.READY || phase == Phase.BLOCKED)
                && !(lost && mine)
                && claimInDoubt == null
                && end == null
                && !unsaved;
    }

    @Override
    public String toString() {
        return item + ":" + phase;
    }
}
