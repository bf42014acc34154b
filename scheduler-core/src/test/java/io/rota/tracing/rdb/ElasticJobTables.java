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

import java.util.List;

/** The tables that ElasticJob 3.0.4 makes, as far as databases agree. */
final class ElasticJobTables {

    private ElasticJobTables() {}

    static List<String> of(String flag, String time) {
        return List.of(
                "CREATE TABLE JOB_EXECUTION_LOG (id VARCHAR(40) NOT NULL, job_name VARCHAR(100) NOT NULL,"
                        + " task_id VARCHAR(255) NOT NULL, hostname VARCHAR(255) NOT NULL, ip VARCHAR(50) NOT NULL,"
                        + " sharding_item INT NOT NULL, execution_source VARCHAR(20) NOT NULL,"
                        + " failure_cause VARCHAR(4000), is_success " + flag + " NOT NULL, start_time " + time
                        + ", complete_time " + time + ", PRIMARY KEY (id))",
                "CREATE TABLE JOB_STATUS_TRACE_LOG (id VARCHAR(40) NOT NULL, job_name VARCHAR(100) NOT NULL,"
                        + " original_task_id VARCHAR(255) NOT NULL, task_id VARCHAR(255) NOT NULL,"
                        + " slave_id VARCHAR(50) NOT NULL, source VARCHAR(50) NOT NULL,"
                        + " execution_type VARCHAR(20) NOT NULL, sharding_item VARCHAR(100) NOT NULL,"
                        + " state VARCHAR(20) NOT NULL, message VARCHAR(4000), creation_time " + time
                        + ", PRIMARY KEY (id))");
    }
}
