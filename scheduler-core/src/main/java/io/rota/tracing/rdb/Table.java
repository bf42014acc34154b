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
import java.util.Set;

/** The two tables. Columns are named as they are compared: in lower case. */
enum Table {
    /** A row per run. */
    EXECUTIONS(
            "JOB_EXECUTION_LOG",
            "start_time",
            List.of(
                    "id",
                    "job_name",
                    "task_id",
                    "hostname",
                    "ip",
                    "sharding_item",
                    "execution_source",
                    "failure_cause",
                    "is_success",
                    "start_time",
                    "complete_time"),
            Set.of("id", "task_id", "is_success", "complete_time")),
    /** A row per state of a run. */
    STATES(
            "JOB_STATUS_TRACE_LOG",
            "creation_time",
            List.of(
                    "id",
                    "job_name",
                    "original_task_id",
                    "task_id",
                    "slave_id",
                    "source",
                    "execution_type",
                    "sharding_item",
                    "state",
                    "message",
                    "creation_time"),
            Set.of("id", "task_id", "state"));

    static final String INDEX = "TASK_ID_STATE_INDEX";

    private final String sqlName;
    private final String timeColumn;
    private final List<String> columns;
    private final Set<String> indispensable;

    Table(String sqlName, String timeColumn, List<String> columns, Set<String> indispensable) {
        this.sqlName = sqlName;
        this.timeColumn = timeColumn;
        this.columns = columns;
        this.indispensable = indispensable;
    }

    String sqlName() {
        return sqlName;
    }

    /** Tells how old a row is. */
    String timeColumn() {
        return timeColumn;
    }

    List<String> columns() {
        return columns;
    }

    /** Without these a table of the name is another one. */
    Set<String> indispensable() {
        return indispensable;
    }
}
