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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The definition of a job, at its class.
 *
 * <p>With Spring a bean of such a class is a job, and what the configuration says under the same name wins, key by key.
 * In plain Java the bootstraps take it from the class if they get no {@link JobConfiguration}.
 *
 * <p>An empty text means the default, as an attribute does that is not written.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ElasticJobConfiguration {

    /** Unique in the registry's namespace; no {@code /}, {@code @} or blanks. */
    String jobName();

    /** Number of items; items are 0 .. total-1. */
    int shardingTotalCount();

    /** Quartz syntax with seconds and an optional year; empty makes a one-off job. */
    String cron() default "";

    /** Any zone id; empty means the JVM's default zone. */
    String timeZone() default "";

    /** With Spring: the name of the registry center's bean, where there are several. Without effect in plain Java. */
    String registryCenter() default "";

    /** For example {@code 0=Beijing,1=Shanghai}. */
    String shardingItemParameters() default "";

    /** Free text for every item. */
    String jobParameter() default "";

    /** Whether every run is recorded; the promises about lost and repeated fires rest on it. */
    boolean monitorExecution() default true;

    /** Whether work of an instance that died is run again elsewhere. */
    boolean failover() default false;

    /** Whether fires that came due during a long run lead to one extra run right after it. */
    boolean misfire() default true;

    /** Largest clock difference to the registry in seconds at which the job still starts; -1 is off. */
    int maxTimeDiffSeconds() default -1;

    /** Minutes between repair passes; below 1 is off. */
    int reconcileIntervalMinutes() default 10;

    /** Type name of the sharding strategy; empty means AVG_ALLOCATION. */
    String jobShardingStrategyType() default "";

    /** Type name of the thread policy; empty means CPU. */
    String jobExecutorServiceHandlerType() default "";

    /** Type name of the error handler; empty means LOG. */
    String jobErrorHandlerType() default "";

    /** Type names of the listeners. */
    String[] jobListenerTypes() default {};

    /** Free text for people. */
    String description() default "";

    /** Further properties of the job; of two with the same key the later one counts. */
    ElasticJobProp[] props() default {};

    /** Whether the job starts without running until an operator enables it. */
    boolean disabled() default false;

    /** Whether this definition replaces the registered one at start. */
    boolean overwrite() default false;
}
