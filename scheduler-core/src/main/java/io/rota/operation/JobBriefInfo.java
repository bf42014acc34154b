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

import org.jspecify.annotations.Nullable;

/**
 * How a job fares.
 *
 * @param jobName its name
 * @param status see {@link Status}
 * @param description its description, empty if none or if the definition is unreadable
 * @param cron its cron expression; null for a one-off job, or if the definition is unreadable
 * @param instanceCount how many instances are live
 * @param shardingTotalCount how many items it has, 0 if the definition is unreadable
 * @param problem why the definition cannot be read; empty if it can
 */
public record JobBriefInfo(
        String jobName,
        Status status,
        String description,
        @Nullable String cron,
        int instanceCount,
        int shardingTotalCount,
        String problem) {

    /** The state of a job; the first that fits. */
    public enum Status {
        /** No instance is live. */
        CRASHED,
        /** No server is enabled. */
        DISABLED,
        /** No item has an instance yet, or one has an instance that is gone: items are about to be assigned. */
        SHARDING_FLAG,
        /** None of the others. */
        OK
    }
}
