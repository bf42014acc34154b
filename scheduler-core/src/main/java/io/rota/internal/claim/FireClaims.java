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
package io.rota.internal.claim;

import io.rota.api.SkippedFires;
import io.rota.env.IdSource;
import io.rota.internal.cluster.Lease;
import io.rota.internal.state.ExecutionRecord;
import io.rota.internal.state.ExecutionRecord.State;
import io.rota.internal.state.JobDefinition;
import io.rota.internal.state.JobPaths;
import io.rota.internal.state.JobStore;
import io.rota.internal.state.Request;
import io.rota.internal.state.StoredRecord;
import io.rota.registry.CommitResult;
import io.rota.registry.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/*
 * The one place where the right to run is taken and given back.
 *
 * A claim sets an item's execution record to RUNNING, expecting the version that was read. Of two instances that want the
 * same fire, whatever the assignment told them, one finds another version. The same transaction requires that the own
 * instance node exists, so that an incarnation that the others hold for dead can claim nothing, and that the
 * configuration is the one the fire was computed from.
 *
 * The transaction carries an op-id inside the record. When the answer is lost, the records are read again: the claim was
 * made exactly if they carry it. Repeating the transaction instead would find its own traces and take them for another's.
 *
 * An end expects the version that the claim produced. If that has changed, somebody else holds the item, and this end is
 * no longer of interest.
 *
 * All local items of one fire travel in one transaction each way.
 */
/** Claims of one job under one session. On the loop. */
public final class FireClaims {

    /** How far before its instant a fire may be claimed, in milliseconds of the registry's clock. */
    public static final long EARLY_TOLERANCE_MILLIS = 1_000;

    /**
     * What a claim wants.
     *
     * @param held the item's record as it was read
     * @param fire the fire to run
     * @param attempt 1, or the next number when lost or failed work is run again
     * @param request name of the request that it answers, empty if the schedule asks for it
     * @param overrun whether it is run in place of fires that came due during a long run
     * @param skips the fires passed over before it
     */
    public record Wish(
            StoredRecord held, long fire, int attempt, String request, boolean overrun, List<SkippedFires> skips) {

        /** The next fire of the schedule. */
        public static Wish scheduled(StoredRecord held, long fire, boolean overrun, List<SkippedFires> skips) {
            return new Wish(held, fire, 1, "", overrun, skips);
        }

        /** What somebody asked for. */
        public static Wish requested(StoredRecord held, long fire, Request request) {
            return new Wish(held, fire, 1, request.name(), false, List.of());
        }

        /** The fire that the record tells of, once more. */
        public static Wish again(StoredRecord held) {
            ExecutionRecord.Claim claim = held.record().claim();
            return new Wish(held, held.record().fire(), claim.attempt() + 1, claim.request(), false, List.of());
        }
    }

    /** What a claim does with the nodes that show its items running. */
    public enum Marks {
        /** They are expected to be missing, and are made. */
        MAKE,
        /** They are left over from somebody else, and are replaced. */
        REPLACE,
        /** They are this instance's own, from the attempt before, and stay. */
        KEEP
    }

    /**
     * How an item's run ended.
     *
     * @param held the record that the claim produced
     * @param state DONE, FAILED or TIMED_OUT
     * @param startedAt when the job's code began, registry milliseconds
     * @param endedAt when it ended; recording it may take longer
     * @param reported whether the outcome is put under the request that the claim answers
     */
    public record End(StoredRecord held, State state, long startedAt, long endedAt, boolean reported) {

        /** An end whose outcome is reported if somebody asked for the run. */
        public static End of(StoredRecord held, State state, long startedAt, long endedAt) {
            return new End(
                    held, state, startedAt, endedAt, held.record().claim().isRequested());
        }

        /** The same end, for which nobody waits any more. */
        public End unreported() {
            return new End(held, state, startedAt, endedAt, false);
        }
    }

    private final JobStore store;
    private final JobPaths paths;
    private final Lease lease;
    private final IdSource ids;
    private final String self;

    /**
     * @param self id of this instance
     */
    public FireClaims(JobStore store, Lease lease, IdSource ids, String self) {
        this.store = store;
        this.paths = store.paths();
        this.lease = lease;
        this.ids = ids;
        this.self = self;
    }

    /** A fresh name for a claim, to recognise it by. */
    public String newOpId() {
        return ids.next();
    }

    /** Whether a record is the product of a claim of this instance. */
    public boolean isMine(ExecutionRecord record, String opId) {
        return record.isRunning()
                && record.claim().owner().equals(self)
                && record.claim().opId().equals(opId);
    }

    /** Whether the registry's clock has come near enough to a fire. */
    public boolean isDue(long fire) {
        return fire <= lease.registryMillis() + EARLY_TOLERANCE_MILLIS;
    }

    /**
     * Claims one fire for several items, all or none.
     *
     * @param configVersion version of the configuration that the fire was computed from
     */
    public void claim(List<Wish> wishes, int configVersion, String opId, Marks marks, Consumer<ClaimResult> answer) {
        Transaction transaction = new Transaction()
                .check(paths.instance(self), Transaction.ANY_VERSION)
                .check(paths.config(), configVersion);
        List<StoredRecord> claimed = new ArrayList<>();
        long now = lease.registryMillis();
        for (Wish wish : wishes) {
            StoredRecord held = wish.held();
            ExecutionRecord.Claim claim = new ExecutionRecord.Claim(
                    self, held.record().nextToken(now), wish.attempt(), configVersion, opId, wish.request());
            ExecutionRecord record = held.record().claimed(wish.fire(), claim, now, wish.skips());
            transaction.set(paths.itemExecution(held.item()), record.encode(), held.version());
            if (marks == Marks.REPLACE) {
                transaction.delete(paths.itemRunning(held.item()), Transaction.ANY_VERSION);
            }
            if (marks != Marks.KEEP) {
                transaction.createEphemeral(paths.itemRunning(held.item()), self);
            }
            claimed.add(new StoredRecord(held.item(), record, held.version() + 1));
        }
        commit(transaction, claimed, answer);
    }

    /**
     * Records how several items ended.
     *
     * @param withMarks whether the nodes that show the items running are expected to be there
     */
    public void end(List<End> ends, boolean withMarks, Consumer<ClaimResult> answer) {
        Transaction transaction = new Transaction();
        List<StoredRecord> ended = new ArrayList<>();
        for (End end : ends) {
            StoredRecord held = end.held();
            ended.add(change(transaction, held, record -> record.ended(end.state(), end.startedAt(), end.endedAt())));
            if (withMarks) {
                transaction.delete(paths.itemRunning(held.item()), Transaction.ANY_VERSION);
            }
            if (end.reported()) {
                report(transaction, held, end.state());
            }
        }
        commit(transaction, ended, answer);
    }

    private void report(Transaction transaction, StoredRecord held, State outcome) {
        transaction.create(paths.requestOutcome(held.record().claim().request(), held.item()), outcome.name());
    }

    /**
     * Gives up the fire of an owner that is gone.
     *
     * @param reported whether the outcome is put under the request that the claim answers
     */
    public void abandon(StoredRecord held, boolean reported, Consumer<ClaimResult> answer) {
        Transaction transaction = new Transaction().check(paths.instance(self), Transaction.ANY_VERSION);
        StoredRecord abandoned =
                change(transaction, held, record -> record.ended(State.ABANDONED, lease.registryMillis()));
        if (reported) {
            report(transaction, held, State.ABANDONED);
        }
        commit(transaction, List.of(abandoned), answer);
    }

    /** Records that fires were passed over although none is to be run now. */
    public void skip(StoredRecord held, List<SkippedFires> skips, int configVersion, Consumer<ClaimResult> answer) {
        long last = skips.stream().mapToLong(SkippedFires::to).max().orElseThrow();
        Transaction transaction = new Transaction()
                .check(paths.instance(self), Transaction.ANY_VERSION)
                .check(paths.config(), configVersion);
        StoredRecord skipped = change(transaction, held, record -> record.skipped(last, skips));
        commit(transaction, List.of(skipped), answer);
    }

    /**
     * Notes that the job has another schedule now.
     *
     * @param since from when on, registry milliseconds
     * @param skips the fires of the old one that are passed over
     */
    public void reschedule(
            StoredRecord held,
            JobDefinition definition,
            long since,
            List<SkippedFires> skips,
            Consumer<ClaimResult> answer) {
        Transaction transaction = new Transaction()
                .check(paths.instance(self), Transaction.ANY_VERSION)
                .check(paths.config(), definition.version());
        StoredRecord noted =
                change(transaction, held, record -> record.rescheduled(since, definition.schedule(), skips));
        commit(transaction, List.of(noted), answer);
    }

    /** Writes records that were carried on in memory, all or none. */
    public void save(List<StoredRecord> held, Consumer<ClaimResult> answer) {
        Transaction transaction = new Transaction().check(paths.instance(self), Transaction.ANY_VERSION);
        commit(
                transaction,
                held.stream()
                        .map(each -> change(transaction, each, record -> record))
                        .toList(),
                answer);
    }

    /** Lets a retired item take part again. */
    public void revive(StoredRecord held, long freshFire, String schedule, Consumer<ClaimResult> answer) {
        Transaction transaction = new Transaction().check(paths.instance(self), Transaction.ANY_VERSION);
        commit(transaction, List.of(change(transaction, held, record -> record.revived(freshFire, schedule))), answer);
    }

    /** Makes the record of an item that has none. */
    public void begin(int item, long freshFire, String schedule, Consumer<ClaimResult> answer) {
        ExecutionRecord record = ExecutionRecord.fresh(freshFire, schedule);
        commit(
                new Transaction().create(paths.itemExecution(item), record.encode()),
                List.of(new StoredRecord(item, record, 0)),
                answer);
    }

    private StoredRecord change(Transaction transaction, StoredRecord held, UnaryOperator<ExecutionRecord> change) {
        ExecutionRecord record = change.apply(held.record());
        transaction.set(paths.itemExecution(held.item()), record.encode(), held.version());
        return new StoredRecord(held.item(), record, held.version() + 1);
    }

    private void commit(Transaction transaction, List<StoredRecord> records, Consumer<ClaimResult> answer) {
        store.commit(
                transaction,
                result -> answer.accept(
                        switch (result.status()) {
                            case COMMITTED -> new ClaimResult(ClaimResult.Status.HELD, records);
                            case CONFLICT -> new ClaimResult(status(transaction, result), List.of());
                            case UNKNOWN -> new ClaimResult(ClaimResult.Status.UNKNOWN, List.of());
                            case SESSION_LOST -> new ClaimResult(ClaimResult.Status.SESSION_LOST, List.of());
                        }));
    }

    /** Whether the conflict is about a record, or about a node that only shows or reports something. */
    private ClaimResult.Status status(Transaction transaction, CommitResult result) {
        Transaction.Op failed = transaction.ops().get(result.failedOp());
        if (failed instanceof Transaction.Set || failed instanceof Transaction.Check) {
            return ClaimResult.Status.STALE;
        }
        return failed.path().startsWith(paths.requests() + "/")
                ? ClaimResult.Status.UNWANTED
                : ClaimResult.Status.LEFTOVER;
    }
}
