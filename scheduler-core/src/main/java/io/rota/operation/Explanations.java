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
import io.rota.internal.state.ExecutionRecord;
import io.rota.internal.state.JobDefinition;
import io.rota.internal.state.JobPaths;
import io.rota.internal.state.JobStore;
import io.rota.internal.state.Reply;
import io.rota.internal.state.StoredRecord;
import io.rota.operation.Reasons.Witness;
import io.rota.registry.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads what is known of a job, and finds the reasons. */
final class Explanations implements ExplanationAPI {

    private final Function<String, Call> calls;
    private final LongSupplier registryMillis;

    /**
     * @param registryMillis the time, by the registry's clock as far as it is known
     */
    Explanations(Function<String, Call> calls, LongSupplier registryMillis) {
        this.calls = calls;
        this.registryMillis = registryMillis;
    }

    @Override
    public JobExplanation explain(String jobName) {
        return explain(jobName, Witness.NONE);
    }

    @Override
    public JobExplanation explain(String jobName, String instanceId, String problem) {
        return explain(jobName, new Witness(instanceId, problem));
    }

    private JobExplanation explain(String jobName, Witness witness) {
        Call call = calls.apply("explain('" + jobName + "')");
        JobPaths job = call.job(Names.job(jobName));
        Reply<JobDefinition> definition = call.ask(Question.definition(job));
        JobConfiguration configuration =
                definition.isFound() ? definition.value().configuration() : null;
        Map<String, Instant> disabled = disabledServers(call, job);
        List<Integer> items = items(call, job, configuration);
        List<Reply<Node>> owners =
                nodes(call, items.stream().map(job::itemInstance).toList());
        List<Reply<Node>> switches =
                nodes(call, items.stream().map(job::itemDisabled).toList());
        List<Reply<StoredRecord>> records = call.askAll(
                items.stream().map(item -> Question.execution(job, item)).toList());
        // After the owners and the records, so that one that has only just joined is not taken for one that is gone.
        List<String> instances = call.children(job.instances());
        Reasons reasons = new Reasons(
                new Reasons.Job(
                        configuration,
                        definition.trouble(),
                        instances,
                        disabled,
                        Instant.ofEpochMilli(registryMillis.getAsLong())),
                witness);
        List<ItemExplanation> explained = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            explained.add(explain(items.get(i), owners.get(i), switches.get(i), records.get(i), reasons));
        }
        return new JobExplanation(
                jobName,
                configuration,
                reasons.problem(),
                instances.stream().sorted().toList(),
                disabled,
                reasons.nextFires(JobExplanation.NEXT_FIRES),
                explained);
    }

    private static ItemExplanation explain(
            int item, Reply<Node> owner, Reply<Node> disabled, Reply<StoredRecord> read, Reasons reasons) {
        ExecutionRecord record = read.isFound() ? read.value().record() : null;
        ItemExplanation facts = new ItemExplanation(
                item,
                owner.isFound() ? owner.value().data() : "",
                since(disabled),
                record == null ? null : ItemExecution.of(record),
                record == null ? List.of() : record.skips(),
                "");
        String unreadable = read.status() == Reply.Status.UNREADABLE ? read.trouble() : "";
        return new ItemExplanation(
                item,
                facts.instanceId(),
                facts.disabledSince(),
                facts.execution(),
                facts.skips(),
                reasons.why(facts, record, unreadable));
    }

    private static @Nullable Instant since(Reply<Node> node) {
        return node.isFound() ? Instant.ofEpochMilli(node.value().modifiedMillis()) : null;
    }

    private static Map<String, Instant> disabledServers(Call call, JobPaths job) {
        List<String> servers = call.children(job.servers());
        List<Reply<Node>> marks = nodes(call, servers.stream().map(job::server).toList());
        Map<String, Instant> disabled = new TreeMap<>();
        for (int i = 0; i < servers.size(); i++) {
            if (marks.get(i).isFound() && marks.get(i).value().data().equals(JobStore.DISABLED)) {
                disabled.put(
                        servers.get(i),
                        Instant.ofEpochMilli(marks.get(i).value().modifiedMillis()));
            }
        }
        return disabled;
    }

    /** Those that the job should have, and those that it had. */
    private static List<Integer> items(Call call, JobPaths job, @Nullable JobConfiguration configuration) {
        TreeSet<Integer> items = new TreeSet<>();
        call.children(job.sharding()).stream()
                .map(JobPaths::itemNumber)
                .filter(OptionalInt::isPresent)
                .map(OptionalInt::getAsInt)
                .forEach(items::add);
        if (configuration != null) {
            IntStream.range(0, configuration.getShardingTotalCount()).forEach(items::add);
        }
        return List.copyOf(items);
    }

    private static List<Reply<Node>> nodes(Call call, List<String> paths) {
        return call.askAll(paths.stream().map(Question::node).toList());
    }
}
