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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A third process joins two that run many jobs each second: how long until it has its share, and what is lost meanwhile. */
final class JoinScenario implements Scenario {

    static final String NAME = "join";
    static final String BALANCED = "balancedSeconds";
    static final String LOST = "lostRuns";
    static final String DOUBLED = "doubledRuns";
    static final String EXPECTED = "expectedRuns";
    static final String LARGE = "200 x 10";

    private static final int ITEMS = 10;
    private static final int NODES = 3;
    private static final int SHARE_MIN = ITEMS / NODES;
    private static final int SHARE_MAX = SHARE_MIN + 1;
    private static final long LOOK_MILLIS = 50;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long PATIENCE_MICROS = 30 * MICROS_PER_SECOND;
    private static final int SECONDS_BEFORE = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "What does it cost when a process joins?";
    }

    @Override
    public String method() {
        return "Two processes run jobs x items each second; a third one starts the same jobs. Balanced means "
                + "that each process has its share of each job, by their own figures, or, where there are none, "
                + "that the new process has run a share of each. A run is lost if nobody began it, and doubled "
                + "if it was begun twice.";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                new Column("balanced after, s", BALANCED, 1),
                new Column("lost", LOST, 0),
                new Column("doubled", DOUBLED, 0),
                new Column("of", EXPECTED, 0),
                new Column("late, %", "latePercent", 1));
    }

    @Override
    public void carryOut(Bench bench) throws InterruptedException {
        join(bench, Contestant.ROTA, 200);
        if (!bench.isQuick()) {
            join(bench, Contestant.ROTA, 40);
            // More than it can start within minutes.
            join(bench, Contestant.ELASTICJOB, 40);
        }
    }

    private static void join(Bench bench, Contestant contestant, int jobs) throws InterruptedException {
        Workload work = Workload.of(jobs, ITEMS, Workload.EACH_SECOND);
        bench.repeat(NAME, contestant, work.toString(), 1, (stage, values) -> repetition(bench, stage, work, values));
    }

    private static void repetition(Bench bench, Stage stage, Workload work, Result.Values values)
            throws IOException, InterruptedException {
        stage.node().schedule(work);
        stage.node().schedule(work);
        Node third = stage.node();
        Window.pass(bench.either(6, 10));
        for (Node node : stage.nodes()) {
            node.clear();
        }
        Window window = Window.beginAfter(stage, 0);
        Window.pass(SECONDS_BEFORE);
        long joined = RunLog.nowMicros();
        values.put("startSeconds", third.schedule(work));
        long balanced = awaitBalance(stage, work.jobs(), joined);
        Window.pass(bench.either(3, 6));
        Window.Measured measured = window.endNow();
        // What is still under way is not lost.
        Window.pass(2);
        Runs ofThird = third.runs();
        Runs all = ofThird;
        for (Node node : stage.nodes()) {
            all = node == third ? all : all.and(node.runs());
        }
        Runs inside = all.firedBetween(measured.fromMicros(), measured.toMicros());
        double expected = Math.rint(measured.seconds()) * work.runs();
        values.put(measured);
        values.put(EXPECTED, expected);
        values.put(LOST, expected - inside.distinct());
        values.put(DOUBLED, inside.doubled());
        // Had the two been able to keep up before?
        Runs before = all.firedBetween(measured.fromMicros(), joined - joined % MICROS_PER_SECOND);
        double secondsBefore = Math.floor((joined - measured.fromMicros()) / (double) MICROS_PER_SECOND);
        values.put("lostBefore", secondsBefore * work.runs() - before.distinct());
        values.put("latePercentBefore", 100 * (1 - before.onTime() / (double) before.distinct()));
        values.put("latePercent", 100 * (1 - inside.onTime() / (double) inside.distinct()));
        double byRuns = (lastShareBegun(ofThird, work.jobs()) - joined) / (double) MICROS_PER_SECOND;
        values.put("balancedByRunsSeconds", byRuns);
        values.put(BALANCED, balanced < 0 ? byRuns : (balanced - joined) / (double) MICROS_PER_SECOND);
    }

    /** When everybody had his share by their own figures, -1 if they cannot tell. */
    private static long awaitBalance(Stage stage, int jobs, long joined) throws IOException, InterruptedException {
        while (RunLog.nowMicros() < joined + PATIENCE_MICROS) {
            boolean fair = true;
            int sum = 0;
            for (Node node : stage.nodes()) {
                int assigned = node.itemsAssigned();
                if (assigned < 0) {
                    Thread.sleep(PATIENCE_MICROS / MICROS_PER_SECOND * 1_000 / 2);
                    return -1;
                }
                sum += assigned;
                fair &= assigned >= jobs * SHARE_MIN && assigned <= jobs * SHARE_MAX;
            }
            if (fair && sum == jobs * ITEMS) {
                return RunLog.nowMicros();
            }
            Thread.sleep(LOOK_MILLIS);
        }
        throw new IllegalStateException(
                "not balanced within " + PATIENCE_MICROS / MICROS_PER_SECOND + " s after the third process joined");
    }

    /** When the last job had run a share of its items in one second on the new process. */
    private static double lastShareBegun(Runs runs, int jobs) {
        Map<Integer, Map<Long, Set<Integer>>> items = new HashMap<>();
        Map<Integer, Long> first = new HashMap<>();
        for (Runs.Run run : runs.all()) {
            Set<Integer> together = items.computeIfAbsent(run.job(), job -> new HashMap<>())
                    .computeIfAbsent(run.fire(), fire -> new HashSet<>());
            together.add(run.item());
            if (together.size() >= SHARE_MIN) {
                first.merge(run.job(), run.start(), Math::min);
            }
        }
        return first.size() < jobs
                ? Double.NaN
                : first.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }
}
