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

import io.rota.api.DataflowJob;
import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.spi.ClassedJobItemExecutor;
import io.rota.spi.EndSignal;
import io.rota.spi.JobProps;
import java.util.List;

/** Data-flow jobs: fetch and process, once or until nothing is left. */
@SuppressWarnings("rawtypes")
public final class DataflowItems implements ClassedJobItemExecutor<DataflowJob> {

    private static final String STREAMING = "streaming.process";

    @Override
    public Class<DataflowJob> getElasticJobClass() {
        return DataflowJob.class;
    }

    @Override
    public void check(JobConfiguration definition) {
        isStreaming(definition);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void process(DataflowJob job, JobConfiguration definition, ShardingContext context, EndSignal end) {
        flow((DataflowJob<Object>) job, isStreaming(definition), context, end);
    }

    private static void flow(DataflowJob<Object> job, boolean streaming, ShardingContext context, EndSignal end) {
        do {
            List<Object> data = job.fetchData(context);
            // Contrary to its contract, an old habit of jobs.
            if (data == null || data.isEmpty()) {
                return;
            }
            job.processData(context, data);
        } while (streaming && !end.isEndWanted());
    }

    private static boolean isStreaming(JobConfiguration definition) {
        return new JobProps(definition).flag(STREAMING, false);
    }
}
