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
 * Hears of each fire once in the whole cluster: when all items have been claimed, and when all of them have ended.
 *
 * <p>Items that are disabled do not count, and neither do those that pass the fire over. Every item waits for the first
 * call before its code runs, without a thread; while it waits it counts as running. The second call may come on an
 * instance that had no item of the fire. Both calls get all items of the job, whichever instance they are on.
 *
 * <p>An instance that dies during a call is replaced by another one that calls anew if the job's failover is on;
 * otherwise the call is given up, and the items go on. A call that throws counts as done, and the error handler is told.
 *
 * <p>A job with such a listener records every run, whatever {@code monitor-execution} says.
 */
public abstract class AbstractDistributeOnceElasticJobListener implements ElasticJobListener {

    private final long startedTimeoutMilliseconds;
    private final long completedTimeoutMilliseconds;

    /**
     * @param startedTimeoutMilliseconds how long items wait for the others of their fire and for the first call to end;
     *     then the error handler is told and they run, and the first call is not made any more. 0 or less means ten minutes
     * @param completedTimeoutMilliseconds how long the second call is waited for once an item has ended; then the error
     *     handler is told and the call is not made any more. 0 or less means a day
     */
    protected AbstractDistributeOnceElasticJobListener(
            long startedTimeoutMilliseconds, long completedTimeoutMilliseconds) {
        this.startedTimeoutMilliseconds = startedTimeoutMilliseconds;
        this.completedTimeoutMilliseconds = completedTimeoutMilliseconds;
    }

    /** All items of the fire have been claimed, and none of them has run. */
    public abstract void doBeforeJobExecutedAtLastStarted(ShardingContexts shardingContexts);

    /** All items of the fire have ended. */
    public abstract void doAfterJobExecutedAtLastCompleted(ShardingContexts shardingContexts);

    public final long getStartedTimeoutMilliseconds() {
        return startedTimeoutMilliseconds;
    }

    public final long getCompletedTimeoutMilliseconds() {
        return completedTimeoutMilliseconds;
    }

    /** Not called: this listener hears of fires, not of what a single instance does. */
    @Override
    public final void beforeJobExecuted(ShardingContexts shardingContexts) {}

    /** Not called: this listener hears of fires, not of what a single instance does. */
    @Override
    public final void afterJobExecuted(ShardingContexts shardingContexts) {}
}
