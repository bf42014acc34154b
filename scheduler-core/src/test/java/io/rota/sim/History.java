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
import io.rota.api.ShardingContext;
import io.rota.api.SkippedFires;
import io.rota.internal.state.ExecutionRecord;
import io.rota.registry.Transaction;
import io.rota.registry.memory.MemoryTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/*
 * What happened, and whether it was allowed. It sees two things that cannot lie: every commit as the registry ordered it,
 * and every call of job code. Which fires to expect it computes by itself, from the period of each job.
 *
 *   I1  two runs of an item overlap only if the earlier one's lease has ended, and then the later one has a larger token
 *   I2  what job code writes with its token is never overwritten with a smaller one that was accepted
 *   I3  tokens grow with every claim of an item
 *   I4  without failover no fire of an item is claimed or run twice
 *   I5  a run is claimed again only when its owner's registration is gone, or by the owner whose lease ended during it
 *       once that run is over, with the next attempt number
 *   I6  every fire is claimed or passed over with a reason; nothing else is claimed; what is claimed is run
 *   I7  first attempts of an item are claimed in increasing order of fires
 *   I8  no fire is claimed before its instant, within the tolerance
 *   I9  no run begins without a valid lease
 *   I10 after all faults have ended, every item has one live instance and its fires are run
 */
final class History {

    private static final long TOLERANCE_MILLIS = 1_000;

    static final class Run {
        private final SimProcess process;
        private final ShardingContext context;
        private boolean ended;

        Run(SimProcess process, ShardingContext context) {
            this.process = process;
            this.context = context;
        }
    }

    private static final class ItemHistory {
        private ExecutionRecord record;
        private String claimSession = "";
        private boolean ran = true;
        private long tokenMax;
        private long acceptedToken;
        private final Set<Long> claimed = new HashSet<>();
        private final Set<Long> started = new HashSet<>();
        private final List<Run> runs = new ArrayList<>();
    }

    private final SimWorld world;
    private final Map<String, JobConfiguration> jobs = new LinkedHashMap<>();
    private final Map<String, Long> periods = new HashMap<>();
    private final Map<String, ItemHistory> items = new TreeMap<>();
    private final Map<String, TreeSet<Long>> requests = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final TraceLog traces = new TraceLog();
    private int runs;
    private int takeovers;
    private int reclaims;
    private long delayMillisMax;
    private int skips;

    History(SimWorld world) {
        this.world = world;
    }

    /**
     * Tells what to expect of a job.
     *
     * @param periodMillis distance of its fires, which are at multiples of it since the epoch; 0 for a one-off job
     */
    void expect(JobConfiguration job, long periodMillis) {
        jobs.put(job.getJobName(), job);
        periods.put(job.getJobName(), periodMillis);
    }

    void violation(String invariant, String what) {
        violations.add(invariant + " at " + world.nanos() / 1_000_000 + " ms: " + what);
    }

    List<String> violations() {
        return violations;
    }

    /** What the tracers were told. */
    TraceLog traces() {
        return traces;
    }

    /** Lost runs that were claimed again. */
    int takeovers() {
        return takeovers;
    }

    /** Interrupted runs that their own, living owner claimed again. */
    int reclaims() {
        return reclaims;
    }

    /** The longest time between a fire's instant and its claim, in milliseconds. */
    long delayMillisMax() {
        return delayMillisMax;
    }

    String summary() {
        return runs + " runs, " + takeovers + " takeovers, " + skips + " skips";
    }

    // ---- runs of job code

    Run started(SimProcess process, ShardingContext context) {
        runs++;
        Run run = new Run(process, context);
        ItemHistory item = item(context.getJobName(), context.getShardingItem());
        if (!context.isLeaseValid()) {
            violation("I9", "run without a lease on " + process + ": " + context);
        }
        for (Run other : item.runs) {
            if (!other.ended && other.context.isLeaseValid()) {
                violation("I1", other.context + " on " + other.process + " overlaps " + context + " on " + process);
            } else if (!other.ended && other.context.getFencingToken() >= context.getFencingToken()) {
                violation("I1", "no larger token than the run that overstays: " + context + " after " + other.context);
            }
        }
        item.runs.removeIf(other -> other.ended);
        item.runs.add(run);
        long fire = context.getScheduledFireTime().toEpochMilli();
        if (!item.started.add(fire) && !failover(context.getJobName())) {
            violation("I4", "run twice: " + context + " on " + process);
        }
        if (!item.claimed.contains(fire)) {
            violation("I4", "run without a claim: " + context + " on " + process);
        }
        if (item.record != null && item.record.claim().token() == context.getFencingToken()) {
            item.ran = true;
        }
        write(item, context);
        return run;
    }

    void ended(Run run) {
        run.ended = true;
        write(item(run.context.getJobName(), run.context.getShardingItem()), run.context);
    }

    /** The resource that jobs write to, which refuses smaller tokens; a claim of a larger one is known to it at once. */
    private void write(ItemHistory item, ShardingContext context) {
        if (context.getFencingToken() >= item.acceptedToken) {
            item.acceptedToken = context.getFencingToken();
        } else if (context.isLeaseValid()) {
            violation("I2", "refused although the lease is valid: " + context);
        }
    }

    void died(SimProcess process) {
        items.values().forEach(item -> item.runs.forEach(run -> run.ended |= run.process == process));
    }

    // ---- commits

    void committed(Transaction transaction, MemoryTree tree, String session) {
        for (Transaction.Op op : transaction.ops()) {
            String[] path = op.path().split("/");
            if (op instanceof Transaction.Create create && path.length == 4 && path[2].equals("requests")) {
                requests.computeIfAbsent(path[1], job -> new TreeSet<>()).add(Long.valueOf(path[3]));
                world.trace("registry", "request", create.path());
            } else if (path.length == 5 && path[4].equals("execution")) {
                if (op instanceof Transaction.Create create) {
                    item(path[1], Integer.parseInt(path[3])).record = ExecutionRecord.decode(create.data());
                } else if (op instanceof Transaction.Set set) {
                    ItemHistory item = item(path[1], Integer.parseInt(path[3]));
                    String what = path[1] + "/" + path[3];
                    ExecutionRecord next = ExecutionRecord.decode(set.data());
                    world.trace("registry", "record", what, session, next);
                    changed(path[1], what, item, next, tree, session);
                    item.record = next;
                }
            }
        }
    }

    private void changed(
            String job, String what, ItemHistory item, ExecutionRecord next, MemoryTree tree, String session) {
        ExecutionRecord before = item.record;
        if (before == null) {
            violation("I6", what + " was changed before it was made");
            return;
        }
        boolean claim = next.isRunning()
                && !(before.isRunning()
                        && before.claim().opId().equals(next.claim().opId()));
        if (claim) {
            claimed(job, what, item, next, tree);
            item.claimSession = session;
            item.ran = false;
        } else if (before.isRunning() && !item.ran && item.claimSession.equals(session)) {
            violation("I6", what + " was claimed and never run: " + next);
        }
        if (!claim && before.isRunning() && !item.claimSession.equals(session) && isRegistered(tree, job, before)) {
            violation("I5", what + " ended by somebody else while its owner lives: " + next);
        }
        if (next.fire() < before.fire()) {
            violation("I7", what + " went back from " + before + " to " + next);
        }
        complete(job, what, before, next, claim);
    }

    private void claimed(String job, String what, ItemHistory item, ExecutionRecord next, MemoryTree tree) {
        ExecutionRecord before = item.record;
        boolean ownRunIsOver = before.claim().owner().equals(next.claim().owner())
                && item.runs.stream().allMatch(run -> run.ended);
        if (before.isRunning() && isRegistered(tree, job, before) && !ownRunIsOver) {
            violation("I5", what + " taken from a live owner: " + before + " by " + next);
        }
        if (next.claim().token() <= item.tokenMax) {
            violation("I3", what + " token does not grow: " + next);
        }
        delayMillisMax = Math.max(delayMillisMax, world.millis() - next.fire());
        item.tokenMax = Math.max(item.tokenMax, next.claim().token());
        if (next.claim().attempt() > 1) {
            takeovers++;
            if (before.claim().owner().equals(next.claim().owner())) {
                reclaims++;
            }
            if (!failover(job) || next.fire() != before.fire()) {
                violation("I5", what + " wrong attempt: " + next + " after " + before);
            }
        } else if (next.fire() <= before.fire()) {
            violation("I7", what + " claims " + next + " after " + before);
        }
        if (!item.claimed.add(next.fire()) && !failover(job)) {
            violation("I4", what + " claimed twice: " + next);
        }
        if (next.fire() > world.millis() + TOLERANCE_MILLIS) {
            violation("I8", what + " claimed early: " + next + " at " + world.millis());
        }
    }

    private static boolean isRegistered(MemoryTree tree, String job, ExecutionRecord record) {
        return tree.read("/" + job + "/instances/" + record.claim().owner()).isPresent();
    }

    /** Every fire between two records is accounted for. */
    private void complete(String job, String what, ExecutionRecord before, ExecutionRecord next, boolean claim) {
        long period = periods.get(job);
        if (period == 0 || next.fire() == before.fire()) {
            return;
        }
        if (claim && next.fire() % period != 0) {
            violation("I6", what + " claims what is no fire: " + next);
        }
        for (long fire = (before.fire() / period + 1) * period;
                fire < next.fire() || fire == next.fire() && !claim;
                fire += period) {
            skips++;
            long missed = fire;
            if (next.skips().stream().noneMatch(skip -> covers(skip, missed))) {
                violation("I6", what + " lost fire " + missed + " between " + before + " and " + next);
            }
        }
    }

    private static boolean covers(SkippedFires skip, long fire) {
        return skip.from() <= fire && fire <= skip.to();
    }

    // ---- after all faults

    void checkHealed(MemoryTree tree) {
        jobs.forEach((name, job) -> {
            Set<String> live =
                    new HashSet<>(tree.children("/" + name + "/instances").orElse(List.of()));
            String leader = text(tree, "/" + name + "/leader/election/instance");
            if (!live.contains(leader)) {
                violation("I10", name + " has no live leader: '" + leader + "' of " + live);
            }
            for (int item = 0; item < job.getShardingTotalCount(); item++) {
                String owner = text(tree, "/" + name + "/sharding/" + item + "/instance");
                if (!live.contains(owner)) {
                    violation("I10", name + "/" + item + " is assigned to '" + owner + "', live are " + live);
                }
                checkHealed(name, item, live);
            }
        });
    }

    void traceAssignment(MemoryTree tree) {
        jobs.forEach((name, job) -> {
            for (int item = 0; item < job.getShardingTotalCount(); item++) {
                world.trace(
                        "registry", "assigned", name, item, text(tree, "/" + name + "/sharding/" + item + "/instance"));
            }
        });
    }

    private void checkHealed(String name, int number, Set<String> live) {
        ItemHistory item = item(name, number);
        ExecutionRecord record = item.record;
        if (record == null) {
            violation("I10", name + "/" + number + " has no record");
            return;
        }
        if (record.isRunning() && !live.contains(record.claim().owner())) {
            violation("I10", name + "/" + number + " is RUNNING by a dead owner: " + record);
        }
        long period = periods.get(name);
        if (period == 0) {
            for (long fire : requests.getOrDefault(name, new TreeSet<>())) {
                if (!item.claimed.contains(fire)) {
                    violation("I10", name + "/" + number + " never ran request " + fire);
                }
            }
        } else if (world.millis() - record.fire() > 2 * period + 60_000) {
            violation("I10", name + "/" + number + " does not fire any more: " + record);
        }
    }

    private static String text(MemoryTree tree, String path) {
        return tree.read(path).map(node -> node.data()).orElse("");
    }

    private boolean failover(String job) {
        return jobs.get(job).isFailover();
    }

    private ItemHistory item(String job, int item) {
        return items.computeIfAbsent(job + "/" + item, key -> new ItemHistory());
    }
}
