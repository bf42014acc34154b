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
package io.rota.internal.engine;

import io.rota.api.AbstractDistributeOnceElasticJobListener;
import io.rota.api.JobConfiguration;
import io.rota.api.JobInstance;
import io.rota.api.JobTimeoutException;
import io.rota.api.ShardingContexts;
import io.rota.env.EventLoop;
import io.rota.internal.execution.FireCall;
import io.rota.internal.execution.RunEnd;
import io.rota.internal.state.Guarantee;
import io.rota.internal.state.JobDefinition;
import io.rota.internal.state.JobStore;
import io.rota.internal.state.OnceLedger;
import io.rota.internal.state.OnceLedger.Entry;
import io.rota.internal.state.OnceLedger.State;
import io.rota.registry.CommitResult;
import io.rota.registry.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The two calls that a fire makes once in the whole cluster: before its items run, and after all of them have ended.
 *
 * Nothing is counted. The execution records tell how far each item is, and a ledger for each call tells what became of it
 * for the last fires. A look reads both, and writes what follows in one transaction that expects the versions it read:
 *
 *   before   no entry -> RUNNING(owner) -> DONE | FAILED        once no item is missing; the items wait
 *                     -> TIMED_OUT                              the items have waited long enough
 *   after    OPEN     -> RUNNING(owner) -> DONE | FAILED        once no item runs or is missing
 *                     -> TIMED_OUT                              some item has ended, and others do not
 *   RUNNING, owner gone: with failover RUNNING(next owner), otherwise ABANDONED
 *
 * The decision about the call before a fire makes the entry for the call after it. So a fire whose items were let go gets
 * its second call, also if all instances that had a part in it are gone by then: any instance of the job looks.
 *
 * A claim whose answer was lost is recognised by its owner: an entry that says that this incarnation runs a call which it
 * does not run is one that it has to make.
 */
/** Lets the items of a fire go, and makes its calls. Exists for every job, and does nothing without such listeners. On the loop. */
final class OnceGate {

    private static final Logger log = LoggerFactory.getLogger(OnceGate.class);

    /** What the gate needs to know and to tell. */
    interface House {

        /** The definition in force, null while it is not known. */
        @Nullable
        JobDefinition definition();

        /** Items that waited may run. */
        void opened();

        /** Everything that could be done has been. */
        void settled();

        /** A call that began under this session has ended after it; whatever is in force now should look. */
        void itemFree();
    }

    /** A call of a fire. */
    private record Call(boolean isBefore, long fire) {}

    private final EngineContext context;
    private final EngineJob job;
    private final JobInstance self;
    private final JobStore store;
    private final House house;
    private final FireProgress progress;
    private final Repetition repetition;
    // Fires whose items wait here, each with the reading of the clock at which that began. At most one per item.
    private final TreeMap<Long, Long> waiting = new TreeMap<>();
    // Bounded by FIRES_MAX.
    private final TreeSet<Long> open = new TreeSet<>();
    // Fires that some item is known to have ended, each with the reading of the clock. As many as the ledger has
    // entries.
    private final Map<Long, Long> endingSince = new HashMap<>();
    private final Set<Call> going = new HashSet<>();
    private final Map<Call, State> ended = new HashMap<>();
    private List<AbstractDistributeOnceElasticJobListener> listeners = List.of();
    private EventLoop.@Nullable Timer nextLook;
    private EventLoop.@Nullable Timer deadline;
    private long lookedAtNanos;
    private int conflicts;
    private boolean looking;
    private boolean again;
    private boolean afterIsDue;
    private boolean over;
    private String garbage = "";
    // Read by job threads.
    private volatile boolean revoked;

    OnceGate(EngineContext context, EngineJob job, JobInstance self, JobStore store, House house) {
        this.context = context;
        this.job = job;
        this.self = self;
        this.store = store;
        this.house = house;
        progress = new FireProgress(store);
        repetition = new Repetition(
                context.env().loop(),
                context.backoff(),
                "job '" + job.name() + "': reading what its fires did once",
                this::look);
        lookedAtNanos = context.env().time().monotonicNanos() - nanos(Limits.ONCE_LOOK_MILLIS);
    }

    // ---- what others tell

    /** The listeners of the definition in force, in the order in which they are called. */
    void listeners(List<AbstractDistributeOnceElasticJobListener> now) {
        if (now.equals(listeners)) {
            return;
        }
        listeners = List.copyOf(now);
        if (listeners.isEmpty()) {
            waiting.clear();
        } else {
            progress.allChanged();
            lookSoon();
        }
    }

    /** Whether fires wait here for each other, so that every run needs its record. */
    boolean isNeeded() {
        return !listeners.isEmpty();
    }

    /** Whether the claimed items of a fire may run; if not, {@link House#opened()} tells when they may. */
    boolean isOpen(long fire) {
        if (listeners.isEmpty() || open.contains(fire)) {
            return true;
        }
        if (waiting.putIfAbsent(fire, context.env().time().monotonicNanos()) == null) {
            lookSoon();
        }
        return false;
    }

    /** An item's record, or whether it is disabled, may have changed. */
    void itemChanged(int item) {
        progress.changed(item);
        lookIfConcerned();
    }

    /** The ledgers changed. */
    void ledgerChanged() {
        lookSoon();
    }

    /** Instances came or went, or the lease is held again. */
    void lookIfConcerned() {
        if (!waiting.isEmpty() || afterIsDue) {
            lookSoon();
        }
    }

    /** Changes may have been missed. */
    void resync() {
        progress.allChanged();
        lookSoon();
    }

    /**
     * The job is being stopped, and what could be recorded has been: one more look, because this may be the last instance.
     *
     * @param items the items whose records this instance has just written
     */
    void finish(Set<Integer> items) {
        items.forEach(progress::changed);
        lookSoon();
    }

    /** Whether a call is still to be made or recorded here, or a look is under way that may lead to one. */
    boolean isBusy() {
        return looking || nextLook != null || !going.isEmpty() || !ended.isEmpty();
    }

    /** The job is about to leave: a call that has not begun must not begin any more. */
    void revoke() {
        revoked = true;
    }

    /** The session is gone: nothing here counts any more. */
    void end() {
        over = true;
        revoke();
        repetition.cancel();
        nextLook = cancelled(nextLook);
        deadline = cancelled(deadline);
    }

    // ---- looking

    private void lookSoon() {
        if (over || listeners.isEmpty()) {
            return;
        }
        if (looking) {
            again = true;
        } else if (nextLook == null) {
            long since = context.env().time().monotonicNanos() - lookedAtNanos;
            nextLook = context.env().loop().schedule(nanos(Limits.ONCE_LOOK_MILLIS) - since, this::look);
        }
    }

    private void look() {
        nextLook = cancelled(nextLook);
        JobDefinition definition = house.definition();
        if (over || looking || definition == null || listeners.isEmpty()) {
            return;
        }
        looking = true;
        again = false;
        lookedAtNanos = context.env().time().monotonicNanos();
        store.guarantee(read -> {
            if (over) {
                return;
            }
            if (!read.isFound()) {
                failed(read.trouble());
                return;
            }
            Guarantee guarantee = read.value();
            reportGarbage(guarantee);
            afterIsDue =
                    guarantee.completed().ledger().entries().values().stream().anyMatch(entry -> !entry.isOver());
            boolean undecided = waiting.keySet().stream()
                    .anyMatch(fire -> guarantee.started().ledger().of(fire).isEmpty());
            if (afterIsDue || undecided) {
                progress.read(total(definition), trouble -> {
                    if (!over && trouble.isEmpty()) {
                        lookForOwners(guarantee, definition);
                    } else if (!over) {
                        failed(trouble);
                    }
                });
            } else {
                lookForOwners(guarantee, definition);
            }
        });
    }

    private void lookForOwners(Guarantee guarantee, JobDefinition definition) {
        Set<String> owners = new TreeSet<>();
        for (OnceLedger ledger :
                List.of(guarantee.started().ledger(), guarantee.completed().ledger())) {
            ledger.entries().values().stream()
                    .filter(entry ->
                            entry.state() == State.RUNNING && !entry.owner().equals(self.id()))
                    .forEach(entry -> owners.add(entry.owner()));
        }
        List<String> nodes =
                owners.stream().map(owner -> store.paths().instance(owner)).toList();
        // The ledgers were read before, under the same session: an owner's registration cannot be newer than its entry.
        store.existing(nodes, alive -> {
            if (over) {
                return;
            }
            if (!alive.isFound()) {
                failed(alive.trouble());
                return;
            }
            owners.removeIf(owner -> alive.value().contains(store.paths().instance(owner)));
            try {
                decide(new Look(guarantee, definition, owners));
            } catch (RuntimeException | Error e) {
                log.error("job '{}': what its fires did once could not be acted on; it is tried again", job.name(), e);
                failed(String.valueOf(e));
            }
        });
    }

    /** One look: what was read, and what follows from it. */
    private final class Look {
        private final Guarantee read;
        private final JobDefinition definition;
        private final Set<String> gone;
        private OnceLedger started;
        private OnceLedger completed;
        private final List<Runnable> consequences = new ArrayList<>();

        Look(Guarantee read, JobDefinition definition, Set<String> gone) {
            this.read = read;
            this.definition = definition;
            this.gone = gone;
            started = read.started().ledger();
            completed = read.completed().ledger();
        }

        OnceLedger ledger(Call call) {
            return call.isBefore() ? started : completed;
        }

        void enter(Call call, Entry entry) {
            if (call.isBefore()) {
                started = started.with(call.fire(), entry);
                if (completed.of(call.fire()).isEmpty() && !completed.isPast(call.fire())) {
                    enter(new Call(false, call.fire()), Entry.OPEN);
                }
            } else {
                OnceLedger before = completed;
                completed = completed.with(call.fire(), entry);
                before.entries().forEach((fire, dropped) -> {
                    if (completed.of(fire).isEmpty() && !dropped.isOver()) {
                        tooLate(new Call(false, fire), "more than " + OnceLedger.FIRES_MAX + " fires are under way");
                    }
                });
            }
        }

        void tooLate(Call call, String why) {
            consequences.add(() -> tellTooLate(call, why));
        }

        /** Makes a call that nobody makes, or makes it again. */
        void own(Call call, Entry entry) {
            if (!job.runner().isCalling(what(call))) {
                enter(call, entry.ownedBy(self.id()));
                consequences.add(() -> make(call, definition));
            }
        }
    }

    private void decide(Look look) {
        ended.forEach((call, state) -> look.ledger(call).of(call.fire()).ifPresent(entry -> {
            if (isMine(entry)) {
                look.enter(call, entry.with(state));
            }
        }));
        boolean mayClaim = context.lease().mayClaim();
        for (Map.Entry<Long, Long> wait : waiting.entrySet()) {
            before(look, wait.getKey(), hasPassed(wait.getValue(), startedLimitMillis()), mayClaim);
        }
        look.completed.entries().forEach((fire, entry) -> {
            if (!entry.isOver()) {
                after(look, fire, entry, mayClaim);
            }
        });
        Transaction change = look.read.change(store.paths(), look.started, look.completed);
        if (change.isEmpty()) {
            accepted(look);
        } else {
            change.check(store.paths().instance(self.id()), Transaction.ANY_VERSION);
            store.commit(change, result -> {
                if (!over) {
                    answered(look, result);
                }
            });
        }
    }

    private void before(Look look, long fire, boolean isLate, boolean mayClaim) {
        Call call = new Call(true, fire);
        Entry entry = look.started.of(fire).orElse(null);
        int total = total(look.definition);
        if (entry == null && !look.started.isPast(fire)) {
            List<Integer> missing = progress.notStarted(fire, total);
            if (missing.isEmpty() && mayClaim && !job.runner().isCalling(what(call))) {
                look.own(call, Entry.OPEN);
            } else if (isLate) {
                look.enter(call, Entry.OPEN.with(State.TIMED_OUT));
                look.tooLate(call, "the items " + some(missing) + " have not been claimed");
            }
        } else if (entry != null && entry.state() == State.RUNNING) {
            if (isLate) {
                look.enter(call, entry.with(State.TIMED_OUT));
                look.tooLate(call, entry.owner() + " has not finished it");
            } else {
                own(look, call, entry, mayClaim);
            }
        }
    }

    private void after(Look look, long fire, Entry entry, boolean mayClaim) {
        Call call = new Call(false, fire);
        if (entry.state() == State.RUNNING) {
            own(look, call, entry, mayClaim);
            return;
        }
        List<Integer> missing = progress.notCompleted(fire, total(look.definition));
        Entry first = look.started.of(fire).orElse(null);
        if (missing.isEmpty() && first != null && first.state() == State.RUNNING) {
            // Nobody needs it any more; but as long as it goes on, the second call waits.
            if (look.gone.contains(first.owner())) {
                look.started = look.started.with(fire, first.with(State.ABANDONED));
            }
        } else if (missing.isEmpty() && mayClaim) {
            look.own(call, entry);
        } else if (!missing.isEmpty() && progress.anyEnded(fire)) {
            long since = endingSince.computeIfAbsent(
                    fire, unknown -> context.env().time().monotonicNanos());
            if (hasPassed(since, completedLimitMillis())) {
                look.enter(call, entry.with(State.TIMED_OUT));
                look.tooLate(call, "the items " + some(missing) + " have not ended");
            }
        }
    }

    /** Somebody makes the call, or made it and is gone. */
    private void own(Look look, Call call, Entry entry, boolean mayClaim) {
        if (isMine(entry)) {
            if (!going.contains(call) && !ended.containsKey(call) && mayClaim) {
                look.consequences.add(() -> make(call, look.definition));
            }
        } else if (look.gone.contains(entry.owner())) {
            if (!look.definition.configuration().isFailover()) {
                look.enter(call, entry.with(State.ABANDONED));
                look.consequences.add(() -> log.warn(
                        "job '{}': {} is gone and did not finish {}; it is given up because failover is off.",
                        job.name(),
                        entry.owner(),
                        what(call)));
            } else if (mayClaim) {
                look.own(call, entry);
            }
        }
    }

    private boolean isMine(Entry entry) {
        return entry.state() == State.RUNNING && entry.owner().equals(self.id());
    }

    private void answered(Look look, CommitResult result) {
        switch (result.status()) {
            case COMMITTED -> accepted(look);
            case CONFLICT -> {
                if (++conflicts > Limits.CONFLICTS_AT_ONCE) {
                    failed(result.trouble());
                } else {
                    looked(true);
                }
            }
            case UNKNOWN -> failed("the answer to a change was lost");
            case SESSION_LOST -> {
                // The session's end is reported on its own and takes everything here with it.
            }
        }
    }

    private void accepted(Look look) {
        conflicts = 0;
        repetition.succeeded();
        ended.keySet()
                .removeIf(call ->
                        !look.ledger(call).of(call.fire()).map(this::isMine).orElse(false));
        endingSince
                .keySet()
                .removeIf(fire -> look.completed.of(fire).map(Entry::isOver).orElse(true));
        look.consequences.forEach(Runnable::run);
        List<Long> decided = waiting.keySet().stream()
                .filter(fire -> look.started.isPast(fire)
                        || look.started.of(fire).map(Entry::isOver).orElse(false))
                .toList();
        looked(false);
        decided.forEach(this::open);
        house.settled();
    }

    private void open(long fire) {
        waiting.remove(fire);
        open.add(fire);
        if (open.size() > OnceLedger.FIRES_MAX) {
            open.pollFirst();
        }
        house.opened();
    }

    private void failed(String trouble) {
        looked(false);
        repetition.failed(trouble);
        for (Map.Entry<Long, Long> wait : List.copyOf(waiting.entrySet())) {
            if (hasPassed(wait.getValue(), startedLimitMillis() + Limits.ONCE_GRACE_MILLIS)) {
                tellTooLate(new Call(true, wait.getKey()), "the registry does not take the decision: " + trouble);
                open(wait.getKey());
            }
        }
        house.settled();
    }

    private void looked(boolean more) {
        looking = false;
        setDeadline();
        if (more || again) {
            lookSoon();
        }
    }

    private void setDeadline() {
        deadline = cancelled(deadline);
        long now = context.env().time().monotonicNanos();
        long next = Long.MAX_VALUE;
        for (long since : waiting.values()) {
            next = Math.min(next, nanos(startedLimitMillis()) - (now - since));
        }
        for (long since : endingSince.values()) {
            next = Math.min(next, nanos(completedLimitMillis()) - (now - since));
        }
        if (next < Long.MAX_VALUE) {
            deadline = context.env().loop().schedule(Math.max(next, nanos(Limits.ONCE_LOOK_MILLIS)), this::lookSoon);
        }
    }

    // ---- calling

    private void make(Call call, JobDefinition definition) {
        JobConfiguration configuration = definition.configuration();
        Instant fire = Instant.ofEpochMilli(call.fire());
        ShardingContexts contexts = new ShardingContexts(
                configuration,
                job.name() + "@-@*@-@READY@-@" + self.id(),
                fire,
                IntStream.range(0, total(definition)).boxed().toList());
        List<FireCall.Step> steps = new ArrayList<>();
        for (AbstractDistributeOnceElasticJobListener listener : listeners) {
            steps.add(new FireCall.Step(
                    "job '" + job.name() + "', listener " + listener.getType() + ", " + what(call), () -> {
                        if (call.isBefore()) {
                            listener.doBeforeJobExecutedAtLastStarted(contexts);
                        } else {
                            listener.doAfterJobExecutedAtLastCompleted(contexts);
                        }
                    }));
        }
        going.add(call);
        job.runner()
                .call(
                        new FireCall(
                                job.name(),
                                fire,
                                what(call),
                                () -> Duration.ofNanos(
                                        revoked ? 0 : context.lease().nanosLeft(store.session())),
                                steps),
                        end -> made(call, end));
    }

    private void made(Call call, RunEnd end) {
        going.remove(call);
        if (over) {
            house.itemFree();
            return;
        }
        if (end != RunEnd.NOT_RUN) {
            ended.put(call, end == RunEnd.DONE ? State.DONE : State.FAILED);
        }
        lookSoon();
    }

    private void tellTooLate(Call call, String why) {
        String where = "job '" + job.name() + "', " + what(call);
        long limit = call.isBefore() ? startedLimitMillis() : completedLimitMillis();
        job.runner()
                .tell(
                        job.name(),
                        Instant.ofEpochMilli(call.fire()),
                        where,
                        new JobTimeoutException(where + ": it is not waited for beyond " + limit + " ms, because " + why
                                + ". "
                                + (call.isBefore()
                                        ? "The items run now, and the call is not made any more."
                                        : "The call is not made any more.")));
    }

    private static String what(Call call) {
        return (call.isBefore() ? "the call before fire " : "the call after fire ") + Instant.ofEpochMilli(call.fire());
    }

    private void reportGarbage(Guarantee guarantee) {
        String trouble = guarantee.started().trouble() + guarantee.completed().trouble();
        if (!trouble.isEmpty() && !trouble.equals(garbage)) {
            log.error(
                    "job '{}': what stands under {} makes no sense and is replaced: {}. Calls of the fires under way may"
                            + " be made twice or not at all.",
                    job.name(),
                    store.paths().guarantee(),
                    trouble);
        }
        garbage = trouble;
    }

    // ---- limits

    private long startedLimitMillis() {
        return limit(
                AbstractDistributeOnceElasticJobListener::getStartedTimeoutMilliseconds, Limits.ONCE_STARTED_MILLIS);
    }

    private long completedLimitMillis() {
        return limit(
                AbstractDistributeOnceElasticJobListener::getCompletedTimeoutMilliseconds,
                Limits.ONCE_COMPLETED_MILLIS);
    }

    /** The smallest limit that a listener has. */
    private long limit(ToLongFunction<AbstractDistributeOnceElasticJobListener> of, long byDefault) {
        return listeners.stream()
                .mapToLong(of)
                .filter(millis -> millis > 0)
                .min()
                .orElse(byDefault);
    }

    private boolean hasPassed(long sinceNanos, long limitMillis) {
        return context.env().time().monotonicNanos() - sinceNanos >= nanos(limitMillis);
    }

    private static int total(JobDefinition definition) {
        return definition.configuration().getShardingTotalCount();
    }

    /** The first few, for a message. */
    private static String some(List<Integer> items) {
        return items.size() <= 10 ? items.toString() : items.subList(0, 10) + " and " + (items.size() - 10) + " more";
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static EventLoop.@Nullable Timer cancelled(EventLoop.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
        return null;
    }
}
