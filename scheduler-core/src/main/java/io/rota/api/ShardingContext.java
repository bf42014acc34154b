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

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one run of one item knows: its share of the work, its fire, and how long it may trust its right to run. */
public final class ShardingContext {

    private final JobConfiguration job;
    private final int item;
    private final ItemRun run;
    private final LeaseView lease;

    /**
     * Public so that a job can be called in a unit test.
     *
     * @param item 0 .. total-1
     */
    public ShardingContext(JobConfiguration job, int item, ItemRun run, LeaseView lease) {
        this.job = job;
        this.item = item;
        this.run = run;
        this.lease = lease;
    }

    public String getJobName() {
        return job.getJobName();
    }

    /** Unique per run; two runs never share it. */
    public String getTaskId() {
        return run.taskId();
    }

    public int getShardingTotalCount() {
        return job.getShardingTotalCount();
    }

    /** The job's free text, empty if none. */
    public String getJobParameter() {
        return job.getJobParameter();
    }

    /** This run's item, 0 .. total-1. */
    public int getShardingItem() {
        return item;
    }

    /** This item's text from {@code sharding-item-parameters}, null if it has none. */
    public @Nullable String getShardingParameter() {
        return job.itemParameters().get(item);
    }

    /** The instant that the schedule names; the same for every attempt at this fire. */
    public Instant getScheduledFireTime() {
        return run.fire();
    }

    /** 1 for the first run of this item and fire, larger when lost work is run again. */
    public int getAttempt() {
        return run.attempt();
    }

    /**
     * A number that grows with every run of this item anywhere in the cluster.
     *
     * <p>Store it with what you write and refuse smaller ones: that stops a process which was paused beyond its lease
     * from overwriting its successor's work.
     */
    public long getFencingToken() {
        return run.fencingToken();
    }

    /** The same for every attempt at this item and fire: the key to de-duplicate side effects by. */
    public String getIdempotencyKey() {
        return job.getJobName() + "/" + item + "/" + run.fire().toEpochMilli();
    }

    /** Whether this process may still trust its right to run this item; ask before each irreversible step. */
    public boolean isLeaseValid() {
        return !lease.remaining().isZero();
    }

    /** Time left until {@link #isLeaseValid()} turns false if the registry stays silent; never negative. */
    public Duration getLeaseRemaining() {
        return lease.remaining();
    }

    /**
     * Has something done when {@link #isLeaseValid()} turns false during this run: once, on another thread, not later than
     * the run's own thread is interrupted; for code that does not notice interruptions, to close a socket or to cancel a
     * statement. If the lease is over already, it is done at once on the calling thread.
     *
     * <p>It should be quick: actions of one run follow one another. What it throws is logged.
     *
     * @return withdraws the wish when closed; the end of the run does so too
     * @throws IllegalStateException beyond 100 wishes that were not withdrawn
     */
    public LeaseView.Registration onLeaseLost(Runnable action) {
        return lease.onLost(action);
    }

    @Override
    public String toString() {
        return "ShardingContext[job=" + job.getJobName() + ", item=" + item + "/" + job.getShardingTotalCount()
                + ", parameter=" + getShardingParameter() + ", " + run + "]";
    }
}
