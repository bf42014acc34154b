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
package io.rota.internal.execution;

import io.rota.api.LeaseView;
import java.time.Instant;
import java.util.List;

/**
 * Users' code that belongs to a fire and to none of its items.
 *
 * @param jobName the job
 * @param fire the fire
 * @param what names it among all calls of the job
 * @param lease without which it is not begun
 * @param steps called one after the other, also after one of them has thrown
 */
public record FireCall(String jobName, Instant fire, String what, LeaseView lease, List<Step> steps) {

    /**
     * One piece of code.
     *
     * @param where names it, for the error handler
     */
    public record Step(String where, Runnable code) {}

    public FireCall {
        steps = List.copyOf(steps);
    }
}
