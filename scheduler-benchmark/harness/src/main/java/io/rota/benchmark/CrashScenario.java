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
package io.rota.benchmark;

import io.rota.benchmark.node.RunLog;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** How soon the items of a killed process begin elsewhere, counted from the end of its session. */
final class CrashScenario implements Scenario {

    static final String NAME = "crash";
    static final String ONE = "1 item";
    static final String HUNDRED = "100 items";
    static final String BUSY = "1 item, survivor busy";
    static final String FIRST = "firstStartMillisBeyondSession";
    static final String LAST = "lastStartMillisBeyondSession";
    static final String MISSING = "itemsNotTakenOver";

    private static final DateTimeFormatter ONCE = DateTimeFormatter.ofPattern("s m H d M ? yyyy", Locale.ROOT);
    private static final long LONG_MILLIS = 60_000;
    private static final long LOOK_MILLIS = 20;
    private static final double MICROS_PER_MILLI = 1e3;
    private static final double MICROS_PER_SECOND = 1e6;
    private static final int LEAD_SECONDS = 4;
    private static final int PATIENCE_SECONDS = 15;
    private static final int PATIENCE_SECONDS_BUSY = 75;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "How soon does a killed process have a successor?";
    }

    @Override
    public String method() {
        return "Two processes have half of the items of a job each when one is killed in the middle of them. "
                + "Counted from the moment at which the server ends its session. In the last variant the "
                + "survivor is in a run of its own that takes a minute.";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                new Column("first item after, ms", FIRST, 0),
                new Column("last item after, ms", LAST, 0),
                new Column("not taken over", MISSING, 0),
                new Column("run more than once", "runTwice", 0),
                new Column("session end after kill, ms", "sessionEndMillisAfterKill", 0));
    }

    @Override
    public void carryOut(Bench bench) throws InterruptedException {
        for (Contestant contestant : new Contestant[] {Contestant.ROTA, Contestant.ELASTICJOB}) {
            if (contestant == Contestant.ELASTICJOB && bench.isQuick()) {
                continue;
            }
            if (!bench.isQuick()) {
                crash(bench, contestant, ONE, 1, false);
            }
            crash(bench, contestant, HUNDRED, 100, false);
            crash(bench, contestant, BUSY, 1, true);
        }
    }

    private static void crash(Bench bench, Contestant contestant, String variant, int items, boolean busy)
            throws InterruptedException {
        int sessionMillis = bench.either(4_000, 10_000);
        bench.repeat(
                NAME,
                contestant,
                variant,
                1,
                new Bench.Setting(sessionMillis, false),
                (stage, values) -> repetition(stage, items, busy, sessionMillis, values));
    }

    private static void repetition(Stage stage, int items, boolean busy, int sessionMillis, Result.Values values)
            throws IOException, InterruptedException {
        Node victim = stage.node();
        Node survivor = stage.node();
        // Both must have joined before the only fire. Each has half of the items.
        Workload any = Workload.of(1, 2 * items, Workload.HARDLY_EVER);
        victim.schedule(any.numberedFrom(1));
        survivor.schedule(any.numberedFrom(1));
        ZonedDateTime fire = Instant.now()
                .plusSeconds(LEAD_SECONDS)
                .atZone(ZoneId.systemDefault())
                .withNano(0);
        Workload work = Workload.of(1, 2 * items, ONCE.format(fire)).withFailover();
        victim.schedule(work.lasting(LONG_MILLIS));
        survivor.schedule(busy ? work.lasting(LONG_MILLIS) : work);
        long fireMicros = fire.toEpochSecond() * (long) MICROS_PER_SECOND;
        awaitRuns(survivor, items, fireMicros + (long) (PATIENCE_SECONDS * MICROS_PER_SECOND));
        awaitRuns(victim, 1, fireMicros + (long) (PATIENCE_SECONDS * MICROS_PER_SECOND));
        Window.pass(1);
        long killed = RunLog.nowMicros();
        stage.kill(victim);
        Window window = Window.beginNow(stage);
        long limit = killed
                + (long) ((busy ? PATIENCE_SECONDS_BUSY : PATIENCE_SECONDS) * MICROS_PER_SECOND)
                + 2L * sessionMillis * (long) MICROS_PER_MILLI;
        awaitRuns(survivor, 2L * items, limit);
        values.put(window.endNow());
        long sessionEnd = stage.requests().lastSessionEnd();
        if (sessionEnd < killed) {
            throw new IllegalStateException("the server did not end the session of the killed process in time");
        }
        Runs taken = survivor.runs().where(run -> run.start() > killed);
        double[] delays = taken.all().stream()
                .mapToDouble(run -> (run.start() - sessionEnd) / MICROS_PER_MILLI)
                .toArray();
        values.put("sessionMillis", sessionMillis);
        values.put("sessionEndMillisAfterKill", (sessionEnd - killed) / MICROS_PER_MILLI);
        values.put(FIRST, Numbers.quantile(delays, 0));
        values.put(LAST, Numbers.max(delays));
        values.put(
                MISSING,
                items
                        - (double) taken.all().stream()
                                .map(Runs.Run::key)
                                .distinct()
                                .count());
        values.put(
                "runTwice",
                taken.count()
                        - (double) taken.all().stream()
                                .map(Runs.Run::key)
                                .distinct()
                                .count());
    }

    private static void awaitRuns(Node node, long count, long limitMicros) throws IOException, InterruptedException {
        while (node.figures(false).runs() < count && RunLog.nowMicros() < limitMicros) {
            Thread.sleep(LOOK_MILLIS);
        }
    }
}
