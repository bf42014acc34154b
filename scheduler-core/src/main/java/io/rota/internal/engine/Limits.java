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

/** Every bound of the engine in one place. */
final class Limits {

    /** How long the fires of a disabled item pass before that is recorded, in milliseconds. */
    static final long DISABLED_MILLIS = 60_000;

    /** Items per transaction: a claim is about 400 characters, and a registry takes about a megabyte at once. */
    static final int ITEMS_PER_TRANSACTION = 500;

    /**
     * How long the end of an item waits for the ends of its neighbours, to travel with them, in milliseconds. Others learn
     * of the end that much later, so it stays below what a person would notice.
     */
    static final long END_WAIT_MILLIS = 200;

    /** How long the log waits before it tells of fires that were passed over, to name all items at once, in milliseconds. */
    static final long TELL_MILLIS = 500;

    /** Conflicts in a row after which a change is repeated only after a pause; other instances cause one or two. */
    static final int CONFLICTS_AT_ONCE = 3;

    /** Between two checkpoints of a job that does not record its runs, in milliseconds. */
    static final long CHECKPOINT_MILLIS = 10_000;

    /** Requested fires that may wait for a job; beyond it a request is refused. */
    static final int REQUESTS_MAX = 1_000;

    /** Requested fires in one transaction. */
    static final int REQUESTS_PER_TRANSACTION = 100;

    /** Attempts at a request while other instances make requests too. */
    static final int REQUEST_ATTEMPTS = 20;

    /** A finished request whose author did not clear it away goes after this time, in milliseconds. */
    static final long REQUEST_KEPT_MILLIS = 10 * 60_000;

    /** How long items wait for the call that their fire makes before them, unless the listener says, in milliseconds. */
    static final long ONCE_STARTED_MILLIS = 10 * 60_000;

    /** How long the call after a fire is waited for once an item has ended, unless the listener says, in milliseconds. */
    static final long ONCE_COMPLETED_MILLIS = 24 * 3_600_000;

    /** Between two looks at the calls that fires make once in the cluster, in milliseconds. */
    static final long ONCE_LOOK_MILLIS = 50;

    /**
     * How long a registry that does not take the decision keeps items waiting beyond the time for it, in milliseconds.
     */
    static final long ONCE_GRACE_MILLIS = 5_000;

    /** How long the author of a request may take to see that it is complete, in milliseconds. */
    static final long REQUEST_SEEN_MILLIS = 5_000;

    /** Schedules of a job that are remembered, to tell what became of the fires of earlier ones. */
    static final int EPOCHS_MAX = 8;

    private Limits() {}
}
