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
 * Hears of a job's runs in this process. Jobs name it in {@code job-listener-types}; beans and ServiceLoader providers
 * are found by {@link #getType()}.
 *
 * <p>Items that this instance claims together are told of together: before the first of them runs and after the last of
 * them has ended. A retry, a take-over, and an extra run for fires that came due meanwhile are told of on their own. Both
 * methods are called on a thread of the job, which is interrupted like a run when the lease ends or a stop has waited long
 * enough. What they throw goes to the job's error handler, and the run goes on.
 *
 * <p>One object serves all jobs that name it, and two fires may be told of at the same time, so it must be thread-safe.
 */
public interface ElasticJobListener extends TypedExtension {

    /** Called before the first item runs; then {@link #afterJobExecuted} follows, whatever happens in between. */
    void beforeJobExecuted(ShardingContexts shardingContexts);

    /** Called after the last item has ended, also if some or all were not run after all. */
    void afterJobExecuted(ShardingContexts shardingContexts);

    /** Smaller ones are called first. */
    default int order() {
        return Integer.MAX_VALUE;
    }
}
