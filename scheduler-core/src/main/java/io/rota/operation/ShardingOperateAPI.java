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

/** Takes single items of a job out, and in again. A call may be repeated. */
public interface ShardingOperateAPI {

    /**
     * Keeps an item from being run; a run in progress ends by itself.
     *
     * @throws OperationException if it did not end as asked
     * @throws IllegalArgumentException if the job has no such item
     */
    void disable(String jobName, int item);

    /**
     * Lets an item be run again.
     *
     * @throws OperationException if it did not end as asked
     * @throws IllegalArgumentException if the job has no such item
     */
    void enable(String jobName, int item);
}
