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
package io.rota.internal.execution;

import io.rota.api.ElasticJobListener;
import io.rota.api.ItemRun;
import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.api.ShardingContext;
import io.rota.api.ShardingContexts;
import io.rota.api.SimpleJob;
import io.rota.env.Env;
import io.rota.env.EventLoop;
import io.rota.env.WorkerPool;
import io.rota.spi.JobErrorHandler;
import io.rota.spi.RunObserver;
import io.rota.tracing.JobTracer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The items of one job on shared threads, a bounded number at the same time; the rest wait their turn.
 *
 * Items that were claimed together are a group:
 *
 *   before the group  ->  each item  ->  after the group
 *
 * The outer steps exist only if the job has listeners. Each step is a turn on a thread, and no thread waits for another
 * step. The end of an item is told at once; the step after the group follows the last of them. It is never left out once
 * the step before the group was begun, because listeners open there what they close here.
 */
/**
 * Runs groups of items of one job. On the loop, except for users' code.
 *
 * <p>While nothing runs it holds nothing. An item never runs twice at the same time in this process, not even under two
 * sessions: see {@link #isBusy}.
 */
public final class FireRunner {

    private static final Logger log = LoggerFactory.getLogger(FireRunner.class);

    // Until a thread is asked for again after none could be had.
    private static final Duration NO_THREAD_PAUSE = Duration.ofSeconds(1);

    /** What a thread does in its turn, and what follows on the loop. */
    private static final class Turn {
        private final String what;
        private final Supplier<Runnable> code;
        private final @Nullable Runnable ifDropped;
        /** Of the item whose code it calls, null if it calls something else. */
        private @Nullable WatchedLease lease;

        /**
         * @param code tells what follows; must not throw
         * @param ifDropped on the loop, if an interruption comes before the turn; null if the turn is taken all the same
         */
        Turn(String what, Supplier<Runnable> code, @Nullable Runnable ifDropped) {
            this.what = what;
            this.code = code;
            this.ifDropped = ifDropped;
        }
    }

    /** Hears how the items of a group end; on the loop. */
    public interface Ends {

        /**
         * An item's run has ended.
         *
         * @param took how long the job's code ran, zero if it was not called
         */
        void ended(int item, RunEnd end, Duration took);
    }

    /** A group that has begun. */
    private static final class Group {
        private final ClaimedGroup claimed;
        private final List<ElasticJobListener> listeners;
        private final Ends whenEnded;
        private final int interruptionsBefore;
        private final Map<Integer, RunTrace> traces = new TreeMap<>();
        private final Map<Turn, Integer> items = new HashMap<>();
        private int left;
        private boolean listenersTold;

        Group(ClaimedGroup claimed, List<ElasticJobListener> listeners, Ends whenEnded, int interruptionsBefore) {
            this.claimed = claimed;
            this.listeners = listeners;
            this.whenEnded = whenEnded;
            this.interruptionsBefore = interruptionsBefore;
            left = claimed.runs().size();
        }

        boolean isLeaseOver() {
            return claimed.lease().remaining().isZero();
        }
    }

    private final Env env;
    private final ItemCode items;
    private final UserCode code;
    // Bounded by the number of items: each group has at most one turn more than items, and an item that waits or runs
    // is
    // busy and is not given again.
    private final Deque<Turn> waiting = new ArrayDeque<>(1);
    private final Map<Turn, WorkerPool.Running> running = new LinkedHashMap<>();
    // What runs beside the bound; its author starts a few at most.
    private final Map<Turn, WorkerPool.Running> beside = new LinkedHashMap<>();
    private final Map<Integer, WatchedLease> leases = new HashMap<>();
    private final Map<Integer, RunSignal> signals = new HashMap<>();
    private final Set<Integer> busy = new HashSet<>();
    private List<ElasticJobListener> listeners = List.of();
    private JobTracer tracer = JobTracer.NONE;
    private List<RunObserver> observers = List.of();
    private LongSupplier registryMillis;
    private Runnable whenIdle = () -> {};
    private EventLoop.@Nullable Timer pause;
    private ItemThreads threads;
    private int interruptions;
    private long givenUp;

    /**
     * @param threadsMax how many items at the same time, at least 1
     */
    public FireRunner(Env env, ItemCode items, JobErrorHandler errorHandler, int threadsMax) {
        this.env = env;
        this.items = items;
        code = new UserCode(items, errorHandler);
        registryMillis = env.time()::wallMillis;
        threads = new ItemThreads(threadsMax, false);
    }

    /** A runner of simple jobs. */
    public FireRunner(Env env, SimpleJob job, JobErrorHandler errorHandler, int threadsMax) {
        this(env, (definition, context, end) -> job.execute(context), errorHandler, threadsMax);
    }

    /**
     * Looks at a definition before items are run with it.
     *
     * @throws JobConfigurationException if they could not be
     */
    public void check(JobConfiguration definition) {
        items.check(definition);
    }

    /** Whether an item waits or runs here, under whatever session it was claimed. */
    public boolean isBusy(int item) {
        return busy.contains(item);
    }

    /** Changes on how many and what threads items run; what runs already goes on. */
    public void threads(ItemThreads changed) {
        threads = changed;
        startNext();
    }

    /** Changes who is told of failed runs. */
    public void errorHandler(JobErrorHandler handler) {
        code.errorHandler(handler);
    }

    /**
     * Changes who hears of the groups that are given from now on.
     *
     * @param inOrder in the order in which they are called
     */
    public void listeners(List<ElasticJobListener> inOrder) {
        listeners = List.copyOf(inOrder);
    }

    /** Changes who is told of the runs that are given from now on. */
    public void tracer(JobTracer told) {
        tracer = told;
    }

    /**
     * Changes who observes the runs that are given from now on.
     *
     * @param clock the registry's time, from any thread
     */
    public void observers(List<RunObserver> all, LongSupplier clock) {
        observers = List.copyOf(all);
        registryMillis = clock;
    }

    /** Changes who hears that nothing runs here any more. */
    public void whenIdle(Runnable action) {
        whenIdle = action;
    }

    /** How many items' code is on a thread. */
    public int itemsRunning() {
        return (int) leasesOfRunning().count();
    }

    /** How long the first of the runs on threads to lose its lease still has it; empty if there is none. */
    public Optional<Duration> leaseLeft() {
        return leasesOfRunning().map(WatchedLease::remaining).min(Duration::compareTo);
    }

    /** How many items were not run so far because another one failed. */
    public long givenUp() {
        return givenUp;
    }

    public boolean isIdle() {
        return busy.isEmpty() && waiting.isEmpty() && running.isEmpty() && beside.isEmpty();
    }

    /**
     * Runs a group, its items each as soon as a thread is free.
     *
     * @param whenEnded hears of each item
     */
    public void run(ClaimedGroup claimed, Ends whenEnded) {
        Set<Integer> items = claimed.runs().keySet();
        if (items.stream().anyMatch(busy::contains)) {
            throw new IllegalStateException("some of the items " + items + " run already in this process");
        }
        busy.addAll(items);
        items.forEach(item -> signals.put(item, new RunSignal(claimed.lease())));
        Group group = new Group(claimed, listeners, whenEnded, interruptions);
        claimed.runs()
                .forEach((item, run) -> group.traces.put(item, new RunTrace(tracer, env.time(), claimed, item, run)));
        group.traces.values().forEach(RunTrace::staged);
        if (group.listeners.isEmpty()) {
            claimed.runs().forEach((item, run) -> waiting.add(turn(group, item, run)));
        } else {
            waiting.add(before(group));
        }
        startNext();
    }

    /** Calls code that belongs to a fire and to no item, at once and beside the bound; tells on the loop how it ended. */
    public void call(FireCall call, Consumer<RunEnd> whenEnded) {
        Turn turn = new Turn(
                call.what(),
                () -> {
                    RunEnd end = call.lease().remaining().isZero() ? RunEnd.NOT_RUN : code.call(call);
                    return () -> whenEnded.accept(end);
                },
                () -> whenEnded.accept(RunEnd.NOT_RUN));
        startBeside(turn);
    }

    /** Whether a call of the name is still going on, under whatever session it was begun. */
    public boolean isCalling(String what) {
        return beside.keySet().stream().anyMatch(turn -> turn.what.equals(what));
    }

    /** Tells the error handler of something that went wrong around a fire, on a thread of the job. */
    public void tell(String jobName, Instant fire, String where, Throwable cause) {
        startBeside(new Turn(
                where,
                () -> {
                    code.tell(jobName, fire, where, cause);
                    return () -> {};
                },
                () -> {}));
    }

    /** The run of an item should end at its next good moment, if it is of a kind that could go on for ever. */
    public void endStream(int item) {
        RunSignal signal = signals.get(item);
        if (signal != null) {
            signal.set();
        }
    }

    /** All runs should end at their next good moment, if they are of a kind that could go on for ever. */
    public void endStreams() {
        signals.values().forEach(RunSignal::set);
    }

    /**
     * Interrupts what runs; what waits is not run any more. Where the lease is over, what runs is told that first.
     */
    public void interrupt() {
        interruptions++;
        List<Turn> waited = List.copyOf(waiting);
        waiting.clear();
        for (Turn turn : waited) {
            if (turn.ifDropped == null) {
                waiting.add(turn);
            } else {
                env.loop().execute(() -> over(turn.ifDropped));
            }
        }
        List.copyOf(leases.values()).forEach(WatchedLease::check);
        running.values().forEach(WorkerPool.Running::interrupt);
        beside.values().forEach(WorkerPool.Running::interrupt);
    }

    // ---- turns

    private void startNext() {
        while (pause == null && running.size() < threads.max() && !waiting.isEmpty()) {
            Turn next = waiting.remove();
            if (!start(next, running)) {
                waiting.addFirst(next);
                pause = env.loop().schedule(NO_THREAD_PAUSE.toNanos(), () -> {
                    pause = null;
                    startNext();
                });
            }
        }
    }

    private void startBeside(Turn turn) {
        Runnable ifDropped = turn.ifDropped;
        if (!start(turn, beside) && ifDropped != null) {
            env.loop().execute(() -> over(ifDropped));
        }
    }

    private boolean start(Turn turn, Map<Turn, WorkerPool.Running> among) {
        try {
            Runnable work = () -> {
                Runnable then = turn.code.get();
                env.loop().execute(() -> {
                    among.remove(turn);
                    over(then);
                });
            };
            among.put(
                    turn,
                    threads.virtual()
                            ? env.workers().startVirtual(work)
                            : env.workers().start(work));
            return true;
        } catch (RuntimeException | Error e) {
            log.error("No thread for {}; it is not run now", turn.what, e);
            return false;
        }
    }

    /** A turn was taken or dropped. */
    private void over(Runnable then) {
        then.run();
        startNext();
        if (isIdle()) {
            whenIdle.run();
        }
    }

    private Turn before(Group group) {
        ShardingContexts contexts = group.claimed.contexts();
        return new Turn(
                contexts.toString(),
                () -> {
                    // Between the claim and this thread much time may have passed.
                    boolean valid = !group.isLeaseOver();
                    if (valid) {
                        code.tell(group.listeners, contexts, "before", ElasticJobListener::beforeJobExecuted);
                    }
                    return () -> begun(group, valid);
                },
                () -> begun(group, false));
    }

    /** The step before the group is over. */
    private void begun(Group group, boolean told) {
        group.listenersTold = told;
        if (told && interruptions == group.interruptionsBefore) {
            List<Turn> items = new ArrayList<>();
            group.claimed.runs().forEach((item, run) -> items.add(0, turn(group, item, run)));
            // Before the groups that have not begun, so that few are open at the same time.
            items.forEach(waiting::addFirst);
        } else {
            group.claimed.runs().keySet().forEach(item -> ended(group, item, RunEnd.NOT_RUN, Duration.ZERO));
        }
    }

    private Turn turn(Group group, int item, ItemRun run) {
        ClaimedGroup claimed = group.claimed;
        String what = "job '" + claimed.job().getJobName() + "', item " + item + ", " + run;
        WatchedLease lease = new WatchedLease(env, claimed.lease(), what);
        ShardingContext context = new ShardingContext(claimed.job(), item, run, lease);
        List<Turn> self = new ArrayList<>();
        TimeLimit limit = new TimeLimit(env, claimed.job().getTimeout(), what, () -> interrupt(self.get(0)));
        ObservedRun observed = new ObservedRun(
                Objects.requireNonNull(group.traces.get(item), "trace"),
                observers,
                () -> new RunObserver.Begun(context, run.source(), delay(run)));
        leases.put(item, lease);
        RunSignal signal = Objects.requireNonNull(signals.get(item));
        Turn turn = new Turn(
                what,
                () -> {
                    long begunNanos = env.time().monotonicNanos();
                    RunEnd end = context.isLeaseValid()
                            ? code.execute(claimed.job(), context, limit, signal, observed)
                            : RunEnd.NOT_RUN;
                    Duration took = Duration.ofNanos(env.time().monotonicNanos() - begunNanos);
                    boolean failed = end == RunEnd.FAILED || end == RunEnd.TIMED_OUT;
                    boolean fireEnded = failed && code.isFireEnded();
                    return () -> {
                        limit.close();
                        if (fireEnded) {
                            giveUp(group, item);
                        }
                        ended(group, item, end, took);
                    };
                },
                () -> ended(group, item, RunEnd.NOT_RUN, Duration.ZERO));
        turn.lease = lease;
        self.add(turn);
        group.items.put(turn, item);
        return turn;
    }

    private Stream<WatchedLease> leasesOfRunning() {
        return running.keySet().stream().map(turn -> turn.lease).filter(Objects::nonNull);
    }

    private Duration delay(ItemRun run) {
        long late = registryMillis.getAsLong() - run.fire().toEpochMilli();
        return Duration.ofMillis(Math.max(0, late));
    }

    private void interrupt(Turn turn) {
        WorkerPool.Running thread = running.get(turn);
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** What waits of the group is not run any more, and ends as failed. */
    private void giveUp(Group group, int failed) {
        SortedSet<Integer> left = new TreeSet<>();
        waiting.removeIf(turn -> {
            Integer item = group.items.get(turn);
            return item != null && left.add(item);
        });
        givenUp += left.size();
        if (!left.isEmpty()) {
            log.warn(
                    "job '{}', fire {}: the items {} are not run and count as failed, because item {} failed and the"
                            + " job's error handler ends the fire.",
                    group.claimed.job().getJobName(),
                    group.claimed.fire(),
                    left,
                    failed);
            left.forEach(item -> Objects.requireNonNull(group.traces.get(item), "trace")
                    .givenUp("not run, because item " + failed + " failed and the job's error handler ends the fire"));
            left.forEach(item ->
                    env.loop().execute(() -> over(() -> ended(group, item, RunEnd.GIVEN_UP, Duration.ZERO))));
        }
    }

    private void ended(Group group, int item, RunEnd end, Duration took) {
        WatchedLease lease = leases.remove(item);
        if (lease != null) {
            lease.close();
        }
        busy.remove(item);
        signals.remove(item);
        group.left--;
        if (group.left == 0 && group.listenersTold) {
            // Before anything else: whoever is told comes next may rest on what it closes.
            waiting.addFirst(after(group));
        }
        startNext();
        group.whenEnded.ended(item, end, took);
    }

    private Turn after(Group group) {
        ShardingContexts contexts = group.claimed.contexts();
        return new Turn(
                contexts.toString(),
                () -> {
                    code.tell(group.listeners, contexts, "after", ElasticJobListener::afterJobExecuted);
                    return () -> {};
                },
                null);
    }
}
