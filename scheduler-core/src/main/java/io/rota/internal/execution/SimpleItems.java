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
package io.rota.internal.execution;

import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.spi.ClassedJobItemExecutor;
import io.rota.spi.EndSignal;

/** Simple jobs: one call for each item. */
public final class SimpleItems implements ClassedJobItemExecutor<SimpleJob> {

    @Override
    public Class<SimpleJob> getElasticJobClass() {
        return SimpleJob.class;
    }

    @Override
    public void process(SimpleJob job, JobConfiguration definition, ShardingContext context, EndSignal end) {
        job.execute(context);
    }
}
