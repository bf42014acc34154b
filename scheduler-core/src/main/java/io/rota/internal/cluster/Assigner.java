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
package io.rota.internal.cluster;

import io.rota.api.JobInstance;
import io.rota.internal.state.ExecutionRecord;
import io.rota.internal.state.JobDefinition;
import io.rota.internal.state.JobPaths;
import io.rota.internal.state.JobStore;
import io.rota.internal.state.Members;
import io.rota.internal.state.StoredRecord;
import io.rota.registry.CommitResult;
import io.rota.registry.Transaction;
import io.rota.spi.JobShardingStrategy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's work for one job: decides which instance should try which item, and writes only what changes. On the loop.
 *
 * <p>The assignment is a hint. A leader that acts on old news does no harm, because a run needs a claim, and it is
 * corrected by the change that it has not heard of yet.
 */
public final class Assigner {

    /** How an attempt ended. */
    public enum Outcome {
        /** The assignment is as it should be. */
        DONE,
        /** Somebody else leads, or something changed meanwhile; read again. */
        STALE,
        /** The registry did not tell; repeat. */
        RETRY
    }

    /**
     * How an attempt ended, and with what.
     *
     * @param placement which instance should try which item now, empty unless done
     * @param revisions of the changes that were made, as far as the registry tells
     */
    public record Result(Outcome outcome, Map<Integer, String> placement, Set<Long> revisions) {

        private static Result of(Outcome outcome) {
            return new Result(outcome, Map.of(), Set.of());
        }
    }

    // Each item needs up to three operations of some hundred characters, and a registry takes about a megabyte at once.
    private static final int ITEMS_PER_TRANSACTION = 500;

    private static final Logger log = LoggerFactory.getLogger(Assigner.class);

    private final JobStore store;
    private final JobPaths paths;
    private final JobInstance self;

    public Assigner(JobStore store, JobInstance self) {
        this.store = store;
        this.paths = store.paths();
        this.self = self;
    }

    /** Takes the leadership if nobody has it. */
    public void lead(Consumer<CommitResult> answer) {
        store.commit(
                new Transaction()
                        .check(paths.instance(self.id()), Transaction.ANY_VERSION)
                        .createEphemeral(paths.leader(), self.id()),
                answer);
    }

    /**
     * Adds what the first instance of a new job would do next to the transaction that makes the job: it takes the
     * leadership and all items.
     *
     * @param freshFire as for {@link #assign}
     * @return the records that the items begin with; empty if the items are to be placed later
     */
    public List<StoredRecord> found(
            Transaction founding, JobDefinition definition, JobShardingStrategy strategy, long freshFire) {
        Members alone = new Members(List.of(self), Set.of());
        int total = definition.configuration().getShardingTotalCount();
        if (total > ITEMS_PER_TRANSACTION) {
            return List.of();
        }
        Map<Integer, String> target = target(alone, definition, strategy, Map.of());
        if (target.isEmpty() || !Set.of(self.id()).containsAll(target.values())) {
            return List.of();
        }
        ExecutionRecord fresh = ExecutionRecord.fresh(freshFire, definition.schedule());
        founding.createEphemeral(paths.leader(), self.id());
        changes(Map.of(), target, fresh).forEach(ops -> ops.forEach(founding::add));
        return target.keySet().stream()
                .map(item -> new StoredRecord(item, fresh, 0))
                .toList();
    }

    /** Removes the leadership of an instance that does not exist. */
    public void depose(String instanceId, Consumer<CommitResult> answer) {
        store.session().read(paths.leader(), read -> {
            if (read.found() != null && read.node().data().equals(instanceId)) {
                store.commit(
                        new Transaction().delete(paths.leader(), read.node().version()), answer);
            } else {
                answer.accept(CommitResult.conflict(0, CommitResult.Reason.NO_NODE, "the leader changed"));
            }
        });
    }

    /**
     * Compares the assignment with what it should be and corrects it.
     *
     * @param freshFire fires at or before this instant do not belong to an item that appears now
     */
    public void assign(
            JobDefinition definition, JobShardingStrategy strategy, long freshFire, Consumer<Result> answer) {
        store.members(members -> store.assignment(current -> {
            if (!members.isFound() || !current.isFound()) {
                answer.accept(Result.of(Outcome.RETRY));
                return;
            }
            Map<Integer, String> target = target(members.value(), definition, strategy, current.value());
            Set<Integer> surplus = new TreeSet<>(current.value().keySet());
            surplus.removeAll(target.keySet());
            store.records(surplus, records -> {
                if (!records.isFound()) {
                    answer.accept(Result.of(Outcome.RETRY));
                    return;
                }
                List<List<Transaction.Op>> changes =
                        changes(current.value(), target, ExecutionRecord.fresh(freshFire, definition.schedule()));
                withoutOwner(records.value(), idle -> {
                    idle.forEach(record -> changes.add(retirement(record)));
                    write(changes, target, new HashSet<>(), answer);
                });
            });
        }));
    }

    /** Those that are to be retired: a run that is still going ends first. */
    private void withoutOwner(List<StoredRecord> records, Consumer<List<StoredRecord>> answer) {
        List<StoredRecord> wanted = records.stream()
                .filter(record -> record.record().state() != ExecutionRecord.State.RETIRED)
                .toList();
        List<String> owners = wanted.stream()
                .filter(record -> record.record().isRunning())
                .map(record -> paths.instance(record.record().claim().owner()))
                .toList();
        // After the records: an owner that is gone by then never comes back.
        store.existing(
                owners,
                alive -> answer.accept(wanted.stream()
                        .filter(record -> !record.record().isRunning()
                                || alive.isFound()
                                        && !alive.value()
                                                .contains(paths.instance(
                                                        record.record().claim().owner())))
                        .toList()));
    }

    /** The record of an item that the job has no more stays, because its tokens go on if it has it again. */
    private List<Transaction.Op> retirement(StoredRecord record) {
        return new Transaction()
                .set(
                        paths.itemExecution(record.item()),
                        record.record().retired().encode(),
                        record.version())
                .ops();
    }

    private Map<Integer, String> target(
            Members members, JobDefinition definition, JobShardingStrategy strategy, Map<Integer, String> current) {
        List<JobInstance> enabled = members.enabled();
        if (enabled.isEmpty()) {
            return current;
        }
        String job = definition.configuration().getJobName();
        int total = definition.configuration().getShardingTotalCount();
        Map<Integer, String> target = new TreeMap<>();
        try {
            strategy.sharding(enabled, job, total)
                    .forEach((instance, items) -> items.forEach(item -> target.put(item, instance.id())));
        } catch (RuntimeException | Error e) {
            log.error(
                    "job '{}': the sharding strategy {} failed; items stay where they are", job, strategy.getType(), e);
            return current;
        }
        boolean complete =
                target.size() == total && target.keySet().stream().allMatch(item -> item >= 0 && item < total);
        if (!complete) {
            log.error(
                    "job '{}': the sharding strategy {} did not place every item of 0 to {} exactly once; items stay"
                            + " where they are. Correct the strategy.",
                    job,
                    strategy.getType(),
                    total - 1);
            return current;
        }
        if (definition.configuration().isStaticSharding()) {
            Set<String> live = enabled.stream().map(JobInstance::id).collect(Collectors.toSet());
            current.forEach((item, instance) ->
                    target.computeIfPresent(item, (placed, wished) -> live.contains(instance) ? instance : wished));
        }
        return target;
    }

    private List<List<Transaction.Op>> changes(
            Map<Integer, String> current, Map<Integer, String> target, ExecutionRecord fresh) {
        List<List<Transaction.Op>> changes = new ArrayList<>();
        target.forEach((item, instance) -> {
            Transaction change = new Transaction();
            String now = current.get(item);
            if (now == null) {
                change.create(paths.item(item), "")
                        .create(paths.itemExecution(item), fresh.encode())
                        .create(paths.itemInstance(item), instance);
            } else if (instance.isEmpty()) {
                // Nobody is enabled: an item that nobody has stays so.
                return;
            } else if (now.isEmpty()) {
                change.create(paths.itemInstance(item), instance);
            } else if (!now.equals(instance)) {
                change.set(paths.itemInstance(item), instance, Transaction.ANY_VERSION);
            }
            if (!change.isEmpty()) {
                changes.add(change.ops());
            }
        });
        current.forEach((item, instance) -> {
            if (!target.containsKey(item) && !instance.isEmpty()) {
                changes.add(new Transaction()
                        .delete(paths.itemInstance(item), Transaction.ANY_VERSION)
                        .ops());
            }
        });
        return changes;
    }

    private void write(
            List<List<Transaction.Op>> changes,
            Map<Integer, String> target,
            Set<Long> revisions,
            Consumer<Result> answer) {
        if (changes.isEmpty()) {
            answer.accept(new Result(Outcome.DONE, target, revisions));
            return;
        }
        int count = Math.min(ITEMS_PER_TRANSACTION, changes.size());
        // Both nodes are this session's: while they exist nobody else leads.
        Transaction transaction = new Transaction()
                .check(paths.instance(self.id()), Transaction.ANY_VERSION)
                .check(paths.leader(), Transaction.ANY_VERSION);
        changes.subList(0, count).forEach(ops -> ops.forEach(transaction::add));
        store.commit(transaction, result -> {
            switch (result.status()) {
                case COMMITTED -> {
                    revisions.add(result.revision());
                    write(changes.subList(count, changes.size()), target, revisions, answer);
                }
                case CONFLICT -> answer.accept(Result.of(Outcome.STALE));
                case UNKNOWN, SESSION_LOST -> answer.accept(Result.of(Outcome.RETRY));
            }
        });
    }
}
