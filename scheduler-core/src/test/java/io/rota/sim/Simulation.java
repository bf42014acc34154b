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
package io.rota.sim;

import io.rota.api.FireResult;
import io.rota.api.JobConfiguration;
import io.rota.api.RetryPolicy;
import io.rota.internal.engine.RequestAuthor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One hour of a cluster under faults, decided by a seed: three nodes, a cron job without failover, one with it and with
 * retries, and a one-off job; the faults end some minutes before the hour does. Every third seed runs on a database, the
 * others on an ensemble of servers.
 */
final class Simulation {

    static final Duration LENGTH = Duration.ofHours(1);
    private static final Duration FAULTY = Duration.ofMinutes(52);
    private static final int NODES = 3;
    private static final int NODES_MAX = 5;
    private static final long FAULT_DISTANCE_MILLIS = 40_000;

    // Longer than the longest run, and short enough that nothing overruns.
    private static final long RUN_MILLIS_MAX = 60_000;
    private static final long QUIET_RUN_MILLIS_MAX = 3_000;

    // A job needs an alarm, a reconciliation, and a repetition or two; a lease needs three timers.
    private static final int TIMERS_MAX = 24;

    private static final int DATABASE_EVERY = 3;

    private final long seed;
    private final Kind kind;
    private final SimWorld world;
    private final History history;
    private final SimRegistry registry;
    private final SimOperator operator;
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<Fault> plan;
    private final @Nullable PlantedBug bug;
    private int accepted;
    private int settled;

    /** What the cluster agrees by. */
    enum Kind {
        ENSEMBLE("of", Fault.Kind.ofServers()),
        DATABASE("onDatabase", List.of(Fault.Kind.values()));

        private final String maker;
        private final List<Fault.Kind> faults;

        Kind(String maker, List<Fault.Kind> faults) {
            this.maker = maker;
            this.faults = faults;
        }

        static Kind of(long seed) {
            return seed % DATABASE_EVERY == 0 ? DATABASE : ENSEMBLE;
        }

        SimRegistry registry(SimWorld world, History history) {
            return this == DATABASE ? new SimDatabase(world, history) : new SimEnsemble(world, history);
        }
    }

    Simulation(long seed, @Nullable PlantedBug bug, boolean tracing) {
        this(seed, Kind.of(seed), bug, tracing, planned(seed), RUN_MILLIS_MAX);
    }

    /** The faults of a seed. */
    static List<Fault> planned(long seed) {
        SplittableRandom random = new SplittableRandom(~seed);
        return Fault.plan(
                random, Kind.of(seed).faults, NODES_MAX, new Fault.Spread(FAULTY.toMillis(), FAULT_DISTANCE_MILLIS));
    }

    /** An hour on servers made for it, with exactly these faults. */
    static Simulation of(long seed, Fault... faults) {
        return new Simulation(seed, Kind.ENSEMBLE, null, false, List.of(faults), RUN_MILLIS_MAX);
    }

    /** An hour on a database, with exactly these faults. */
    static Simulation onDatabase(long seed, Fault... faults) {
        return new Simulation(seed, Kind.DATABASE, null, false, List.of(faults), RUN_MILLIS_MAX);
    }

    /** An hour without faults, without runs that overrun or fail, and with servers that keep up with each other. */
    static Simulation quiet(long seed) {
        Simulation quiet = new Simulation(seed, Kind.of(seed), null, false, List.of(), QUIET_RUN_MILLIS_MAX);
        quiet.registry.steady();
        return quiet;
    }

    /** The same hour with other faults. */
    Simulation with(List<Fault> faults, boolean tracing) {
        return new Simulation(seed, kind, bug, tracing, faults, RUN_MILLIS_MAX);
    }

    private Simulation(
            long seed, Kind kind, @Nullable PlantedBug bug, boolean tracing, List<Fault> faults, long runMillisMax) {
        this.seed = seed;
        this.kind = kind;
        this.bug = bug;
        world = new SimWorld(seed, tracing);
        history = new History(world);
        registry = kind.registry(world, history);
        List<JobConfiguration> jobs = List.of(
                cronJob("tick", 3, "0/20 * * * * ?", false),
                cronJob("tock", 4, "0 * * * * ?", true).toBuilder()
                        .retry(new RetryPolicy(2, Duration.ofSeconds(1), 2))
                        .build(),
                job("once", 2).failover(true).build());
        jobs.forEach(history::expect);
        for (int i = 0; i < NODES_MAX; i++) {
            nodes.add(new SimNode(
                    i,
                    world,
                    registry,
                    history,
                    new SimNode.Setup(jobs, bug, runMillisMax, runMillisMax > QUIET_RUN_MILLIS_MAX)));
        }
        operator = new SimOperator(world, registry, nodes, jobs);
        history.under(new Weather(nodes, operator, registry));
        plan = List.copyOf(faults);
    }

    private static JobConfiguration.Builder job(String name, int items) {
        return JobConfiguration.newBuilder(name, items).timeZone("UTC").reconcileIntervalMinutes(4);
    }

    private static JobConfiguration cronJob(String name, int items, String cron, boolean failover) {
        return job(name, items).cron(cron).failover(failover).build();
    }

    /** Runs the hour. */
    Simulation run() {
        nodes.subList(0, NODES).forEach(node -> world.after(world.between(0, 5_000), () -> node.want(true)));
        plan.forEach(fault -> world.after(fault.atMillis() * 1_000_000, () -> suffer(fault)));
        world.runUntil(FAULTY);
        nodes.forEach(SimNode::heal);
        registry.heal();
        operator.heal();
        world.runUntil(LENGTH);
        check();
        nodes.forEach(node -> world.trace(
                node, "jobs", node.process() == null ? "none" : node.process().describe()));
        history.traceAssignment(registry.tree());
        if (settled != accepted) {
            // The author's process may have died; what its request led to is checked by the history.
            world.trace("requests", "unsettled", accepted - settled);
        }
        return this;
    }

    private void check() {
        List<SimProcess> live = nodes.stream()
                .filter(SimNode::hasProcess)
                .map(node -> Objects.requireNonNull(node.process()))
                .toList();
        history.checkHealed(registry.tree(), live);
        history.checkTree(registry.tree());
        for (SimProcess process : live) {
            if (process.timers() > TIMERS_MAX) {
                history.violation("I16", process + " waits for " + process.timers() + " timers");
            }
        }
    }

    private void suffer(Fault fault) {
        long nanos = fault.millis() * 1_000_000;
        int first = fault.node() % NODES_MAX;
        switch (fault.kind()) {
            case OUTAGE -> nodes.forEach(node -> node.cut(nanos, 20_000_000));
            case REQUEST -> nodes.stream().filter(SimNode::isUp).findFirst().ifPresent(this::request);
            case SCALE -> nodes.forEach(node -> node.want(node.index < fault.detail()));
            case CRASH_TWO -> {
                nodes.get(first).suffer(fault.within(world.random));
                nodes.get((first + 1) % NODES).suffer(fault.within(world.random));
            }
            case CRASH_ALL -> nodes.forEach(node -> node.suffer(fault.within(world.random)));
            default -> {
                if (fault.kind().isOfDatabase()) {
                    registry.suffer(fault);
                } else if (fault.kind().isByOperator()) {
                    operator.suffer(fault);
                } else {
                    nodes.get(first).suffer(fault);
                }
            }
        }
    }

    private void request(SimNode node) {
        SimProcess process = node.process();
        if (process == null) {
            return;
        }
        process.request("once", new RequestAuthor() {
            @Override
            public void accepted(long fire) {
                accepted++;
            }

            @Override
            public void completed(FireResult result) {
                settled++;
                if (result.items().size()
                        < history.itemsAtLeastSince("once", result.fire().toEpochMilli())) {
                    history.violation("I6", "a request is complete without all items: " + result);
                }
            }

            @Override
            public void failed(String trouble) {
                settled++;
            }
        });
    }

    History history() {
        return history;
    }

    SimRegistry registry() {
        return registry;
    }

    List<Fault> plan() {
        return plan;
    }

    List<String> violations() {
        return history.violations();
    }

    /** What to print when something is wrong: how to run it again, the faults, and what is known. */
    String report() {
        StringBuilder report = new StringBuilder();
        report.append("Run it again with: mvn -pl scheduler-core test -Dtest=SimulationTests -Dsim.seed=")
                .append(seed)
                .append('\n');
        violations().stream()
                .limit(10)
                .forEach(violation -> report.append("  ").append(violation).append('\n'));
        report.append(Fault.toJava(kind.maker, seed, plan)).append('\n');
        return report.toString();
    }

    long seed() {
        return seed;
    }

    String trace() {
        return world.trace();
    }

    @Override
    public String toString() {
        return "seed " + seed + " on " + kind + ": " + history.summary() + ", " + accepted + " requests, "
                + violations().size() + " violation(s)";
    }
}
