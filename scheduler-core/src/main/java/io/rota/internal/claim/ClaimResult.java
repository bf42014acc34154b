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
package io.rota.internal.claim;

import io.rota.internal.state.StoredRecord;
import java.util.List;

/**
 * How an attempt to change execution records ended.
 *
 * @param status see {@link Status}
 * @param records what the records say now, in the order asked for; empty unless {@link Status#HELD}
 */
public record ClaimResult(Status status, List<StoredRecord> records) {

    /** What is known. */
    public enum Status {
        /** The registry has them as asked. */
        HELD,
        /** Nothing was changed; the records, the configuration or this instance are not what they were thought to be. */
        STALE,
        /** Nothing was changed, because a node that shows an item running is there already, or not any more. */
        LEFTOVER,
        /** Nothing was changed, because an outcome was to be reported that nobody waits for any more. */
        UNWANTED,
        /** It may or may not have been done; only reading the records can tell. */
        UNKNOWN,
        /** The session is over. */
        SESSION_LOST
    }

    public ClaimResult {
        records = List.copyOf(records);
    }
}
