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
package io.rota.bootstrap;

import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.internal.execution.ItemCode;
import io.rota.spi.EndSignal;

/** A job's code, and somebody who watches each call. */
record WatchedItems(ItemCode code, RunWatch watch) implements ItemCode {

    @Override
    public void check(JobConfiguration definition) {
        code.check(definition);
    }

    @Override
    public void run(JobConfiguration definition, ShardingContext context, EndSignal end) throws Exception {
        watch.began(context);
        try {
            code.run(definition, context, end);
        } catch (Throwable e) {
            watch.ended(context, e);
            throw e;
        }
        watch.ended(context, null);
    }
}
