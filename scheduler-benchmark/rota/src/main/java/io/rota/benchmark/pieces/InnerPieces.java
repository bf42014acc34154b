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
package io.rota.benchmark.pieces;

import io.rota.api.JobInstance;
import io.rota.cron.CronExpression;
import io.rota.cron.CronSchedule;
import io.rota.internal.cluster.AverageAllocation;
import io.rota.internal.state.ExecutionRecord;
import io.rota.internal.state.JobPaths;
import io.rota.internal.trigger.JobTimer;
import io.rota.registry.Transaction;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the scheduler does between two answers of the registry. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class InnerPieces {

    private static final int ITEMS = 10_000;
    private static final int INSTANCES = 10;
    private static final int JOBS = 10_000;
    private static final int CLAIMED = 100;
    private static final long FIRE = 1_700_000_000_000L;
    private static final int MILLIS_PER_SECOND = 1_000;

    private final CronSchedule daily =
            CronSchedule.of(CronExpression.parse("0 30 2 * * ?"), ZoneId.of("Europe/Berlin"));
    private final CronSchedule eachSecond = CronSchedule.of(CronExpression.parse("* * * * * ?"), ZoneId.of("UTC"));
    private final Instant now = Instant.ofEpochMilli(FIRE);
    private final AverageAllocation allocation = new AverageAllocation();
    private final List<JobInstance> instances = instances();
    private final JobPaths paths = new JobPaths("settle-orders");
    private final ExecutionRecord record = ExecutionRecord.fresh(FIRE, "* * * * * ?");
    private final String encoded = record.encode();
    private final HandDrivenLoop loop = new HandDrivenLoop();
    private final JobTimer timer = new JobTimer(loop, loop::millis);
    private final List<JobTimer.Alarm> alarms = alarms();

    private static List<JobInstance> instances() {
        List<JobInstance> instances = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            instances.add(JobInstance.of("10.0.0." + i + JobInstance.DELIMITER + i));
        }
        return instances;
    }

    private List<JobTimer.Alarm> alarms() {
        List<JobTimer.Alarm> made = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            JobTimer.Alarm[] self = new JobTimer.Alarm[1];
            self[0] = timer.alarm(() -> self[0].at(loop.millis() + MILLIS_PER_SECOND));
            self[0].at(i % MILLIS_PER_SECOND);
            made.add(self[0]);
        }
        return made;
    }

    /** The next night. */
    @Benchmark
    public Optional<Instant> cronNextDaily() {
        return daily.nextAfter(now);
    }

    /** The next second. */
    @Benchmark
    public Optional<Instant> cronNextSecond() {
        return eachSecond.nextAfter(now);
    }

    /** Ten thousand items among ten instances. */
    @Benchmark
    public Map<JobInstance, List<Integer>> assignTenThousandItems() {
        return allocation.sharding(instances, "settle-orders", ITEMS);
    }

    /** What is sent to claim a hundred items of a fire. */
    @Benchmark
    public Transaction encodeClaimOfHundredItems() {
        Transaction transaction = new Transaction().check(paths.config(), 1);
        for (int item = 0; item < CLAIMED; item++) {
            ExecutionRecord.Claim claim =
                    new ExecutionRecord.Claim("10.0.0.1@-@1", record.nextToken(FIRE), 1, 1, "operation", "");
            transaction.set(
                    paths.itemExecution(item),
                    record.claimed(FIRE, claim, FIRE, List.of()).encode(),
                    1);
            transaction.createEphemeral(paths.itemRunning(item), "10.0.0.1@-@1");
        }
        return transaction;
    }

    /** What is read of an item. */
    @Benchmark
    public ExecutionRecord decodeRecord() {
        return ExecutionRecord.decode(encoded);
    }

    /** A second of ten thousand jobs that are due each second: each is woken once, and set again. */
    @Benchmark
    public int timerSecondOfTenThousandJobs() {
        return loop.pass(MILLIS_PER_SECOND) + alarms.size();
    }
}
