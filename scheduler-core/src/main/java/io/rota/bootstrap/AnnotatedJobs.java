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

import io.rota.api.ElasticJob;
import io.rota.api.ElasticJobConfiguration;
import io.rota.api.ElasticJobProp;
import io.rota.api.JobConfiguration;
import java.util.List;

/** Reads definitions from job classes. */
final class AnnotatedJobs {

    private AnnotatedJobs() {}

    /**
     * The definition at the class of a job.
     *
     * @throws IllegalArgumentException if there is none, or if it is wrong
     */
    static JobConfiguration configuration(ElasticJob job) {
        ElasticJobConfiguration annotation = job.getClass().getAnnotation(ElasticJobConfiguration.class);
        if (annotation == null) {
            throw new IllegalArgumentException(job.getClass().getName() + " has no @"
                    + ElasticJobConfiguration.class.getSimpleName()
                    + ", so it is not known when and how it should run. No job was made. Annotate the class, or give the"
                    + " bootstrap a " + JobConfiguration.class.getSimpleName() + "; a lambda and a proxy need one.");
        }
        JobConfiguration.Builder definition = JobConfiguration.newBuilder(
                        annotation.jobName(), annotation.shardingTotalCount())
                .cron(annotation.cron())
                .timeZone(annotation.timeZone())
                .shardingItemParameters(annotation.shardingItemParameters())
                .jobParameter(annotation.jobParameter())
                .monitorExecution(annotation.monitorExecution())
                .failover(annotation.failover())
                .misfire(annotation.misfire())
                .maxTimeDiffSeconds(annotation.maxTimeDiffSeconds())
                .reconcileIntervalMinutes(annotation.reconcileIntervalMinutes())
                .jobShardingStrategyType(annotation.jobShardingStrategyType())
                .jobExecutorServiceHandlerType(annotation.jobExecutorServiceHandlerType())
                .jobErrorHandlerType(annotation.jobErrorHandlerType())
                .jobListenerTypes(List.of(annotation.jobListenerTypes()))
                .description(annotation.description())
                .disabled(annotation.disabled())
                .overwrite(annotation.overwrite());
        for (ElasticJobProp prop : annotation.props()) {
            definition.setProperty(prop.key(), prop.value());
        }
        return definition.build();
    }
}
