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
package io.rota.tracing.rdb;

import io.rota.api.ExecutionSource;
import io.rota.api.JobConfiguration;
import io.rota.bootstrap.CommandRules;
import io.rota.bootstrap.ScheduleJobBootstrap;
import io.rota.bootstrap.SchedulerOptions;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.databases.DatabaseServer;
import io.rota.env.Background;
import io.rota.env.TimeSource;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.spi.Extensions;
import io.rota.tracing.JobEvent;
import io.rota.tracing.QueuedTracer;
import io.rota.tracing.TracedJobs;
import io.rota.tracing.TracedRun;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/** Jobs, their events on the way to a PostgreSQL server, and a while in which there is no server. */
final class TraceLoadRun {

    /** Staged, started, ended. */
    static final int EVENTS_PER_RUN = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int FLOOD_MAX = 100_000;

    private final Setting setting;
    private final PunctualJob job;

    /**
     * What is wanted.
     *
     * @param items of a job that runs every second
     * @param calm before the database stops, and after all is well again
     * @param outage how long it is stopped, at least
     * @param flood whether so many other runs are told of in the outage that events are dropped, however short it is
     */
    record Setting(int items, Duration calm, Duration outage, boolean flood) {}

    /**
     * What was found.
     *
     * @param statesWritten rows of JOB_STATUS_TRACE_LOG, one for each event
     * @param flaws rows that should not be so, in people's words
     */
    record Outcome(
            long sent,
            long statesWritten,
            long dropped,
            long slowCalls,
            Duration longestCall,
            PunctualJob.Phase before,
            PunctualJob.Phase during,
            PunctualJob.Phase after,
            Duration recovery,
            List<String> flaws) {

        boolean isAccountedFor() {
            return statesWritten + dropped == sent;
        }

        /** An outage that jobs feel would make them miss about every fire; a busy machine makes them miss a few. */
        boolean isUndisturbed() {
            long allowed = Math.max(before.missing() + after.missing(), during.fires() / 10);
            return during.missing() <= allowed && during.medianMillis() >= 0;
        }
    }

    private TraceLoadRun(Setting setting) {
        this.setting = setting;
        job = new PunctualJob(setting.items());
    }

    static Outcome carryOut(Setting setting) throws Exception {
        return new TraceLoadRun(setting).run();
    }

    private Outcome run() throws Exception {
        DatabaseServer server = DatabaseServer.postgres();
        PGSimpleDataSource database = PostgresTraceStoreTests.dataSource(server, server.port());
        QueuedTracer queued = new QueuedTracer(
                new RdbTraceStore(database, SchemaMode.ALWAYS),
                TracedJobs.ALL,
                null,
                TimeSource.system(),
                Background.thread("load-tracing"));
        CountingTracer tracer = new CountingTracer(queued);
        long begun;
        long stopped;
        long startedAgain;
        long recovered;
        long ended;
        MemoryRegistryCenter center = new MemoryRegistryCenter();
        try {
            SchedulerRuntime.create(
                    center,
                    new SchedulerOptions(
                            Extensions.providers(),
                            SchedulerOptions.START_WAIT,
                            SchedulerOptions.AWAIT_TERMINATION,
                            CommandRules.defaults(),
                            tracer));
            new ScheduleJobBootstrap(
                            center,
                            job,
                            JobConfiguration.newBuilder("load", setting.items())
                                    .cron("* * * * * ?")
                                    .build())
                    .schedule();
            // The first fires are those of a start.
            awaitRows(database, EVENTS_PER_RUN * setting.items());
            begun = nextSecond();
            pass(setting.calm());
            stopped = nextSecond();
            server.stop();
            try {
                if (setting.flood()) {
                    flood(tracer, queued);
                }
                pass(setting.outage());
            } finally {
                server.restart();
            }
            startedAgain = nextSecond();
            awaitRows(database, rows(database) + EVENTS_PER_RUN * setting.items());
            recovered = nextSecond();
            pass(setting.calm());
            ended = nextSecond() - 1;
        } finally {
            center.close();
        }
        return new Outcome(
                tracer.sent(),
                rows(database),
                queued.dropped(),
                tracer.slow(),
                Duration.ofNanos(tracer.longestNanos()),
                job.phase(begun, stopped),
                job.phase(stopped, startedAgain),
                job.phase(startedAgain, ended),
                Duration.ofSeconds(recovered - startedAgain),
                flaws(database));
    }

    private static void flood(CountingTracer tracer, QueuedTracer queued) {
        for (int number = 0; number < FLOOD_MAX && queued.dropped() == 0; number++) {
            TracedRun run = new TracedRun("flood", "flood" + number, 0, "127.0.0.1", ExecutionSource.NORMAL_TRIGGER);
            long now = System.currentTimeMillis();
            tracer.publish(new JobEvent.Staged(run, now, ""));
            tracer.publish(new JobEvent.Started(run, now));
            tracer.publish(new JobEvent.Ended(run, now, now, null));
        }
    }

    private static long nextSecond() {
        return System.currentTimeMillis() / 1000 + 1;
    }

    private static void pass(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plus(PATIENCE)).until(() -> true);
    }

    private static void awaitRows(PGSimpleDataSource database, long count) {
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> rows(database) >= count);
    }

    private static long rows(PGSimpleDataSource database) throws SQLException {
        return number(database, "SELECT COUNT(*) FROM JOB_STATUS_TRACE_LOG");
    }

    private static List<String> flaws(PGSimpleDataSource database) throws SQLException {
        List<String> flaws = new ArrayList<>();
        flaw(flaws, database, "states twice", """
                SELECT COUNT(*) FROM (SELECT 1 FROM JOB_STATUS_TRACE_LOG GROUP BY task_id, state HAVING COUNT(*) > 1) t
                """);
        flaw(flaws, database, "runs twice", """
                SELECT COUNT(*) FROM (SELECT 1 FROM JOB_EXECUTION_LOG GROUP BY task_id HAVING COUNT(*) > 1) t
                """);
        flaw(flaws, database, "runs that have an end in one table only", """
                SELECT COUNT(*)
                FROM (SELECT task_id FROM JOB_EXECUTION_LOG WHERE complete_time IS NOT NULL) e
                FULL JOIN (SELECT task_id FROM JOB_STATUS_TRACE_LOG WHERE state = 'TASK_FINISHED') s
                  ON s.task_id = e.task_id
                WHERE s.task_id IS NULL OR e.task_id IS NULL
                """);
        flaw(flaws, database, "runs that begin in one table only", """
                SELECT COUNT(*)
                FROM JOB_EXECUTION_LOG e
                FULL JOIN (
                  SELECT DISTINCT task_id FROM JOB_STATUS_TRACE_LOG WHERE state IN ('TASK_RUNNING', 'TASK_FINISHED')
                ) s ON s.task_id = e.task_id
                WHERE s.task_id IS NULL OR e.task_id IS NULL
                """);
        flaw(
                flaws,
                database,
                "runs that failed",
                "SELECT COUNT(*) FROM JOB_EXECUTION_LOG WHERE failure_cause IS NOT NULL");
        return flaws;
    }

    private static void flaw(List<String> flaws, PGSimpleDataSource database, String what, String query)
            throws SQLException {
        long count = number(database, query);
        if (count > 0) {
            flaws.add(count + " " + what);
        }
    }

    private static long number(PGSimpleDataSource database, String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }
}
