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

import java.io.IOException;
import java.util.List;

/** What it costs to start jobs for the first time, to hold them, and to wait with them. */
final class StartScenario implements Scenario {

    static final String NAME = "start";
    static final String SECONDS = "startSeconds";
    static final String REQUESTS = "requestsPerJob";
    static final String THREADS = "threads";
    static final String HEAP = "heapBytesPerJob";
    static final String RESIDENT = "residentMegabytes";
    static final String IDLE_CPU = "idleCpuMillisPerSecond";
    static final String IDLE_REQUESTS = "idleRequestsPerSecond";

    private static final double KILO = 1_024;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final int QUIET_LOOKS_MAX = 20;
    private static final int JOBS_MANY = 1_000;
    private static final int JOBS_SOME = 100;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "What do jobs cost that are started, and that wait?";
    }

    @Override
    public String method() {
        return "One process starts jobs of one item that are due once a year, for the first time, on an "
                + "empty registry. The connection exists already, except where one job is started. The time "
                + "ends when each job is assigned. Heap and resident memory are read after garbage was "
                + "collected; the heap of a job is the difference to that before the start. Then a thousand "
                + "jobs wait.";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                new Column("start, s", SECONDS, 2),
                new Column("requests per job", REQUESTS, 1),
                new Column("threads", THREADS, 0),
                new Column("heap per job, bytes", HEAP, 0),
                new Column("resident, MB", RESIDENT, 0),
                new Column("idle CPU, ms/s", IDLE_CPU, 1),
                new Column("idle requests/s", IDLE_REQUESTS, 2));
    }

    @Override
    public void carryOut(Bench bench) throws InterruptedException {
        for (Contestant contestant : new Contestant[] {
            Contestant.ROTA, Contestant.ELASTICJOB, Contestant.QUARTZ, Contestant.DB_SCHEDULER, Contestant.SPRING
        }) {
            for (int jobs : new int[] {1, JOBS_SOME, JOBS_MANY}) {
                if (bench.isQuick() && !isEnough(contestant, jobs)) {
                    continue;
                }
                int times = contestant == Contestant.ROTA && jobs == JOBS_MANY ? bench.either(1, 3) : 1;
                int idleSeconds = jobs < JOBS_MANY ? 0 : bench.either(4, contestant.isCluster() ? 60 : 20);
                bench.repeat(
                        NAME,
                        contestant,
                        jobs + " jobs",
                        times,
                        (stage, values) -> repetition(stage, jobs, idleSeconds, values));
            }
        }
    }

    /** A quick run starts a thousand jobs; of ElasticJob, which needs a minute for that, a hundred, and Rota beside it. */
    private static boolean isEnough(Contestant contestant, int jobs) {
        return switch (contestant) {
            case ELASTICJOB -> jobs == JOBS_SOME;
            case ROTA -> jobs > 1;
            default -> jobs == JOBS_MANY;
        };
    }

    private static void repetition(Stage stage, int jobs, int idleSeconds, Result.Values values)
            throws IOException, InterruptedException {
        Node node = stage.node();
        if (stage.isCounted() && jobs > 1) {
            // The first one connects.
            node.schedule(Workload.of(1, 1, Workload.HARDLY_EVER).numberedFrom(jobs));
        }
        awaitQuiet(stage);
        Node.Figures before = node.figures(true);
        Window start = Window.beginNow(stage);
        values.put(SECONDS, node.schedule(Workload.of(jobs, 1, Workload.HARDLY_EVER)));
        awaitQuiet(stage);
        Window.Measured measured = start.endNow();
        values.put(measured);
        if (stage.isCounted()) {
            values.put(REQUESTS, measured.allRequests() / jobs);
        }
        values.put("nodeCpuSeconds", measured.nodeCpuSeconds());
        values.put("serverCpuSeconds", measured.serverCpuSeconds());
        Node.Figures after = node.figures(true);
        values.put(THREADS, after.threads());
        values.put("threadsBefore", before.threads());
        values.put(HEAP, (after.heapBytes() - before.heapBytes()) / jobs);
        values.put("heapMegabytes", after.heapBytes() / KILO / KILO);
        values.put(RESIDENT, after.residentKilobytes() / KILO);
        if (idleSeconds > 0) {
            Window.Measured idle = Window.beginAfter(stage, 1).endAfter(idleSeconds);
            values.put(IDLE_CPU, idle.nodeCpuSeconds() / idle.seconds() * MILLIS_PER_SECOND);
            if (stage.isCounted()) {
                values.put(IDLE_REQUESTS, idle.allRequests() / idle.seconds());
            }
        }
    }

    /** Waits until nothing but heartbeats has been asked for half a second: what a start has left behind is done. */
    private static void awaitQuiet(Stage stage) throws IOException, InterruptedException {
        for (int i = 0; i < QUIET_LOOKS_MAX && stage.isCounted(); i++) {
            long known = stage.requests().total();
            Thread.sleep(500);
            if (stage.requests().total() - known <= 1) {
                return;
            }
        }
    }
}
