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
import io.rota.tracing.JobEvent;
import io.rota.tracing.TracedRun;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row to be written.
 *
 * <p>Its id is made of the task id, so that the same event makes the same row, however often it comes.
 */
final class Row {

    private static final String LITE_EXECUTOR = "LITE_EXECUTOR";
    // Leaves room for a suffix in the 40 characters of the column.
    private static final int HASH_BYTES = 16;

    private final Map<String, @Nullable Object> values = new HashMap<>();

    private Row() {}

    @Nullable
    Object get(String column) {
        return values.get(column);
    }

    String id() {
        return String.valueOf(values.get("id"));
    }

    /** The state that an event brings. */
    static Row state(JobEvent event, String nothing) {
        if (event instanceof JobEvent.Staged staged) {
            return state(event, "TASK_STAGING", "s", staged.message(), nothing);
        } else if (event instanceof JobEvent.Ended ended) {
            return ended.failure() == null
                    ? state(event, "TASK_FINISHED", "e", "", nothing)
                    : state(event, "TASK_ERROR", "e", ended.failure(), nothing);
        }
        return state(event, "TASK_RUNNING", "r", "", nothing);
    }

    private static Row state(JobEvent event, String state, String suffix, String message, String nothing) {
        TracedRun run = event.run();
        Row row = new Row();
        row.values.put("id", hash(run.taskId()) + suffix);
        row.values.put("job_name", run.jobName());
        row.values.put("original_task_id", nothing);
        row.values.put("task_id", run.taskId());
        row.values.put("slave_id", run.ip());
        row.values.put("source", LITE_EXECUTOR);
        row.values.put("execution_type", run.source() == ExecutionSource.FAILOVER ? "FAILOVER" : "READY");
        row.values.put("sharding_item", "[" + run.item() + "]");
        row.values.put("state", state);
        row.values.put("message", message);
        row.values.put("creation_time", new Timestamp(event.atMillis()));
        return row;
    }

    /** A run that has begun. */
    static Row started(JobEvent.Started event, String hostname) {
        return execution(event.run(), hostname, event.atMillis());
    }

    /** A run that has ended, whether its beginning was written or not. */
    static Row ended(JobEvent.Ended event, String hostname) {
        Row row = execution(event.run(), hostname, event.startedAtMillis());
        row.values.put("is_success", event.failure() == null);
        row.values.put("failure_cause", event.failure());
        row.values.put("complete_time", new Timestamp(event.atMillis()));
        return row;
    }

    private static Row execution(TracedRun run, String hostname, long startedAtMillis) {
        Row row = new Row();
        row.values.put("id", hash(run.taskId()));
        row.values.put("job_name", run.jobName());
        row.values.put("task_id", run.taskId());
        row.values.put("hostname", hostname);
        row.values.put("ip", run.ip());
        row.values.put("sharding_item", run.item());
        row.values.put("execution_source", run.source().name());
        row.values.put("is_success", false);
        row.values.put("failure_cause", null);
        row.values.put("start_time", new Timestamp(startedAtMillis));
        row.values.put("complete_time", null);
        return row;
    }

    private static String hash(String taskId) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(taskId.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256.", e);
        }
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
