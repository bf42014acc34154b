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

import io.rota.api.ExecutionSource;
import io.rota.api.ItemRun;
import io.rota.api.JobInstance;
import io.rota.api.SkippedFires;
import io.rota.env.EventLoop;
import io.rota.internal.claim.ClaimResult;
import io.rota.internal.claim.FireClaims;
import io.rota.internal.engine.LocalItem.Phase;
import io.rota.internal.execution.ClaimedGroup;
import io.rota.internal.execution.RunEnd;
import io.rota.internal.state.ExecutionRecord;
import io.rota.internal.state.ExecutionRecord.State;
import io.rota.internal.state.JobDefinition;
import io.rota.internal.state.JobStore;
import io.rota.internal.state.Reply;
import io.rota.internal.state.Request;
import io.rota.internal.state.StoredRecord;
import io.rota.internal.trigger.JobTimer;
import io.rota.registry.RegistrySession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The items of one job that this instance should try, under one session.
 *
 * Each item goes round on its own:
 *
 *   UNREAD -> READING -> READY -> WRITING(claim) -> RUNNING -> ENDED -> WRITING(end) -> READY
 *                                                           -> RETRY -> WRITING(claim)
 *                     -> BLOCKED  until the record or its owner's registration changes, then UNREAD
 *
 * work() looks at all items and starts whatever can be started; every answer is followed by another work(). Items whose next
 * fire is the same are claimed in one transaction, and ends that come close together are recorded in one.
 *
 * A record is trusted without reading it again as long as this instance is the last that wrote it. Any conflict, and any
 * answer that was lost, sends the item back to UNREAD, where reading settles what happened.
 */
/** Claims, runs and records one job's items under one session. On the loop. */
final class ItemBoard implements Agenda.Actions {

    private static final Logger log = LoggerFactory.getLogger(ItemBoard.class);

    private final EngineContext context;
    private final EngineJob job;
    private final JobInstance self;
    private final JobStore store;
    private final FireClaims claims;
    private final Surroundings surroundings;
    private final Agenda agenda;
    // By fire, while decisions are being made.
    private final Map<Long, List<FireClaims.Wish>> wished = new TreeMap<>();
    // Fires that were passed over since they were last told of, and of which items.
    private final Map<SkippedFires, Set<Integer>> passedOver = new LinkedHashMap<>();
    private final JobTimer.Alarm alarm;
    private final Repetition repetition;
    private final Map<Integer, LocalItem> items = new TreeMap<>();
    private final EndRecorder endRecorder;
    private EventLoop.@Nullable Timer checkpointTimer;
    private EventLoop.@Nullable Timer tellTimer;
    // Read by job threads.
    private volatile boolean revoked;
    private Set<Integer> lastAssigned = Set.of();
    // Whether a look at all items is on its way.
    private boolean expected;
    private boolean halted;
    private boolean over;

    ItemBoard(EngineContext context, EngineJob job, JobInstance self, JobStore store, Surroundings surroundings) {
        this.context = context;
        this.job = job;
        this.self = self;
        this.store = store;
        this.surroundings = surroundings;
        agenda = new Agenda(surroundings, store.session().timeout(), this);
        claims = new FireClaims(store, context.lease(), context.env().ids(), self.id());
        endRecorder = new EndRecorder(context, job.name(), claims, this);
        alarm = context.timer().alarm(this::work);
        repetition = new Repetition(
                context.env().loop(), context.backoff(), "job '" + job.name() + "': reading its items", this::repeat);
    }

    /** The job is about to leave: a run that is still going must not trust its claim any more, whatever the lease says. */
    void revoke() {
        revoked = true;
    }

    /** The lease has ended: what is running and does not finish is lost, and nobody knows it sooner than this board. */
    void fence() {
        // What waits for its next attempt goes on waiting: nothing of it runs, and nobody takes it while the session
        // lives.
        in(Phase.RUNNING).forEach(item -> item.fenced = true);
    }

    /** What this instance ran and did not finish, it must settle itself: to the others its owner lives. */
    private void lose(LocalItem item) {
        item.end = null;
        item.lost = true;
        item.mine = true;
        item.phase = Phase.READY;
    }

    /** The wait for runs is over: none begins any more, not even one that is claimed. */
    void halt() {
        halted = true;
    }

    /** The session is gone: nothing here counts any more. */
    void end() {
        revoke();
        over = true;
        alarm.clear();
        repetition.cancel();
        endRecorder.cancel();
        cancel(checkpointTimer);
        tellPassedOver();
    }

    /** The items that this instance has anything to do with. */
    Set<Integer> items() {
        return items.keySet();
    }

    /** The items that the assignment names. */
    Set<Integer> assigned() {
        return lastAssigned;
    }

    /** What keeps items from running although they should; empty if nothing does. */
    String problem() {
        for (LocalItem item : items.values()) {
            if (!item.unreadable.isEmpty()) {
                return "the record of item " + item.item + " makes no sense, so it does not run: " + item.unreadable;
            }
        }
        return "";
    }

    /** The job was made with these records, and all its items are this instance's. */
    void found(List<StoredRecord> records) {
        for (StoredRecord record : records) {
            LocalItem item = new LocalItem(record.item());
            item.hold(record);
            item.phase = Phase.READY;
            items.put(item.item, item);
        }
        assign(Set.copyOf(items.keySet()), Set.of());
    }

    /**
     * The assignment has been read.
     *
     * @param disabled the items among them that are disabled
     */
    void assign(Set<Integer> assigned, Set<Integer> disabled) {
        if (!assigned.equals(lastAssigned)) {
            lastAssigned = Set.copyOf(assigned);
            log.info("job '{}': this instance has the items {}", job.name(), new TreeSet<>(assigned));
        }
        assigned.forEach(item -> items.computeIfAbsent(item, LocalItem::new).assigned = true);
        items.values().forEach(item -> {
            item.assigned = assigned.contains(item.item);
            item.disabled = disabled.contains(item.item);
            if (!item.assigned || item.disabled) {
                job.runner().endStream(item.item);
            }
        });
        work();
    }

    /** An item's record changed, maybe by this instance's own hand. */
    void recordChanged(int item) {
        LocalItem local = items.get(item);
        if (local != null && local.phase == Phase.BLOCKED) {
            local.phase = Phase.UNREAD;
            workSoon();
        } else if (local != null && local.phase == Phase.READING) {
            local.news = true;
        }
    }

    /** Instances came or went: whoever waits for one of them looks again. */
    void membersChanged() {
        boolean any = false;
        for (LocalItem item : items.values()) {
            if (item.phase == Phase.BLOCKED) {
                item.phase = Phase.UNREAD;
                any = true;
            } else if (item.phase == Phase.READING) {
                item.news = true;
            }
        }
        if (any) {
            workSoon();
        }
    }

    /** Changes may have been missed: every record that nobody is changing is read again. */
    void reread() {
        for (LocalItem item : items.values()) {
            boolean ahead = item.phase == Phase.READY && (item.unsaved || !isRecorded());
            if (!ahead && (item.phase == Phase.READY || item.phase == Phase.BLOCKED)) {
                item.phase = Phase.UNREAD;
            } else if (item.phase == Phase.READING) {
                item.news = true;
            }
        }
        work();
    }

    /** The items that stand at a point of their round. */
    List<LocalItem> in(Phase phase) {
        return items.values().stream().filter(item -> item.phase == phase).toList();
    }

    boolean isOver() {
        return over;
    }

    /** Whether new runs may begin here, so that waiting for company is worth it. */
    boolean mayStart() {
        return surroundings.mayStart();
    }

    /** Whether some run is still going or its end is not recorded yet. */
    boolean isBusy() {
        return items.values().stream()
                .filter(item -> !item.isIdle())
                // What is lost is settled by others once this instance has left, and what is claimed and was halted
                // too.
                .anyMatch(
                        item -> !(item.phase == Phase.READY && item.lost) && !(halted && item.phase == Phase.CLAIMED));
    }

    /** Starts whatever can be started, once for all that happens until then: answers and ends come in crowds. */
    void workSoon() {
        if (!expected) {
            expected = true;
            context.env().loop().execute(() -> {
                if (expected) {
                    work();
                }
            });
        }
    }

    /** Starts whatever can be started. */
    void work() {
        expected = false;
        if (over) {
            return;
        }
        items.values().removeIf(item -> !item.assigned && item.isIdle());
        read(in(Phase.UNREAD));
        in(Phase.RETRY).stream().filter(item -> !mayRetry(item)).forEach(item -> item.phase = Phase.ENDED);
        runClaimed();
        endRecorder.record();
        decide();
        surroundings.worked();
    }

    // ---- reading

    private void read(List<LocalItem> unread) {
        if (unread.isEmpty()) {
            return;
        }
        for (LocalItem item : unread) {
            item.phase = Phase.READING;
            item.news = false;
            item.unreadable = "";
        }
        store.recordOfEach(unread.stream().map(item -> item.item).toList(), records -> {
            if (over) {
                return;
            }
            Map<String, List<LocalItem>> owned = new LinkedHashMap<>();
            for (int i = 0; i < unread.size(); i++) {
                LocalItem item = unread.get(i);
                read(item, records.get(i));
                if (item.phase == Phase.READING) {
                    String owner = item.held().record().claim().owner();
                    owned.computeIfAbsent(owner, of -> new ArrayList<>()).add(item);
                }
            }
            lookForOwners(owned);
        });
    }

    private void read(LocalItem item, Reply<StoredRecord> reply) {
        switch (reply.status()) {
            case FOUND -> settle(item, reply.value());
            case ABSENT -> begin(item);
            case UNREADABLE -> {
                log.error(
                        "job '{}', item {}: its record makes no sense, so it does not run: {}. Delete the node to"
                                + " begin anew from now.",
                        job.name(),
                        item.item,
                        reply.trouble());
                item.unreadable = reply.trouble();
                settled(item, Phase.BLOCKED);
            }
            case UNAVAILABLE -> failed(item, reply.trouble());
        }
    }

    /** Leaves it reading if that depends on whether somebody else lives. */
    private void settle(LocalItem item, StoredRecord stored) {
        ExecutionRecord record = stored.record();
        String doubt = item.claimInDoubt;
        item.hold(stored);
        item.lost = false;
        item.mine = false;
        item.claimInDoubt = null;
        item.unsaved = false;
        repetition.succeeded();
        JobDefinition definition = surroundings.definition();
        if (definition != null && !isRecorded(definition) && !record.isRunning()) {
            // The record is older than the last run, so what is past counts as done.
            item.hold(new StoredRecord(
                    item.item,
                    record.skipped(Math.max(record.fire(), context.lease().registryMillis()), List.of()),
                    stored.version()));
        }
        if (record.state() == State.RETIRED && item.assigned) {
            item.end = null;
            item.phase = Phase.WRITING;
            claims.revive(item.held(), freshFire(), schedule(), result -> written(item, result));
        } else if (!record.isRunning()) {
            // Whatever end was still to be recorded has been, or the fire is not ours to end any more.
            item.end = null;
            settled(item, Phase.READY);
        } else if (doubt != null && claims.isMine(record, doubt)) {
            log.debug("job '{}', item {}: the claim whose answer was lost had succeeded", job.name(), item.item);
            claimed(item, stored);
            workSoon();
        } else if (item.end != null && stored.equals(item.end.held())) {
            item.phase = item.retryAt > 0 ? Phase.RETRY : Phase.ENDED;
            workSoon();
        } else if (record.claim().owner().equals(self.id())) {
            item.end = null;
            // A claim of this very incarnation that it knows nothing of: its run ended in an internal error.
            item.lost = true;
            item.mine = true;
            settled(item, Phase.READY);
        } else {
            item.end = null;
        }
    }

    /** The records were read before, under the same session: no owner's registration can be newer than that. */
    private void lookForOwners(Map<String, List<LocalItem>> owned) {
        List<String> owners =
                owned.keySet().stream().map(store.paths()::instance).toList();
        store.existing(owners, alive -> {
            if (over) {
                return;
            }
            owned.forEach((owner, theirs) -> theirs.forEach(item -> {
                if (alive.isUnavailable()) {
                    failed(item, alive.trouble());
                } else if (alive.value().contains(store.paths().instance(owner))) {
                    settled(item, Phase.BLOCKED);
                } else {
                    item.lost = true;
                    settled(item, Phase.READY);
                }
            }));
        });
    }

    private void begin(LocalItem item) {
        // Of what its last record told nothing can be settled any more.
        item.end = null;
        item.claimInDoubt = null;
        item.lost = false;
        item.mine = false;
        item.unsaved = false;
        item.phase = Phase.WRITING;
        claims.begin(item.item, freshFire(), schedule(), result -> {
            if (!over) {
                if (result.status() == ClaimResult.Status.HELD) {
                    item.hold(result.records().get(0));
                    settled(item, Phase.READY);
                } else {
                    failed(item, "could not make its record: " + result.status());
                }
            }
        });
    }

    private String schedule() {
        JobDefinition definition = surroundings.definition();
        // Unknown, it differs from whatever is known later, and that is noted then.
        return definition == null ? "" : definition.schedule();
    }

    /** The fire from which on an item that has no past takes part. */
    long freshFire() {
        return job.isOneOff() ? 0 : context.lease().registryMillis();
    }

    private void settled(LocalItem item, Phase phase) {
        item.phase = item.news ? Phase.UNREAD : phase;
        item.news = false;
        workSoon();
    }

    /** The item's record is read again after a pause. */
    void failed(LocalItem item, String trouble) {
        item.phase = Phase.WAITING;
        repetition.failed(trouble);
    }

    private void repeat() {
        for (LocalItem item : items.values()) {
            if (item.phase == Phase.WAITING) {
                item.phase = Phase.UNREAD;
            }
        }
        workSoon();
    }

    // ---- deciding and claiming

    private void decide() {
        JobDefinition definition = surroundings.definition();
        alarm.clear();
        if (definition == null || !surroundings.mayStart() || !context.lease().mayClaim()) {
            return;
        }
        List<FireClaims.Wish> retries = new ArrayList<>();
        long next = Long.MAX_VALUE;
        for (LocalItem item : List.copyOf(items.values())) {
            // The assignment follows an edit a little later.
            boolean exists = item.item < definition.configuration().getShardingTotalCount();
            boolean concerned = item.assigned && exists || item.lost && item.mine;
            if (item.phase == Phase.RETRY && !job.runner().isBusy(item.item)) {
                if (item.retryAt <= context.lease().registryMillis()) {
                    retries.add(FireClaims.Wish.again(item.held()));
                } else {
                    next = Math.min(next, item.retryAt);
                }
            } else if (item.phase == Phase.READY && concerned && !job.runner().isBusy(item.item)) {
                next = Math.min(
                        next, agenda.next(item, definition, context.lease().registryMillis()));
            }
        }
        Map<Long, List<FireClaims.Wish>> wishes = new TreeMap<>(wished);
        wished.clear();
        wishes.forEach((fire, wanted) -> inPieces(wanted, piece -> claim(piece, definition)));
        inPieces(retries, piece -> claim(piece, definition, FireClaims.Marks.KEEP));
        if (next < Long.MAX_VALUE) {
            alarm.at(next);
        }
    }

    private static <T> void inPieces(List<T> all, Consumer<List<T>> action) {
        for (int from = 0; from < all.size(); from += Limits.ITEMS_PER_TRANSACTION) {
            action.accept(all.subList(from, Math.min(all.size(), from + Limits.ITEMS_PER_TRANSACTION)));
        }
    }

    @Override
    public void claim(FireClaims.Wish wish) {
        wished.computeIfAbsent(wish.fire(), fire -> new ArrayList<>()).add(wish);
    }

    private void claim(List<FireClaims.Wish> wishes, JobDefinition definition) {
        List<FireClaims.Wish> together = new ArrayList<>();
        String unrecorded = claims.newOpId();
        for (FireClaims.Wish wish : wishes) {
            // The outcome of a requested run is always waited for.
            if (!isRecorded(definition) && wish.request().isEmpty()) {
                claimUnrecorded(wish, definition, unrecorded);
            } else if (item(wish).leftover) {
                // Whether it really is a leftover, each finds out on its own.
                claim(List.of(wish), definition, FireClaims.Marks.REPLACE);
            } else {
                together.add(wish);
            }
        }
        runClaimed();
        if (!together.isEmpty()) {
            claim(together, definition, FireClaims.Marks.MAKE);
        }
    }

    private LocalItem item(FireClaims.Wish wish) {
        return Objects.requireNonNull(items.get(wish.held().item()), "item");
    }

    private void claim(List<FireClaims.Wish> wishes, JobDefinition definition, FireClaims.Marks marks) {
        List<LocalItem> wanted = wishes.stream().map(this::item).toList();
        String opId = claims.newOpId();
        wishes.forEach(wish -> {
            LocalItem item = item(wish);
            item.phase = Phase.WRITING;
            item.claimedUnder = definition;
            item.source = source(wish, item);
            item.takesOver = item.lost;
        });
        claims.claim(wishes, definition.version(), opId, marks, result -> {
            if (!over) {
                claimAnswered(wanted, opId, result);
            }
        });
    }

    private static ExecutionSource source(FireClaims.Wish wish, LocalItem item) {
        if (item.lost) {
            return ExecutionSource.FAILOVER;
        } else if (wish.attempt() > 1) {
            return item.source;
        } else if (!wish.request().isEmpty()) {
            return ExecutionSource.MANUAL_TRIGGER;
        }
        return wish.overrun() ? ExecutionSource.MISFIRE : ExecutionSource.NORMAL_TRIGGER;
    }

    private void claimAnswered(List<LocalItem> wanted, String opId, ClaimResult result) {
        switch (result.status()) {
            case HELD -> {
                for (int i = 0; i < wanted.size(); i++) {
                    StoredRecord record = result.records().get(i);
                    passed(record.item(), record.record().skips());
                    claimed(wanted.get(i), record);
                }
            }
            case STALE -> {
                wanted.forEach(item -> conflicted(item, "a claim found something else than expected"));
                surroundings.stale();
            }
            case LEFTOVER, UNWANTED -> {
                // With one item, the node is there when it is expected to be missing, or the other way round.
                wanted.forEach(item -> item.leftover = wanted.size() > 1 || !item.leftover);
                wanted.forEach(item -> conflicted(item, "a node that shows it running is left over"));
            }
            case UNKNOWN -> {
                wanted.forEach(item -> item.claimInDoubt = opId);
                wanted.forEach(item -> failed(item, "the answer to a claim was lost"));
                return;
            }
            case SESSION_LOST -> {
                // The session's end is reported on its own and takes everything here with it.
                wanted.forEach(item -> item.claimInDoubt = opId);
                return;
            }
        }
        workSoon();
    }

    @Override
    public void abandon(LocalItem item) {
        item.phase = Phase.WRITING;
        ExecutionRecord.Claim claim = item.held().record().claim();
        log.warn(
                "job '{}', item {}: {} did not finish fire {}; it is given up because failover is off.",
                job.name(),
                item.item,
                claim.owner().equals(self.id())
                        ? "this instance lost its lease and"
                        : "its owner " + claim.owner() + " is gone and",
                Instant.ofEpochMilli(item.held().record().fire()));
        claims.abandon(item.held(), claim.isRequested() && !item.unwanted, result -> {
            if (result.status() == ClaimResult.Status.HELD) {
                job.tally().abandoned();
            }
            written(item, result);
        });
    }

    @Override
    public void reschedule(LocalItem item, long since, List<SkippedFires> skips) {
        JobDefinition definition = surroundings.definition();
        if (definition != null) {
            passed(item.item, skips);
            item.phase = Phase.WRITING;
            claims.reschedule(item.held(), definition, since, skips, result -> skipped(item, skips, result));
        }
    }

    @Override
    public void skip(LocalItem item, List<SkippedFires> skips) {
        JobDefinition definition = surroundings.definition();
        if (definition == null) {
            return;
        }
        passed(item.item, skips);
        item.phase = Phase.WRITING;
        claims.skip(item.held(), skips, definition.version(), result -> skipped(item, skips, result));
    }

    private void skipped(LocalItem item, List<SkippedFires> skips, ClaimResult result) {
        if (result.status() == ClaimResult.Status.HELD) {
            job.tally().skipped(skips);
        }
        written(item, result);
    }

    /** Fires that are not run are told of a little later, because items of a fire mostly share their fate. */
    private void passed(int item, List<SkippedFires> skips) {
        for (SkippedFires skip : skips) {
            SkippedFires shared = new SkippedFires(skip.reason(), skip.from(), skip.from(), skip.count());
            passedOver.computeIfAbsent(shared, same -> new TreeSet<>()).add(item);
        }
        if (!passedOver.isEmpty() && tellTimer == null) {
            tellTimer = context.env().loop().schedule(millis(Limits.TELL_MILLIS), this::tellPassedOver);
        }
    }

    private void tellPassedOver() {
        cancel(tellTimer);
        tellTimer = null;
        passedOver.forEach((skip, numbers) -> log.warn(
                "job '{}', items {}: {} fire(s) from {} were passed over: {}",
                job.name(),
                numbers,
                skip.count(),
                Instant.ofEpochMilli(skip.from()),
                skip.reason()));
        passedOver.clear();
    }

    /** A change that either took place or is decided anew. */
    private void written(LocalItem item, ClaimResult result) {
        if (over || result.status() == ClaimResult.Status.SESSION_LOST) {
            return;
        }
        item.unwanted = result.status() == ClaimResult.Status.UNWANTED;
        if (result.status() == ClaimResult.Status.HELD) {
            item.lost = false;
            item.unsaved = false;
            item.hold(result.records().get(0));
            item.phase = Phase.READY;
        } else if (result.status() == ClaimResult.Status.UNKNOWN) {
            failed(item, "the answer to a change was lost");
            return;
        } else {
            conflicted(item, "a change found something else than expected");
            surroundings.stale();
        }
        workSoon();
    }

    /** Reads again at once, but not for ever: a registry that refuses every change must not be asked without a pause. */
    private void conflicted(LocalItem item, String trouble) {
        item.phase = Phase.UNREAD;
        if (++item.conflicts > Limits.CONFLICTS_AT_ONCE) {
            item.phase = Phase.WAITING;
            repetition.failed(trouble);
        }
    }

    // ---- running and recording

    private void claimed(LocalItem item, StoredRecord record) {
        item.hold(record);
        job.tally().skipped(record.record().skips());
        if (item.takesOver) {
            job.tally().takenOver();
            item.takesOver = false;
        }
        item.lost = false;
        item.leftover = false;
        item.end = null;
        item.retryAt = 0;
        item.unsaved = false;
        item.claimInDoubt = null;
        item.conflicts = 0;
        repetition.succeeded();
        // Nobody else can take it while the session lives; if the session is lost, so is the claim.
        item.phase = Phase.CLAIMED;
    }

    /** Runs what is claimed, as soon as that is possible here; what was claimed together, for one fire, runs as one group. */
    private void runClaimed() {
        if (halted || context.lease().nanosLeft(store.session()) <= 0) {
            return;
        }
        Map<String, List<LocalItem>> groups = new LinkedHashMap<>();
        for (LocalItem item : in(Phase.CLAIMED)) {
            if (!job.runner().isBusy(item.item)) {
                ExecutionRecord record = item.held().record();
                groups.computeIfAbsent(record.fire() + " " + record.claim().opId(), together -> new ArrayList<>())
                        .add(item);
            }
        }
        groups.values().stream().filter(this::isOpen).forEach(this::run);
    }

    /** A request for a part of the items is not a fire of the job as a whole, so it waits for nobody. */
    private boolean isOpen(List<LocalItem> group) {
        ExecutionRecord record = group.get(0).held().record();
        return Request.isPart(record.claim().request()) || surroundings.isOpen(record.fire());
    }

    private void run(List<LocalItem> group) {
        // What was claimed together was claimed under the same definition, which may have been replaced since.
        JobDefinition definition = Objects.requireNonNull(group.get(0).claimedUnder, "definition");
        Instant fire = Instant.ofEpochMilli(group.get(0).held().record().fire());
        SortedMap<Integer, ItemRun> runs = new TreeMap<>();
        for (LocalItem item : group) {
            item.phase = Phase.RUNNING;
            item.fenced = false;
            ExecutionRecord.Claim claim = item.held().record().claim();
            runs.put(
                    item.item,
                    new ItemRun(
                            job.name() + "@-@" + item.item + "@-@READY@-@" + self.id() + "-" + claim.token(),
                            fire,
                            claim.attempt(),
                            claim.token(),
                            item.source));
        }
        RegistrySession session = store.session();
        ClaimedGroup claimed = new ClaimedGroup(
                definition.configuration(),
                self.id(),
                fire,
                runs,
                () -> Duration.ofNanos(revoked ? 0 : context.lease().nanosLeft(session)));
        Map<Integer, LocalItem> byNumber = group.stream().collect(Collectors.toMap(item -> item.item, item -> item));
        job.runner()
                .run(claimed, (number, end, took) -> ended(Objects.requireNonNull(byNumber.get(number)), end, took));
    }

    private void ended(LocalItem item, RunEnd end, Duration took) {
        if (over) {
            surroundings.itemFree();
            return;
        }
        StoredRecord held = item.held();
        long now = context.lease().registryMillis();
        // From the claim to the run it may have waited for the registry, and for a thread.
        long started = Math.max(held.record().startedAt(), now - took.toMillis());
        State state = state(end);
        if (item.unsaved) {
            // Without a record there is nothing that a retry could be fenced by.
            item.hold(new StoredRecord(item.item, held.record().ended(state, started, now), held.version()));
            item.phase = Phase.READY;
            checkpointLater();
        } else if (end == RunEnd.NOT_RUN) {
            // Still claimed: it is run once that is possible here, or by others once this instance is gone.
            item.phase = Phase.CLAIMED;
        } else if (end != RunEnd.DONE && item.fenced) {
            lose(item);
        } else {
            item.end = FireClaims.End.of(held, state, started, now);
            item.retryAt = end == RunEnd.DONE ? 0 : now + retryDelay(held.record());
            item.phase = end != RunEnd.DONE && end != RunEnd.GIVEN_UP && mayRetry(item) ? Phase.RETRY : Phase.ENDED;
        }
        workSoon();
    }

    private static State state(RunEnd end) {
        return switch (end) {
            case DONE -> State.DONE;
            case FAILED, GIVEN_UP, NOT_RUN -> State.FAILED;
            case TIMED_OUT -> State.TIMED_OUT;
        };
    }

    private long retryDelay(ExecutionRecord record) {
        JobDefinition definition = surroundings.definition();
        return definition == null
                ? 0
                : definition
                        .configuration()
                        .getRetry()
                        .delayAfter(record.claim().attempt())
                        .toMillis();
    }

    /** Whether a failed run may be followed by another one of the same fire. */
    private boolean mayRetry(LocalItem item) {
        JobDefinition definition = surroundings.definition();
        return definition != null
                && item.held().record().claim().attempt()
                        <= definition.configuration().getRetry().maxAttempts()
                && surroundings.isEnabled()
                && !item.disabled
                && !surroundings.isStopping();
    }

    // ---- without records per run

    private boolean isRecorded() {
        JobDefinition definition = surroundings.definition();
        return definition == null || isRecorded(definition);
    }

    /** Whether each run has a record. */
    private boolean isRecorded(JobDefinition definition) {
        return definition.configuration().isMonitorExecution() || job.isOneOff() || surroundings.needsRecords();
    }

    private void claimUnrecorded(FireClaims.Wish wish, JobDefinition definition, String opId) {
        LocalItem item = items.get(wish.held().item());
        if (item == null) {
            return;
        }
        long now = context.lease().registryMillis();
        ExecutionRecord record = wish.held().record();
        ExecutionRecord.Claim claim = new ExecutionRecord.Claim(
                self.id(), record.nextToken(now), wish.attempt(), definition.version(), opId, "");
        item.hold(new StoredRecord(
                item.item,
                record.claimed(wish.fire(), claim, now, wish.skips()),
                wish.held().version()));
        item.unsaved = true;
        item.source = source(wish, item);
        passed(item.item, wish.skips());
        job.tally().skipped(wish.skips());
        if (item.lost) {
            job.tally().takenOver();
        }
        item.lost = false;
        item.claimedUnder = definition;
        item.phase = Phase.CLAIMED;
    }

    private void checkpointLater() {
        if (!surroundings.mayStart()) {
            checkpoint();
        } else if (checkpointTimer == null) {
            checkpointTimer = context.env().loop().schedule(millis(Limits.CHECKPOINT_MILLIS), this::checkpoint);
        }
    }

    /** Writes the last fires of items whose runs are not recorded one by one. */
    void checkpoint() {
        cancel(checkpointTimer);
        checkpointTimer = null;
        if (over) {
            return;
        }
        inPieces(in(Phase.READY).stream().filter(item -> item.unsaved).toList(), this::save);
    }

    private void save(List<LocalItem> unsaved) {
        unsaved.forEach(item -> item.phase = Phase.WRITING);
        claims.save(unsaved.stream().map(LocalItem::held).toList(), result -> {
            boolean held = result.status() == ClaimResult.Status.HELD;
            if (result.status() == ClaimResult.Status.STALE && unsaved.size() > 1 && !over) {
                // One of them spoils it for all: each on its own finds out.
                unsaved.forEach(item -> save(List.of(item)));
                return;
            }
            for (int i = 0; i < unsaved.size(); i++) {
                LocalItem item = unsaved.get(i);
                item.unsaved = false;
                List<StoredRecord> records = held ? List.of(result.records().get(i)) : List.of();
                written(item, new ClaimResult(result.status(), records));
            }
        });
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static void cancel(EventLoop.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    @Override
    public String toString() {
        return items.values().toString();
    }
}
