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
package io.rota.chaos;

import io.rota.api.ElasticJob;
import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.JobBootstrap;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.ScheduleJobBootstrap;
import io.rota.bootstrap.SchedulerOptions;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.registry.RegistryCenter;
import io.rota.spi.Extensions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One application instance in a JVM of its own: runs all jobs and writes down everything that happens in them. */
final class ChaosNode {

    static final String NAMESPACE = "chaos";

    private static final Duration AWAIT_TERMINATION = Duration.ofSeconds(12);
    private static final Duration START_WAIT = Duration.ofSeconds(2);
    private static final long PULSE_MILLIS = 250;
    private static final long STEP_MILLIS = 20;
    private static final long LEASE_MILLIS = 250;

    private final HistoryFile history;
    private final int storePort;

    private ChaosNode(HistoryFile history, int storePort) {
        this.history = history;
        this.storePort = storePort;
    }

    /**
     * @param args addresses of the registry, session timeout, file to append the history to, name of this start, port of
     *     the store that checks tokens, kind of the registry
     */
    public static void main(String[] args) throws Exception {
        ChaosNode node = new ChaosNode(new HistoryFile(Path.of(args[2]), args[3]), Integer.parseInt(args[4]));
        node.history.write("up", "pid", ProcessHandle.current().pid());
        node.pulse();
        RegistryCenter center =
                ChaosRegistry.Type.valueOf(args[5]).center(List.of(args[0].split(",")), Integer.parseInt(args[1]));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            node.history.write("stop");
                            center.close();
                            node.history.write("stopped");
                        },
                        "stop"));
        SchedulerRuntime runtime = SchedulerRuntime.create(
                center, new SchedulerOptions(Extensions.providers(), START_WAIT, AWAIT_TERMINATION));
        List<JobBootstrap> jobs = new ArrayList<>();
        OneOffJobBootstrap asked = null;
        for (ChaosJob job : ChaosJob.ALL) {
            JobConfiguration definition = job.configuration();
            if (job.isOneOff()) {
                asked = new OneOffJobBootstrap(center, node.code(job), definition);
                jobs.add(asked);
            } else {
                jobs.add(new ScheduleJobBootstrap(center, node.code(job), definition));
            }
        }
        runtime.start(jobs);
        node.history.write("started");
        node.obey(asked);
    }

    /** Ends with the controller, however that ends. */
    private void obey(OneOffJobBootstrap asked) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            if (line.equals("request")) {
                try {
                    asked.execute();
                    history.write("requested");
                } catch (RuntimeException e) {
                    // In doubt or not, the registry tells what became of it.
                    history.write("refused");
                    System.out.println("request: " + e);
                }
            }
        }
        Runtime.getRuntime().halt(1);
    }

    /** Writes that the process lives, so that the checker sees when it did not get to run. */
    private void pulse() {
        Thread pulse = new Thread(
                () -> {
                    while (true) {
                        history.write("pulse", "threads", Thread.activeCount());
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PULSE_MILLIS));
                    }
                },
                "pulse");
        pulse.setDaemon(true);
        pulse.start();
    }

    private ElasticJob code(ChaosJob job) {
        return (SimpleJob) context -> new Execution(job, context).execute();
    }

    /** One run of one item. */
    private final class Execution {

        private final ChaosJob job;
        private final ShardingContext context;
        private boolean expired;
        private boolean interrupted;
        private long validNanos;
        private long reportedNanos;

        Execution(ChaosJob job, ShardingContext context) {
            this.job = job;
            this.context = context;
        }

        void execute() {
            long now = System.nanoTime();
            long until = now + TimeUnit.MILLISECONDS.toNanos(job.body().millis(context.getFencingToken()));
            boolean stubborn = job.body() == ChaosJob.Body.STUBBORN;
            write(
                    "start",
                    "fire",
                    context.getScheduledFireTime().toEpochMilli(),
                    "attempt",
                    context.getAttempt(),
                    "lease",
                    context.getLeaseRemaining().toMillis());
            validNanos = now;
            try (FencedStore.Client store = stubborn ? new FencedStore.Client(storePort) : null) {
                while (System.nanoTime() - until < 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS));
                    look();
                    if (interrupted && !stubborn) {
                        break;
                    }
                    if (store != null) {
                        store.put(job.name() + "/" + context.getShardingItem(), context.getFencingToken());
                    }
                }
            }
            // The last moment of work; between here and the line below there is none.
            look();
            write("end", "how", interrupted && !stubborn ? "interrupted" : "done", "valid", validNanos);
            if (interrupted) {
                throw new IllegalStateException("interrupted");
            }
        }

        private void look() {
            long now = System.nanoTime();
            Duration left = context.getLeaseRemaining();
            if (!left.isZero()) {
                // Of the moment before the question: it was valid then.
                validNanos = now;
                if (expired) {
                    expired = false;
                    write("renewed");
                }
                if (now - reportedNanos > TimeUnit.MILLISECONDS.toNanos(LEASE_MILLIS)) {
                    reportedNanos = now;
                    write("lease", "until", now + left.toNanos());
                }
            } else if (!expired) {
                expired = true;
                write("expired", "valid", validNanos);
            }
            if (Thread.interrupted() && !interrupted) {
                interrupted = true;
                write("interrupt");
            }
        }

        private void write(String event, Object... fields) {
            List<Object> all = new ArrayList<>(
                    List.of("job", job.name(), "item", context.getShardingItem(), "token", context.getFencingToken()));
            all.addAll(List.of(fields));
            history.write(event, all.toArray());
        }
    }
}
