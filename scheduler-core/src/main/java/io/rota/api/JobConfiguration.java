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
package io.rota.api;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything a job's definition says, checked.
 *
 * <p>Immutable. What needs more than the job itself to be judged (the cron expression, the zone, type names of
 * strategies and handlers) is checked when the job is given to a bootstrap, before anything starts.
 */
public final class JobConfiguration {

    /** Largest number of items of one job. */
    public static final int SHARDING_TOTAL_COUNT_MAX = 100_000;

    /** Longest job name, in characters. */
    public static final int JOB_NAME_LENGTH_MAX = 100;

    /** Age up to which a fire that nobody could take in time still runs, unless the job says otherwise. */
    public static final Duration LATE_LIMIT = Duration.ofSeconds(60);

    private static final Duration DURATION_MAX = Duration.ofDays(365);

    private final String jobName;
    private final int shardingTotalCount;
    private final Map<Integer, String> itemParameters;
    private final @Nullable String cron;
    private final @Nullable String timeZone;
    private final String shardingItemParameters;
    private final String jobParameter;
    private final boolean monitorExecution;
    private final boolean failover;
    private final boolean misfire;
    private final int maxTimeDiffSeconds;
    private final int reconcileIntervalMinutes;
    private final @Nullable String jobShardingStrategyType;
    private final @Nullable String jobExecutorServiceHandlerType;
    private final @Nullable String jobErrorHandlerType;
    private final List<String> jobListenerTypes;
    private final Map<String, String> props;
    private final String description;
    private final boolean disabled;
    private final boolean overwrite;
    private final @Nullable String label;
    private final boolean staticSharding;
    private final Duration timeout;
    private final RetryPolicy retry;
    private final CatchUp catchUp;
    private final Duration lateLimit;

    private JobConfiguration(Builder builder) {
        jobName = checkedName(builder.jobName);
        shardingTotalCount = checkedTotal(builder.jobName, builder.shardingTotalCount);
        itemParameters = ItemParameters.parse(builder.jobName, builder.shardingItemParameters);
        cron = builder.cron;
        timeZone = builder.timeZone;
        shardingItemParameters = builder.shardingItemParameters;
        jobParameter = builder.jobParameter;
        monitorExecution = builder.monitorExecution;
        failover = builder.failover;
        misfire = builder.misfire;
        maxTimeDiffSeconds = builder.maxTimeDiffSeconds;
        reconcileIntervalMinutes = builder.reconcileIntervalMinutes;
        jobShardingStrategyType = builder.jobShardingStrategyType;
        jobExecutorServiceHandlerType = builder.jobExecutorServiceHandlerType;
        jobErrorHandlerType = builder.jobErrorHandlerType;
        jobListenerTypes = List.copyOf(builder.jobListenerTypes);
        // Sorted, so that two equal configurations are written alike.
        props = Collections.unmodifiableMap(new TreeMap<>(builder.props));
        description = builder.description;
        disabled = builder.disabled;
        overwrite = builder.overwrite;
        label = builder.label;
        staticSharding = builder.staticSharding;
        timeout = checkedDuration(builder.jobName, "timeout", builder.timeout);
        retry = checkedRetry(builder.jobName, builder.retry);
        catchUp = builder.catchUp;
        lateLimit = checkedDuration(builder.jobName, "late-limit", builder.lateLimit);
    }

    /**
     * Starts a configuration with the documented defaults.
     *
     * @param jobName unique in the registry's namespace; no {@code /}, {@code @} or blanks, at most 100 characters
     * @param shardingTotalCount number of items, 1 to 100,000
     */
    public static Builder newBuilder(String jobName, int shardingTotalCount) {
        return new Builder(jobName, shardingTotalCount);
    }

    private static String checkedName(String name) {
        String problem = null;
        if (name.isBlank()) {
            problem = "the name is empty.";
        } else if (name.length() > JOB_NAME_LENGTH_MAX) {
            problem = "the name is longer than " + JOB_NAME_LENGTH_MAX + " characters.";
        } else if (name.chars()
                .anyMatch(c ->
                        c == '/' || c == '@' || c <= ' ' || Character.isWhitespace(c) || Character.isISOControl(c))) {
            problem = "the name contains '/', '@', a blank or a control character.";
        } else if (name.equals(".") || name.equals("..") || name.equals("zookeeper") || name.startsWith("_rota")) {
            problem = "the name is reserved.";
        }
        if (problem != null) {
            throw new JobConfigurationException(
                    name, "", problem + " Use letters, digits, '.', '_' and '-', for example 'settle-orders'.");
        }
        return name;
    }

    private static int checkedTotal(String jobName, int total) {
        if (total < 1 || total > SHARDING_TOTAL_COUNT_MAX) {
            throw new JobConfigurationException(
                    jobName,
                    "sharding-total-count",
                    "sharding-total-count is " + total + ". Write the number of items, 1 to " + SHARDING_TOTAL_COUNT_MAX
                            + "; 1 for a job that is not divided.");
        }
        return total;
    }

    private static Duration checkedDuration(String jobName, String property, Duration value) {
        if (value.isNegative() || value.compareTo(DURATION_MAX) > 0) {
            throw new JobConfigurationException(
                    jobName,
                    property,
                    property + " is " + value + ". Write a duration of 0 to " + DURATION_MAX.toDays()
                            + " days, for example 90s or 10m.");
        }
        return value;
    }

    private static RetryPolicy checkedRetry(String jobName, RetryPolicy retry) {
        String problem = retry.problem();
        if (!problem.isEmpty()) {
            throw new JobConfigurationException(jobName, problem.substring(0, problem.indexOf(' ')), problem);
        }
        return retry;
    }

    public String getJobName() {
        return jobName;
    }

    /** Number of items; items are 0 .. total-1. */
    public int getShardingTotalCount() {
        return shardingTotalCount;
    }

    /** The texts of the items, ascending by item; may name items at or above the total, which are never run. */
    public Map<Integer, String> itemParameters() {
        return itemParameters;
    }

    /** Quartz syntax with seconds and an optional year; null makes a one-off job. */
    public @Nullable String getCron() {
        return cron;
    }

    /** Any zone id; null means the JVM's default zone. */
    public @Nullable String getTimeZone() {
        return timeZone;
    }

    /** As written, for example {@code 0=Beijing,1=Shanghai}; empty if none. */
    public String getShardingItemParameters() {
        return shardingItemParameters;
    }

    /** Free text for every item; empty if none. */
    public String getJobParameter() {
        return jobParameter;
    }

    /** Whether every run is recorded; the promises about lost and repeated fires rest on it. */
    public boolean isMonitorExecution() {
        return monitorExecution;
    }

    /** Whether work of an instance that died is run again elsewhere. */
    public boolean isFailover() {
        return failover;
    }

    /** Whether fires that came due during a long run lead to one extra run right after it. */
    public boolean isMisfire() {
        return misfire;
    }

    /** Largest clock difference to the registry in seconds at which the job still starts; -1 is off. */
    public int getMaxTimeDiffSeconds() {
        return maxTimeDiffSeconds;
    }

    /** Minutes between repair passes; below 1 is off. */
    public int getReconcileIntervalMinutes() {
        return reconcileIntervalMinutes;
    }

    /** Type name of the sharding strategy; null means AVG_ALLOCATION. */
    public @Nullable String getJobShardingStrategyType() {
        return jobShardingStrategyType;
    }

    /** Type name of the thread policy; null means CPU. */
    public @Nullable String getJobExecutorServiceHandlerType() {
        return jobExecutorServiceHandlerType;
    }

    /** Type name of the error handler; null means LOG. */
    public @Nullable String getJobErrorHandlerType() {
        return jobErrorHandlerType;
    }

    /** Type names of the listeners. */
    public List<String> getJobListenerTypes() {
        return jobListenerTypes;
    }

    /** Further properties of the job, by key. */
    public Map<String, String> getProps() {
        return props;
    }

    /** Free text for people. */
    public String getDescription() {
        return description;
    }

    /** Whether the job starts without running until an operator enables it. */
    public boolean isDisabled() {
        return disabled;
    }

    /** Whether this configuration replaces the registered one at start. */
    public boolean isOverwrite() {
        return overwrite;
    }

    /** Kept for tools; has no effect. */
    public @Nullable String getLabel() {
        return label;
    }

    /** Whether items of live instances stay where they are; only those of instances that are gone are placed anew. */
    public boolean isStaticSharding() {
        return staticSharding;
    }

    /** Longest time of one item's run, after which it is interrupted and counts as failed; zero is no limit. */
    public Duration getTimeout() {
        return timeout;
    }

    /** Whether and when a failed item is run again inside the same fire. */
    public RetryPolicy getRetry() {
        return retry;
    }

    /** What becomes of fires that are older than {@link #getLateLimit()} when somebody can run them. */
    public CatchUp getCatchUp() {
        return catchUp;
    }

    /**
     * Age up to which a fire that nobody could take in time still runs.
     *
     * <p>With {@code failover} the session timeout is added to it, so that the fires that came due after an instance died
     * and before that was noticed are run.
     */
    public Duration getLateLimit() {
        return lateLimit;
    }

    /** Starts a configuration that says the same as this one. */
    public Builder toBuilder() {
        Builder builder = new Builder(jobName, shardingTotalCount);
        builder.cron = cron;
        builder.timeZone = timeZone;
        builder.shardingItemParameters = shardingItemParameters;
        builder.jobParameter = jobParameter;
        builder.monitorExecution = monitorExecution;
        builder.failover = failover;
        builder.misfire = misfire;
        builder.maxTimeDiffSeconds = maxTimeDiffSeconds;
        builder.reconcileIntervalMinutes = reconcileIntervalMinutes;
        builder.jobShardingStrategyType = jobShardingStrategyType;
        builder.jobExecutorServiceHandlerType = jobExecutorServiceHandlerType;
        builder.jobErrorHandlerType = jobErrorHandlerType;
        builder.jobListenerTypes = jobListenerTypes;
        builder.props = props;
        builder.description = description;
        builder.disabled = disabled;
        builder.overwrite = overwrite;
        builder.label = label;
        builder.staticSharding = staticSharding;
        builder.timeout = timeout;
        builder.retry = retry;
        builder.catchUp = catchUp;
        builder.lateLimit = lateLimit;
        return builder;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JobConfiguration that && values().equals(that.values());
    }

    @Override
    public int hashCode() {
        return jobName.hashCode();
    }

    @Override
    public String toString() {
        return "JobConfiguration[" + jobName + ", " + shardingTotalCount + " item(s), cron=" + cron + "]";
    }

    private List<Object> values() {
        return Arrays.asList(
                jobName,
                shardingTotalCount,
                cron,
                timeZone,
                shardingItemParameters,
                jobParameter,
                monitorExecution,
                failover,
                misfire,
                maxTimeDiffSeconds,
                reconcileIntervalMinutes,
                jobShardingStrategyType,
                jobExecutorServiceHandlerType,
                jobErrorHandlerType,
                jobListenerTypes,
                props,
                description,
                disabled,
                overwrite,
                label,
                staticSharding,
                timeout,
                retry,
                catchUp,
                lateLimit);
    }

    /** Collects a configuration; not thread-safe. Null for a text means its default. */
    public static final class Builder {

        private final String jobName;
        private final int shardingTotalCount;
        private @Nullable String cron;
        private @Nullable String timeZone;
        private String shardingItemParameters = "";
        private String jobParameter = "";
        private boolean monitorExecution = true;
        private boolean failover;
        private boolean misfire = true;
        private int maxTimeDiffSeconds = -1;
        private int reconcileIntervalMinutes = 10;
        private @Nullable String jobShardingStrategyType;
        private @Nullable String jobExecutorServiceHandlerType;
        private @Nullable String jobErrorHandlerType;
        private List<String> jobListenerTypes = List.of();
        private Map<String, String> props = Map.of();
        private String description = "";
        private boolean disabled;
        private boolean overwrite;
        private @Nullable String label;
        private boolean staticSharding;
        private Duration timeout = Duration.ZERO;
        private RetryPolicy retry = RetryPolicy.NONE;
        private CatchUp catchUp = CatchUp.NONE;
        private Duration lateLimit = LATE_LIMIT;

        private Builder(String jobName, int shardingTotalCount) {
            this.jobName = Objects.requireNonNull(jobName, "jobName");
            this.shardingTotalCount = shardingTotalCount;
        }

        /** Quartz syntax with seconds and an optional year; null makes a one-off job. Blank text means null. */
        public Builder cron(@Nullable String value) {
            cron = value == null || value.isBlank() ? null : value.trim();
            return this;
        }

        /** Any zone id; null means the JVM's default zone. Blank text means null. */
        public Builder timeZone(@Nullable String value) {
            timeZone = value == null || value.isBlank() ? null : value.trim();
            return this;
        }

        /** As written, for example {@code 0=Beijing,1=Shanghai}; empty if none. */
        public Builder shardingItemParameters(@Nullable String value) {
            shardingItemParameters = value == null ? "" : value;
            return this;
        }

        /** Free text for every item; empty if none. */
        public Builder jobParameter(@Nullable String value) {
            jobParameter = value == null ? "" : value;
            return this;
        }

        /** Whether every run is recorded; the promises about lost and repeated fires rest on it. */
        public Builder monitorExecution(boolean value) {
            monitorExecution = value;
            return this;
        }

        /** Whether work of an instance that died is run again elsewhere. */
        public Builder failover(boolean value) {
            failover = value;
            return this;
        }

        /** Whether fires that came due during a long run lead to one extra run right after it. */
        public Builder misfire(boolean value) {
            misfire = value;
            return this;
        }

        /** Largest clock difference to the registry in seconds at which the job still starts; -1 is off. */
        public Builder maxTimeDiffSeconds(int value) {
            maxTimeDiffSeconds = value;
            return this;
        }

        /** Minutes between repair passes; below 1 is off. */
        public Builder reconcileIntervalMinutes(int value) {
            reconcileIntervalMinutes = value;
            return this;
        }

        /** Type name of the sharding strategy; null means AVG_ALLOCATION. Blank text means null. */
        public Builder jobShardingStrategyType(@Nullable String value) {
            jobShardingStrategyType = value == null || value.isBlank() ? null : value.trim();
            return this;
        }

        /** Type name of the thread policy; null means CPU. Blank text means null. */
        public Builder jobExecutorServiceHandlerType(@Nullable String value) {
            jobExecutorServiceHandlerType = value == null || value.isBlank() ? null : value.trim();
            return this;
        }

        /** Type name of the error handler; null means LOG. Blank text means null. */
        public Builder jobErrorHandlerType(@Nullable String value) {
            jobErrorHandlerType = value == null || value.isBlank() ? null : value.trim();
            return this;
        }

        /** Type names of the listeners. */
        public Builder jobListenerTypes(List<String> value) {
            jobListenerTypes = value;
            return this;
        }

        /** Further properties of the job, by key. */
        public Builder props(Map<String, String> value) {
            props = value;
            return this;
        }

        /** Free text for people. */
        public Builder description(@Nullable String value) {
            description = value == null ? "" : value;
            return this;
        }

        /** Whether the job starts without running until an operator enables it. */
        public Builder disabled(boolean value) {
            disabled = value;
            return this;
        }

        /** Whether this configuration replaces the registered one at start. */
        public Builder overwrite(boolean value) {
            overwrite = value;
            return this;
        }

        /** Kept for tools; has no effect. Blank text means null. */
        public Builder label(@Nullable String value) {
            label = value == null || value.isBlank() ? null : value.trim();
            return this;
        }

        /** Whether items of live instances stay where they are; only those of instances that are gone are placed anew. */
        public Builder staticSharding(boolean value) {
            staticSharding = value;
            return this;
        }

        /** Longest time of one item's run, up to 365 days; zero is no limit. */
        public Builder timeout(Duration value) {
            timeout = value;
            return this;
        }

        /** Whether and when a failed item is run again inside the same fire. */
        public Builder retry(RetryPolicy value) {
            retry = value;
            return this;
        }

        /** What becomes of fires that are older than the late limit. */
        public Builder catchUp(CatchUp value) {
            catchUp = value;
            return this;
        }

        /** Age up to which a fire that nobody could take in time still runs, up to 365 days. */
        public Builder lateLimit(Duration value) {
            lateLimit = value;
            return this;
        }

        /**
         * Sets one further property of the job.
         *
         * @param key kept as written, dots and case included
         */
        public Builder setProperty(String key, String value) {
            Map<String, String> more = new TreeMap<>(props);
            more.put(key, value);
            props = more;
            return this;
        }

        /**
         * Checks and builds.
         *
         * @throws JobConfigurationException if the name, the number of items, the item parameters, a duration or the
         *     retry policy is wrong
         */
        public JobConfiguration build() {
            return new JobConfiguration(this);
        }
    }
}
