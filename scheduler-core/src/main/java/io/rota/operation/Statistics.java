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
import io.rota.api.JobInstance;
import io.rota.internal.state.JobDefinition;
import io.rota.internal.state.JobPaths;
import io.rota.internal.state.JobStore;
import io.rota.internal.state.Reply;
import io.rota.internal.state.StoredRecord;
import io.rota.registry.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * Every statistic is read level by level: first the names of all jobs, then what is directly below all of them, and so
 * on. So the number of waits does not depend on the number of jobs, and each level is asked many nodes at a time.
 *
 * The levels are not read at one instant. What vanished in between is taken as not being there, as it is a moment later.
 */
/** What is going on. */
final class Statistics implements JobStatisticsAPI, ServerStatisticsAPI, ShardingStatisticsAPI {

    private final Function<String, Call> calls;

    Statistics(Function<String, Call> calls) {
        this.calls = calls;
    }

    /**
     * What is known of a job's participants.
     *
     * @param servers address to whether it is disabled
     * @param instances ids of those that are live
     */
    private record Participants(JobPaths job, Map<String, Boolean> servers, List<String> instances) {

        /** Whether there is anybody, and not everybody is disabled. */
        boolean mayRun() {
            return !instances.isEmpty() && servers.containsValue(false);
        }

        long instancesOn(String server) {
            return instances.stream()
                    .filter(id -> JobInstance.of(id).serverIp().equals(server))
                    .count();
        }
    }

    // ---- jobs

    @Override
    public int getJobsTotalCount() {
        return calls.apply("getJobsTotalCount()").jobs().size();
    }

    @Override
    public JobBriefInfo getJobBriefInfo(String jobName) {
        Call call = calls.apply("getJobBriefInfo('" + jobName + "')");
        return briefInfo(call, List.of(call.job(Names.job(jobName)))).get(0);
    }

    @Override
    public List<JobBriefInfo> getAllJobsBriefInfo() {
        Call call = calls.apply("getAllJobsBriefInfo()");
        return briefInfo(call, call.jobs());
    }

    private static List<JobBriefInfo> briefInfo(Call call, List<JobPaths> jobs) {
        List<Reply<JobDefinition>> definitions =
                call.askAll(jobs.stream().map(Question::definition).toList());
        List<Participants> participants = participants(call, jobs);
        Map<JobPaths, List<String>> owners =
                owners(call, participants.stream().filter(Participants::mayRun).toList());
        List<JobBriefInfo> infos = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            Participants those = participants.get(i);
            JobBriefInfo.Status status = status(those, owners.getOrDefault(jobs.get(i), List.of()));
            infos.add(briefInfo(
                    definitions.get(i), those, status, those.instances().size()));
        }
        return infos;
    }

    /** Who should run the items of each job, for those items that somebody should run. */
    private static Map<JobPaths, List<String>> owners(Call call, List<Participants> running) {
        List<JobPaths> jobs = running.stream().map(Participants::job).toList();
        List<List<Integer>> items = items(call, jobs);
        List<String> assignments = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            items.get(i).stream().map(jobs.get(i)::itemInstance).forEach(assignments::add);
        }
        List<Reply<Node>> assigned =
                call.askAll(assignments.stream().map(Question::node).toList());
        Map<JobPaths, List<String>> owners = new HashMap<>();
        int from = 0;
        for (int i = 0; i < jobs.size(); i++) {
            int to = from + items.get(i).size();
            owners.put(
                    jobs.get(i),
                    assigned.subList(from, to).stream()
                            .filter(Reply::isFound)
                            .map(owner -> owner.value().data())
                            .toList());
            from = to;
        }
        return owners;
    }

    private static JobBriefInfo.Status status(Participants participants, List<String> owners) {
        if (participants.instances().isEmpty()) {
            return JobBriefInfo.Status.CRASHED;
        }
        if (!participants.mayRun()) {
            return JobBriefInfo.Status.DISABLED;
        }
        return owners.isEmpty() || !Set.copyOf(participants.instances()).containsAll(owners)
                ? JobBriefInfo.Status.SHARDING_FLAG
                : JobBriefInfo.Status.OK;
    }

    private static JobBriefInfo briefInfo(
            Reply<JobDefinition> definition, Participants participants, JobBriefInfo.Status status, int instances) {
        String job = participants.job().job();
        if (!definition.isFound()) {
            String problem = definition.status() == Reply.Status.ABSENT ? "it is being removed" : definition.trouble();
            return new JobBriefInfo(job, status, "", null, instances, 0, problem);
        }
        JobConfiguration configuration = definition.value().configuration();
        return new JobBriefInfo(
                job,
                status,
                configuration.getDescription(),
                configuration.getCron(),
                instances,
                configuration.getShardingTotalCount(),
                "");
    }

    @Override
    public List<JobBriefInfo> getJobsBriefInfo(String serverIp) {
        Names.server(serverIp);
        Call call = calls.apply("getJobsBriefInfo('" + serverIp + "')");
        List<Participants> there = participants(call, call.jobs()).stream()
                .filter(each -> each.servers().containsKey(serverIp))
                .toList();
        List<Reply<JobDefinition>> definitions = call.askAll(
                there.stream().map(each -> Question.definition(each.job())).toList());
        List<JobBriefInfo> infos = new ArrayList<>();
        for (int i = 0; i < there.size(); i++) {
            boolean disabled = Boolean.TRUE.equals(there.get(i).servers().get(serverIp));
            infos.add(briefInfo(
                    definitions.get(i),
                    there.get(i),
                    disabled ? JobBriefInfo.Status.DISABLED : JobBriefInfo.Status.OK,
                    (int) there.get(i).instancesOn(serverIp)));
        }
        return infos;
    }

    private static List<Participants> participants(Call call, List<JobPaths> jobs) {
        List<Reply<List<String>>> instances = call.askAll(
                jobs.stream().map(job -> Question.children(job.instances())).toList());
        List<Reply<List<String>>> servers = call.askAll(
                jobs.stream().map(job -> Question.children(job.servers())).toList());
        List<String> nodes = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            names(servers.get(i)).stream().map(jobs.get(i)::server).forEach(nodes::add);
        }
        List<Reply<Node>> marks = call.askAll(nodes.stream().map(Question::node).toList());
        List<Participants> participants = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < jobs.size(); i++) {
            Map<String, Boolean> disabled = new TreeMap<>();
            for (String server : names(servers.get(i))) {
                Reply<Node> mark = marks.get(next++);
                if (mark.isFound()) {
                    disabled.put(server, mark.value().data().equals(JobStore.DISABLED));
                }
            }
            participants.add(new Participants(jobs.get(i), disabled, names(instances.get(i))));
        }
        return participants;
    }

    private static List<String> names(Reply<List<String>> children) {
        return children.isFound() ? children.value() : List.of();
    }

    private static List<List<Integer>> items(Call call, List<JobPaths> jobs) {
        List<List<Integer>> items = new ArrayList<>();
        for (Reply<List<String>> names : call.askAll(
                jobs.stream().map(job -> Question.children(job.sharding())).toList())) {
            items.add(names(names).stream()
                    .map(JobPaths::itemNumber)
                    .filter(OptionalInt::isPresent)
                    .map(OptionalInt::getAsInt)
                    .sorted()
                    .toList());
        }
        return items;
    }

    // ---- servers

    @Override
    public int getServersTotalCount() {
        return getAllServersBriefInfo().size();
    }

    @Override
    public List<ServerBriefInfo> getAllServersBriefInfo() {
        Call call = calls.apply("getAllServersBriefInfo()");
        Map<String, ServerBriefInfo> servers = new TreeMap<>();
        for (Participants job : participants(call, call.jobs())) {
            job.servers().forEach((ip, disabled) -> servers.merge(ip, on(job, ip, disabled), Statistics::together));
        }
        return List.copyOf(servers.values());
    }

    private static ServerBriefInfo on(Participants job, String ip, boolean disabled) {
        Set<String> instances = new HashSet<>(job.instances());
        instances.removeIf(id -> !JobInstance.of(id).serverIp().equals(ip));
        return new ServerBriefInfo(ip, instances, Set.of(job.job().job()), disabled ? 1 : 0);
    }

    private static ServerBriefInfo together(ServerBriefInfo one, ServerBriefInfo other) {
        Set<String> instances = new TreeSet<>(one.instances());
        instances.addAll(other.instances());
        Set<String> jobs = new TreeSet<>(one.jobNames());
        jobs.addAll(other.jobNames());
        return new ServerBriefInfo(one.serverIp(), instances, jobs, one.disabledJobsNum() + other.disabledJobsNum());
    }

    // ---- items

    @Override
    public List<ShardingInfo> getShardingInfo(String jobName) {
        Call call = calls.apply("getShardingInfo('" + jobName + "')");
        JobPaths job = call.job(Names.job(jobName));
        List<Integer> items = items(call, List.of(job)).get(0);
        List<Reply<Node>> owners = call.askAll(items.stream()
                .map(item -> Question.node(job.itemInstance(item)))
                .toList());
        // Only whether the marks exist counts, so their names are enough.
        List<Reply<List<String>>> marks = call.askAll(
                items.stream().map(item -> Question.children(job.item(item))).toList());
        List<Reply<StoredRecord>> records = call.askAll(
                items.stream().map(item -> Question.execution(job, item)).toList());
        // After the owners, so that an owner that has only just joined is not taken for one that is gone.
        Set<String> instances = new HashSet<>(call.children(job.instances()));
        List<ShardingInfo> infos = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            String owner = owners.get(i).isFound() ? owners.get(i).value().data() : "";
            Reply<StoredRecord> record = records.get(i);
            infos.add(new ShardingInfo(
                    items.get(i),
                    owner.isEmpty() ? "" : JobInstance.of(owner).serverIp(),
                    owner,
                    status(names(marks.get(i)), owner.isEmpty() || instances.contains(owner)),
                    names(marks.get(i)).contains("failover"),
                    execution(record),
                    record.status() == Reply.Status.UNREADABLE ? record.trouble() : ""));
        }
        return infos;
    }

    private static ShardingInfo.Status status(List<String> marks, boolean ownerIsThere) {
        if (marks.contains("disabled")) {
            return ShardingInfo.Status.DISABLED;
        }
        if (marks.contains("running")) {
            return ShardingInfo.Status.RUNNING;
        }
        return ownerIsThere ? ShardingInfo.Status.PENDING : ShardingInfo.Status.SHARDING_FLAG;
    }

    private static @Nullable ItemExecution execution(Reply<StoredRecord> read) {
        if (!read.isFound()) {
            return null;
        }
        return ItemExecution.of(read.value().record());
    }
}
