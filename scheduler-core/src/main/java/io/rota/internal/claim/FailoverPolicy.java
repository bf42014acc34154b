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

/** What becomes of a run whose owner is gone. */
public enum FailoverPolicy {
    /** The same fire is run again, with the next attempt number. */
    TAKE_OVER,
    /** The fire is recorded as abandoned, and the next one is awaited. */
    ABANDON;

    /**
     * @param failover the job's setting
     */
    public static FailoverPolicy of(boolean failover) {
        return failover ? TAKE_OVER : ABANDON;
    }
}
