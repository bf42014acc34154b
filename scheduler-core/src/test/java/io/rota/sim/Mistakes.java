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

import io.rota.internal.state.ExecutionRecord;
import io.rota.registry.ChildrenResult;
import io.rota.registry.CommitResult;
import io.rota.registry.Node;
import io.rota.registry.ReadResult;
import io.rota.registry.Transaction;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a process's planted bug makes of the requests and answers of one session; nothing without one. */
final class Mistakes {

    private final SimWorld world;
    private final SimRegistry registry;
    private final SimProcess process;
    private final Map<String, Boolean> livenessSeen = new HashMap<>();

    Mistakes(SimWorld world, SimRegistry registry, SimProcess process) {
        this.world = world;
        this.registry = registry;
        this.process = process;
    }

    /** The session timeout as the engine is told. */
    Duration timeout() {
        // A client library gives up at four thirds of the timeout, which is two thirds of twice the timeout.
        long factor = process.has(PlantedBug.LEASE_BEYOND_SESSION)
                ? 4
                : process.has(PlantedBug.LOST_TAKEN_AS_DEADLINE) ? 2 : 1;
        return Duration.ofMillis(SimRegistry.TIMEOUT_MILLIS * factor);
    }

    /** The registry's time as the engine is told. */
    long registryMillis(long millis) {
        return process.has(PlantedBug.OWN_CLOCK_TRUSTED) ? process.env().time().wallMillis() : millis;
    }

    /** Whether no heartbeat is sent now. */
    boolean leavesOutHeartbeat() {
        return process.has(PlantedBug.RENEWAL_ON_APPLICATION_THREADS) && process.isBusy();
    }

    /** Whether a change is not told. */
    boolean leavesOutChange(String path) {
        return process.has(PlantedBug.DEATH_UNNOTICED) && path.contains("/instances/");
    }

    /** Whether a broken connection is not told. */
    boolean leavesOutSuspension() {
        return process.has(PlantedBug.IGNORE_SUSPENDED);
    }

    ReadResult unread(String trouble) {
        return process.has(PlantedBug.ERROR_READ_AS_ABSENT) ? ReadResult.absent() : ReadResult.unavailable(trouble);
    }

    ChildrenResult unlisted(String trouble) {
        return process.has(PlantedBug.ERROR_READ_AS_ABSENT)
                ? ChildrenResult.absent()
                : ChildrenResult.unavailable(trouble);
    }

    CommitResult unknown(Transaction sent, String trouble) {
        if (process.has(PlantedBug.UNKNOWN_TAKEN_AS_FAILURE)) {
            return CommitResult.conflict(0, CommitResult.Reason.BAD_VERSION, "planted");
        }
        if (process.has(PlantedBug.UNKNOWN_TAKEN_AS_SUCCESS)) {
            return CommitResult.committed(sent.ops().stream().map(op -> 0).toList(), 0);
        }
        return CommitResult.unknown(trouble);
    }

    static boolean isClaim(Transaction transaction) {
        return transaction.ops().stream()
                .anyMatch(op -> op instanceof Transaction.Set set
                        && set.path().endsWith("/execution")
                        && set.data().contains("state=RUNNING"));
    }

    Transaction bend(Transaction transaction) {
        PlantedBug bug = process.node().bug;
        if (bug == null || !PlantedBug.OF_COMMITS.contains(bug)) {
            return transaction;
        }
        Transaction bent = new Transaction();
        for (Transaction.Op op : transaction.ops()) {
            if (!isLeftOut(bug, op)) {
                bent.add(op instanceof Transaction.Set set && set.path().endsWith("/execution") ? bend(set) : op);
            }
        }
        return bent;
    }

    private boolean isLeftOut(PlantedBug bug, Transaction.Op op) {
        return switch (bug) {
            case NO_CONFIGURATION_IN_CLAIM ->
                op instanceof Transaction.Check && op.path().endsWith("/config");
            case NO_REGISTRATION_IN_CLAIM ->
                op instanceof Transaction.Check && op.path().contains("/instances/");
            case RUNNING_LEFT_BEHIND ->
                op instanceof Transaction.Delete && op.path().endsWith("/running");
            case REGISTRATION_LEFT_BEHIND ->
                op instanceof Transaction.Delete && op.path().contains("/instances/");
            default -> false;
        };
    }

    private Transaction.Set bend(Transaction.Set set) {
        if (process.has(PlantedBug.NO_VERSION_IN_CLAIM)) {
            return new Transaction.Set(set.path(), set.data(), Transaction.ANY_VERSION);
        }
        ExecutionRecord next = ExecutionRecord.decode(set.data());
        ExecutionRecord.Claim claim = next.claim();
        if (process.has(PlantedBug.COMPLETION_BEFORE_RUN) && next.isRunning()) {
            ExecutionRecord done = next.ended(ExecutionRecord.State.DONE, next.startedAt());
            return new Transaction.Set(set.path(), done.encode(), set.version());
        }
        if (!process.has(PlantedBug.TOKEN_NOT_RAISED)) {
            return set;
        }
        if (!next.isRunning() || claim.attempt() == 1) {
            return set;
        }
        long before = registry.tree()
                .read(set.path())
                .map(node -> ExecutionRecord.decode(node.data()).claim().token())
                .orElse(0L);
        ExecutionRecord bent = next.claimed(
                next.fire(),
                new ExecutionRecord.Claim(
                        claim.owner(), before, claim.attempt(), claim.configVersion(), claim.opId(), claim.request()),
                next.startedAt(),
                next.skips());
        return new Transaction.Set(set.path(), bent.encode(), set.version());
    }

    ReadResult bend(String path, ReadResult read) {
        boolean other = !path.contains("/instances/10.0.0." + (process.node().index + 1) + "@");
        if (process.has(PlantedBug.CACHED_OWNER_LIVENESS) && other && path.contains("/instances/")) {
            // What is known of other instances was read when the first of them was asked for.
            boolean alive = livenessSeen.computeIfAbsent(path, each -> livenessSeen.isEmpty());
            return alive ? read : ReadResult.absent();
        }
        if (process.has(PlantedBug.NEXT_FIRE_FROM_NOW)
                && path.endsWith("/execution")
                && read.status() == ReadResult.Status.FOUND) {
            ExecutionRecord record = ExecutionRecord.decode(read.node().data());
            if (!record.isRunning()) {
                Node node = read.node();
                String later = record.skipped(Math.max(record.fire(), world.millis()), List.of())
                        .encode();
                return ReadResult.found(new Node(
                        later, node.version(), node.createdRevision(), node.modifiedMillis(), node.ephemeral()));
            }
        }
        return read;
    }
}
