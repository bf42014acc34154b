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

import io.rota.chaos.Fault.Kind;
import io.rota.registry.FaultProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Makes a plan come true: begins each fault and ends it, one step at a time. Not thread-safe. */
final class Nemesis implements AutoCloseable {

    private static final int SQUEEZE_PER_PROCESSOR = 3;
    private static final long DRIFT_MILLIS = 250;
    private static final long OPERATION_SECONDS = 180;
    private static final Set<Kind> BY_OPERATOR =
            EnumSet.of(Kind.EDIT_CRON, Kind.EDIT_ITEMS, Kind.DISABLE_SERVERS, Kind.DISABLE_ITEM, Kind.TRIGGERS);

    private final ChaosRegistry registry;
    private final List<NodeSlot> nodes;
    private final NodeSlot extra;
    private final Operator operator;
    private final HistoryFile history;
    // What began a fault to what ends it.
    private final Map<Fault, Step> remedies = new ConcurrentHashMap<>();
    // An operator has to wait while the registry is away, and what brings it back must not wait for the operator.
    private final ExecutorService operating =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "chaos-operator"));
    private final List<Future<?>> operated = new ArrayList<>();
    private final List<Process> squeezers = new ArrayList<>();

    private interface Step {

        void run() throws Exception;
    }

    private record Moment(long atMillis, boolean begin, Fault fault) {}

    /**
     * @param extra the node that comes when the cluster grows
     */
    Nemesis(ChaosRegistry registry, List<NodeSlot> nodes, NodeSlot extra, Operator operator, HistoryFile history) {
        this.registry = registry;
        this.nodes = nodes;
        this.extra = extra;
        this.operator = operator;
        this.history = history;
    }

    /** Returns when every fault is over. */
    void carryOut(Plan plan) throws Exception {
        List<Moment> moments = new ArrayList<>();
        plan.faults().forEach(fault -> {
            moments.add(new Moment(fault.atMillis(), true, fault));
            moments.add(new Moment(fault.endMillis(), false, fault));
        });
        moments.sort(Comparator.comparing(Moment::atMillis));
        long begin = System.nanoTime();
        for (Moment moment : moments) {
            sleepUntil(begin + TimeUnit.MILLISECONDS.toNanos(moment.atMillis()));
            int number = plan.faults().indexOf(moment.fault());
            if (BY_OPERATOR.contains(moment.fault().kind())) {
                operated.add(operating.submit(() -> {
                    come(moment, number);
                    return number;
                }));
            } else {
                come(moment, number);
            }
        }
        sleepUntil(begin + TimeUnit.MILLISECONDS.toNanos(plan.millis()));
        for (Future<?> operation : operated) {
            operation.get(OPERATION_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void come(Moment moment, int number) throws Exception {
        if (moment.begin()) {
            history.write(
                    "fault",
                    "number",
                    number,
                    "kind",
                    moment.fault().kind(),
                    "target",
                    moment.fault().target() + "-");
            System.out.println("chaos: " + moment.fault());
            remedies.put(moment.fault(), begin(moment.fault()));
        } else {
            remedies.remove(moment.fault()).run();
            history.write("healed", "number", number);
        }
    }

    /** Begins a fault; returns what ends it. */
    private Step begin(Fault fault) throws Exception {
        return switch (fault.kind().scope()) {
            case NODE -> harmNode(fault, node(fault.target()));
            case REGISTRY -> harmAll(fault);
            case JOB -> disturb(fault);
        };
    }

    private Step harmNode(Fault fault, NodeSlot node) throws Exception {
        switch (fault.kind()) {
            case NODE_KILL -> {
                node.kill();
                return node::start;
            }
            case NODE_PAUSE -> {
                node.pause();
                return node::resume;
            }
            case NODE_RESTART -> {
                node.terminate();
                return node::start;
            }
            case BLACKHOLE -> node.links(FaultProxy::blackhole);
            case DEAF -> node.links(FaultProxy::swallowAnswers);
            case MUTE -> node.links(FaultProxy::swallowRequests);
            case RESET -> node.links(FaultProxy::cut);
            case LATENCY -> node.links(link -> link.delay(fault.amount()));
            case CLOCK_STEP -> {
                node.clock((fault.amount() < 0 ? "" : "+") + fault.amount());
                return () -> node.clock("+0");
            }
            case CLOCK_RATE -> {
                Thread drift = drift(node, fault.amount() / 100.0);
                return () -> {
                    drift.interrupt();
                    drift.join();
                    node.clock("+0");
                };
            }
            case DEREGISTER -> {
                String incarnation = node.incarnation();
                String pid = "@-@" + node.pid() + "-";
                operated.add(operating.submit(() -> deregister(incarnation, pid)));
                return () -> {
                    // The job stays stopped in this process, so it gets another one.
                    node.terminate();
                    node.start();
                };
            }
            default -> throw new IllegalArgumentException(fault.toString());
        }
        return () -> node.links(FaultProxy::pass);
    }

    /** Many small steps: with a rate of libfaketime's own, timed waits of a JVM never end. */
    private static Thread drift(NodeSlot node, double rate) {
        long begin = System.nanoTime();
        Thread drift = new Thread(
                () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        node.clock(String.format(Locale.ROOT, "%+.3f", (System.nanoTime() - begin) / 1e9 * rate));
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(DRIFT_MILLIS));
                    }
                },
                "clock-drift");
        drift.setDaemon(true);
        drift.start();
        return drift;
    }

    private Step harmAll(Fault fault) throws Exception {
        switch (fault.kind()) {
            case ROLLING_RESTART -> {
                for (NodeSlot node : nodes) {
                    if (node.isRunning()
                            && remedies.keySet().stream()
                                    .noneMatch(other -> other.target().equals(node.name()))) {
                        node.terminate();
                        node.start();
                    }
                }
                return () -> {};
            }
            case CPU_SQUEEZE -> {
                int loops = SQUEEZE_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
                for (int i = 0; i < loops; i++) {
                    squeezers.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
                }
                return this::release;
            }
            case REGISTRY_KILL -> {
                registry.killAll();
                return registry::startAll;
            }
            case REGISTRY_STOP -> {
                registry.stopAll();
                return registry::startAll;
            }
            default -> {
                registry.harm(fault);
                return () -> registry.mend(fault);
            }
        }
    }

    private Step disturb(Fault fault) throws Exception {
        String config = Operator.path(ChaosJob.EDITED, "config");
        ChaosJob edited = ChaosJob.named(ChaosJob.EDITED);
        switch (fault.kind()) {
            case SCALE_OUT -> {
                extra.start();
                return extra::terminate;
            }
            case EDIT_CRON -> {
                editField(config, "cron", "'*/" + fault.amount() + " * * * * ?'");
                return () -> editField(config, "cron", "'" + edited.cron() + "'");
            }
            case EDIT_ITEMS -> {
                editField(config, "shardingTotalCount", String.valueOf(fault.amount()));
                return () -> editField(config, "shardingTotalCount", String.valueOf(edited.items()));
            }
            case DISABLE_SERVERS -> {
                setServers("DISABLED");
                return () -> setServers("ENABLED");
            }
            case DISABLE_ITEM -> {
                String flag = Operator.path(ChaosJob.EDITED, "sharding/" + fault.amount() + "/disabled");
                operator.create(flag);
                return () -> operator.delete(flag);
            }
            case TRIGGERS -> {
                for (int i = 0; i < fault.amount(); i++) {
                    for (String id : operator.children(Operator.path(ChaosJob.EDITED, "instances"))) {
                        operator.create(Operator.path(ChaosJob.EDITED, "trigger/" + id));
                    }
                }
                return () -> {};
            }
            case REQUESTS -> {
                for (int i = 0; i < fault.amount(); i++) {
                    nodes.forEach(NodeSlot::request);
                }
                return () -> {};
            }
            default -> throw new IllegalArgumentException(fault.toString());
        }
    }

    private Void deregister(String incarnation, String pid) throws Exception {
        String instances = Operator.path(ChaosJob.EDITED, "instances");
        for (String id : operator.children(instances)) {
            if (id.contains(pid)) {
                history.write("deregistered", "job", ChaosJob.EDITED, "node", incarnation);
                operator.delete(instances + "/" + id);
            }
        }
        return null;
    }

    private void editField(String config, String field, String value) throws Exception {
        operator.edit(config, text -> text.replaceAll("(?m)^" + field + ":.*$", field + ": " + value));
    }

    private void setServers(String state) throws Exception {
        String servers = Operator.path(ChaosJob.EDITED, "servers");
        for (String ip : operator.children(servers)) {
            operator.edit(servers + "/" + ip, text -> state);
        }
    }

    private NodeSlot node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void release() {
        squeezers.forEach(Process::destroyForcibly);
        squeezers.clear();
    }

    private static void sleepUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() throws IOException {
        operating.shutdownNow();
        release();
    }
}
