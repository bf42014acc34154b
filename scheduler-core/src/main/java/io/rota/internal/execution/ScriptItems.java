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
package io.rota.internal.execution;

import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.env.ChildProcess;
import io.rota.spi.EndSignal;
import io.rota.spi.JobProps;
import io.rota.spi.TypedJobItemExecutor;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** {@code SCRIPT}: a program for each item, without a shell. */
public final class ScriptItems implements TypedJobItemExecutor {

    static final String COMMAND_LINE = "script.command.line";
    static final String CONTEXT_ARGUMENT = "script.context.argument";

    /** Of one run's output, no more lines than this are logged. */
    static final int LINES_MAX = 1_000;

    // What a failure repeats of the output.
    private static final int LAST_LINES_MAX = 10;
    private static final int LAST_LINE_LENGTH_MAX = 200;

    private static final Logger log = LoggerFactory.getLogger(ScriptItems.class);

    @Override
    public String getType() {
        return "SCRIPT";
    }

    @Override
    public void check(JobConfiguration definition) {
        command(definition);
        new JobProps(definition).flag(CONTEXT_ARGUMENT, true);
    }

    @Override
    public void process(JobConfiguration definition, ShardingContext context, EndSignal end) throws Exception {
        List<String> command = new ArrayList<>(command(definition));
        String program = command.get(0);
        if (new JobProps(definition).flag(CONTEXT_ARGUMENT, true)) {
            command.add(argument(context));
        }
        Output output = new Output();
        int exitCode;
        try {
            exitCode = ChildProcess.run(
                    "rota-script-" + context.getJobName() + "-" + context.getShardingItem(),
                    command,
                    environment(context),
                    output);
        } catch (IOException e) {
            // The message of the cause names the program and says why.
            throw new IllegalStateException(
                    "The script could not be started. Check " + COMMAND_LINE + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            InterruptedException told = new InterruptedException("The script " + program
                    + " and what it started were ended: its time-out, a stop or the end of the lease interrupted it.");
            told.initCause(e);
            throw told;
        } finally {
            output.close();
        }
        if (exitCode != 0) {
            throw new IllegalStateException(
                    "The script " + program + " ended with exit code " + exitCode + "." + output.last());
        }
    }

    private static List<String> command(JobConfiguration definition) {
        JobProps props = new JobProps(definition);
        String line = props.required(COMMAND_LINE, "'" + COMMAND_LINE + ": /opt/report.sh --daily'");
        try {
            return CommandLine.split(line);
        } catch (IllegalArgumentException e) {
            throw props.wrong(COMMAND_LINE, String.valueOf(e.getMessage()));
        }
    }

    /** What the system's encoding cannot say would arrive as question marks. */
    private static String argument(ShardingContext context) {
        String json = ContextJson.of(context, false);
        Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", StandardCharsets.US_ASCII.name()));
        return charset.newEncoder().canEncode(json) ? json : ContextJson.of(context, true);
    }

    static Map<String, String> environment(ShardingContext context) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("ROTA_JOB_NAME", context.getJobName());
        environment.put("ROTA_TASK_ID", context.getTaskId());
        environment.put("ROTA_SHARDING_ITEM", String.valueOf(context.getShardingItem()));
        environment.put("ROTA_SHARDING_TOTAL_COUNT", String.valueOf(context.getShardingTotalCount()));
        environment.put("ROTA_JOB_PARAMETER", context.getJobParameter());
        String parameter = context.getShardingParameter();
        environment.put("ROTA_SHARDING_PARAMETER", parameter == null ? "" : parameter);
        environment.put("ROTA_FIRE_TIME", String.valueOf(context.getScheduledFireTime()));
        environment.put("ROTA_ATTEMPT", String.valueOf(context.getAttempt()));
        environment.put("ROTA_FENCING_TOKEN", String.valueOf(context.getFencingToken()));
        environment.put("ROTA_IDEMPOTENCY_KEY", context.getIdempotencyKey());
        environment.put(
                "ROTA_LEASE_REMAINING_MILLISECONDS",
                String.valueOf(context.getLeaseRemaining().toMillis()));
        return environment;
    }

    /** What a script says: into the log, with the run's marks, and the last of it into the message of a failure. */
    private static final class Output implements Consumer<String> {

        private final @Nullable Map<String, String> marks = MDC.getCopyOfContextMap();
        // Guarded by this: a script's output is read on a thread of its own.
        private final Deque<String> last = new ArrayDeque<>();
        private long count;

        @Override
        public synchronized void accept(String line) {
            count++;
            String shown = line.replaceAll("[\\p{Cntrl}&&[^\t]]", "?");
            if (count <= LINES_MAX) {
                if (marks != null) {
                    MDC.setContextMap(marks);
                }
                log.info("{}", shown);
            }
            if (last.size() == LAST_LINES_MAX) {
                last.removeFirst();
            }
            last.addLast(shown.length() > LAST_LINE_LENGTH_MAX ? shown.substring(0, LAST_LINE_LENGTH_MAX) : shown);
        }

        synchronized void close() {
            if (count > LINES_MAX) {
                log.warn(
                        "The script's output has {} lines; those after the first {} are not logged.", count, LINES_MAX);
            }
        }

        synchronized String last() {
            return last.isEmpty() ? "" : " Its last words: " + String.join("\n", last);
        }
    }
}
