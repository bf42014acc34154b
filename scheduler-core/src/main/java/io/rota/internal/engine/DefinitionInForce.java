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
package io.rota.internal.engine;

import io.rota.api.AbstractDistributeOnceElasticJobListener;
import io.rota.api.ElasticJobListener;
import io.rota.api.JobConfiguration;
import io.rota.api.TypedExtension;
import io.rota.internal.execution.ItemThreads;
import io.rota.internal.state.ConfigYaml;
import io.rota.internal.state.JobDefinition;
import io.rota.internal.state.JobPaths;
import io.rota.internal.state.LocalProps;
import io.rota.internal.state.Reply;
import io.rota.internal.trigger.CronFires;
import io.rota.internal.trigger.FireSchedule;
import io.rota.spi.JobErrorHandler;
import io.rota.spi.JobShardingStrategy;
import io.rota.spi.JobThreadPolicy;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a job's definition says, and what it leads to here: schedule, threads, handlers, listeners. While the registry's
 * cannot be used, the last good one stays in force. On the loop.
 */
final class DefinitionInForce {

    private static final Logger log = LoggerFactory.getLogger(DefinitionInForce.class);

    private static final FireSchedule NEVER = after -> OptionalLong.empty();

    private static final String DEFAULT_STRATEGY = "AVG_ALLOCATION";

    private final EngineContext context;
    private final EngineJob job;
    private final ScheduleHistory schedules;
    private @Nullable JobDefinition definition;
    private FireSchedule schedule = NEVER;
    private List<AbstractDistributeOnceElasticJobListener> onceListeners = List.of();
    private String problem = "";
    private SortedSet<String> overruled = Collections.emptySortedSet();

    DefinitionInForce(EngineContext context, EngineJob job, ScheduleHistory schedules) {
        this.context = context;
        this.job = job;
        this.schedules = schedules;
    }

    /** The definition, null while there was no good one. */
    @Nullable
    JobDefinition definition() {
        return definition;
    }

    FireSchedule schedule() {
        return schedule;
    }

    /** The listeners that hear of what happens in the cluster, in the order in which they are called. */
    List<AbstractDistributeOnceElasticJobListener> onceListeners() {
        return onceListeners;
    }

    /** What is wrong with what the registry says, empty if nothing is. */
    String problem() {
        return problem;
    }

    /**
     * Takes what was read into force, if it can be used.
     *
     * @return whether it can
     */
    boolean take(Reply<JobDefinition> read) {
        String found = read.isFound() ? use(read.value()) : read.trouble() + " (" + read.status() + ")";
        if (!found.isEmpty() && !found.equals(problem)) {
            log.error(
                    "job '{}': its definition in {} cannot be used, so {}: {} Repair the node, or start an instance with"
                            + " overwrite: true.",
                    job.name(),
                    new JobPaths(job.name()).config(),
                    definition == null ? "the job waits" : "the last good one stays in force",
                    found);
        }
        problem = found;
        return found.isEmpty();
    }

    /** What is in force stands under another version now. */
    void underVersion(int version) {
        if (definition != null) {
            definition = definition.underVersion(version);
        }
    }

    /** Whether the items have to be placed anew. */
    boolean isPlacedDifferently(JobDefinition before) {
        JobDefinition now = definition;
        return now != null
                && (before.configuration().getShardingTotalCount()
                                != now.configuration().getShardingTotalCount()
                        || !strategyType(before.configuration()).equals(strategyType(now.configuration())));
    }

    /**
     * The strategy of the definition in force.
     *
     * @throws IllegalArgumentException if there is none of its type
     */
    JobShardingStrategy strategy() {
        return strategy(definition == null ? job.local() : definition.configuration());
    }

    /** Takes a definition into force; tells what is wrong with it otherwise, and then changes nothing. */
    private String use(JobDefinition registered) {
        JobConfiguration read = LocalProps.inForce(registered.configuration(), job.local(), job.commandsFromRegistry());
        // Thousands of jobs need not be kept twice.
        JobConfiguration configuration = read.equals(job.local()) ? job.local() : read;
        JobDefinition found = registered.readAs(configuration);
        if (!configuration.getJobName().equals(job.name())) {
            return "it is named '" + configuration.getJobName() + "'.";
        }
        if (job.isOneOff() != (configuration.getCron() == null)) {
            return job.isOneOff()
                    ? "it has a cron expression, but this instance knows the job as a one-off job."
                    : "it has no cron expression, but this instance knows the job as a scheduled job.";
        }
        try {
            FireSchedule fires = job.isOneOff() ? NEVER : CronFires.of(configuration, found.effectiveFrom());
            ItemThreads threads = threads(configuration.getJobExecutorServiceHandlerType());
            JobErrorHandler errorHandler = extension(
                            JobErrorHandler.class, configuration.getJobErrorHandlerType(), "LOG")
                    .forJob(configuration);
            job.runner().check(configuration);
            List<ElasticJobListener> listeners = listeners(configuration);
            strategy(configuration);
            job.runner().threads(threads);
            job.runner().errorHandler(errorHandler);
            listen(listeners);
            overruled(LocalProps.overruled(registered.configuration(), configuration));
            if (definition == null) {
                differences(found);
            } else if (!configuration.equals(definition.configuration())) {
                job.runner().endStreams();
            }
            definition = found;
            schedules.take(found.schedule(), found.effectiveFrom());
            schedule = fires;
            return "";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        } catch (RuntimeException | Error e) {
            // Some of that is users' code.
            return String.valueOf(e);
        }
    }

    /** What somebody wrote into the registry to no effect must not be passed over in silence. */
    private void overruled(SortedSet<String> keys) {
        if (!keys.isEmpty() && !keys.equals(overruled)) {
            log.warn(
                    "job '{}': the registry has other values of {}. This instance's own count: programs, addresses and"
                            + " secrets are not taken from there. Change the configuration of the instances, or let them"
                            + " take commands from the registry.",
                    job.name(),
                    keys);
        }
        overruled = keys;
    }

    private List<ElasticJobListener> listeners(JobConfiguration configuration) {
        return configuration.getJobListenerTypes().stream()
                .distinct()
                .map(type -> extension(ElasticJobListener.class, type, ""))
                .sorted(Comparator.comparingInt(ElasticJobListener::order))
                .toList();
    }

    /** Some listeners hear of what happens here, the others of what happens in the cluster. */
    private void listen(List<ElasticJobListener> listeners) {
        job.runner()
                .listeners(listeners.stream()
                        .filter(listener -> !(listener instanceof AbstractDistributeOnceElasticJobListener))
                        .toList());
        onceListeners = listeners.stream()
                .filter(AbstractDistributeOnceElasticJobListener.class::isInstance)
                .map(AbstractDistributeOnceElasticJobListener.class::cast)
                .toList();
    }

    /** Local settings that do not count must not be passed over in silence. */
    private void differences(JobDefinition found) {
        if (!found.configuration().toBuilder()
                .overwrite(false)
                .build()
                .equals(job.local().toBuilder().overwrite(false).build())) {
            log.warn(
                    "job '{}': its configuration here differs from the one in the registry, and the registry's counts."
                            + " Start with overwrite: true to replace it. Here: {} Registry: {}",
                    job.name(),
                    ConfigYaml.write(LocalProps.published(job.local())).replace("\n", ", "),
                    ConfigYaml.write(LocalProps.published(found.configuration()))
                            .replace("\n", ", "));
        }
    }

    private ItemThreads threads(@Nullable String wished) {
        JobThreadPolicy policy = extension(JobThreadPolicy.class, wished, job.defaultThreads());
        try {
            return ItemThreads.of(policy);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "it names the thread policy '" + policy.getType() + "', which " + e.getMessage(), e);
        }
    }

    private static String strategyType(JobConfiguration configuration) {
        String type = configuration.getJobShardingStrategyType();
        return type == null ? DEFAULT_STRATEGY : type;
    }

    private JobShardingStrategy strategy(JobConfiguration configuration) {
        return extension(JobShardingStrategy.class, configuration.getJobShardingStrategyType(), DEFAULT_STRATEGY);
    }

    private <T extends TypedExtension> T extension(Class<T> kind, @Nullable String wished, String byDefault) {
        String type = wished == null ? byDefault : wished;
        return context.extensions()
                .find(kind, type)
                .orElseThrow(() -> new IllegalArgumentException(
                        "it names the " + kind.getSimpleName() + " '" + type + "', which is not known; known are "
                                + context.extensions().types(kind) + "."));
    }
}
