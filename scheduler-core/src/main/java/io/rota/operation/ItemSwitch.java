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

import io.rota.internal.state.JobPaths;
import io.rota.registry.Transaction;
import java.util.List;
import java.util.function.Function;

/** Takes items out and in. */
final class ItemSwitch implements ShardingOperateAPI {

    private final Function<String, Call> calls;

    ItemSwitch(Function<String, Call> calls) {
        this.calls = calls;
    }

    @Override
    public void disable(String jobName, int item) {
        Call call = calls.apply("disable('" + jobName + "', item " + item + ")");
        JobPaths job = checked(call, jobName, item);
        List<String> path = List.of(job.sharding(), job.item(item), job.itemDisabled(item));
        call.change(() -> {
            List<String> existing = call.existing(path);
            Transaction change = new Transaction();
            path.stream().filter(node -> !existing.contains(node)).forEach(node -> change.create(node, ""));
            return new Call.Plan<>(change.ops(), true);
        });
    }

    @Override
    public void enable(String jobName, int item) {
        Call call = calls.apply("enable('" + jobName + "', item " + item + ")");
        JobPaths job = checked(call, jobName, item);
        call.change(() -> {
            Transaction change = new Transaction();
            call.existing(List.of(job.itemDisabled(item)))
                    .forEach(node -> change.delete(node, Transaction.ANY_VERSION));
            return new Call.Plan<>(change.ops(), true);
        });
    }

    private static JobPaths checked(Call call, String jobName, int item) {
        JobPaths job = new JobPaths(Names.job(jobName));
        int total = call.definition(job).configuration().getShardingTotalCount();
        if (item < 0 || item >= total) {
            throw new IllegalArgumentException(
                    "job '" + jobName + "' has no item " + item + ". Its items are 0 to " + (total - 1) + ".");
        }
        return job;
    }
}
