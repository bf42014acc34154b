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
import io.rota.internal.engine.RequestAuthor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One hour of a cluster under faults, decided by a seed: three nodes, a cron job without failover, one with, and a one-off
 * job; the faults end some minutes before the hour does.
 */
final class Simulation {

    static final Duration LENGTH = Duration.ofHours(1);
    private static final Duration FAULTY = Duration.ofMinutes(52);
    private static final int NODES = 3;

    private final long seed;
    private final SimWorld world;
    private final History history;
    private final SimRegistry registry;
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<Fault> plan;
    private int accepted;
    private int settled;

    Simulation(long seed, @Nullable PlantedBug bug, boolean tracing) {
        this(seed, bug, tracing, null);
    }

    /** An hour with exactly these faults. */
    static Simulation of(long seed, Fault... faults) {
        return new Simulation(seed, null, false, List.of(faults));
    }

    private Simulation(long seed, @Nullable PlantedBug bug, boolean tracing, @Nullable List<Fault> faults) {
        this.seed = seed;
        world = new SimWorld(seed, tracing);
        history = new History(world);
        registry = new SimRegistry(world, history);
        SimNode.Setup setup = new SimNode.Setup(
                List.of(
                        cronJob("tick", 3, 20, false),
                        cronJob("tock", 4, 60, true),
                        job("once", 2).failover(true).build()),
                bug);
        setup.jobs().forEach(job -> history.expect(job, job.getCron() == null ? 0 : period(job)));
        for (int i = 0; i < NODES; i++) {
            nodes.add(new SimNode(i, world, registry, history, setup));
        }
        plan = faults != null ? faults : Fault.plan(world.random.split(), NODES, FAULTY.toMillis(), 40_000);
    }

    private static JobConfiguration.Builder job(String name, int items) {
        return JobConfiguration.newBuilder(name, items).timeZone("UTC").reconcileIntervalMinutes(4);
    }

    private static JobConfiguration cronJob(String name, int items, int seconds, boolean failover) {
        return job(name, items)
                .cron(seconds < 60 ? "0/" + seconds + " * * * * ?" : "0 * * * * ?")
                .failover(failover)
                .build();
    }

    private static long period(JobConfiguration job) {
        return job.getJobName().equals("tick") ? 20_000 : 60_000;
    }

    /** Runs the hour. */
    Simulation run() {
        nodes.forEach(node -> world.after(world.between(0, 5_000), node::startProcess));
        plan.forEach(fault -> world.after(fault.atMillis() * 1_000_000, () -> suffer(fault)));
        world.runUntil(FAULTY);
        nodes.forEach(SimNode::heal);
        world.runUntil(LENGTH);
        history.checkHealed(registry.tree());
        nodes.forEach(node -> world.trace(
                node, "jobs", node.process() == null ? "none" : node.process().describe()));
        history.traceAssignment(registry.tree());
        if (settled != accepted) {
            // The author's process may have died; what its request led to is checked by the history.
            world.trace("requests", "unsettled", accepted - settled);
        }
        return this;
    }

    private void suffer(Fault fault) {
        switch (fault.kind()) {
            case OUTAGE -> nodes.forEach(node -> node.cut(fault.millis() * 1_000_000, 20_000_000));
            case REQUEST -> nodes.stream().filter(SimNode::isUp).findFirst().ifPresent(this::request);
            default -> nodes.get(fault.node()).suffer(fault);
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
                if (result.items().size() != 2) {
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
        report.append("Faults: ").append(plan).append('\n');
        return report.toString();
    }

    String trace() {
        return world.trace();
    }

    @Override
    public String toString() {
        return "seed " + seed + ": " + history.summary() + ", " + accepted + " requests, "
                + violations().size() + " violation(s)";
    }
}
