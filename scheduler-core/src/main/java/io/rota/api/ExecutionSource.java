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
package io.rota.api;

/** What led to a run. */
public enum ExecutionSource {
    /** The schedule. */
    NORMAL_TRIGGER,
    /** Fires that came due while the item was busy for long, see {@link SkippedFires.Reason#OVERRUN}. */
    MISFIRE,
    /** Another instance, or an earlier life of this one, began the fire and did not finish it. */
    FAILOVER,
    /** A request. */
    MANUAL_TRIGGER
}
