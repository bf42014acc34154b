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
import io.rota.env.EventLoop;
import io.rota.internal.cluster.Assigner;
import io.rota.internal.cluster.Membership;
import io.rota.internal.cluster.Reconciler;
import io.rota.internal.state.JobDefinition;
import io.rota.internal.state.JobPaths;
import io.rota.internal.state.JobStore;
import io.rota.internal.state.LocalProps;
import io.rota.internal.state.Reply;
import io.rota.internal.state.Request;
import io.rota.internal.state.StoredRecord;
import io.rota.internal.trigger.FireSchedule;
import io.rota.registry.CommitResult;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistrySession;
import io.rota.registry.Transaction;
import io.rota.registry.WatchListener;
import io.rota.spi.JobShardingStrategy;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * One job under one session: from the first look at the tree to leaving, or to the end of the session, whichever is first.
 *
 * It is a level-triggered controller. Watches only mark what may have changed; refresh() reads that again, compares and
 * acts, one pass at a time, until nothing is marked:
 *
 *   DEFINITION   the configuration                 -> schedule, threads
 *   CLUSTER      own registration, server, leader  -> leave, take the leadership, assign as the leader
 *   ASSIGNMENT   who should try which item         -> the board's items
 *   TRIGGER      a tool asks for a run             -> a request for the board's items
 *   REQUESTS     runs that somebody asked for      -> the desk
 *
 * A pass that could not read something marks it again and is repeated after a pause.
 */
/** One job's time under one session. On the loop. */
final class Tenure implements Surroundings, OnceGate.House, RequestDesk.House, WatchListener {

    private static final Logger log = LoggerFactory.getLogger(Tenure.class);

    /** What may have changed. */
    private enum Mark {
        DEFINITION,
        CLUSTER,
        ASSIGNMENT,
        TRIGGER,
        REQUESTS
    }

    /** Hears how the job fares; on the loop. */
    interface Owner {

        /** The job's name is free, or belongs to its class. */
        void checked();

        /** The job's name belongs to somebody else. */
        void refused(JobInstance self, String reason);

        /** The instance is registered. */
        void joined();

        /** The board has done what it could. */
        void worked();

        /** Somebody removed this instance's registration although its session lives, and so asks it to stop. */
        void deregistered();

        /** A run under an earlier session has ended. */
        void itemFree();

        /** What is told of the job may have changed. */
        void fares();
    }

    private final EngineContext context;
    private final EngineJob job;
    private final Owner owner;
    private final JobInstance self;
    private final JobStore store;
    private final JobPaths paths;
    private final Membership membership;
    private final Assigner assigner;
    private final Reconciler reconciler;
    private final DefinitionInForce inForce;
    private final ScheduleHistory schedules;
    private final RequestDesk desk;
    private final ItemBoard board;
    // Most jobs need none.
    private @Nullable OnceGate once;
    private final Repetition joining;
    private final Repetition refreshing;
    private final EnumSet<Mark> marks = EnumSet.noneOf(Mark.class);
    private RegistrySession.@Nullable Registration watch;
    private EventLoop.@Nullable Timer reconcileTimer;
    // The latest change that was heard of.
    private long heard;
    // The tree began with this revision, and what it was then is known; 0 if it is not.
    private long foundedAt;
    // What this instance changed as the leader when it last placed items, and what was heard of meanwhile.
    private final Set<Long> placedHere = new HashSet<>();
    private final Set<Long> placedMeanwhile = new HashSet<>();
    private boolean assigning;
    private String foreign = "";
    private boolean go;
    private boolean inPass;
    private boolean passExpected;
    private boolean defining;
    private boolean definitionMissing;
    private boolean joined;
    private boolean enabled = true;
    private boolean leader;
    private boolean clockIsOff;
    private boolean stopping;
    private boolean over;

    Tenure(EngineContext context, EngineJob job, RequestDesk desk, JobInstance self, Opening opening) {
        this.context = context;
        this.job = job;
        this.desk = desk;
        this.self = self;
        this.owner = opening.owner();
        go = opening.go();
        paths = new JobPaths(job.name());
        store = new JobStore(opening.session(), paths);
        membership = new Membership(store, self, job.owner(), LocalProps.published(job.local()));
        assigner = new Assigner(store, self);
        reconciler = new Reconciler(store);
        schedules = opening.schedules();
        inForce = new DefinitionInForce(context, job, schedules);
        board = new ItemBoard(context, job, self, store, this);
        String named = "job '" + job.name() + "': ";
        joining = new Repetition(context.env().loop(), context.backoff(), named + "joining", this::proceed);
        refreshing = new Repetition(context.env().loop(), context.backoff(), named + "reading its tree", this::pass);
    }

    /**
     * What a tenure begins with.
     *
     * @param session the session it lives under
     * @param owner who hears of it
     * @param go whether to join, or only to look whether joining is possible
     * @param schedules those that earlier tenures have read
     */
    record Opening(RegistrySession session, Owner owner, boolean go, ScheduleHistory schedules) {}

    // ---- joining and leaving

    /** Takes the first step, or repeats the one that failed. */
    void proceed() {
        if (go) {
            join();
        } else {
            check();
        }
    }

    /** Looks whether the job's name is free or the job's own; changes nothing. */
    private void check() {
        membership.check(result -> {
            if (over || stopping) {
                return;
            }
            switch (result.outcome()) {
                case DONE -> owner.checked();
                case REFUSED -> owner.refused(self, result.detail());
                case RETRY -> {
                    joining.failed(result.detail());
                    owner.fares();
                }
            }
        });
    }

    /** Registers, and takes part from then on. */
    void join() {
        go = true;
        if (watch == null) {
            // Before a new job is made, so that whatever others change of it afterwards is heard of.
            watch = store.session().watch(paths.root(), this);
        }
        Founding founding = new Founding();
        membership.join(context.lease().registryMillis(), founding, result -> {
            if (over || stopping) {
                return;
            }
            switch (result.outcome()) {
                case DONE -> joined(founding);
                case REFUSED -> owner.refused(self, result.detail());
                case RETRY -> {
                    joining.failed(result.detail());
                    owner.fares();
                }
            }
        });
    }

    private void joined(Founding founding) {
        joining.succeeded();
        joined = true;
        desk.open(store, this);
        if (!begins(founding)) {
            resync();
        }
        owner.joined();
    }

    private boolean begins(Founding founding) {
        try {
            return founding.isKnown() && begin(founding);
        } catch (RuntimeException | Error e) {
            // Some of that is users' code.
            log.error("job '{}': what was made of it could not be acted on; it is read instead", job.name(), e);
            return false;
        }
    }

    /** The job did not exist, and all of it is of this instance's making: there is nothing to read. */
    private boolean begin(Founding founding) {
        if (!inForce.take(Reply.found(founding.definition()))) {
            return false;
        }
        JobDefinition now = Objects.requireNonNull(inForce.definition(), "definition");
        foundedAt = founding.revision;
        marks.clear();
        leader = true;
        gateFor(inForce.onceListeners());
        clockCompared();
        reconcileLater(now);
        desk.listed(List.of(), total(now));
        board.found(founding.records);
        return true;
    }

    /** The making of a job that did not exist: with its leader, and with its items placed. */
    private final class Founding implements Membership.Founder {

        private List<StoredRecord> records = List.of();
        private @Nullable JobDefinition definition;
        private long revision;

        @Override
        public void sends(Transaction founding, JobDefinition definition) {
            heard = 0;
            this.definition = definition;
            if (job.local().isDisabled()) {
                return;
            }
            try {
                records = assigner.found(founding, definition, inForce.strategy(), board.freshFire());
            } catch (RuntimeException | Error e) {
                // Some of that is users' code. The items are placed after the job is made.
                log.error("job '{}': its items could not be placed together with its making", job.name(), e);
            }
        }

        @Override
        public void founded(long revision) {
            this.revision = revision;
        }

        JobDefinition definition() {
            return Objects.requireNonNull(definition, "not sent");
        }

        /** Whether the tree is as it was made, as far as has been heard. */
        boolean isKnown() {
            return !records.isEmpty() && heard <= revision;
        }
    }

    /** Starts nothing new; what runs goes on. */
    void stop() {
        stopping = true;
        board.checkpoint();
        board.work();
    }

    /** Whether some run is still going or its end is not recorded yet. */
    boolean isBusy() {
        return board.isBusy() || once != null && once.isBusy();
    }

    /**
     * Leaves in an orderly way.
     *
     * @param whenLeft called when the registry has answered; never if the session ends first
     */
    void leave(Runnable whenLeft) {
        board.revoke();
        atGate(OnceGate::revoke);
        if (go) {
            // A session that has not been heard of for twice its timeout is over, and its registrations with it.
            leave(
                    whenLeft,
                    context.env().time().monotonicNanos()
                            + 2 * store.session().timeout().toNanos());
        } else {
            whenLeft.run();
        }
    }

    private void leave(Runnable whenLeft, long untilNanos) {
        membership.leave(result -> {
            if (result.outcome() == Membership.Outcome.DONE) {
                whenLeft.run();
            } else if (context.env().time().monotonicNanos() - untilNanos < 0) {
                // Also after the stop has been reported: a registration left behind would keep its items from the
                // others.
                context.env().loop().schedule(context.backoff().longest().toNanos(), () -> leave(whenLeft, untilNanos));
            }
        });
    }

    /** The lease has ended: runs that do not finish are lost. */
    void leaseExpired() {
        board.fence();
    }

    /** The wait for runs is over: none begins any more. */
    void halt() {
        board.halt();
        board.work();
    }

    /** The session is gone, or the job has left: nothing here counts any more. */
    void end() {
        over = true;
        board.end();
        atGate(OnceGate::end);
        joining.cancel();
        refreshing.cancel();
        if (reconcileTimer != null) {
            reconcileTimer.cancel();
        }
        if (watch != null) {
            watch.close();
        }
        desk.close("the session with the registry ended");
    }

    /** What keeps the job from running as its definition says; empty if nothing does. */
    String problem() {
        if (!foreign.isEmpty()) {
            return "another product runs it too: " + foreign;
        }
        if (clockIsOff || context.lease().isClockOff()) {
            return "this machine's clock differs from the registry's by "
                    + context.lease().skewMillis() + " ms";
        }
        if (!inForce.problem().isEmpty()) {
            return "its definition cannot be used: " + inForce.problem();
        }
        if (!joining.trouble().isEmpty()) {
            return "it cannot join: " + joining.trouble();
        }
        if (!refreshing.trouble().isEmpty()) {
            return "its tree cannot be read: " + refreshing.trouble();
        }
        return board.problem();
    }

    /** The items that the assignment names. */
    Set<Integer> assigned() {
        return board.assigned();
    }

    /** The definition in force, null while there was no good one. */
    @Nullable
    JobConfiguration configuration() {
        JobDefinition known = inForce.definition();
        return known == null ? null : known.configuration();
    }

    /** How many items the assignment gives to this instance. */
    int itemsAssigned() {
        return board.assigned().size();
    }

    boolean isJoined() {
        return joined;
    }

    /** The lease is valid again, or a local run has ended: something may be possible that was not. */
    void poke() {
        if (joined) {
            board.work();
            atGate(OnceGate::lookIfConcerned);
        }
    }

    /** This machine's clock was compared with the registry's. */
    void clockCompared() {
        JobDefinition known = inForce.definition();
        int allowedSeconds = known == null ? -1 : known.configuration().getMaxTimeDiffSeconds();
        long off = context.lease().skewMillis();
        boolean before = clockIsOff;
        clockIsOff = allowedSeconds >= 0 && Math.abs(off) > TimeUnit.SECONDS.toMillis(allowedSeconds);
        if (clockIsOff && !before) {
            log.error(
                    "job '{}': nothing is started, because this machine's clock differs from the registry's by {} ms and"
                            + " max-time-diff-seconds is {}. Correct the machine's time; the job then goes on by itself.",
                    job.name(),
                    off,
                    allowedSeconds);
        }
        if (before && !clockIsOff) {
            poke();
        }
    }

    // ---- what the board asks

    @Override
    public @Nullable JobDefinition definition() {
        return inForce.definition();
    }

    @Override
    public FireSchedule schedule() {
        return inForce.schedule();
    }

    @Override
    public List<Epoch> epochs() {
        return schedules.epochs();
    }

    @Override
    public Optional<Request> request(int item, long after) {
        return desk.next(item, after);
    }

    @Override
    public boolean mayStart() {
        return !stopping && !clockIsOff && foreign.isEmpty() && !defining && !marks.contains(Mark.DEFINITION);
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public boolean isStopping() {
        return stopping;
    }

    @Override
    public void stale() {
        mark(Mark.DEFINITION, Mark.CLUSTER);
    }

    @Override
    public void worked() {
        if (stopping) {
            atGate(gate -> gate.finish(board.items()));
            owner.worked();
        }
        owner.fares();
    }

    @Override
    public void requested() {
        board.workSoon();
    }

    @Override
    public void requestsChanged() {
        mark(Mark.REQUESTS);
    }

    @Override
    public boolean isOpen(long fire) {
        return once == null || once.isOpen(fire);
    }

    @Override
    public boolean needsRecords() {
        return once != null && once.isNeeded();
    }

    @Override
    public void opened() {
        board.work();
    }

    @Override
    public void settled() {
        if (stopping) {
            owner.worked();
        }
    }

    @Override
    public void itemFree() {
        owner.itemFree();
    }

    // ---- hearing of changes

    @Override
    public void changed(String path, long revision) {
        if (over || revision <= foundedAt) {
            return;
        }
        heard = Math.max(heard, revision);
        if (path.equals(paths.config()) || path.equals(paths.settings()) || path.equals(paths.root())) {
            mark(Mark.DEFINITION);
        } else if (path.startsWith(paths.instances())) {
            mark(Mark.CLUSTER);
            board.membersChanged();
            atGate(OnceGate::lookIfConcerned);
        } else if (path.startsWith(paths.guarantee())) {
            atGate(OnceGate::ledgerChanged);
        } else if (path.startsWith(paths.servers()) || path.equals(paths.leader())) {
            mark(Mark.CLUSTER);
        } else if (path.equals(paths.trigger(self.id()))) {
            mark(Mark.TRIGGER);
        } else if (path.startsWith(paths.requests())) {
            requestChanged(path, revision);
        } else if (path.startsWith(paths.sharding())) {
            itemChanged(path, revision);
        }
    }

    private void itemChanged(String path, long revision) {
        OptionalInt record = paths.itemOfExecution(path);
        if (record.isPresent()) {
            board.recordChanged(record.getAsInt());
            atGate(gate -> gate.itemChanged(record.getAsInt()));
            JobDefinition known = inForce.definition();
            if (leader && known != null && record.getAsInt() >= total(known)) {
                // An item that the job has no more has ended: it can be retired.
                mark(Mark.CLUSTER);
            }
        } else if (path.endsWith("/disabled")) {
            mark(Mark.ASSIGNMENT);
            OptionalInt disabled = paths.itemOfDisabled(path);
            disabled.ifPresent(item -> atGate(gate -> gate.itemChanged(item)));
        } else if (path.endsWith("/instance")) {
            if (assigning) {
                // A change is heard of before the answer to the one who makes it.
                placedMeanwhile.add(revision);
            } else if (!placedHere.contains(revision)) {
                placed();
            }
        }
    }

    /** Somebody placed an item; under a leader, not always the leader. */
    private void placed() {
        mark(Mark.ASSIGNMENT);
        if (leader) {
            mark(Mark.CLUSTER);
        }
    }

    private void requestChanged(String path, long revision) {
        if (path.equals(paths.requests())) {
            return;
        }
        String[] request = path.substring(paths.requests().length() + 1).split("/");
        if (request.length > 1) {
            desk.outcomeWritten(request[0]);
        } else if (desk.isNews(request[0], revision)) {
            mark(Mark.REQUESTS);
        }
    }

    @Override
    public void resync() {
        foundedAt = 0;
        heard = WatchListener.UNKNOWN;
        // Before that, nothing has been read yet.
        if (!over && joined) {
            mark(Mark.values());
            board.reread();
            atGate(OnceGate::resync);
        }
    }

    private void mark(Mark... changed) {
        marks.addAll(List.of(changed));
        // Changes come in crowds, and one reading is enough for all.
        if (!passExpected) {
            passExpected = true;
            context.env().loop().execute(() -> {
                passExpected = false;
                pass();
            });
        }
    }

    // ---- reading again

    private void pass() {
        if (over || inPass || marks.isEmpty() || !joined) {
            return;
        }
        inPass = true;
        if (marks.contains(Mark.DEFINITION)) {
            // Before the reading: what changes during it is read again.
            marks.remove(Mark.DEFINITION);
            defining = true;
            store.definition(read -> after(Mark.DEFINITION, read, () -> define(read)));
        } else if (marks.contains(Mark.CLUSTER)) {
            marks.remove(Mark.CLUSTER);
            cluster();
        } else if (marks.contains(Mark.ASSIGNMENT)) {
            marks.remove(Mark.ASSIGNMENT);
            store.assignment(read -> after(Mark.ASSIGNMENT, read, () -> assigned(read.value())));
        } else if (marks.contains(Mark.TRIGGER)) {
            marks.remove(Mark.TRIGGER);
            store.text(paths.trigger(self.id()), read -> after(Mark.TRIGGER, read, () -> triggered(read)));
        } else {
            marks.remove(Mark.REQUESTS);
            desk.listing();
            store.requests(read -> after(Mark.REQUESTS, read, () -> {
                JobDefinition known = inForce.definition();
                if (known != null) {
                    desk.listed(read.value(), total(known));
                    board.work();
                }
                passed();
            }));
        }
    }

    private void assigned(Map<Integer, String> assignment) {
        Set<Integer> own = new HashSet<>();
        assignment.forEach((item, instance) -> {
            if (instance.equals(self.id())) {
                own.add(item);
            }
        });
        store.disabled(
                own,
                disabled -> after(Mark.ASSIGNMENT, disabled, () -> {
                    board.assign(own, disabled.value());
                    passed();
                }));
    }

    private void triggered(Reply<String> asked) {
        if (!asked.isFound()) {
            passed();
            return;
        }
        JobDefinition known = inForce.definition();
        if (known == null || board.assigned().stream().anyMatch(item -> item >= total(known))) {
            // The assignment follows another definition than the one that is known here.
            marks.add(Mark.DEFINITION);
            failed(Mark.TRIGGER, "the number of items has changed");
            return;
        }
        desk.trigger(store, paths.trigger(self.id()), board.assigned(), trouble -> {
            if (over) {
                return;
            }
            if (trouble.isEmpty()) {
                passed();
            } else {
                failed(Mark.TRIGGER, trouble);
            }
        });
    }

    private void after(Mark mark, Reply<?> read, Runnable act) {
        if (over) {
            return;
        }
        if (read.isUnavailable()) {
            failed(mark, read.trouble());
            return;
        }
        try {
            act.run();
        } catch (RuntimeException | Error e) {
            log.error("job '{}': what was read of its tree could not be acted on; it is tried again", job.name(), e);
            failed(mark, String.valueOf(e));
        }
    }

    private void failed(Mark mark, String trouble) {
        inPass = false;
        // It is marked instead.
        defining = false;
        marks.add(mark);
        refreshing.failed(trouble);
        owner.fares();
    }

    private void passed() {
        inPass = false;
        refreshing.succeeded();
        owner.fares();
        pass();
    }

    // ---- the definition

    private void gateFor(List<AbstractDistributeOnceElasticJobListener> listeners) {
        if (once == null && !listeners.isEmpty()) {
            once = new OnceGate(context, job, self, store, this);
        }
        atGate(gate -> gate.listeners(listeners));
    }

    private void atGate(Consumer<OnceGate> action) {
        if (once != null) {
            action.accept(once);
        }
    }

    private void define(Reply<JobDefinition> read) {
        defining = false;
        JobDefinition before = inForce.definition();
        boolean used = inForce.take(read);
        JobDefinition now = inForce.definition();
        if (now == null) {
            passed();
            return;
        }
        if (used) {
            defined(before, now);
        } else {
            carryOn();
        }
    }

    private void defined(@Nullable JobDefinition before, JobDefinition now) {
        gateFor(inForce.onceListeners());
        clockCompared();
        if (before == null || inForce.isPlacedDifferently(before)) {
            marks.add(Mark.CLUSTER);
        }
        if (before == null || total(before) != total(now)) {
            marks.add(Mark.REQUESTS);
        }
        if (reconcileTimer == null) {
            reconcileLater(now);
        }
        definitionMissing = false;
        board.work();
        passed();
    }

    /** Claims expect the configuration's version, so the last good definition goes on under the bad one's. */
    private void carryOn() {
        store.session().read(paths.config(), read -> {
            if (over) {
                return;
            }
            if (read.status() == ReadResult.Status.ABSENT) {
                missing();
                return;
            }
            if (read.found() == null) {
                board.work();
                passed();
            } else {
                carryOn(read.node().version());
            }
        });
    }

    /** Unless somebody has repaired it between the two readings. */
    private void carryOn(int version) {
        store.definition(again -> after(Mark.DEFINITION, again, () -> {
            JobDefinition before = inForce.definition();
            boolean used = inForce.take(again);
            JobDefinition now = inForce.definition();
            if (used && now != null) {
                defined(before, now);
            } else {
                inForce.underVersion(version);
                board.work();
                passed();
            }
        }));
    }

    /** Nothing can be claimed without the node. It is made again after a pause, in which somebody may remove the whole job. */
    private void missing() {
        String trouble = paths.config() + " is missing";
        if (definitionMissing) {
            repair(trouble);
        } else {
            definitionMissing = true;
            failed(Mark.DEFINITION, trouble);
        }
    }

    private static int total(JobDefinition definition) {
        return definition.configuration().getShardingTotalCount();
    }

    // ---- the cluster

    private void cluster() {
        store.instanceIds(ids -> after(Mark.CLUSTER, ids, () -> {
            if (ids.isFound() && ids.value().contains(self.id())) {
                foreign(ids.value());
                server();
            } else {
                owner.deregistered();
            }
        }));
    }

    /** Two products that share the items of a job know nothing of each other's claims. */
    private void foreign(List<String> ids) {
        String before = foreign;
        foreign = String.join(
                ", ", ids.stream().filter(id -> !JobInstance.of(id).isOwn()).toList());
        if (!foreign.isEmpty() && !foreign.equals(before)) {
            log.error(
                    "job '{}': nothing is started, because another product runs the job too: {}. Stop those instances; the"
                            + " job then goes on by itself.",
                    job.name(),
                    foreign);
        }
    }

    private void server() {
        store.texts(
                List.of(paths.server(self.serverIp()), paths.leader()),
                read -> after(
                        Mark.CLUSTER,
                        read.get(0),
                        () -> after(Mark.CLUSTER, read.get(1), () -> serve(read.get(0), read.get(1)))));
    }

    private void serve(Reply<String> server, Reply<String> led) {
        enabled = !server.isFound() || !server.value().equals(JobStore.DISABLED);
        if (!enabled) {
            job.runner().endStreams();
        }
        leader = led.isFound() && led.value().equals(self.id());
        board.work();
        JobDefinition known = inForce.definition();
        if (leader && known != null) {
            assign(known);
        } else if (led.status() == Reply.Status.ABSENT && enabled && !stopping) {
            lead();
        } else if (led.isFound() && !leader) {
            checkLeader(led.value());
        } else {
            passed();
        }
    }

    /** A leadership goes with its instance; one that does not was left behind by something else than a session. */
    private void checkLeader(String other) {
        store.isAlive(
                other,
                alive -> after(Mark.CLUSTER, alive, () -> {
                    if (alive.value()) {
                        passed();
                    } else {
                        assigner.depose(other, result -> led(result, CommitResult.Reason.NO_NODE));
                    }
                }));
    }

    private void lead() {
        assigner.lead(result -> led(result, CommitResult.Reason.NODE_EXISTS));
    }

    /** Whoever leads now, reading tells; unless the registry refuses or does not answer. */
    private void led(CommitResult result, CommitResult.Reason beatenByOthers) {
        if (over || result.status() == CommitResult.Status.SESSION_LOST) {
            return;
        }
        if (result.status() == CommitResult.Status.COMMITTED || result.reason() == beatenByOthers) {
            marks.add(Mark.CLUSTER);
            passed();
        } else {
            repair(result.trouble());
        }
    }

    /** Something is not as it should be, maybe because a part of the tree was deleted. */
    private void repair(String trouble) {
        membership.repair(result -> {
            if (!over) {
                marks.add(Mark.DEFINITION);
                failed(Mark.CLUSTER, trouble + " " + result.detail());
            }
        });
    }

    /** What the leader decides, it need not read. */
    private void assign(JobDefinition current) {
        JobShardingStrategy strategy = inForce.strategy();
        assigning = true;
        marks.remove(Mark.ASSIGNMENT);
        assigner.assign(current, strategy, board.freshFire(), result -> {
            if (over) {
                return;
            }
            assigning = false;
            placedHere.clear();
            placedHere.addAll(result.revisions());
            boolean news = !placedHere.containsAll(placedMeanwhile);
            placedMeanwhile.clear();
            if (news || result.outcome() != Assigner.Outcome.DONE) {
                marks.add(Mark.ASSIGNMENT);
            }
            if (news) {
                marks.add(Mark.CLUSTER);
            }
            switch (result.outcome()) {
                case DONE -> assigned(result.placement());
                case STALE -> repair("the cluster changed while items were assigned");
                case RETRY -> failed(Mark.CLUSTER, "the registry did not answer while items were assigned");
            }
        });
    }

    // ---- repair

    private void reconcileLater(JobDefinition current) {
        int minutes = current.configuration().getReconcileIntervalMinutes();
        if (minutes < 1) {
            return;
        }
        reconcileTimer = context.env().loop().schedule(TimeUnit.MINUTES.toNanos(minutes), () -> {
            reconcileTimer = null;
            JobDefinition now = inForce.definition();
            if (!over && now != null) {
                membership.repair(result -> resync());
                if (leader) {
                    desk.clearAway();
                    reconciler.pass();
                }
                reconcileLater(now);
            }
        });
    }

    @Override
    public String toString() {
        return (joined ? "joined" : "joining") + (leader ? " leading" : "") + (inPass ? " reading" : "") + " marks "
                + marks + " items " + board;
    }
}
