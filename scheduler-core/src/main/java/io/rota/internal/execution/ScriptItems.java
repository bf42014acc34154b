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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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
        ChildProcess.End result;
        try {
            result = ChildProcess.run(
                    "rota-script-" + context.getJobName() + "-" + context.getShardingItem(),
                    command,
                    environment(context),
                    LINES_MAX,
                    logger());
        } catch (IOException e) {
            // The message of the cause names the program and says why.
            throw new IllegalStateException(
                    "The script could not be started. Check " + COMMAND_LINE + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            InterruptedException told = new InterruptedException("The script " + program
                    + " and what it started were ended: its time-out, a stop or the end of the lease interrupted it.");
            told.initCause(e);
            throw told;
        }
        if (result.lines() > LINES_MAX) {
            log.warn(
                    "The script's output has {} lines; those after the first {} are not logged.",
                    result.lines(),
                    LINES_MAX);
        }
        if (result.exitCode() != 0) {
            throw new IllegalStateException(
                    "The script " + program + " ended with exit code " + result.exitCode() + "." + lastWords(result));
        }
    }

    /** Logs with the run's marks, though on another thread. */
    private static Consumer<String> logger() {
        Map<String, String> marks = MDC.getCopyOfContextMap();
        return line -> {
            if (marks != null) {
                MDC.setContextMap(marks);
            }
            log.info("{}", printable(line));
        };
    }

    private static String lastWords(ChildProcess.End result) {
        return result.last().isEmpty()
                ? ""
                : " Its last words: "
                        + result.last().stream()
                                .map(ScriptItems::printable)
                                .map(line -> line.length() > LAST_LINE_LENGTH_MAX
                                        ? line.substring(0, LAST_LINE_LENGTH_MAX)
                                        : line)
                                .collect(Collectors.joining("\n"));
    }

    private static String printable(String line) {
        return line.replaceAll("[\\p{Cntrl}&&[^\t]]", "?");
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
}
