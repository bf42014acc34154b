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

import java.util.List;

/**
 * A job whose every item fetches data and processes what it fetched.
 *
 * <p>With the property {@code streaming.process: true} it goes on fetching and processing until nothing is fetched.
 * Between two batches a stream also ends when the lease ends, when the job is stopped, disabled, moved to another instance
 * or given another definition, and when its time-out interrupts it; what is left comes with the next fire.
 *
 * <p>One object serves all items of the job in this process, several at the same time, so it must be thread-safe.
 *
 * @param <T> one piece of data
 */
public interface DataflowJob<T> extends ElasticJob {

    /**
     * Fetches what an item has to do now.
     *
     * @return an empty list if there is nothing
     */
    List<T> fetchData(ShardingContext context);

    /**
     * Processes what was fetched. What it has processed must not be fetched again, or a stream never ends.
     *
     * @param data not empty
     */
    void processData(ShardingContext context, List<T> data);
}
