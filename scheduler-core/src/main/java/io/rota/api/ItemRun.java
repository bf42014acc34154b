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

import java.time.Instant;

/**
 * One attempt at one item of one fire.
 *
 * @param taskId unique per run: job, items, instance and fire in one text
 * @param fire the scheduled instant, not the moment of the start
 * @param attempt 1 for the first run of this item and fire
 * @param fencingToken strictly increasing per job and item, whichever instance runs it
 * @param source what led to it
 */
public record ItemRun(String taskId, Instant fire, int attempt, long fencingToken, ExecutionSource source) {

    /** A run that the schedule led to. */
    public ItemRun(String taskId, Instant fire, int attempt, long fencingToken) {
        this(taskId, fire, attempt, fencingToken, ExecutionSource.NORMAL_TRIGGER);
    }
}
