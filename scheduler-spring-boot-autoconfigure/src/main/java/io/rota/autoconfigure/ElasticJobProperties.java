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
package io.rota.autoconfigure;

import io.rota.api.CatchUp;
import io.rota.registry.jdbc.TableCreation;
import io.rota.tracing.rdb.SchemaMode;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * What {@code elasticjob.*} says, except for {@code elasticjob.jobs}.
 *
 * <p>The jobs are read without Spring's binding of maps, which makes a job of each spelling of its name.
 */
@ConfigurationProperties("elasticjob")
public class ElasticJobProperties {

    /** Whether the scheduler is configured at all. */
    private boolean enabled = true;

    /** Whether jobs start with the application context. */
    private boolean autoStartup = true;

    /** What a key that means nothing does to the start: fail it, or be logged once. */
    private UnknownKeys unknownKeys = UnknownKeys.FAIL;

    private final Commands commands = new Commands();

    private final Shutdown shutdown = new Shutdown();

    private final RegCenter regCenter = new RegCenter();

    private final Dump dump = new Dump();

    private final Tracing tracing = new Tracing();

    private final Metrics metrics = new Metrics();

    private final Observation observation = new Observation();

    /** Values for all jobs; a job's own value wins. */
    private final Job defaults = new Job();

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public boolean isAutoStartup() {
        return autoStartup;
    }

    public void setAutoStartup(boolean autoStartup) {
        this.autoStartup = autoStartup;
    }

    public UnknownKeys getUnknownKeys() {
        return unknownKeys;
    }

    public void setUnknownKeys(UnknownKeys unknownKeys) {
        this.unknownKeys = unknownKeys;
    }

    public Commands getCommands() {
        return commands;
    }

    public Shutdown getShutdown() {
        return shutdown;
    }

    public RegCenter getRegCenter() {
        return regCenter;
    }

    public Dump getDump() {
        return dump;
    }

    public Tracing getTracing() {
        return tracing;
    }

    public Metrics getMetrics() {
        return metrics;
    }

    public Observation getObservation() {
        return observation;
    }

    public Job getDefaults() {
        return defaults;
    }

    /** What happens to a key that means nothing. */
    public enum UnknownKeys {
        /** The application does not start. */
        FAIL,
        /** Each unknown key is logged once. */
        WARN
    }

    /** What jobs without a class may run and ask. */
    public static class Commands {

        /** Whether the registry may change which programs are run, and which addresses are asked. */
        private boolean fromRegistry;

        /** Comma-separated list of hosts that HTTP jobs may ask. All if not set. */
        private List<String> httpAllowedHosts = new ArrayList<>();

        public boolean isFromRegistry() {
            return fromRegistry;
        }

        public void setFromRegistry(boolean fromRegistry) {
            this.fromRegistry = fromRegistry;
        }

        public List<String> getHttpAllowedHosts() {
            return httpAllowedHosts;
        }

        public void setHttpAllowedHosts(List<String> httpAllowedHosts) {
            this.httpAllowedHosts = httpAllowedHosts;
        }
    }

    /** How the scheduler stops. */
    public static class Shutdown {

        /** How long a stop waits for running items before it interrupts them. */
        private Duration awaitTermination = Duration.ofSeconds(30);

        public Duration getAwaitTermination() {
            return awaitTermination;
        }

        public void setAwaitTermination(Duration awaitTermination) {
            this.awaitTermination = awaitTermination;
        }
    }

    /** Where the instances of the application agree. */
    public static class RegCenter {

        /** Kind of registry center. Zookeeper if server-lists is set, otherwise memory. */
        private @Nullable RegistryCenterType type;

        /** Comma-separated list of ZooKeeper addresses, each with its port. */
        private @Nullable String serverLists;

        /** Root of the tree that the jobs live in; slashes allowed. */
        private String namespace = "";

        /** Milliseconds before a failed request is repeated for the first time. */
        private int baseSleepTimeMilliseconds = 1000;

        /** Longest time in milliseconds before a failed request is repeated. */
        private int maxSleepTimeMilliseconds = 3000;

        /** Number of failures in a row after which the trouble is logged as a warning. */
        private int maxRetries = 3;

        /** Milliseconds that ZooKeeper keeps a silent session; 0 for the default. */
        private int sessionTimeoutMilliseconds = 60000;

        /** Milliseconds that an answer may take before ZooKeeper counts as absent; 0 for the default. */
        private int connectionTimeoutMilliseconds = 15000;

        /** User and password, divided by a colon; every node is then accessible to this user only. */
        private @Nullable String digest;

        /** Whether the client follows addresses that the ensemble advertises. */
        private boolean ensembleTracker;

        /** Whether a registry that cannot be reached stops the start. */
        private boolean failFast;

        private final JdbcCenter jdbc = new JdbcCenter();

        private final Ssl ssl = new Ssl();

        public @Nullable RegistryCenterType getType() {
            return type;
        }

        public void setType(@Nullable RegistryCenterType type) {
            this.type = type;
        }

        public @Nullable String getServerLists() {
            return serverLists;
        }

        public void setServerLists(@Nullable String serverLists) {
            this.serverLists = serverLists;
        }

        public String getNamespace() {
            return namespace;
        }

        public void setNamespace(String namespace) {
            this.namespace = namespace;
        }

        public int getBaseSleepTimeMilliseconds() {
            return baseSleepTimeMilliseconds;
        }

        public void setBaseSleepTimeMilliseconds(int baseSleepTimeMilliseconds) {
            this.baseSleepTimeMilliseconds = baseSleepTimeMilliseconds;
        }

        public int getMaxSleepTimeMilliseconds() {
            return maxSleepTimeMilliseconds;
        }

        public void setMaxSleepTimeMilliseconds(int maxSleepTimeMilliseconds) {
            this.maxSleepTimeMilliseconds = maxSleepTimeMilliseconds;
        }

        public int getMaxRetries() {
            return maxRetries;
        }

        public void setMaxRetries(int maxRetries) {
            this.maxRetries = maxRetries;
        }

        public int getSessionTimeoutMilliseconds() {
            return sessionTimeoutMilliseconds;
        }

        public void setSessionTimeoutMilliseconds(int sessionTimeoutMilliseconds) {
            this.sessionTimeoutMilliseconds = sessionTimeoutMilliseconds;
        }

        public int getConnectionTimeoutMilliseconds() {
            return connectionTimeoutMilliseconds;
        }

        public void setConnectionTimeoutMilliseconds(int connectionTimeoutMilliseconds) {
            this.connectionTimeoutMilliseconds = connectionTimeoutMilliseconds;
        }

        public @Nullable String getDigest() {
            return digest;
        }

        public void setDigest(@Nullable String digest) {
            this.digest = digest;
        }

        public boolean isEnsembleTracker() {
            return ensembleTracker;
        }

        public void setEnsembleTracker(boolean ensembleTracker) {
            this.ensembleTracker = ensembleTracker;
        }

        public boolean isFailFast() {
            return failFast;
        }

        public void setFailFast(boolean failFast) {
            this.failFast = failFast;
        }

        public JdbcCenter getJdbc() {
            return jdbc;
        }

        public Ssl getSsl() {
            return ssl;
        }
    }

    /** How the connection to ZooKeeper is encrypted. */
    public static class Ssl {

        /** Name of the SSL bundle for the connection. It is not encrypted if not set. */
        private @Nullable String bundle;

        public @Nullable String getBundle() {
            return bundle;
        }

        public void setBundle(@Nullable String bundle) {
            this.bundle = bundle;
        }
    }

    /** A port that tells whoever asks what stands in the registry. */
    public static class Dump {

        /** Whether the port is opened, if one is set. */
        private boolean enabled = true;

        /** Port that dumps can be asked for at; 0 for any that is free. None is opened if not set. */
        private @Nullable Integer port;

        /** Address that the port listens on. The loopback address if not set. */
        private @Nullable InetAddress address;

        public boolean isEnabled() {
            return enabled;
        }

        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }

        public @Nullable Integer getPort() {
            return port;
        }

        public void setPort(@Nullable Integer port) {
            this.port = port;
        }

        public @Nullable InetAddress getAddress() {
            return address;
        }

        public void setAddress(@Nullable InetAddress address) {
            this.address = address;
        }
    }

    /** What is kept of runs. */
    public static class Tracing {

        /** Where events of runs are kept. Nowhere if not set. */
        private @Nullable TracingType type;

        /** Comma-separated list of the jobs that are traced. All if not set. */
        private Set<String> includeJobNames = new LinkedHashSet<>();

        /** Comma-separated list of the jobs that are not traced. */
        private Set<String> excludeJobNames = new LinkedHashSet<>();

        private final TracingDataSource dataSource = new TracingDataSource();

        /** Whether missing tables are made. */
        private SchemaMode initializeSchema = SchemaMode.ALWAYS;

        /** Age beyond which rows are removed. They are kept if not set. */
        private @Nullable Duration retention;

        public @Nullable TracingType getType() {
            return type;
        }

        public void setType(@Nullable TracingType type) {
            this.type = type;
        }

        public Set<String> getIncludeJobNames() {
            return includeJobNames;
        }

        public void setIncludeJobNames(Set<String> includeJobNames) {
            this.includeJobNames = includeJobNames;
        }

        public Set<String> getExcludeJobNames() {
            return excludeJobNames;
        }

        public void setExcludeJobNames(Set<String> excludeJobNames) {
            this.excludeJobNames = excludeJobNames;
        }

        public TracingDataSource getDataSource() {
            return dataSource;
        }

        public SchemaMode getInitializeSchema() {
            return initializeSchema;
        }

        public void setInitializeSchema(SchemaMode initializeSchema) {
            this.initializeSchema = initializeSchema;
        }

        public @Nullable Duration getRetention() {
            return retention;
        }

        public void setRetention(@Nullable Duration retention) {
            this.retention = retention;
        }
    }

    /** Kinds of stores for events. */
    public enum TracingType {
        /** Two tables of a relational database. */
        RDB
    }

    /** Meters of the scheduler. */
    public static class Metrics {

        /** Whether the scheduler has meters, where there is a MeterRegistry. */
        private boolean enabled = true;

        public boolean isEnabled() {
            return enabled;
        }

        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }
    }

    /** Observations of runs. */
    public static class Observation {

        /** Whether each run of an item is an observation, where there is an ObservationRegistry. */
        private boolean enabled = true;

        public boolean isEnabled() {
            return enabled;
        }

        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }
    }

    /** A database for tracing only. */
    public static class TracingDataSource {

        /** JDBC URL of a database for tracing. The application's DataSource if not set. */
        private @Nullable String url;

        /** User of the database. */
        private @Nullable String username;

        /** Password of the user. */
        private @Nullable String password;

        /** Class of the JDBC driver. Found by the URL if not set. */
        private @Nullable String driverClassName;

        public @Nullable String getUrl() {
            return url;
        }

        public void setUrl(@Nullable String url) {
            this.url = url;
        }

        public @Nullable String getUsername() {
            return username;
        }

        public void setUsername(@Nullable String username) {
            this.username = username;
        }

        public @Nullable String getPassword() {
            return password;
        }

        public void setPassword(@Nullable String password) {
            this.password = password;
        }

        public @Nullable String getDriverClassName() {
            return driverClassName;
        }

        public void setDriverClassName(@Nullable String driverClassName) {
            this.driverClassName = driverClassName;
        }
    }

    /** Kinds of registry centers. */
    public enum RegistryCenterType {
        /** Coordinates this process only. */
        MEMORY,
        /** Coordinates all processes with the same servers and namespace. */
        ZOOKEEPER,
        /** Coordinates all processes with the same tables of a database and namespace. */
        JDBC
    }

    /** A registry center in the tables of a database. */
    public static class JdbcCenter {

        private final JdbcCenterDataSource dataSource = new JdbcCenterDataSource();

        /** How the names of the tables begin; a schema and a dot may come first. */
        private String tablePrefix = "rota_";

        /** Whether missing tables are made. */
        private TableCreation initializeSchema = TableCreation.EMBEDDED;

        /** How often changes by other processes are looked for. */
        private Duration pollInterval = Duration.ofMillis(500);

        /** How long a process that is not heard of keeps what it runs. */
        private Duration sessionTimeout = Duration.ofSeconds(15);

        public JdbcCenterDataSource getDataSource() {
            return dataSource;
        }

        public String getTablePrefix() {
            return tablePrefix;
        }

        public void setTablePrefix(String tablePrefix) {
            this.tablePrefix = tablePrefix;
        }

        public TableCreation getInitializeSchema() {
            return initializeSchema;
        }

        public void setInitializeSchema(TableCreation initializeSchema) {
            this.initializeSchema = initializeSchema;
        }

        public Duration getPollInterval() {
            return pollInterval;
        }

        public void setPollInterval(Duration pollInterval) {
            this.pollInterval = pollInterval;
        }

        public Duration getSessionTimeout() {
            return sessionTimeout;
        }

        public void setSessionTimeout(Duration sessionTimeout) {
            this.sessionTimeout = sessionTimeout;
        }
    }

    /** A database for the registry center only. */
    public static class JdbcCenterDataSource {

        /** JDBC URL of a database for the registry center. That of the application's DataSource if not set. */
        private @Nullable String url;

        /** User of the database. */
        private @Nullable String username;

        /** Password of the user. */
        private @Nullable String password;

        /** Class of the JDBC driver. Found by the URL if not set. */
        private @Nullable String driverClassName;

        public @Nullable String getUrl() {
            return url;
        }

        public void setUrl(@Nullable String url) {
            this.url = url;
        }

        public @Nullable String getUsername() {
            return username;
        }

        public void setUsername(@Nullable String username) {
            this.username = username;
        }

        public @Nullable String getPassword() {
            return password;
        }

        public void setPassword(@Nullable String password) {
            this.password = password;
        }

        public @Nullable String getDriverClassName() {
            return driverClassName;
        }

        public void setDriverClassName(@Nullable String driverClassName) {
            this.driverClassName = driverClassName;
        }
    }

    /** What can be said of a job, below {@code elasticjob.jobs.<name>} and {@code elasticjob.defaults}. */
    @ConfigurationPropertiesSource
    public static class Job {

        /** Class of the job bean; its interface or superclass will do. */
        private @Nullable String elasticJobClass;

        /** Name of the job bean, where its class has several. */
        private @Nullable String elasticJobBean;

        /** Type of a job that needs no class, such as SCRIPT or HTTP. */
        private @Nullable String elasticJobType;

        /** Cron expression in Quartz syntax; none for a one-off job. */
        private @Nullable String cron;

        /** Time zone of the cron expression. The zone of the JVM if not set. */
        private @Nullable String timeZone;

        /** Name of the bootstrap bean. Job name plus ScheduleJobBootstrap or OneOffJobBootstrap if not set. */
        private @Nullable String jobBootstrapBeanName;

        /** Number of items that the job is divided into. */
        private @Nullable Integer shardingTotalCount;

        /** Comma-separated list of texts for the items, such as 0=Beijing,1=Shanghai. */
        private String shardingItemParameters = "";

        /** Free text for every item. */
        private String jobParameter = "";

        /** Whether every run is recorded. */
        private boolean monitorExecution = true;

        /** Whether work that an instance lost is run elsewhere. */
        private boolean failover;

        /** Whether fires that come due during a long run lead to one extra run. */
        private boolean misfire = true;

        /** Largest clock difference to the registry in seconds at which the job starts; -1 for any. */
        private int maxTimeDiffSeconds = -1;

        /** Minutes between repair passes; below 1 for none. */
        private int reconcileIntervalMinutes = 10;

        /** Type name of the sharding strategy. AVG_ALLOCATION if not set. */
        private @Nullable String jobShardingStrategyType;

        /** Type name of what decides how many items run at the same time. CPU if not set. */
        private @Nullable String jobExecutorServiceHandlerType;

        /** Another name of job-executor-service-handler-type. */
        private @Nullable String jobExecutorThreadPoolSizeProviderType;

        /** Type name of what is told of failed items. LOG if not set. */
        private @Nullable String jobErrorHandlerType;

        /** Type names of what is told before and after the items of a fire run. */
        private List<String> jobListenerTypes = new ArrayList<>();

        /** Free text for people. */
        private String description = "";

        /** Further properties of the job. */
        private final Map<String, String> props = new LinkedHashMap<>();

        /** Whether the job starts without running until it is enabled. */
        private boolean disabled;

        /** Whether this configuration replaces the registered one at start. */
        private boolean overwrite;

        /** Whether items stay where they are when instances come and go. */
        private boolean staticSharding;

        /** Label for tools; has no effect. */
        private @Nullable String label;

        /** Longest time of one item's run, which is then interrupted and counts as failed. No limit if not set. */
        private @Nullable Duration timeout;

        private final Retry retry = new Retry();

        /** What becomes of fires that nobody could run and that are older than the late limit. */
        private CatchUp catchUp = CatchUp.NONE;

        /** Age up to which a fire that nobody could run in time still runs. */
        private Duration lateLimit = Duration.ofSeconds(60);

        public @Nullable String getElasticJobClass() {
            return elasticJobClass;
        }

        public void setElasticJobClass(@Nullable String elasticJobClass) {
            this.elasticJobClass = elasticJobClass;
        }

        public @Nullable String getElasticJobBean() {
            return elasticJobBean;
        }

        public void setElasticJobBean(@Nullable String elasticJobBean) {
            this.elasticJobBean = elasticJobBean;
        }

        public @Nullable String getElasticJobType() {
            return elasticJobType;
        }

        public void setElasticJobType(@Nullable String elasticJobType) {
            this.elasticJobType = elasticJobType;
        }

        public @Nullable String getCron() {
            return cron;
        }

        public void setCron(@Nullable String cron) {
            this.cron = cron;
        }

        public @Nullable String getTimeZone() {
            return timeZone;
        }

        public void setTimeZone(@Nullable String timeZone) {
            this.timeZone = timeZone;
        }

        public @Nullable String getJobBootstrapBeanName() {
            return jobBootstrapBeanName;
        }

        public void setJobBootstrapBeanName(@Nullable String jobBootstrapBeanName) {
            this.jobBootstrapBeanName = jobBootstrapBeanName;
        }

        public @Nullable Integer getShardingTotalCount() {
            return shardingTotalCount;
        }

        public void setShardingTotalCount(@Nullable Integer shardingTotalCount) {
            this.shardingTotalCount = shardingTotalCount;
        }

        public String getShardingItemParameters() {
            return shardingItemParameters;
        }

        public void setShardingItemParameters(String shardingItemParameters) {
            this.shardingItemParameters = shardingItemParameters;
        }

        public String getJobParameter() {
            return jobParameter;
        }

        public void setJobParameter(String jobParameter) {
            this.jobParameter = jobParameter;
        }

        public boolean isMonitorExecution() {
            return monitorExecution;
        }

        public void setMonitorExecution(boolean monitorExecution) {
            this.monitorExecution = monitorExecution;
        }

        public boolean isFailover() {
            return failover;
        }

        public void setFailover(boolean failover) {
            this.failover = failover;
        }

        public boolean isMisfire() {
            return misfire;
        }

        public void setMisfire(boolean misfire) {
            this.misfire = misfire;
        }

        public int getMaxTimeDiffSeconds() {
            return maxTimeDiffSeconds;
        }

        public void setMaxTimeDiffSeconds(int maxTimeDiffSeconds) {
            this.maxTimeDiffSeconds = maxTimeDiffSeconds;
        }

        public int getReconcileIntervalMinutes() {
            return reconcileIntervalMinutes;
        }

        public void setReconcileIntervalMinutes(int reconcileIntervalMinutes) {
            this.reconcileIntervalMinutes = reconcileIntervalMinutes;
        }

        public @Nullable String getJobShardingStrategyType() {
            return jobShardingStrategyType;
        }

        public void setJobShardingStrategyType(@Nullable String jobShardingStrategyType) {
            this.jobShardingStrategyType = jobShardingStrategyType;
        }

        public @Nullable String getJobExecutorServiceHandlerType() {
            return jobExecutorServiceHandlerType;
        }

        public void setJobExecutorServiceHandlerType(@Nullable String jobExecutorServiceHandlerType) {
            this.jobExecutorServiceHandlerType = jobExecutorServiceHandlerType;
        }

        public @Nullable String getJobExecutorThreadPoolSizeProviderType() {
            return jobExecutorThreadPoolSizeProviderType;
        }

        public void setJobExecutorThreadPoolSizeProviderType(@Nullable String jobExecutorThreadPoolSizeProviderType) {
            this.jobExecutorThreadPoolSizeProviderType = jobExecutorThreadPoolSizeProviderType;
        }

        public @Nullable String getJobErrorHandlerType() {
            return jobErrorHandlerType;
        }

        public void setJobErrorHandlerType(@Nullable String jobErrorHandlerType) {
            this.jobErrorHandlerType = jobErrorHandlerType;
        }

        public List<String> getJobListenerTypes() {
            return jobListenerTypes;
        }

        public void setJobListenerTypes(List<String> jobListenerTypes) {
            this.jobListenerTypes = jobListenerTypes;
        }

        public String getDescription() {
            return description;
        }

        public void setDescription(String description) {
            this.description = description;
        }

        public Map<String, String> getProps() {
            return props;
        }

        public boolean isDisabled() {
            return disabled;
        }

        public void setDisabled(boolean disabled) {
            this.disabled = disabled;
        }

        public boolean isOverwrite() {
            return overwrite;
        }

        public void setOverwrite(boolean overwrite) {
            this.overwrite = overwrite;
        }

        public boolean isStaticSharding() {
            return staticSharding;
        }

        public void setStaticSharding(boolean staticSharding) {
            this.staticSharding = staticSharding;
        }

        public @Nullable String getLabel() {
            return label;
        }

        public void setLabel(@Nullable String label) {
            this.label = label;
        }

        public @Nullable Duration getTimeout() {
            return timeout;
        }

        public void setTimeout(@Nullable Duration timeout) {
            this.timeout = timeout;
        }

        public Retry getRetry() {
            return retry;
        }

        public CatchUp getCatchUp() {
            return catchUp;
        }

        public void setCatchUp(CatchUp catchUp) {
            this.catchUp = catchUp;
        }

        public Duration getLateLimit() {
            return lateLimit;
        }

        public void setLateLimit(Duration lateLimit) {
            this.lateLimit = lateLimit;
        }
    }

    /** Whether and when a failed item is run again inside the same fire. */
    public static class Retry {

        /** Number of further attempts after the first one; 0 for none. */
        private int maxAttempts;

        /** Pause before the first further attempt. */
        private Duration delay = Duration.ofSeconds(1);

        /** How many times as long as the one before each further pause is. */
        private double multiplier = 2;

        public int getMaxAttempts() {
            return maxAttempts;
        }

        public void setMaxAttempts(int maxAttempts) {
            this.maxAttempts = maxAttempts;
        }

        public Duration getDelay() {
            return delay;
        }

        public void setDelay(Duration delay) {
            this.delay = delay;
        }

        public double getMultiplier() {
            return multiplier;
        }

        public void setMultiplier(double multiplier) {
            this.multiplier = multiplier;
        }
    }
}
