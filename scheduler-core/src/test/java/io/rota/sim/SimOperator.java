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
import io.rota.internal.state.ConfigYaml;
import io.rota.internal.state.JobPaths;
import io.rota.registry.Transaction;
import io.rota.registry.memory.MemoryTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Somebody with a tool for the registry: edits, disables, deletes, makes mistakes and puts them right later. */
final class SimOperator {

    private static final List<String> CRONS =
            ConfigTimeline.CRONS.keySet().stream().sorted().toList();
    private static final List<String> STRATEGIES = List.of("AVG_ALLOCATION", "ROUND_ROBIN", "ODEVITY");
    private static final String NONSENSE = "\u0000{nonsense";

    private final SimWorld world;
    private final SimRegistry registry;
    private final List<SimNode> nodes;
    private final List<String> jobs;
    private final Map<String, JobConfiguration> wanted = new LinkedHashMap<>();
    private final List<Runnable> repairs = new ArrayList<>();
    private long touchedAtNanos;
    private int edits;

    SimOperator(SimWorld world, SimRegistry registry, List<SimNode> nodes, List<JobConfiguration> jobs) {
        this.world = world;
        this.registry = registry;
        this.nodes = nodes;
        jobs.forEach(job -> wanted.put(job.getJobName(), job));
        this.jobs = List.copyOf(wanted.keySet());
    }

    /** How long nothing was touched; 0 while something waits to be put right. */
    long calmNanos() {
        return repairs.isEmpty() ? world.nanos() - touchedAtNanos : 0;
    }

    /** Puts everything right. */
    void heal() {
        List.copyOf(repairs).forEach(Runnable::run);
        nodes.forEach(node -> jobs.forEach(job -> enable(node, new JobPaths(job))));
    }

    void suffer(Fault fault) {
        String job = jobs.get(fault.node() % jobs.size());
        SimNode node = nodes.get(fault.node() % nodes.size());
        JobPaths paths = new JobPaths(job);
        int detail = fault.detail();
        world.trace("operator", "fault", fault, job);
        switch (fault.kind()) {
            case EDIT_CRON -> {
                if (wanted.get(job).getCron() != null) {
                    edit(job, wanted.get(job).toBuilder().cron(CRONS.get(detail % CRONS.size())));
                }
            }
            case EDIT_ITEMS -> edit(job, items(job, detail));
            case EDIT_PARAMETERS -> edit(job, wanted.get(job).toBuilder());
            case EDIT_FAILOVER -> edit(job, wanted.get(job).toBuilder().failover(detail % 2 == 1));
            case EDIT_MISFIRE -> edit(job, wanted.get(job).toBuilder().misfire(detail % 2 == 1));
            case EDIT_MONITORING -> edit(job, wanted.get(job).toBuilder().monitorExecution(detail % 2 == 1));
            case EDIT_STRATEGY ->
                edit(
                        job,
                        wanted.get(job).toBuilder()
                                .jobShardingStrategyType(STRATEGIES.get(detail % STRATEGIES.size())));
            case BREAK_CONFIGURATION -> {
                write(paths.config(), broken(job, detail));
                later(fault, () -> write(job));
            }
            case DISABLE_ITEM -> {
                String disabled = paths.itemDisabled(detail % wanted.get(job).getShardingTotalCount());
                write(disabled, "");
                later(fault, () -> delete(disabled));
            }
            case TRIGGER -> {
                Transaction triggers = new Transaction();
                children(paths.instances()).stream()
                        .filter(id -> registry.tree().read(paths.trigger(id)).isEmpty())
                        .forEach(id -> triggers.create(paths.trigger(id), ""));
                operate(triggers);
            }
            case DELETE -> delete(job, fault);
            case GARBAGE -> garbage(job, fault);
            case DISABLE_SERVER -> {
                jobs.forEach(each -> write(new JobPaths(each).server(node.ip()), "DISABLED"));
                later(fault, () -> jobs.forEach(each -> enable(node, new JobPaths(each))));
            }
            case SHUT_DOWN -> shutDown(node, fault);
            default -> throw new IllegalArgumentException("not an operator's: " + fault);
        }
    }

    // ---- edits

    private JobConfiguration.Builder items(String job, int total) {
        JobConfiguration now = wanted.get(job);
        JobConfiguration.Builder other = JobConfiguration.newBuilder(job, total)
                .cron(now.getCron())
                .timeZone(now.getTimeZone())
                .failover(now.isFailover())
                .misfire(now.isMisfire())
                .monitorExecution(now.isMonitorExecution())
                .jobShardingStrategyType(now.getJobShardingStrategyType())
                .reconcileIntervalMinutes(now.getReconcileIntervalMinutes());
        return other;
    }

    /** Each edit can be told from the others by what the runs under it see. */
    private void edit(String job, JobConfiguration.Builder to) {
        String mark = "v" + ++edits;
        wanted.put(
                job,
                to.jobParameter(mark).shardingItemParameters("0=" + mark + "-0").build());
        write(job);
    }

    private void write(String job) {
        write(new JobPaths(job).config(), ConfigYaml.write(wanted.get(job)));
    }

    private String broken(String job, int how) {
        String good = ConfigYaml.write(wanted.get(job));
        return switch (how % 7) {
            case 0 -> NONSENSE;
            case 1 -> "";
            case 2 -> good + "unheardOf: 1\n";
            case 3 -> good.replace("jobName: " + job, "jobName: other");
            case 4 -> good.replaceAll("shardingTotalCount: \\d+", "shardingTotalCount: 0");
            case 5 -> good + "jobShardingStrategyType: NO_SUCH_STRATEGY\n";
            default -> good.contains("cron: ") ? good.replaceAll("cron: .*", "cron: 61 * * * * ?") : "- " + good;
        };
    }

    // ---- what should not be done

    private void delete(String job, Fault fault) {
        List<String> all = subtree("/" + job);
        if (all.isEmpty()) {
            return;
        }
        String victim = all.get(fault.detail() % all.size());
        shutDownWith(victim, fault);
        delete(victim);
        if (victim.equals("/" + job) || victim.equals("/" + job + "/config")) {
            // Whoever puts it right may find that an instance has written its own again.
            later(fault, () -> write(job));
        }
    }

    private void garbage(String job, Fault fault) {
        JobPaths paths = new JobPaths(job);
        int detail = fault.detail() / 2;
        if (fault.detail() % 2 == 0) {
            List<String> strays = List.of(
                    paths.sharding() + "/nonsense",
                    paths.sharding() + "/execution",
                    paths.item(99),
                    paths.root() + "/stray",
                    paths.root() + "/leader/stray",
                    paths.servers() + "/nowhere",
                    paths.instance("10.9.9.9@-@1"),
                    paths.requests() + "/nonsense",
                    paths.trigger("nobody@-@1-1x1"));
            String stray = strays.get(detail % strays.size());
            operate(new Transaction().create(stray, NONSENSE));
            later(fault, () -> delete(stray));
            return;
        }
        List<String> all = subtree(paths.root());
        if (all.isEmpty()) {
            return;
        }
        String victim = all.get(detail % all.size());
        String good = registry.tree().read(victim).orElseThrow().data();
        write(victim, NONSENSE);
        later(fault, () -> {
            if (!registry.tree()
                    .read(victim)
                    .map(node -> node.data().equals(NONSENSE))
                    .orElse(false)) {
                return;
            }
            if (victim.equals(paths.config())) {
                write(job);
            } else if (victim.endsWith("/execution")) {
                delete(victim);
            } else if (victim.equals(paths.root()) || victim.equals(paths.settings())) {
                write(victim, good);
            }
        });
    }

    private void shutDown(SimNode node, Fault fault) {
        for (String job : jobs) {
            List<String> own = children("/" + job + "/instances").stream()
                    .filter(id -> id.startsWith(node.ip() + "@"))
                    .toList();
            // Sometimes one job only.
            if (fault.detail() == 0 || job.equals(jobs.get(0))) {
                own.forEach(id -> delete(new JobPaths(job).instance(id)));
            }
        }
        later(fault, () -> node.restart(0));
    }

    /** Whoever loses its registration is shut down, and has to be started again. */
    private void shutDownWith(String victim, Fault fault) {
        for (SimNode node : nodes) {
            if (subtree(victim).stream().anyMatch(path -> path.contains("/instances/" + node.ip() + "@"))) {
                later(fault, () -> node.restart(0));
            }
        }
    }

    // ---- the tree

    private void enable(SimNode node, JobPaths paths) {
        String server = paths.server(node.ip());
        if (registry.tree()
                .read(server)
                .map(found -> !found.data().equals("ENABLED"))
                .orElse(false)) {
            write(server, "ENABLED");
        }
    }

    private void later(Fault fault, Runnable repair) {
        Runnable once = new Runnable() {
            @Override
            public void run() {
                if (repairs.remove(this)) {
                    world.trace("operator", "repair", fault);
                    touchedAtNanos = world.nanos();
                    repair.run();
                }
            }
        };
        repairs.add(once);
        world.after(fault.millis() * 1_000_000, once);
    }

    private void write(String path, String text) {
        MemoryTree tree = registry.tree();
        Transaction write = new Transaction();
        operate(
                tree.read(path).isPresent()
                        ? write.set(path, text, Transaction.ANY_VERSION)
                        : write.create(path, text));
    }

    private void delete(String path) {
        Transaction deletion = new Transaction();
        List<String> all = new ArrayList<>(subtree(path));
        for (int i = all.size() - 1; i >= 0; i--) {
            deletion.delete(all.get(i), Transaction.ANY_VERSION);
        }
        operate(deletion);
    }

    private void operate(Transaction transaction) {
        touchedAtNanos = world.nanos();
        if (!transaction.isEmpty()) {
            registry.operate(transaction);
        }
    }

    private List<String> children(String path) {
        return registry.tree().children(path).orElse(List.of());
    }

    /** A node and everything below it, parents first. */
    private List<String> subtree(String path) {
        List<String> found = new ArrayList<>();
        if (registry.tree().read(path).isPresent()) {
            found.add(path);
            children(path).forEach(child -> found.addAll(subtree(path + "/" + child)));
        }
        return found;
    }
}
