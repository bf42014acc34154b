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
package io.rota.operation;

import io.rota.internal.state.JobDefinition;
import io.rota.internal.state.JobPaths;
import io.rota.internal.state.Reply;
import io.rota.operation.OperationException.Reason;
import io.rota.registry.CommitResult;
import io.rota.registry.Node;
import io.rota.registry.RegistrySession;
import io.rota.registry.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * One call of an operator, from its first question to its end, in the thread of the caller.
 *
 * Questions are repeated until they are answered or the time is up; so after a question it is known what the registry
 * says. A change is computed from what was read and then committed. What follows depends on whether it may be repeated:
 *
 *   - change() is for wishes that can be told from what stands in the registry ("this server is DISABLED"). It reads and
 *     commits until there is nothing left to do, whoever did it. Lost answers and conflicts lead to one more pass.
 *   - commit() does one attempt and tells how it ended.
 *
 * If the time is up after something was sent whose outcome is not known, or after a part was done, the caller is told so.
 */
/** One call of an operator. For one thread. */
final class Call {

    // Writers that keep crossing each other this often do so for a reason that repeating does not cure.
    static final int CONFLICTS_MAX = 10;

    // A request may have about a megabyte, and an operation has its path and a little more.
    private static final int OPS_PER_TRANSACTION = 500;

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int DOUBLINGS_MAX = 5;

    private final Connection connection;
    private final String what;
    private final Duration limit;
    private final long deadlineNanos;
    private boolean inDoubt;
    private String trouble = "no session with it";

    /**
     * @param what for messages: the method and what it was asked
     */
    Call(Connection connection, String what, Duration limit) {
        this.connection = connection;
        this.what = what;
        this.limit = limit;
        this.deadlineNanos = connection.time().monotonicNanos() + limit.toNanos();
    }

    /** What a change consists of, and what the caller is told if it succeeds. */
    record Plan<T>(List<Transaction.Op> ops, T result) {}

    // ---- reading

    /** Asks until it is known; the answer is never {@link Reply.Status#UNAVAILABLE}. */
    <T> Reply<T> ask(Question<T> question) {
        return askAll(List.of(question)).get(0);
    }

    /** Asks many questions, several at a time; the answers are in their order. */
    <T> List<Reply<T>> askAll(List<? extends Question<T>> questions) {
        List<Reply<T>> answers = new ArrayList<>(Collections.nCopies(questions.size(), Reply.unavailable("")));
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            open.add(i);
        }
        for (int failures = 0; !open.isEmpty(); failures++) {
            if (failures > 0) {
                pause(failures);
            }
            List<Reply<T>> round = round(open.stream().map(questions::get).toList());
            List<Integer> unanswered = new ArrayList<>();
            for (int i = 0; i < round.size(); i++) {
                answers.set(open.get(i), round.get(i));
                if (round.get(i).isUnavailable()) {
                    trouble = round.get(i).trouble();
                    unanswered.add(open.get(i));
                }
            }
            open = unanswered;
        }
        return answers;
    }

    private <T> List<Reply<T>> round(List<? extends Question<T>> questions) {
        RegistrySession session = await(connection.session());
        CompletableFuture<List<Reply<T>>> answered = new CompletableFuture<>();
        Round<T> round = new Round<>(session, questions, answered);
        connection.loop().execute(round::begin);
        try {
            return await(answered);
        } finally {
            // So that nothing more is asked when the time is up.
            answered.cancel(false);
        }
    }

    /** The node names under a path; none if the path does not exist. */
    List<String> children(String path) {
        Reply<List<String>> names = ask(Question.children(path));
        return names.isFound() ? names.value() : List.of();
    }

    /** Which of the nodes exist, in their order. */
    List<String> existing(List<String> paths) {
        List<Reply<Node>> nodes = askAll(paths.stream().map(Question::node).toList());
        List<String> existing = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            if (nodes.get(i).isFound()) {
                existing.add(paths.get(i));
            }
        }
        return existing;
    }

    /** All jobs, by name: whatever has a configuration. Other nodes at the root are somebody else's. */
    List<JobPaths> jobs() {
        List<JobPaths> candidates =
                children("/").stream().sorted().map(JobPaths::new).toList();
        List<Reply<Node>> configurations = askAll(
                candidates.stream().map(job -> Question.node(job.config())).toList());
        List<JobPaths> jobs = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            if (configurations.get(i).isFound()) {
                jobs.add(candidates.get(i));
            }
        }
        return jobs;
    }

    /**
     * The job of a name.
     *
     * @throws OperationException if there is none
     */
    JobPaths job(String name) {
        JobPaths job = new JobPaths(name);
        if (!ask(Question.node(job.config())).isFound()) {
            throw notFound(name);
        }
        return job;
    }

    /**
     * What a job's definition says.
     *
     * @throws OperationException if there is none, or if it is unreadable
     */
    JobDefinition definition(JobPaths job) {
        Reply<JobDefinition> definition = ask(Question.definition(job));
        if (definition.isFound()) {
            return definition.value();
        }
        if (definition.status() == Reply.Status.ABSENT) {
            throw notFound(job.job());
        }
        throw failure(
                Reason.UNREADABLE,
                definition.trouble()
                        + ". Repair the node, or start an instance of the job with overwrite: true; its instances go on"
                        + " with the last definition that they could read.");
    }

    private OperationException notFound(String name) {
        return failure(
                Reason.JOB_NOT_FOUND,
                "there is no job '" + name + "' in " + connection.registry()
                        + ". Look whether name and namespace are right; a job exists once an instance has started it.");
    }

    // ---- changing

    /** Plans and commits until nothing is left to do; what is planned must be safe to do twice. */
    <T> T change(Supplier<Plan<T>> planner) {
        for (int conflicts = 0, failures = 0; ; failures++) {
            if (failures > 0) {
                pause(failures);
            }
            Plan<T> plan = planner.get();
            CommitResult result = commitAll(plan.ops());
            if (result == null) {
                return plan.result();
            }
            if (result.status() == CommitResult.Status.CONFLICT && ++conflicts == CONFLICTS_MAX) {
                throw conflict(conflicts, result);
            }
        }
    }

    /** Commits in parts; null if all were committed, otherwise the result of the first that was not. */
    private @Nullable CommitResult commitAll(List<Transaction.Op> ops) {
        for (int from = 0; from < ops.size(); from += OPS_PER_TRANSACTION) {
            int to = Math.min(ops.size(), from + OPS_PER_TRANSACTION);
            CommitResult result = commit(ops.subList(from, to));
            if (result.status() != CommitResult.Status.COMMITTED) {
                return result;
            }
            // If what follows fails, a part of the wish is fulfilled.
            inDoubt |= to < ops.size();
        }
        return null;
    }

    /**
     * Does one attempt.
     *
     * @return never a refusal; after {@code UNKNOWN} and {@code SESSION_LOST} this call is in doubt
     * @throws OperationException if the registry refuses, or if the time is up
     */
    CommitResult commit(List<Transaction.Op> ops) {
        RegistrySession session = await(connection.session());
        Transaction transaction = new Transaction();
        ops.forEach(transaction::add);
        CompletableFuture<CommitResult> answered = new CompletableFuture<>();
        boolean inDoubtBefore = inDoubt;
        inDoubt = true;
        session.commit(transaction, answered::complete);
        CommitResult result = await(answered);
        switch (result.status()) {
            case COMMITTED -> inDoubt = inDoubtBefore;
            case CONFLICT -> {
                inDoubt = inDoubtBefore;
                if (result.reason() == CommitResult.Reason.REFUSED) {
                    throw failure(
                            inDoubt ? Reason.OUTCOME_UNKNOWN : Reason.REFUSED,
                            connection.registry() + " refuses the change: " + result.trouble()
                                    + ". Check the credentials, and the size of what is written.");
                }
            }
            case UNKNOWN, SESSION_LOST -> trouble = result.trouble();
        }
        return result;
    }

    /** Whether something was sent whose outcome this call does not know, or only a part was done. */
    boolean isInDoubt() {
        return inDoubt;
    }

    // ---- waiting and failing

    /** Waits a little, the longer the more often it was in vain. */
    void pause(int failures) {
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        connection
                .loop()
                .schedule(FIRST_PAUSE_NANOS << Math.min(failures - 1, DOUBLINGS_MAX), () -> over.complete(true));
        await(over);
    }

    private <T> T await(CompletableFuture<T> answer) {
        try {
            return connection.await(answer, deadlineNanos);
        } catch (TimeoutException e) {
            throw failure(
                    inDoubt ? Reason.OUTCOME_UNKNOWN : Reason.UNREACHABLE,
                    connection.registry() + " did not answer within " + limit.toMillis() + " ms: " + trouble + ". "
                            + doubt() + " Check that it runs and that its address is right, and call again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(
                    inDoubt ? Reason.OUTCOME_UNKNOWN : Reason.INTERRUPTED, "the caller was interrupted. " + doubt());
        }
    }

    /** Others were faster each time. */
    OperationException conflict(int times, CommitResult last) {
        return failure(
                inDoubt ? Reason.OUTCOME_UNKNOWN : Reason.CHANGED_MEANWHILE,
                "others changed the same nodes, " + times + " times in a row: " + last.trouble() + ". " + doubt()
                        + " Call again.");
    }

    private String doubt() {
        return inDoubt ? "It may be done, wholly or in part, or not." : "Nothing was changed.";
    }

    OperationException failure(Reason reason, String problem) {
        return new OperationException(reason, what + ": " + problem);
    }
}
