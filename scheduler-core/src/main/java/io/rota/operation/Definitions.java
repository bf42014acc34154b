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

import io.rota.api.JobConfiguration;
import io.rota.cron.CronExpression;
import io.rota.cron.CronSchedule;
import io.rota.cron.Zones;
import io.rota.env.TimeSource;
import io.rota.internal.state.ConfigYaml;
import io.rota.internal.state.JobDefinition;
import io.rota.internal.state.JobPaths;
import io.rota.internal.state.JobSettings;
import io.rota.internal.state.Reply;
import io.rota.operation.OperationException.Reason;
import io.rota.registry.CommitResult;
import io.rota.registry.Node;
import io.rota.registry.Transaction;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/** Reads and changes definitions. */
final class Definitions implements JobConfigurationAPI {

    private final Function<String, Call> calls;
    private final Steering steering;
    private final TimeSource time;

    Definitions(Function<String, Call> calls, Steering steering, TimeSource time) {
        this.calls = calls;
        this.steering = steering;
        this.time = time;
    }

    /** A definition, and the node that holds it. */
    private record Found(JobDefinition definition, Node node) {

        StoredConfiguration stored() {
            return new StoredConfiguration(definition.configuration(), node.createdRevision(), node.version());
        }
    }

    @Override
    public StoredConfiguration getJobConfiguration(String jobName) {
        JobPaths job = new JobPaths(Names.job(jobName));
        return find(calls.apply("getJobConfiguration('" + jobName + "')"), job).stored();
    }

    /** Reads the node and what it means; the two questions must have met the same state. */
    private static Found find(Call call, JobPaths job) {
        for (int failures = 1; ; failures++) {
            Reply<Node> node = call.ask(Question.node(job.config()));
            JobDefinition definition = call.definition(job);
            if (node.isFound() && node.value().version() == definition.version()) {
                return new Found(definition, node.value());
            }
            call.pause(failures);
        }
    }

    @Override
    public StoredConfiguration updateJobConfiguration(StoredConfiguration changed) {
        JobConfiguration wanted = changed.configuration();
        JobPaths job = new JobPaths(wanted.getJobName());
        checkSchedule(wanted);
        Call call = calls.apply("updateJobConfiguration('" + job.job() + "')");
        int written = changed.version() + 1;
        for (int failures = 1; ; failures++) {
            Found now = find(call, job);
            boolean sameJob = now.stored().created() == changed.created();
            if (sameJob && now.stored().version() == changed.version()) {
                checkKind(now.definition().configuration(), wanted);
                CommitResult result = call.commit(replacement(call, job, wanted, now));
                if (result.status() == CommitResult.Status.COMMITTED) {
                    return new StoredConfiguration(wanted, changed.created(), written);
                }
            } else if (call.isInDoubt()
                    && sameJob
                    && now.stored().equals(new StoredConfiguration(wanted, changed.created(), written))) {
                // The answer was lost, but the change was not.
                return now.stored();
            } else {
                throw call.failure(
                        call.isInDoubt() ? Reason.OUTCOME_UNKNOWN : Reason.CHANGED_MEANWHILE,
                        "the definition was changed by somebody else after you read it: it has version "
                                + now.stored().version() + ", and yours was made from version " + changed.version()
                                + (sameJob ? "" : " of a job that was removed since")
                                + ". Read it again with getJobConfiguration, make your change to what you get, and"
                                + " update that.");
            }
            call.pause(failures);
        }
    }

    private static List<Transaction.Op> replacement(Call call, JobPaths job, JobConfiguration wanted, Found now) {
        Transaction change = new Transaction()
                .set(
                        job.config(),
                        ConfigYaml.write(wanted, now.definition().extra()),
                        now.node().version());
        String settings = JobSettings.write(wanted);
        if (call.existing(List.of(job.settings())).isEmpty()) {
            change.create(job.settings(), settings);
        } else {
            change.set(job.settings(), settings, Transaction.ANY_VERSION);
        }
        return change.ops();
    }

    private static void checkKind(JobConfiguration now, JobConfiguration wanted) {
        if ((now.getCron() == null) != (wanted.getCron() == null)) {
            throw refusal(
                    wanted,
                    now.getCron() == null
                            ? "it is a one-off job, and its instances could not use a cron expression."
                            : "it is a scheduled job, and its instances need a cron expression.");
        }
    }

    private void checkSchedule(JobConfiguration wanted) {
        Instant now = Instant.ofEpochMilli(time.wallMillis());
        String cron = wanted.getCron();
        boolean fires;
        try {
            ZoneId zone = wanted.getTimeZone() == null ? ZoneId.systemDefault() : Zones.parse(wanted.getTimeZone());
            fires = cron == null
                    || CronSchedule.of(CronExpression.parse(cron), zone)
                            .nextAfter(now)
                            .isPresent();
        } catch (IllegalArgumentException e) {
            throw refusal(wanted, String.valueOf(e.getMessage()));
        }
        if (!fires) {
            throw refusal(wanted, "cron '" + cron + "' never fires again after " + now + ".");
        }
    }

    private static IllegalArgumentException refusal(JobConfiguration wanted, String problem) {
        return new IllegalArgumentException(
                "job '" + wanted.getJobName() + "': " + problem + " Nothing was changed; correct it and update again.");
    }

    @Override
    public void removeJobConfiguration(String jobName) {
        Call call = calls.apply("removeJobConfiguration('" + jobName + "')");
        JobPaths job = call.job(Names.job(jobName));
        // First, so that the instances do not take the loss of the tree for an accident and repair it.
        steering.shutdown(call, List.of(job), ip -> true);
        call.change(() -> new Call.Plan<>(deletion(call, job), true));
    }

    /**
     * Deletes a tree from the leaves up. What makes it a job goes last and together, so that a removal that ends half-way
     * can be called again.
     */
    private static List<Transaction.Op> deletion(Call call, JobPaths job) {
        Deque<String> deepestFirst = new ArrayDeque<>();
        List<String> level = call.existing(List.of(job.root()));
        while (!level.isEmpty()) {
            level.forEach(deepestFirst::addFirst);
            List<String> next = new ArrayList<>();
            List<Reply<List<String>>> names =
                    call.askAll(level.stream().map(Question::children).toList());
            for (int i = 0; i < level.size(); i++) {
                if (names.get(i).isFound()) {
                    String parent = level.get(i) + "/";
                    names.get(i).value().forEach(name -> next.add(parent + name));
                }
            }
            level = next;
        }
        if (deepestFirst.remove(job.config())) {
            deepestFirst.removeLast();
            deepestFirst.addLast(job.config());
            deepestFirst.addLast(job.root());
        }
        List<Transaction.Op> deletions = new ArrayList<>();
        deepestFirst.forEach(node -> deletions.add(new Transaction.Delete(node, Transaction.ANY_VERSION)));
        return deletions;
    }
}
