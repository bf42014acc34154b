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

import java.util.EnumSet;
import java.util.Set;

/*
 * Some well-known mistakes have no place here:
 *
 *   a change log ordered by sequence ids      needs transactions that commit out of order; the tests of the registry in
 *                                             a database look for changes that a watcher misses, on real servers
 *   a namespace root that is a container      is ZooKeeper's own; its backend's tests look for container nodes
 *   fires that no clock change explains       cron expressions are compared with a brute-force oracle, over years
 *   an unfenced resource                      is what job code is told to avoid; History.I2 checks what it relies on
 */
/** Mistakes that a scheduler could make, made on purpose between the engine and the registry to test the checker. */
enum PlantedBug {
    /** A claim that does not expect the record's version. */
    NO_VERSION_IN_CLAIM,
    /** A claim that does not expect the configuration's version. */
    NO_CONFIGURATION_IN_CLAIM,
    /** A claim that does not expect the own registration. */
    NO_REGISTRATION_IN_CLAIM,
    /** Whether an owner lives is answered from what was seen long ago. */
    CACHED_OWNER_LIVENESS,
    /** A takeover keeps the token of the run that it takes over. */
    TOKEN_NOT_RAISED,
    /** Every start of a process has the same instance id. */
    IDENTITY_WITHOUT_INCARNATION,
    /** A read that failed counts as "does not exist". */
    ERROR_READ_AS_ABSENT,
    /** A commit whose answer was lost counts as not done. */
    UNKNOWN_TAKEN_AS_FAILURE,
    /** A commit whose answer was lost counts as done. */
    UNKNOWN_TAKEN_AS_SUCCESS,
    /** The node's own clock is taken for the registry's. */
    OWN_CLOCK_TRUSTED,
    /** A clock that is far off keeps nobody from claiming. */
    NO_CLOCK_GUARD,
    /** The lease lasts longer than the session. */
    LEASE_BEYOND_SESSION,
    /** The lease lasts until the client library reports a lost session. */
    LOST_TAKEN_AS_DEADLINE,
    /** A broken connection is no reason to stop claiming. */
    IGNORE_SUSPENDED,
    /** The lease is renewed on the threads that run jobs, when they have time. */
    RENEWAL_ON_APPLICATION_THREADS,
    /** The next fire is computed from now instead of from the record. */
    NEXT_FIRE_FROM_NOW,
    /** The end of a run is recorded before its beginning. */
    COMPLETION_BEFORE_RUN,
    /** The node that shows an item running is not removed. */
    RUNNING_LEFT_BEHIND,
    /** An instance that stops leaves its registration to its session. */
    REGISTRATION_LEFT_BEHIND,
    /** A stop interrupts what runs at once. */
    STOP_WITHOUT_WAIT,
    /** That an instance is gone is noticed at the next reconciliation only. */
    DEATH_UNNOTICED,

    // Mistakes of the registry in a database.

    /** Sessions of others are ended when their time is over by the clock of the database, whoever watched their silence. */
    ENDED_BY_DATABASE_CLOCK,
    /** A heartbeat is answered with the last proof of life instead of a new one, so the lease counts from the answer. */
    PROOF_FROM_MEMORY,
    /** A commit whose answer was lost is repeated before anybody looks for the first one. */
    OUTCOME_NOT_LOOKED_UP,
    /** Who was ended may still read, and finds its own nodes gone. */
    ENDED_SESSION_READS;

    /** Those of the registry in a database. */
    static final Set<PlantedBug> OF_DATABASE =
            EnumSet.of(ENDED_BY_DATABASE_CLOCK, PROOF_FROM_MEMORY, OUTCOME_NOT_LOOKED_UP, ENDED_SESSION_READS);

    /** Those that change what is committed. */
    static final Set<PlantedBug> OF_COMMITS = EnumSet.of(
            NO_VERSION_IN_CLAIM,
            NO_CONFIGURATION_IN_CLAIM,
            NO_REGISTRATION_IN_CLAIM,
            TOKEN_NOT_RAISED,
            COMPLETION_BEFORE_RUN,
            RUNNING_LEFT_BEHIND,
            REGISTRATION_LEFT_BEHIND);
}
