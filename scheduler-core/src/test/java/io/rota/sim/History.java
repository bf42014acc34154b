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
import io.rota.registry.Node;
import io.rota.registry.Transaction;
import io.rota.registry.memory.MemoryTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/*
 * What happened, and whether it was allowed. It sees two things that cannot lie: every commit as the registry ordered it,
 * and every call of job code. Which fires to expect it knows from a ConfigTimeline, which follows the edits of operators.
 *
 *   I1  two runs of an item overlap only if the earlier one's lease has ended, and then the later one has a larger token
 *   I2  what job code writes with its token is never overwritten with a smaller one that was accepted
 *   I3  tokens grow with every claim of an item
 *   I4  no first attempt of a fire is claimed or run twice, and nothing is run without a claim
 *   I5  a run is claimed again only with failover, when its owner's registration is gone, or by the owner whose lease
 *       ended during it once that run is over, with the next attempt number; claims are made by registered instances
 *   I6  every fire that the configuration in force at its moment asks for is claimed or passed over with a reason;
 *       nothing else is claimed; what is claimed is run
 *   I7  first attempts of an item are claimed in increasing order of fires
 *   I8  no fire is claimed before its instant, within the tolerance, and none by a machine whose clock is far off
 *   I9  no run begins without a valid lease; no claim is sent while the connection is known to be broken
 *   I10 after all faults have ended, every item has one live instance, which knows it, and its fires are run
 *   I11 what a dead owner left is taken over within session timeout, ticks and two seconds while others are well
 *   I12 a stop interrupts no run before its wait is over, and others have the items two seconds after it; without a
 *       fault or a stop no run is interrupted
 *   I13 nobody ends the session of a process that was heard of within the session timeout; the rest of what a registry
 *       owes its sessions is the registry contract's
 *   I14 each run used one configuration, no older than the one that its claim names, which was in force at the claim;
 *       a disabled server claims nothing once it could know
 *   I16 after all faults have ended, the tree contains what it must and nothing else, and a process waits for few timers
 *   I17 without faults nearly every run begins within a second (see SimulationTests)
 *   I18 without faults nothing is logged as a warning or an error (see SimulationTests)
 *
 * I15 needs the event trace. Four things are out of order by somebody's wish, and then
 * less is promised: an item whose record was deleted or overwritten by hand has no past; an instance whose registration
 * was deleted by hand may overlap with its successor, with a smaller token; a job that does not monitor its executions
 * promises neither order nor completeness; and an instance cannot account for the fires of a definition that was replaced
 * before it read it.
 */
final class History {

    /** The session under which somebody changes the tree by hand. */
    static final String OPERATOR = "operator";

    private static final long TOLERANCE_MILLIS = 1_000;

    private static final Set<String> ALWAYS =
            Set.of("config", "settings", "servers", "instances", "leader", "sharding", "trigger", "requests");

    // As Lease.SKEW_MAX_MILLIS, and the time in which two heartbeats find out.
    private static final long CLOCK_OFF_MILLIS = 32_000;
    private static final long CLOCK_KNOWN_NANOS = 10_000_000_000L;

    private static final long TAKEOVER_NANOS =
            (SimRegistry.TIMEOUT_MILLIS + 2 * SimRegistry.TICK_MILLIS + 2_000) * 1_000_000;
    // The clock that watched may run 2 % too fast.
    private static final long SILENCE_NANOS_MIN = SimRegistry.TIMEOUT_MILLIS * 1_000_000 * 97 / 100;

    private static final long HANDOVER_NANOS = 2_000_000_000L;

    // Longer than the longest run, so that nothing of an earlier fault is still going on.
    private static final long CALM_NANOS = 90_000_000_000L;

    // An instance that missed the edit records its runs again after the next reconciliation.
    private static final long RELAXED_MILLIS = 300_000;

    static final class Run {
        private final SimProcess process;
        private final ShardingContext context;
        private final boolean strict;
        private boolean ended;

        Run(SimProcess process, ShardingContext context, boolean strict) {
            this.process = process;
            this.context = context;
            this.strict = strict;
        }

        ShardingContext context() {
            return context;
        }
    }

    private static final class ItemHistory {
        private final int item;
        private @Nullable ExecutionRecord record;
        private String claimSession = "";
        private int claimedUnder;
        private boolean ran = true;
        /** Whether the record was written while runs may have gone without one. */
        private boolean relaxed;
        /** Fires up to here may be repeated, because somebody removed the record of them. */
        private long forgottenMillis;

        private long tokenMax;
        private long acceptedToken;
        private long lastEndMillis;
        private final Set<Long> claimed = new HashSet<>();
        private final Set<String> requests = new HashSet<>();
        private final Set<Long> started = new HashSet<>();
        private final List<Run> runs = new ArrayList<>();

        ItemHistory(int item) {
            this.item = item;
        }

        void forget(long nowMillis) {
            record = null;
            ran = true;
            forgottenMillis = nowMillis;
        }
    }

    private final SimWorld world;
    private final Map<String, ConfigTimeline> jobs = new LinkedHashMap<>();
    private final Map<String, Map<Integer, ItemHistory>> items = new HashMap<>();
    private final RequestLog requests;
    private final Map<String, SimProcess> processes = new HashMap<>();
    private final Map<SimProcess, Map<String, Set<String>>> definitionsRead = new HashMap<>();
    private final Set<String> deregistered = new HashSet<>();
    private final Set<String> strangers = new HashSet<>();
    private final Map<String, Long> disabledSince = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final TraceLog traces = new TraceLog();
    private final List<Long> lateness = new ArrayList<>();
    private @Nullable Weather weather;
    /** Who died may have been the leader, whom nobody replaces before the session is over. */
    private long lastDeathNanos = -TAKEOVER_NANOS;

    private boolean ownerIsWrong;
    private long nameFreeMillis;
    private int runs;
    private int takeovers;
    private int reclaims;
    private int timedTakeovers;
    private int timedHandovers;
    private long delayMillisMax;
    private int skips;

    History(SimWorld world) {
        this.world = world;
        requests = new RequestLog(world);
    }

    /** Tells what a job begins with. */
    void expect(JobConfiguration job) {
        jobs.put(job.getJobName(), new ConfigTimeline(job));
        items.put(job.getJobName(), new TreeMap<>());
    }

    /**
     * Tells what a job begins with.
     *
     * @param periodMillis distance of its fires, which are at multiples of it since the epoch
     */
    void expect(JobConfiguration job, long periodMillis) {
        jobs.put(job.getJobName(), new ConfigTimeline(job, new ConfigTimeline.Every(periodMillis, 0)));
        items.put(job.getJobName(), new TreeMap<>());
    }

    /** Tells where to look whether anything goes wrong. */
    void under(Weather observed) {
        weather = observed;
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

    /** Takeovers whose promptness was checked. */
    int timedTakeovers() {
        return timedTakeovers;
    }

    /** Orderly stops whose promptness was checked. */
    int timedHandovers() {
        return timedHandovers;
    }

    /** The longest time between a fire's instant and its claim, in milliseconds. */
    long delayMillisMax() {
        return delayMillisMax;
    }

    /** The time between a fire's instant and its run that a share of the runs does not exceed; those that overran excluded. */
    long latenessMillis(double share) {
        return lateness.isEmpty()
                ? 0
                : lateness.stream().sorted().toList().get((int) Math.min(lateness.size() - 1, share * lateness.size()));
    }

    String summary() {
        return runs + " runs, " + takeovers + " takeovers (" + timedTakeovers + " timed), " + timedHandovers
                + " timed stops, " + skips + " skips";
    }

    // ---- processes

    void opened(String session, SimProcess process) {
        processes.put(session, process);
    }

    /** Somebody else has ended a session. */
    void sessionEnded(String session, long silentNanos) {
        if (silentNanos < SILENCE_NANOS_MIN) {
            violation("I13", session + " was ended after a silence of " + silentNanos / 1_000_000 + " ms");
        }
    }

    /** A process has read something. */
    void read(SimProcess process, String path, Node node) {
        String[] names = path.split("/");
        if (names.length == 3 && names[2].equals("config")) {
            definitionsRead
                    .computeIfAbsent(process, each -> new HashMap<>())
                    .computeIfAbsent(names[1], each -> new HashSet<>())
                    .add(ConfigTimeline.textOf(node));
        }
    }

    /** A job's name was refused: allowed only while somebody's mistake in the tree may be seen. */
    void refused(SimProcess process, String problem) {
        if (!ownerIsWrong && strangers.isEmpty() && world.millis() - nameFreeMillis > 60_000) {
            violation("refused", process + ": " + problem);
        }
    }

    void killed(SimProcess process) {
        lastDeathNanos = world.nanos();
        died(process);
    }

    void died(SimProcess process) {
        boolean calm = weather().calmTree(CALM_NANOS) && process.node().calmNanos() >= CALM_NANOS;
        List<SimNode> well = weather().calmNodes(process.node(), CALM_NANOS);
        int start = process.node().starts;
        boolean timed = calm
                && !well.isEmpty()
                && well.size() == weather().upNodes(process.node()).size();
        items.forEach((job, byNumber) -> byNumber.values().forEach(item -> {
            item.runs.forEach(run -> run.ended |= run.process == process);
            ExecutionRecord left = item.record;
            if (timed
                    && left != null
                    && left.isRunning()
                    && processes.get(item.claimSession) == process
                    && configuration(job).isFailover()) {
                String what = job + "/" + item.item + " " + left;
                world.after(TAKEOVER_NANOS, () -> {
                    // Who comes back and dies again holds up the others once more.
                    if (process.node().starts == start) {
                        checkTakeover(process.node(), what, item, left, well);
                    }
                });
            }
        }));
    }

    private void checkTakeover(SimNode dead, String what, ItemHistory item, ExecutionRecord left, List<SimNode> well) {
        // Who came up meanwhile may have got the item, and be in trouble.
        boolean calm = weather().calmTree(TAKEOVER_NANOS)
                && well.containsAll(weather().upNodes(dead))
                && well.stream().allMatch(node -> node.isUp() && node.calmNanos() >= CALM_NANOS);
        if (!calm) {
            return;
        }
        timedTakeovers++;
        ExecutionRecord now = item.record;
        if (now != null
                && now.isRunning()
                && now.claim().opId().equals(left.claim().opId())) {
            violation("I11", what + " is not taken over in time");
        }
    }

    /** All jobs of a process have stopped in order. */
    void stopped(SimProcess process, List<String> instances, MemoryTree tree) {
        List<SimNode> well = weather().calmNodes(process.node(), CALM_NANOS);
        if (instances.isEmpty()
                || well.isEmpty()
                || well.size() != weather().upNodes(process.node()).size()
                || process.node().calmNanos() < CALM_NANOS
                || !weather().calmTree(CALM_NANOS)) {
            return;
        }
        world.after(HANDOVER_NANOS, () -> {
            if (!weather().calmTree(20_000_000_000L)
                    || world.nanos() - lastDeathNanos < HANDOVER_NANOS + TAKEOVER_NANOS
                    || !well.stream().allMatch(node -> node.isUp() && node.calmNanos() >= CALM_NANOS)) {
                return;
            }
            timedHandovers++;
            jobs.forEach((job, timeline) -> {
                for (int item = 0; item < timeline.configuration().getShardingTotalCount(); item++) {
                    String assigned = text(tree, "/" + job + "/sharding/" + item + "/instance");
                    if (instances.contains(assigned)) {
                        violation("I12", job + "/" + item + " still belongs to the stopped " + assigned);
                    }
                }
            });
        });
    }

    /**
     * A run is told to stop.
     *
     * @param promisedNanos how long a stop that is going on promised to wait on, 0 or less if it has waited, or
     *     Long.MAX_VALUE if none is going on
     */
    void interrupted(Run run, long promisedNanos) {
        if (promisedNanos <= 0) {
            return;
        }
        boolean stopping = promisedNanos < Long.MAX_VALUE;
        // A node that died or lost its session has got over that before it counts as calm.
        boolean calm = run.process.node().calmNanos() >= CALM_NANOS && weather().calmTree(CALM_NANOS);
        if (calm) {
            violation(
                    "I12",
                    run.context + " on " + run.process + " is interrupted "
                            + (stopping ? "before the stop has waited for it" : "without a cause"));
        }
    }

    /** A claim is sent over a connection that the process knows to be broken. */
    void claimedWithoutConnection(SimProcess process) {
        violation("I9", process + " sends a claim although its connection is broken");
    }

    // ---- runs of job code

    Run started(SimProcess process, ShardingContext context) {
        runs++;
        String job = context.getJobName();
        ItemHistory item = item(job, context.getShardingItem());
        long fire = context.getScheduledFireTime().toEpochMilli();
        ExecutionRecord record = item.record;
        boolean relaxed = timeline(job).relaxedSince(world.millis() - RELAXED_MILLIS);
        boolean claimed = record != null && record.claim().token() == context.getFencingToken();
        boolean listed = claimed && !deregistered.contains(record.claim().owner());
        Run run = new Run(process, context, listed && !relaxed);
        if (!context.isLeaseValid()) {
            violation("I9", "run without a lease on " + process + ": " + context);
        }
        for (Run other : item.runs) {
            if (!other.ended && other.context.isLeaseValid()) {
                if (stillStrict(item, other) && run.strict) {
                    violation("I1", other.context + " on " + other.process + " overlaps " + context + " on " + process);
                }
            } else if (!other.ended
                    && run.strict
                    && other.strict
                    && other.context.getFencingToken() >= context.getFencingToken()) {
                violation("I1", "no larger token than the run that overstays: " + context + " after " + other.context);
            }
        }
        item.runs.removeIf(other -> other.ended);
        item.runs.add(run);
        boolean again = !item.started.add(fire);
        // A claim that was taken over before its run began: whether that was allowed, I1 and I5 tell.
        boolean overtaken = item.record != null && item.record.claim().token() > context.getFencingToken();
        if (again && context.getAttempt() == 1 && fire > item.forgottenMillis && !relaxed && !overtaken) {
            violation("I4", "run twice: " + context + " on " + process);
        }
        if (!item.claimed.contains(fire) && !relaxed) {
            violation("I4", "run without a claim: " + context + " on " + process);
        }
        if (claimed) {
            item.ran = true;
        }
        checkConfiguration(item, context, claimed);
        if (context.getAttempt() == 1 && item.lastEndMillis < fire && !configurationIsOneOff(job)) {
            lateness.add(world.millis() - fire);
        }
        write(item, run);
        return run;
    }

    /** Whether a run may still hold others to what its claim promises. */
    private boolean stillStrict(ItemHistory item, Run run) {
        return run.strict
                && run.context.getScheduledFireTime().toEpochMilli() > item.forgottenMillis
                && !deregistered.contains(instance(run.context));
    }

    /** The run's words must all come from one configuration, at least as new as the one of its claim. */
    private void checkConfiguration(ItemHistory item, ShardingContext context, boolean claimed) {
        ConfigTimeline timeline = timeline(context.getJobName());
        // While what is there cannot be used, each instance keeps the last good one that it has read.
        int under = claimed && timeline.current().usable() ? item.claimedUnder : 0;
        boolean one = timeline.since(under).stream()
                .map(ConfigTimeline.Entry::inForce)
                .filter(Objects::nonNull)
                .anyMatch(then -> then.getShardingTotalCount() == context.getShardingTotalCount()
                        && then.getJobParameter().equals(context.getJobParameter())
                        && Objects.equals(
                                then.itemParameters().get(context.getShardingItem()), context.getShardingParameter()));
        if (!one) {
            violation("I14", context + " mixes configurations or uses an old one: '" + context.getJobParameter() + "'");
        }
    }

    void ended(Run run) {
        run.ended = true;
        ItemHistory item = item(run.context.getJobName(), run.context.getShardingItem());
        item.lastEndMillis = world.millis();
        write(item, run);
    }

    /** The resource that jobs write to, which refuses smaller tokens; a claim of a larger one is known to it at once. */
    private void write(ItemHistory item, Run run) {
        if (run.context.getFencingToken() >= item.acceptedToken) {
            item.acceptedToken = run.context.getFencingToken();
        } else if (run.context.isLeaseValid() && stillStrict(item, run)) {
            violation("I2", "refused although the lease is valid: " + run.context);
        }
    }

    // ---- commits

    void committed(Transaction transaction, MemoryTree tree, String session) {
        for (Transaction.Op op : transaction.ops()) {
            if (!(op instanceof Transaction.Check)) {
                changed(op, op.path().split("/"), tree, session);
            }
        }
    }

    private void changed(Transaction.Op op, String[] path, MemoryTree tree, String session) {
        if (path.length < 2 || !jobs.containsKey(path[1])) {
            return;
        }
        String job = path[1];
        boolean byHand = session.equals(OPERATOR);
        if (path.length == 4 && path[2].equals("instances") && byHand && !(op instanceof Transaction.Delete)) {
            // Of no product that anybody here knows.
            strangers.add(path[3]);
        }
        if (path.length == 2 && byHand) {
            boolean wrong = !text(tree, op.path()).equals(SimProcess.JOB_CLASS) && !(op instanceof Transaction.Delete);
            ownerIsWrong = wrong;
            nameFreeMillis = world.millis();
        } else if (path.length == 3 && path[2].equals("config")) {
            configured(job, op, tree, session);
        } else if (path.length == 4 && path[2].equals("requests")) {
            requests.changed(job, path[3], op).ifPresent(done -> {
                if (!byHand) {
                    checkRequest(done);
                }
            });
        } else if (path.length == 5 && path[4].equals("disabled")) {
            if (op instanceof Transaction.Delete) {
                disabledSince.remove(op.path());
            } else {
                disabledSince.putIfAbsent(op.path(), world.nanos());
            }
        } else if (path.length == 4 && path[2].equals("instances") && byHand && op instanceof Transaction.Delete) {
            deregistered.add(path[3]);
            if (strangers.remove(path[3])) {
                nameFreeMillis = world.millis();
            }
        } else if (path.length == 4 && path[2].equals("servers")) {
            String server = job + "/" + path[3];
            if (text(tree, op.path()).equals("DISABLED")) {
                disabledSince.putIfAbsent(server, world.nanos());
            } else {
                disabledSince.remove(server);
            }
        } else if (path.length == 5 && path[4].equals("execution") && path[3].matches("\\d{1,9}")) {
            recorded(job, item(job, Integer.parseInt(path[3])), op, tree, session);
        }
    }

    private void configured(String job, Transaction.Op op, MemoryTree tree, String session) {
        if (op instanceof Transaction.Delete) {
            timeline(job).deleted(world.millis());
        } else {
            Node node = tree.read("/" + job + "/config").orElse(null);
            if (node != null) {
                timeline(job).changed(world.millis(), node);
                if (!session.equals(OPERATOR)) {
                    read(Objects.requireNonNull(processes.get(session)), op.path(), node);
                }
                world.trace("registry", "config", job, "version", node.version(), node.data());
            }
        }
    }

    private void recorded(String job, ItemHistory item, Transaction.Op op, MemoryTree tree, String session) {
        String what = job + "/" + item.item;
        if (session.equals(OPERATOR)) {
            world.trace("registry", "forget", what);
            item.forget(world.latestMillis());
            return;
        }
        if (op instanceof Transaction.Delete) {
            violation("I6", what + ": its record was deleted");
            item.forget(world.millis());
            return;
        }
        ExecutionRecord next = ExecutionRecord.decode(
                op instanceof Transaction.Set set ? set.data() : ((Transaction.Create) op).data());
        world.trace("registry", "record", what, session, next);
        boolean relaxed = timeline(job).relaxedSince(world.millis() - RELAXED_MILLIS);
        if (op instanceof Transaction.Set) {
            changed(job, what, item, next, tree, session, relaxed);
        }
        item.record = next;
        item.relaxed = relaxed;
    }

    private void changed(
            String job,
            String what,
            ItemHistory item,
            ExecutionRecord next,
            MemoryTree tree,
            String session,
            boolean relaxed) {
        ExecutionRecord before = item.record;
        if (before == null) {
            violation("I6", what + " was changed before it was made");
            return;
        }
        boolean claim = next.isRunning()
                && !(before.isRunning()
                        && before.claim().opId().equals(next.claim().opId()));
        boolean ownerLives = before.isRunning() && isRegistered(tree, job, before);
        if (claim) {
            claimed(job, what, item, next, tree);
            item.claimSession = session;
            item.ran = false;
        } else if (before.isRunning() && !item.ran && item.claimSession.equals(session)) {
            violation("I6", what + " was claimed and never run: " + next);
        }
        if (!claim && ownerLives && !item.claimSession.equals(session)) {
            violation("I5", what + " ended by somebody else while its owner lives: " + next);
        }
        if (next.fire() < before.fire() && next.fire() > item.forgottenMillis) {
            violation("I7", what + " went back from " + before + " to " + next);
        }
        if (!relaxed && !item.relaxed) {
            complete(job, what, item, next, claim, session);
        }
    }

    private void claimed(String job, String what, ItemHistory item, ExecutionRecord next, MemoryTree tree) {
        ExecutionRecord before = Objects.requireNonNull(item.record);
        ExecutionRecord.Claim claim = next.claim();
        ConfigTimeline.Entry entry = timeline(job).current();
        item.claimedUnder = timeline(job).size();
        boolean ownRunIsOver = before.claim().owner().equals(claim.owner())
                && item.runs.stream()
                        .allMatch(run -> run.ended
                                || run.context.getFencingToken()
                                        != before.claim().token());
        if (before.isRunning() && isRegistered(tree, job, before) && !ownRunIsOver) {
            violation(
                    "I5",
                    what + " taken from a live owner: " + before + " by " + next + ", running "
                            + item.runs.stream()
                                    .filter(run -> !run.ended)
                                    .map(run -> run.process + " " + run.context)
                                    .toList());
        }
        if (!isRegistered(tree, job, next)) {
            violation("I5", what + " claimed by somebody who is not registered: " + next);
        }
        if (claim.token() <= item.tokenMax) {
            violation("I3", what + " token does not grow: " + next);
        }
        delayMillisMax = Math.max(delayMillisMax, world.millis() - next.fire());
        item.tokenMax = Math.max(item.tokenMax, claim.token());
        if (claim.attempt() > 1) {
            takeovers++;
            if (before.claim().owner().equals(claim.owner())) {
                reclaims++;
            }
            boolean retry = ownRunIsOver && timeline(job).retries();
            if (!configuration(job).isFailover() && !retry
                    || next.fire() != before.fire()
                    || claim.attempt() != before.claim().attempt() + 1) {
                violation("I5", what + " wrong attempt: " + next + " after " + before);
            }
        } else if (next.fire() <= before.fire()) {
            violation("I7", what + " claims " + next + " after " + before);
        }
        if (claim.isRequested()
                && !item.requests.add(claim.request())
                && claim.attempt() == 1
                && requests.atMillis(job, claim.request()) > item.forgottenMillis) {
            violation("I4", what + " answers a request twice: " + next);
        }
        if (!item.claimed.add(next.fire()) && claim.attempt() == 1 && next.fire() > item.forgottenMillis) {
            violation("I4", what + " claimed twice: " + next);
        }
        if (next.fire() > world.latestMillis() + TOLERANCE_MILLIS) {
            violation("I8", what + " claimed early: " + next + " at " + world.millis());
        }
        if (entry.version() != claim.configVersion()) {
            violation(
                    "I14", what + " claimed under another configuration than version " + entry.version() + ": " + next);
        }
        checkMachine(job, item.item, next);
    }

    /** Whether the machine of a claim's owner might claim at all. */
    private void checkMachine(String job, int number, ExecutionRecord next) {
        String what = job + "/" + number;
        SimNode node = weather().node(next.claim().owner());
        if (Math.abs(node.clockOffMillis()) > CLOCK_OFF_MILLIS && node.clockOffForNanos() > CLOCK_KNOWN_NANOS) {
            violation(
                    "I8", what + " claimed by a machine whose clock is off by " + node.clockOffMillis() + ": " + next);
        }
        Long byServer = disabledSince.get(job + "/" + node.ip());
        Long byItem = disabledSince.get("/" + job + "/sharding/" + number + "/disabled");
        Long disabled = byServer != null ? byServer : byItem;
        if (disabled != null
                && next.claim().attempt() == 1
                && world.nanos() - disabled > 5_000_000_000L
                && node.calmNanos() > CALM_NANOS
                && weather().registry().calmNanos() > 20_000_000_000L) {
            violation("I14", what + " claimed although the item or the server is disabled: " + next);
        }
    }

    private static boolean isRegistered(MemoryTree tree, String job, ExecutionRecord record) {
        return tree.read("/" + job + "/instances/" + record.claim().owner()).isPresent();
    }

    /** Every fire between two records is accounted for. */
    private void complete(
            String job, String what, ItemHistory item, ExecutionRecord next, boolean claim, String session) {
        ExecutionRecord before = Objects.requireNonNull(item.record);
        boolean requested = claim && next.claim().isRequested();
        if (requested && !requests.isRequested(job, item.item, next.claim())) {
            violation("I6", what + " claims what nobody requested: " + next);
        }
        // An item that comes back begins anew.
        if (next.fire() == before.fire() || before.state() == ExecutionRecord.State.RETIRED) {
            return;
        }
        ConfigTimeline.Entry entry = timeline(job).current();
        ConfigTimeline.Every every = entry.fires();
        if (claim && !requested && (every == null || !every.contains(next.fire()) || !entry.has(item.item))) {
            violation("I6", what + " claims what is no fire: " + next);
        }
        long until = claim ? next.fire() : next.fire() + 1;
        Set<String> read =
                definitionsRead.getOrDefault(processes.get(session), Map.of()).getOrDefault(job, Set.of());
        timeline(job).fires(item.item, before.fire(), until, read, before.schedule(), fire -> {
            skips++;
            if (next.skips().stream().noneMatch(skip -> covers(skip, fire))) {
                violation("I6", what + " lost fire " + fire + " between " + before + " and " + next);
            }
        });
    }

    private static boolean covers(SkippedFires skip, long fire) {
        return skip.from() <= fire && fire <= skip.to();
    }

    // ---- requests

    /** A request was run by every item that it is about and that existed all the while. */
    private void checkRequest(RequestLog.Asked asked) {
        for (int number = 0; number < timeline(asked.job()).itemsAtLeastSince(asked.atMillis()); number++) {
            ItemHistory item = item(asked.job(), number);
            if (asked.concerns(number)
                    && !item.requests.contains(asked.name())
                    && item.forgottenMillis < asked.atMillis()
                    && !timeline(asked.job()).relaxedSince(asked.atMillis())) {
                violation("I6", asked.job() + "/" + number + " never ran request " + asked.name());
            }
        }
    }

    // ---- after all faults

    /**
     * @param live the processes that run
     */
    void checkHealed(MemoryTree tree, List<SimProcess> live) {
        requests.overdue().forEach(this::checkRequest);
        jobs.forEach((name, timeline) -> {
            Set<String> registered =
                    new HashSet<>(tree.children("/" + name + "/instances").orElse(List.of()));
            String leader = text(tree, "/" + name + "/leader/election/instance");
            if (!registered.contains(leader) || registered.size() != live.size()) {
                violation("I10", name + " is led by '" + leader + "' of " + registered + ", alive are " + live);
            }
            for (int item = 0; item < timeline.configuration().getShardingTotalCount(); item++) {
                String owner = text(tree, "/" + name + "/sharding/" + item + "/instance");
                if (!registered.contains(owner)) {
                    violation("I10", name + "/" + item + " is assigned to '" + owner + "', live are " + registered);
                }
                checkHealed(name, item(name, item), registered);
            }
        });
    }

    private void checkHealed(String name, ItemHistory item, Set<String> live) {
        String what = name + "/" + item.item;
        ExecutionRecord record = item.record;
        if (record == null) {
            violation("I10", what + " has no record");
            return;
        }
        if (record.isRunning() && !live.contains(record.claim().owner())) {
            violation("I10", what + " is RUNNING by a dead owner: " + record);
        }
        ConfigTimeline.Every every = timeline(name).current().fires();
        if (every != null
                && !timeline(name).relaxedSince(world.millis())
                && world.millis() - record.fire() > 2 * every.periodMillis() + 60_000) {
            violation("I10", what + " does not fire any more: " + record);
        }
    }

    /** Nothing is left over in the tree. */
    void checkTree(MemoryTree tree) {
        jobs.forEach((name, timeline) -> checkTree(tree, name, "/" + name, timeline.configuration()));
    }

    private void checkTree(MemoryTree tree, String name, String path, JobConfiguration job) {
        String[] parts = path.split("/");
        boolean fine = parts.length < 4
                ? parts.length == 2 || ALWAYS.contains(parts[2])
                : switch (parts[2]) {
                    case "servers", "instances" -> parts.length == 4;
                    case "leader" -> path.endsWith("/election") || path.endsWith("/election/instance");
                    case "requests" -> requests.mayRemain(name, parts[3]);
                    case "sharding" ->
                        parts[3].matches("\\d{1,9}")
                                && inItem(item(name, Integer.parseInt(parts[3])), parts, job.getShardingTotalCount());
                    default -> false;
                };
        if (!fine) {
            violation("I16", "left over in the tree: " + path);
            return;
        }
        tree.children(path).orElse(List.of()).forEach(child -> checkTree(tree, name, path + "/" + child, job));
    }

    private boolean inItem(ItemHistory item, String[] parts, int total) {
        ExecutionRecord record = item.record;
        if (parts.length == 4) {
            return true;
        }
        return switch (parts[4]) {
            case "execution" -> true;
            case "instance" -> item.item < total;
            case "running" -> record != null && record.isRunning();
            default -> false;
        };
    }

    void traceAssignment(MemoryTree tree) {
        jobs.forEach((name, timeline) -> {
            for (int item = 0; item < timeline.configuration().getShardingTotalCount(); item++) {
                world.trace(
                        "registry", "assigned", name, item, text(tree, "/" + name + "/sharding/" + item + "/instance"));
            }
        });
    }

    private static String text(MemoryTree tree, String path) {
        return tree.read(path).map(Node::data).orElse("");
    }

    private static String instance(ShardingContext context) {
        String task = context.getTaskId();
        String mark = "@-@READY@-@";
        int from = task.indexOf(mark) + mark.length();
        return task.substring(from, task.lastIndexOf('-'));
    }

    /** The smallest number of items that a job had since an instant. */
    int itemsAtLeastSince(String job, long millis) {
        return timeline(job).itemsAtLeastSince(millis);
    }

    private JobConfiguration configuration(String job) {
        return timeline(job).configuration();
    }

    private boolean configurationIsOneOff(String job) {
        return configuration(job).getCron() == null;
    }

    private ConfigTimeline timeline(String job) {
        return Objects.requireNonNull(jobs.get(job), job);
    }

    private Weather weather() {
        return Objects.requireNonNull(weather, "no weather");
    }

    private ItemHistory item(String job, int item) {
        return Objects.requireNonNull(items.get(job), job).computeIfAbsent(item, ItemHistory::new);
    }
}
