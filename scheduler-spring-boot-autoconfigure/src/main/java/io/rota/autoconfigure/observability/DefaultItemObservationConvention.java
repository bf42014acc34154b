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
package io.rota.autoconfigure.observability;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.rota.api.FireResult;
import io.rota.api.ShardingContext;

/**
 * The names that observations of runs have unless the application has others. What has many values, such as the item, is of
 * high cardinality, so that it gets into traces and not into meters.
 */
public class DefaultItemObservationConvention implements ItemObservationConvention {

    @Override
    public String getName() {
        return "elasticjob.item";
    }

    @Override
    public String getContextualName(ItemObservationContext context) {
        return "job " + context.getRun().context().getJobName();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(ItemObservationContext context) {
        FireResult.Outcome outcome = context.getOutcome();
        return KeyValues.of(
                KeyValue.of("job", context.getRun().context().getJobName()),
                KeyValue.of("outcome", outcome == null ? KeyValue.NONE_VALUE : outcome.name()),
                KeyValue.of("source", context.getRun().source().name()));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(ItemObservationContext context) {
        ShardingContext run = context.getRun().context();
        return KeyValues.of(
                KeyValue.of("item", String.valueOf(run.getShardingItem())),
                KeyValue.of("fire", String.valueOf(run.getScheduledFireTime())),
                KeyValue.of("attempt", String.valueOf(run.getAttempt())),
                KeyValue.of("token", String.valueOf(run.getFencingToken())),
                KeyValue.of("task", run.getTaskId()));
    }
}
