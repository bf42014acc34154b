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

import io.rota.api.JobInstance;
import io.rota.internal.state.JobPaths;
import io.rota.internal.state.JobStore;
import io.rota.internal.state.Reply;
import io.rota.operation.OperationException.Reason;
import io.rota.registry.CommitResult;
import io.rota.registry.Node;
import io.rota.registry.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Steers jobs and their servers. */
final class Steering implements JobOperateAPI {

    private final Function<String, Call> calls;
    private final DumpClient dumps;

    Steering(Function<String, Call> calls, DumpClient dumps) {
        this.calls = calls;
        this.dumps = dumps;
    }

    // ---- trigger

    @Override
    public int trigger(String jobName) {
        Call call = calls.apply("trigger('" + jobName + "')");
        JobPaths job = call.job(Names.job(jobName));
        // A lost answer is no reason to ask again: the instances may have acted already, and would act twice.
        for (int failures = 1; ; failures++) {
            List<String> instances = call.children(job.instances());
            if (instances.isEmpty()) {
                return 0;
            }
            CommitResult result = call.commit(triggers(call, job, instances));
            switch (result.status()) {
                case COMMITTED -> {
                    return instances.size();
                }
                case CONFLICT -> {
                    if (failures == Call.CONFLICTS_MAX) {
                        throw call.conflict(failures, result);
                    }
                    call.pause(failures);
                }
                case UNKNOWN, SESSION_LOST -> {
                    if (isAsked(call, job, instances)) {
                        return instances.size();
                    }
                    throw call.failure(
                            Reason.OUTCOME_UNKNOWN,
                            "the answer was lost: " + result.trouble() + ". The instances may run their items once, or"
                                    + " not. See what they do, with getShardingInfo, before you call again.");
                }
            }
        }
    }

    private static List<Transaction.Op> triggers(Call call, JobPaths job, List<String> instances) {
        List<String> nodes =
                new ArrayList<>(instances.stream().map(job::trigger).toList());
        nodes.add(job.triggers());
        List<String> existing = call.existing(nodes);
        Transaction change = new Transaction();
        if (!existing.contains(job.triggers())) {
            change.create(job.triggers(), "");
        }
        for (String instance : instances) {
            // Checked, so that nothing is left behind for an instance that is gone.
            change.check(job.instance(instance), Transaction.ANY_VERSION);
            if (!existing.contains(job.trigger(instance))) {
                change.create(job.trigger(instance), "");
            }
        }
        return change.ops();
    }

    private static boolean isAsked(Call call, JobPaths job, List<String> instances) {
        List<String> nodes = instances.stream().map(job::trigger).toList();
        return call.existing(nodes).size() == nodes.size();
    }

    // ---- servers

    @Override
    public int disable(@Nullable String jobName, @Nullable String serverIp) {
        return mark("disable", jobName, serverIp, JobStore.DISABLED);
    }

    @Override
    public int enable(@Nullable String jobName, @Nullable String serverIp) {
        return mark("enable", jobName, serverIp, JobStore.ENABLED);
    }

    private int mark(String method, @Nullable String jobName, @Nullable String serverIp, String mark) {
        Call call = begin(method, jobName, serverIp);
        List<JobPaths> jobs = jobs(call, jobName);
        return call.change(() -> {
            List<String> servers = servers(call, jobs, serverIp);
            List<Reply<Node>> known =
                    call.askAll(servers.stream().map(Question::node).toList());
            Transaction change = new Transaction();
            int marked = 0;
            for (int i = 0; i < servers.size(); i++) {
                Reply<Node> server = known.get(i);
                if (server.isFound() && !server.value().data().equals(mark)) {
                    change.set(servers.get(i), mark, Transaction.ANY_VERSION);
                } else if (!server.isFound() && jobName != null && serverIp != null) {
                    JobPaths job = jobs.get(0);
                    if (call.existing(List.of(job.servers())).isEmpty()) {
                        change.create(job.servers(), "");
                    }
                    change.create(servers.get(i), mark);
                } else if (!server.isFound()) {
                    continue;
                }
                marked++;
            }
            return new Call.Plan<>(change.ops(), marked);
        });
    }

    /** The nodes of the servers that are meant; those named by a caller may not exist. */
    private static List<String> servers(Call call, List<JobPaths> jobs, @Nullable String serverIp) {
        if (serverIp != null) {
            return jobs.stream().map(job -> job.server(serverIp)).toList();
        }
        List<String> servers = new ArrayList<>();
        for (JobPaths job : jobs) {
            call.children(job.servers()).stream().sorted().map(job::server).forEach(servers::add);
        }
        return servers;
    }

    @Override
    public int shutdown(@Nullable String jobName, @Nullable String serverIp) {
        Call call = begin("shutdown", jobName, serverIp);
        return shutdown(call, jobs(call, jobName), ip -> serverIp == null || ip.equals(serverIp));
    }

    /** Unregisters instances by their servers' addresses; tells how many there were. */
    int shutdown(Call call, List<JobPaths> jobs, Predicate<String> server) {
        // Found once: whoever joins after the call was made is not meant.
        List<String> instances = new ArrayList<>();
        List<Reply<List<String>>> ids = call.askAll(
                jobs.stream().map(job -> Question.children(job.instances())).toList());
        for (int i = 0; i < jobs.size(); i++) {
            if (ids.get(i).isFound()) {
                ids.get(i).value().stream()
                        .filter(id -> server.test(JobInstance.of(id).serverIp()))
                        .map(jobs.get(i)::instance)
                        .forEach(instances::add);
            }
        }
        delete(call, instances);
        return instances.size();
    }

    private static void delete(Call call, List<String> nodes) {
        call.change(() -> {
            Transaction change = new Transaction();
            call.existing(nodes).forEach(node -> change.delete(node, Transaction.ANY_VERSION));
            return new Call.Plan<>(change.ops(), true);
        });
    }

    @Override
    public int remove(@Nullable String jobName, @Nullable String serverIp) {
        Call call = begin("remove", jobName, serverIp);
        List<JobPaths> jobs = jobs(call, jobName);
        List<String> servers = call.existing(servers(call, jobs, serverIp));
        shutdown(call, jobs, ip -> serverIp == null || ip.equals(serverIp));
        delete(call, servers);
        return servers.size();
    }

    private Call begin(String method, @Nullable String jobName, @Nullable String serverIp) {
        Names.oneOf(jobName, serverIp);
        return calls.apply(method + "(" + quoted(jobName) + ", " + quoted(serverIp) + ")");
    }

    private static String quoted(@Nullable String name) {
        return name == null ? "null" : "'" + name + "'";
    }

    private static List<JobPaths> jobs(Call call, @Nullable String jobName) {
        return jobName == null ? call.jobs() : List.of(call.job(jobName));
    }

    // ---- dump

    @Override
    public String dump(String jobName, String instanceIp, int dumpPort) {
        return dumps.dump(Names.job(jobName), Names.server(instanceIp), dumpPort);
    }
}
