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
package io.rota.benchmark.rota;

import io.rota.api.JobConfiguration;
import io.rota.api.JobFigures;
import io.rota.api.SimpleJob;
import io.rota.benchmark.node.Contender;
import io.rota.benchmark.node.JobSpec;
import io.rota.benchmark.node.NodeSettings;
import io.rota.benchmark.node.RunLog;
import io.rota.bootstrap.CommandRules;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.ScheduleJobBootstrap;
import io.rota.bootstrap.SchedulerFigures;
import io.rota.bootstrap.SchedulerOptions;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.env.Background;
import io.rota.env.TimeSource;
import io.rota.registry.RegistryCenter;
import io.rota.registry.jdbc.JdbcConfiguration;
import io.rota.registry.jdbc.JdbcRegistryCenter;
import io.rota.registry.jdbc.TableCreation;
import io.rota.registry.zookeeper.ZookeeperConfiguration;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import io.rota.spi.Extensions;
import io.rota.tracing.JobTracer;
import io.rota.tracing.QueuedTracer;
import io.rota.tracing.TracedJobs;
import io.rota.tracing.rdb.RdbTraceStore;
import io.rota.tracing.rdb.SchemaMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rota, on ZooKeeper or on a database. */
public final class RotaContender implements Contender {

    private static final Duration START_WAIT = Duration.ofMinutes(2);
    private static final Duration STOP_WAIT = Duration.ofSeconds(1);
    private static final long LOOK_MILLIS = 5;

    private @Nullable RegistryCenter center;
    private @Nullable SchedulerRuntime runtime;
    private @Nullable CountedDatabase database;

    @Override
    public void open(NodeSettings settings) {
        RegistryCenter opened = settings.isDatabase() ? onDatabase(settings) : onZookeeper(settings);
        center = opened;
        runtime = SchedulerRuntime.create(
                opened,
                new SchedulerOptions(
                        Extensions.providers(), START_WAIT, STOP_WAIT, CommandRules.defaults(), tracer(settings)));
    }

    private static RegistryCenter onZookeeper(NodeSettings settings) {
        ZookeeperConfiguration configuration = new ZookeeperConfiguration(settings.registry(), settings.namespace());
        configuration.setSessionTimeoutMilliseconds(settings.sessionMillis());
        return new ZookeeperRegistryCenter(configuration);
    }

    private RegistryCenter onDatabase(NodeSettings settings) {
        CountedDatabase counted = new CountedDatabase(settings.registry());
        database = counted;
        JdbcConfiguration configuration = new JdbcConfiguration(counted.dataSource(), settings.namespace());
        configuration.setInitializeSchema(TableCreation.ALWAYS);
        return new JdbcRegistryCenter(configuration);
    }

    private static JobTracer tracer(NodeSettings settings) {
        return settings.traceUrl().isEmpty()
                ? JobTracer.NONE
                : new QueuedTracer(
                        new RdbTraceStore(new CountedDatabase(settings.traceUrl()).dataSource(), SchemaMode.ALWAYS),
                        TracedJobs.ALL,
                        null,
                        TimeSource.system(),
                        Background.thread("benchmark-tracing"));
    }

    @Override
    public void schedule(List<JobSpec> jobs, RunLog runs) throws InterruptedException {
        List<ScheduleJobBootstrap> bootstraps = new ArrayList<>(jobs.size());
        for (JobSpec job : jobs) {
            bootstraps.add(new ScheduleJobBootstrap(
                    opened(center),
                    body(job, runs),
                    definition(job).cron(job.cron()).build()));
        }
        SchedulerRuntime scheduler = opened(runtime);
        if (!scheduler.start(bootstraps)) {
            throw new IllegalStateException("the registry did not answer within " + START_WAIT);
        }
        // A job takes part as soon as it is registered, and can run when it was assigned an item.
        long deadline = System.nanoTime() + START_WAIT.toNanos();
        while (figures().jobs().stream().anyMatch(job -> job.itemsAssigned() == 0)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("some jobs were assigned nothing within " + START_WAIT);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Asks again while the scheduler is too busy to answer within a second. */
    private SchedulerFigures figures() throws InterruptedException {
        long deadline = System.nanoTime() + START_WAIT.toNanos();
        while (true) {
            try {
                return opened(runtime).figures();
            } catch (IllegalStateException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    @Override
    public Call oneOff(JobSpec job, RunLog runs) {
        OneOffJobBootstrap bootstrap = new OneOffJobBootstrap(
                opened(center), body(job, runs), definition(job).build());
        bootstrap.join();
        return bootstrap::execute;
    }

    @Override
    public int itemsAssigned() throws InterruptedException {
        return figures().jobs().stream().mapToInt(JobFigures::itemsAssigned).sum();
    }

    @Override
    public long statements() {
        return database == null ? -1 : database.statements();
    }

    @Override
    public void close() {
        opened(center).close();
    }

    private static JobConfiguration.Builder definition(JobSpec job) {
        return JobConfiguration.newBuilder(job.name(), job.items())
                .monitorExecution(job.monitorExecution())
                .failover(job.failover());
    }

    private static SimpleJob body(JobSpec job, RunLog runs) {
        return context -> runs.run(
                job,
                context.getShardingItem(),
                ChronoUnit.MICROS.between(Instant.EPOCH, context.getScheduledFireTime()));
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not opened yet");
        }
        return part;
    }
}
