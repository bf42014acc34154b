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

/**
 * A job whose every item is one method call.
 *
 * <p>One object serves all items of the job in this process, several at the same time, so it must be thread-safe.
 */
@FunctionalInterface
public interface SimpleJob extends ElasticJob {

    /**
     * Runs one item of one fire, on one of the job's threads.
     *
     * <p>The thread is interrupted when the process must stop trusting its right to run the item (the lease ended) and
     * when a shutdown has waited long enough. An exception marks the item as failed and goes to the job's error
     * handler; it never stops the job.
     *
     * @param context which item, which fire, and how long the right to run it lasts
     */
    void execute(ShardingContext context);
}
