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

/** Mistakes that a scheduler could make, made on purpose between the engine and the registry to test the checker. */
enum PlantedBug {
    /** A claim that does not expect the record's version. */
    NO_VERSION_IN_CLAIM,
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
    /** The lease lasts longer than the session. */
    LEASE_BEYOND_SESSION,
    /** The next fire is computed from now instead of from the record. */
    NEXT_FIRE_FROM_NOW
}
