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
package io.rota.benchmark.peers;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.github.kagkarlsson.scheduler.task.schedule.CronStyle;
import com.zaxxer.hikari.HikariDataSource;
import io.rota.benchmark.node.Contender;
import io.rota.benchmark.node.JobSpec;
import io.rota.benchmark.node.NodeSettings;
import io.rota.benchmark.node.RunLog;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** db-scheduler on H2 in memory, looking ten times a second; an item is a task of its own. */
public final class DbSchedulerContender implements Contender {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final String TABLE = """
            CREATE TABLE scheduled_tasks (
              task_name VARCHAR(100), task_instance VARCHAR(100), task_data BLOB,
              execution_time TIMESTAMP WITH TIME ZONE, picked BIT, picked_by VARCHAR(50),
              last_success TIMESTAMP WITH TIME ZONE, last_failure TIMESTAMP WITH TIME ZONE,
              consecutive_failures INT, last_heartbeat TIMESTAMP WITH TIME ZONE, version BIGINT, priority INT,
              PRIMARY KEY (task_name, task_instance));
            CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time);
            CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)
            """;

    private @Nullable HikariDataSource database;
    private @Nullable Scheduler scheduler;

    @Override
    public void open(NodeSettings settings) throws SQLException {
        HikariDataSource made = new HikariDataSource();
        made.setJdbcUrl("jdbc:h2:mem:benchmark;DB_CLOSE_DELAY=-1");
        made.setMaximumPoolSize(Threads.COUNT + 2);
        try (Connection connection = made.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
        }
        database = made;
    }

    @Override
    public void schedule(List<JobSpec> jobs, RunLog runs) {
        List<RecurringTask<?>> tasks = new ArrayList<>();
        for (JobSpec job : jobs) {
            CronSchedule schedule = new CronSchedule(job.cron(), ZoneId.systemDefault(), CronStyle.QUARTZ);
            for (int item = 0; item < job.items(); item++) {
                int mine = item;
                tasks.add(Tasks.recurring(job.name() + "-" + item, schedule).execute((instance, context) -> {
                    Instant fire = context.getExecution().executionTime;
                    runs.run(job, mine, ChronoUnit.MICROS.between(Instant.EPOCH, fire));
                }));
            }
        }
        if (database == null || scheduler != null) {
            throw new IllegalStateException("not opened yet, or scheduled already");
        }
        Scheduler made = Scheduler.create(database)
                .startTasks(tasks)
                .threads(Threads.COUNT)
                .pollingInterval(POLL)
                .build();
        made.start();
        scheduler = made;
    }

    @Override
    public void close() {
        if (scheduler != null) {
            scheduler.stop();
        }
        if (database != null) {
            database.close();
        }
    }
}
