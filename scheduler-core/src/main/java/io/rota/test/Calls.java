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
package io.rota.test;

import io.rota.api.FireResult.Outcome;
import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.bootstrap.RunWatch;
import io.rota.env.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is seen of the calls of a job's code; thread-safe. */
final class Calls implements RunWatch {

    private final TimeSource time = TimeSource.system();
    private final SortedMap<Integer, Call> byItem = new TreeMap<>();

    /** The calls for one item, of which the last one counts. */
    private static final class Call {
        private int attempts;
        private long beganAtNanos;
        private boolean goesOn;
        private Duration duration = Duration.ZERO;
        private @Nullable Throwable thrown;
    }

    @Override
    public synchronized void began(ShardingContext context) {
        Call call = byItem.computeIfAbsent(context.getShardingItem(), item -> new Call());
        call.attempts++;
        call.beganAtNanos = time.monotonicNanos();
        call.goesOn = true;
    }

    @Override
    public synchronized void ended(ShardingContext context, @Nullable Throwable thrown) {
        Call call = byItem.computeIfAbsent(context.getShardingItem(), item -> new Call());
        call.duration = Duration.ofNanos(time.monotonicNanos() - call.beganAtNanos);
        call.goesOn = false;
        call.thrown = thrown;
    }

    /** All items with what became of them. */
    synchronized JobRun with(JobConfiguration definition, Map<Integer, Outcome> outcomes) {
        SortedMap<Integer, JobRun.Item> items = new TreeMap<>();
        outcomes.forEach((number, outcome) -> {
            Call call = byItem.getOrDefault(number, new Call());
            items.put(
                    number,
                    new JobRun.Item(
                            number,
                            definition.itemParameters().get(number),
                            outcome,
                            call.attempts,
                            call.duration,
                            call.thrown));
        });
        return new JobRun(definition.getJobName(), items);
    }

    /** Where the items stand, for a message. */
    synchronized String progress(int total) {
        long ended = byItem.values().stream().filter(call -> !call.goesOn).count();
        long goOn = byItem.size() - ended;
        return "of " + total + " items " + ended + " had ended, " + goOn + " were running and were interrupted, "
                + (total - byItem.size()) + " had not begun";
    }
}
