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
 * How an item fares.
 *
 * @param item its number
 * @param serverIp address of the instance that should run it, empty if none
 * @param instanceId the instance that should run it, empty if none
 * @param status see {@link Status}
 * @param failover whether the {@code failover} node of ElasticJob-Lite exists; with Rota see {@link ItemExecution#attempt}
 * @param execution what the execution record says; null if there is none or it is unreadable
 * @param problem why the execution record cannot be read; empty if it can
 */
public record ShardingInfo(
        int item,
        String serverIp,
        String instanceId,
        Status status,
        boolean failover,
        @Nullable ItemExecution execution,
        String problem) {

    /** The state of an item; the first that fits. */
    public enum Status {
        /** It is not to be run. */
        DISABLED,
        /** It runs. */
        RUNNING,
        /** Its instance is gone: it is about to be assigned anew. */
        SHARDING_FLAG,
        /** None of the others. */
        PENDING
    }
}
