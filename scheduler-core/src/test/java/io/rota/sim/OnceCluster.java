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

import io.rota.api.JobConfiguration;
import io.rota.registry.CommitResult;
import io.rota.registry.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A cluster with one job whose listener is told once of each fire; the faults are the scenario's. */
final class OnceCluster {

    /** Fires this long before the end have had time for everything. */
    private static final Duration QUIET = Duration.ofMinutes(5);

    final SimWorld world;
    // Runs may take as long as they like.
    private static final long RUN_MILLIS_MAX = Long.MAX_VALUE;

    final SimEnsemble registry;
    final OnceChecker checker;
    private final History history;
    private final List<SimNode> nodes = new ArrayList<>();
    private final JobConfiguration job;

    /**
     * @param job named, with a schedule and a failover; listeners and handler are added
     * @param periodSeconds distance of its fires
     */
    OnceCluster(long seed, int count, JobConfiguration.Builder job, int periodSeconds) {
        this.job = job.timeZone("UTC")
                .reconcileIntervalMinutes(4)
                .jobListenerTypes(List.of("ONCE", "GROUPS"))
                .jobErrorHandlerType("TOO_LATE")
                .build();
        world = new SimWorld(seed, Boolean.getBoolean("sim.trace"));
        history = new History(world);
        registry = new SimEnsemble(world, history);
        history.expect(this.job, periodSeconds * 1000L);
        checker = new OnceChecker(this.job.getJobName(), this.job.isFailover(), world, registry);
        for (int i = 0; i < count; i++) {
            SimNode node = new SimNode(
                    i, world, registry, history, new SimNode.Setup(List.of(this.job), null, RUN_MILLIS_MAX, true));
            node.extensions = checker::extensions;
            nodes.add(node);
        }
        SimOperator operator = new SimOperator(world, registry, nodes, List.of(this.job));
        history.under(new Weather(nodes, operator, registry));
    }

    static JobConfiguration.Builder job(int items, String cron, boolean failover) {
        return JobConfiguration.newBuilder("batch", items).cron(cron).failover(failover);
    }

    SimNode node(int index) {
        return nodes.get(index);
    }

    /** Runs for a time; then everything that is broken is repaired, and everything must come to an end. */
    OnceCluster run(Duration faulty, Fault... faults) {
        nodes.forEach(node -> world.after(world.between(0, 3_000), () -> node.want(true)));
        for (Fault fault : faults) {
            world.after(fault.atMillis() * 1_000_000, () -> suffer(fault));
        }
        readLedgers();
        world.runUntil(faulty);
        nodes.forEach(SimNode::heal);
        world.runUntil(faulty.plus(QUIET).plus(QUIET));
        checker.checkQuiet(SimWorld.EPOCH_MILLIS + faulty.plus(QUIET).toMillis());
        return this;
    }

    private void readLedgers() {
        checker.readLedgers();
        world.after(10_000_000_000L, this::readLedgers);
    }

    private void suffer(Fault fault) {
        switch (fault.kind()) {
            case OUTAGE -> nodes.forEach(node -> node.cut(fault.millis() * 1_000_000, 20_000_000));
            case REQUEST, SCALE -> {}
            default -> {
                // What operators do is not the subject here.
                if (!fault.kind().isByOperator()) {
                    nodes.get(fault.node()).suffer(fault);
                }
            }
        }
    }

    /** An operator's hand. */
    void write(long atMillis, Transaction change) {
        world.after(atMillis * 1_000_000, () -> {
            SimEnsemble.Session operator = registry.open(new SimEnsemble.Connection() {
                @Override
                public void changed(String path, long revision) {}

                @Override
                public void expired() {}
            });
            registry.commit(operator, change, result -> {
                if (result.status() != CommitResult.Status.COMMITTED) {
                    throw new IllegalStateException(result.toString());
                }
            });
        });
    }

    /** All that was not allowed. */
    List<String> violations() {
        List<String> all = new ArrayList<>(history.violations());
        all.addAll(checker.violations());
        return all;
    }

    String trace() {
        return world.trace();
    }

    @Override
    public String toString() {
        return job + ": " + checker + " " + violations();
    }
}
