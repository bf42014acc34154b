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

import io.rota.databases.DatabaseServer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The command: events at a steady rate, and a database that is stopped in the middle. Ends with 0 if every event was
 * written once or counted as dropped, and the jobs ran on; with 1 if not, with 2 if it was called in a wrong way.
 */
final class TraceLoad {

    private static final String USAGE =
            "usage: bin/trace-load [--events-per-second N] [--calm-seconds N] [--outage-seconds N]";

    private int eventsPerSecond = 1_000;
    private Duration calm = Duration.ofSeconds(30);
    private Duration outage = Duration.ofSeconds(30);

    private TraceLoad() {}

    public static void main(String[] args) throws Exception {
        System.exit(new TraceLoad().run(new ArrayDeque<>(Arrays.asList(args))));
    }

    private int run(Deque<String> args) throws Exception {
        try {
            while (!args.isEmpty()) {
                option(args.remove(), args);
            }
            if (!DatabaseServer.isToBeHad()) {
                throw new IllegalArgumentException("there is no database server for this platform");
            }
        } catch (RuntimeException e) {
            System.err.println(e + "\n" + USAGE);
            return 2;
        }
        int items = (eventsPerSecond + TraceLoadRun.EVENTS_PER_RUN - 1) / TraceLoadRun.EVENTS_PER_RUN;
        TraceLoadRun.Outcome outcome = TraceLoadRun.carryOut(new TraceLoadRun.Setting(items, calm, outage, false));
        tell("%d items, %d events each second", items, items * TraceLoadRun.EVENTS_PER_RUN);
        tell(
                "sent %d = written %d + dropped %d%s",
                outcome.sent(),
                outcome.statesWritten(),
                outcome.dropped(),
                outcome.isAccountedFor() ? "" : ": DOES NOT ADD UP");
        tell("rows: %s", outcome.flaws().isEmpty() ? "each once, and both tables agree" : "WRONG: " + outcome.flaws());
        tell("before the outage: %s", outcome.before());
        tell("during the outage: %s%s", outcome.during(), outcome.isUndisturbed() ? "" : ": DISTURBED");
        tell("after the outage:  %s", outcome.after());
        tell(
                "first new rows %d s after the database was back",
                outcome.recovery().toSeconds());
        tell(
                "longest call of the tracer %d ms, %d of them took more than 10 ms",
                outcome.longestCall().toMillis(), outcome.slowCalls());
        return outcome.isAccountedFor() && outcome.flaws().isEmpty() && outcome.isUndisturbed() ? 0 : 1;
    }

    private void option(String name, Deque<String> args) {
        switch (name) {
            case "--events-per-second" -> eventsPerSecond = Integer.parseInt(args.remove());
            case "--calm-seconds" -> calm = Duration.ofSeconds(Long.parseLong(args.remove()));
            case "--outage-seconds" -> outage = Duration.ofSeconds(Long.parseLong(args.remove()));
            default -> throw new IllegalArgumentException("unknown option " + name);
        }
    }

    private static void tell(String format, Object... arguments) {
        System.out.printf("trace-load: " + format + "%n", arguments);
    }
}
