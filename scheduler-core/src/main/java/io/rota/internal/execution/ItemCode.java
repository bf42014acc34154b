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

import io.rota.api.ElasticJob;
import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.api.ShardingContext;
import io.rota.spi.ClassedJobItemExecutor;
import io.rota.spi.EndSignal;
import io.rota.spi.Extensions;
import io.rota.spi.TypedJobItemExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What runs the items of one job, whatever kind of job that is. */
public interface ItemCode {

    /** Runs one item; an exception fails it. On a thread of the job. */
    void run(JobConfiguration definition, ShardingContext context, EndSignal end) throws Exception;

    /**
     * Looks at a definition before items are run with it.
     *
     * @throws JobConfigurationException if they could not be
     */
    default void check(JobConfiguration definition) {}

    /**
     * The code of a job object.
     *
     * @throws IllegalArgumentException if the object is of no kind that can be run, or of several
     */
    static ItemCode of(ElasticJob job, Extensions extensions) {
        List<ClassedJobItemExecutor<?>> known = new ArrayList<>();
        extensions.all(ClassedJobItemExecutor.class).forEach(known::add);
        List<ClassedJobItemExecutor<?>> fitting = known.stream()
                .filter(executor -> executor.getElasticJobClass().isInstance(job))
                .toList();
        List<Class<? extends ElasticJob>> mostSpecial = fitting.stream()
                .<Class<? extends ElasticJob>>map(ClassedJobItemExecutor::getElasticJobClass)
                .distinct()
                .filter(type -> fitting.stream()
                        .map(ClassedJobItemExecutor::getElasticJobClass)
                        .noneMatch(other -> other != type && type.isAssignableFrom(other)))
                .toList();
        if (mostSpecial.size() == 1) {
            return fitting.stream()
                    .filter(executor -> executor.getElasticJobClass() == mostSpecial.get(0))
                    .findFirst()
                    .map(executor -> bound(executor, job))
                    .orElseThrow();
        }
        String name = job.getClass().getName();
        throw new IllegalArgumentException(
                mostSpecial.isEmpty()
                        ? name + " is no job that can be run: it must implement one of " + names(known) + "."
                        : name + " is of several kinds of job: "
                                + mostSpecial.stream().map(Class::getName).collect(Collectors.joining(", "))
                                + ". Let it implement one of them.");
    }

    /**
     * The code of a type of jobs.
     *
     * @throws JobConfigurationException if the type is not known
     */
    static ItemCode ofType(String type, String jobName, Extensions extensions) {
        TypedJobItemExecutor executor = extensions
                .find(TypedJobItemExecutor.class, type)
                .orElseThrow(() -> new JobConfigurationException(
                        jobName,
                        "elastic-job-type",
                        "elastic-job-type '" + type + "' is not known. Known are "
                                + String.join(", ", extensions.types(TypedJobItemExecutor.class))
                                + ". A job class is named by elastic-job-class."));
        return new ItemCode() {
            @Override
            public void run(JobConfiguration definition, ShardingContext context, EndSignal end) throws Exception {
                executor.process(definition, context, end);
            }

            @Override
            public void check(JobConfiguration definition) {
                executor.check(definition);
            }
        };
    }

    private static <T extends ElasticJob> ItemCode bound(ClassedJobItemExecutor<T> executor, ElasticJob job) {
        T own = executor.getElasticJobClass().cast(job);
        return new ItemCode() {
            @Override
            public void run(JobConfiguration definition, ShardingContext context, EndSignal end) throws Exception {
                executor.process(own, definition, context, end);
            }

            @Override
            public void check(JobConfiguration definition) {
                executor.check(definition);
            }
        };
    }

    private static String names(List<ClassedJobItemExecutor<?>> known) {
        return known.stream()
                .map(executor -> executor.getElasticJobClass().getName())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
