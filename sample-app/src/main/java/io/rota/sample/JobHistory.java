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
package io.rota.sample;

import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How the jobs fared, on whatever instance, as the tracing tables tell. */
@Repository
class JobHistory {

    /** The runs of a job since yesterday. */
    record Job(String name, long runs, long failed, Instant lastStart) {}

    private final JdbcClient jdbc;

    JobHistory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty until the first run has made the tables. */
    List<Job> jobs() {
        if (jdbc.sql("SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'JOB_EXECUTION_LOG'")
                        .query(Long.class)
                        .single()
                == 0) {
            return List.of();
        }
        return jdbc.sql("""
                        SELECT job_name AS name, COUNT(*) AS runs, COUNT(failure_cause) AS failed,
                            MAX(start_time) AS last_start
                        FROM JOB_EXECUTION_LOG
                        WHERE start_time > CURRENT_TIMESTAMP - INTERVAL '1' DAY
                        GROUP BY job_name
                        ORDER BY job_name""").query(Job.class).list();
    }
}
