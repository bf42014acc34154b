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
package io.rota.internal.state;

import io.rota.api.JobConfiguration;
import io.rota.api.JobInstance;
import io.rota.registry.ChildrenResult;
import io.rota.registry.CommitResult;
import io.rota.registry.Node;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistrySession;
import io.rota.registry.Transaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads one job's nodes under one session and tells what they say.
 *
 * <p>Every answer arrives on the loop. Several nodes that belong together are asked for at once; if one of them is not
 * known, the whole answer is {@link Reply.Status#UNAVAILABLE}.
 */
public final class JobStore {

    /** What {@code servers/<ip>} says when its instances get no items. */
    public static final String DISABLED = "DISABLED";

    /** Stands for the text of a node that should name an instance and is empty; no instance has such an id. */
    public static final String NOBODY = "?";

    /** What {@code servers/<ip>} says otherwise. */
    public static final String ENABLED = "ENABLED";

    private static final ReadResult NOT_ASKED = ReadResult.unavailable("not asked");

    private final RegistrySession session;
    private final JobPaths paths;

    public JobStore(RegistrySession session, JobPaths paths) {
        this.session = session;
        this.paths = paths;
    }

    public RegistrySession session() {
        return session;
    }

    public JobPaths paths() {
        return paths;
    }

    public void commit(Transaction transaction, Consumer<CommitResult> answer) {
        session.commit(transaction, answer);
    }

    /** Reads who owns the job's name and what its configuration says; absent if there is no configuration. */
    public void definition(Consumer<Reply<JobDefinition>> answer) {
        readAll(List.of(paths.root(), paths.config(), paths.settings()), read -> {
            ReadResult root = read.get(0);
            switch (root.status()) {
                case FOUND -> answer.accept(definition(root.node().data(), read.get(1), read.get(2)));
                // Nothing can be below it.
                case ABSENT -> answer.accept(Reply.absent());
                case UNAVAILABLE -> answer.accept(Reply.unavailable(root.trouble()));
            }
        });
    }

    /**
     * What {@link #definition} will tell of a job that is made with these texts.
     *
     * @param nowMillis the registry's time
     */
    public Reply<JobDefinition> definitionOf(String owner, String config, String settings, long nowMillis) {
        return definition(owner, made(config, nowMillis), made(settings, nowMillis));
    }

    private static ReadResult made(String text, long nowMillis) {
        return ReadResult.found(new Node(text, 0, 0, nowMillis, false));
    }

    /** Reads one node's text. */
    public void text(String path, Consumer<Reply<String>> answer) {
        session.read(path, read -> answer.accept(map(read, Node::data)));
    }

    /** Reads the texts of several nodes; the answers are in their order. */
    public void texts(List<String> nodes, Consumer<List<Reply<String>>> answer) {
        readAll(
                nodes,
                read -> answer.accept(
                        read.stream().map(each -> map(each, Node::data)).toList()));
    }

    /** Whether an instance is registered; never answered from a cache. */
    public void isAlive(String instanceId, Consumer<Reply<Boolean>> answer) {
        session.read(
                paths.instance(instanceId),
                read -> answer.accept(
                        read.status() == ReadResult.Status.UNAVAILABLE
                                ? Reply.unavailable(read.trouble())
                                : Reply.found(read.status() == ReadResult.Status.FOUND)));
    }

    /** Reads which of the nodes exist. */
    public void existing(List<String> nodes, Consumer<Reply<Set<String>>> answer) {
        readAll(nodes, read -> {
            Set<String> existing = new HashSet<>();
            for (int i = 0; i < nodes.size(); i++) {
                if (read.get(i).status() == ReadResult.Status.UNAVAILABLE) {
                    answer.accept(Reply.unavailable(read.get(i).trouble()));
                    return;
                }
                if (read.get(i).status() == ReadResult.Status.FOUND) {
                    existing.add(nodes.get(i));
                }
            }
            answer.accept(Reply.found(existing));
        });
    }

    /** Reads who takes part: instances, oldest first, and the servers that are disabled. */
    public void members(Consumer<Reply<Members>> answer) {
        names(paths.instances(), instances -> {
            if (!instances.isFound()) {
                answer.accept(Reply.unavailable(instances.trouble()));
                return;
            }
            List<String> ids = instances.value();
            List<String> servers = ids.stream()
                    .map(id -> JobInstance.of(id).serverIp())
                    .distinct()
                    .toList();
            List<String> nodes = new ArrayList<>();
            ids.forEach(id -> nodes.add(paths.instance(id)));
            servers.forEach(ip -> nodes.add(paths.server(ip)));
            readAll(nodes, read -> answer.accept(members(ids, servers, read)));
        });
    }

    /**
     * Reads who should try which item; items without an instance map to an empty text, and those whose node says nothing
     * to {@link #NOBODY}.
     */
    public void assignment(Consumer<Reply<Map<Integer, String>>> answer) {
        names(paths.sharding(), names -> {
            if (!names.isFound()) {
                answer.accept(names.isUnavailable() ? Reply.unavailable(names.trouble()) : Reply.found(Map.of()));
                return;
            }
            List<Integer> items = numbers(names.value());
            readAll(items.stream().map(paths::itemInstance).toList(), read -> answer.accept(assignment(items, read)));
        });
    }

    /** Reads the execution records of several items; the answers are in their order. */
    public void recordOfEach(List<Integer> items, Consumer<List<Reply<StoredRecord>>> answer) {
        readAll(items.stream().map(paths::itemExecution).toList(), read -> {
            List<Reply<StoredRecord>> records = new ArrayList<>();
            for (int i = 0; i < read.size(); i++) {
                records.add(record(items.get(i), read.get(i)));
            }
            answer.accept(records);
        });
    }

    private Reply<StoredRecord> record(int item, ReadResult read) {
        try {
            return map(read, node -> new StoredRecord(item, ExecutionRecord.decode(node.data()), node.version()));
        } catch (IllegalArgumentException e) {
            return Reply.unreadable(paths.itemExecution(item) + ": " + e.getMessage());
        }
    }

    /** Reads what is known of the calls that fires make once in the cluster; always found, or nothing is known. */
    public void guarantee(Consumer<Reply<Guarantee>> answer) {
        readAll(List.of(paths.guarantee(), paths.guaranteeStarted(), paths.guaranteeCompleted()), read -> {
            for (ReadResult each : read) {
                if (each.status() == ReadResult.Status.UNAVAILABLE) {
                    answer.accept(Reply.unavailable(each.trouble()));
                    return;
                }
            }
            answer.accept(Reply.found(new Guarantee(
                    read.get(0).status() == ReadResult.Status.FOUND,
                    Guarantee.Stored.of(read.get(1)),
                    Guarantee.Stored.of(read.get(2)))));
        });
    }

    /** Reads the items among those given that are disabled. */
    public void disabled(Collection<Integer> items, Consumer<Reply<Set<Integer>>> answer) {
        List<Integer> asked = List.copyOf(items);
        readAll(asked.stream().map(paths::itemDisabled).toList(), read -> {
            Set<Integer> disabled = new HashSet<>();
            for (int i = 0; i < read.size(); i++) {
                if (read.get(i).status() == ReadResult.Status.UNAVAILABLE) {
                    answer.accept(Reply.unavailable(read.get(i).trouble()));
                    return;
                }
                if (read.get(i).status() == ReadResult.Status.FOUND) {
                    disabled.add(asked.get(i));
                }
            }
            answer.accept(Reply.found(disabled));
        });
    }

    /** Reads the execution records of several items; those that have none, or none that makes sense, are left out. */
    public void records(Collection<Integer> items, Consumer<Reply<List<StoredRecord>>> answer) {
        recordOfEach(List.copyOf(items), each -> {
            List<StoredRecord> records = new ArrayList<>();
            for (Reply<StoredRecord> record : each) {
                if (record.isUnavailable()) {
                    answer.accept(Reply.unavailable(record.trouble()));
                    return;
                }
                if (record.isFound()) {
                    records.add(record.value());
                }
            }
            answer.accept(Reply.found(records));
        });
    }

    /** Reads the ids of the live instances, in no particular order. */
    public void instanceIds(Consumer<Reply<List<String>>> answer) {
        names(paths.instances(), answer);
    }

    /** Reads the requests that were made and not yet cleared away, ascending. */
    public void requests(Consumer<Reply<List<Request>>> answer) {
        names(paths.requests(), names -> {
            if (!names.isFound()) {
                answer.accept(names.isUnavailable() ? Reply.unavailable(names.trouble()) : Reply.found(List.of()));
                return;
            }
            List<String> parts = names.value().stream()
                    .filter(Request::isName)
                    .filter(Request::isPart)
                    .toList();
            List<Request> requests = new ArrayList<>();
            names.value().stream()
                    .filter(name -> Request.isName(name) && !Request.isPart(name))
                    .forEach(name -> requests.add(Request.ofAll(Request.fire(name))));
            // One by one: each may name as many items as an instance can have.
            Gather<ReadResult> gather =
                    new Gather<>(parts.size(), NOT_ASKED, read -> answer.accept(requests(requests, parts, read)));
            for (int i = 0; i < parts.size(); i++) {
                session.read(paths.request(parts.get(i)), gather.slot(i));
            }
        });
    }

    private static Reply<List<Request>> requests(List<Request> whole, List<String> parts, List<ReadResult> read) {
        List<Request> requests = new ArrayList<>(whole);
        for (int i = 0; i < parts.size(); i++) {
            if (read.get(i).status() == ReadResult.Status.UNAVAILABLE) {
                return Reply.unavailable(read.get(i).trouble());
            }
            // One that was cleared away between the two reads is simply no request any more.
            if (read.get(i).status() == ReadResult.Status.FOUND) {
                requests.add(Request.decodePart(parts.get(i), read.get(i).node().data()));
            }
        }
        requests.sort(Comparator.comparingLong(Request::fire));
        return Reply.found(requests);
    }

    /** Reads the outcomes of a request by item; absent if it was cleared away. */
    public void outcomes(String request, Consumer<Reply<Map<Integer, String>>> answer) {
        names(paths.request(request), names -> {
            if (!names.isFound()) {
                answer.accept(names.isUnavailable() ? Reply.unavailable(names.trouble()) : Reply.absent());
                return;
            }
            List<Integer> items = numbers(names.value());
            readAll(
                    items.stream()
                            .map(item -> paths.requestOutcome(request, item))
                            .toList(),
                    read -> answer.accept(assignment(items, read)));
        });
    }

    private void readAll(List<String> nodes, Consumer<List<ReadResult>> answer) {
        int requests = (nodes.size() + RegistrySession.PATHS_MAX - 1) / RegistrySession.PATHS_MAX;
        Gather<List<ReadResult>> gather = new Gather<>(
                requests,
                List.of(),
                read -> answer.accept(read.stream().flatMap(List::stream).toList()));
        for (int i = 0; i < requests; i++) {
            int from = i * RegistrySession.PATHS_MAX;
            session.read(nodes.subList(from, Math.min(nodes.size(), from + RegistrySession.PATHS_MAX)), gather.slot(i));
        }
    }

    /** Reads the names of the nodes below a node. */
    public void names(String path, Consumer<Reply<List<String>>> answer) {
        session.children(path, result -> answer.accept(reply(result)));
    }

    private static Reply<List<String>> reply(ChildrenResult result) {
        return switch (result.status()) {
            case FOUND -> Reply.found(result.names());
            case ABSENT -> Reply.absent();
            case UNAVAILABLE -> Reply.unavailable(result.trouble());
        };
    }

    private static <T> Reply<T> map(ReadResult read, Function<Node, T> meaning) {
        return switch (read.status()) {
            case FOUND -> Reply.found(meaning.apply(read.node()));
            case ABSENT -> Reply.absent();
            case UNAVAILABLE -> Reply.unavailable(read.trouble());
        };
    }

    private Reply<JobDefinition> definition(String owner, ReadResult config, ReadResult settings) {
        for (ReadResult read : List.of(config, settings)) {
            if (read.status() == ReadResult.Status.UNAVAILABLE) {
                return Reply.unavailable(read.trouble());
            }
        }
        // A configuration that was never written is an empty node, made as part of the skeleton.
        if (config.status() == ReadResult.Status.ABSENT || config.node().data().isEmpty()) {
            return owner.isBlank() ? Reply.absent() : Reply.unreadable(paths.config() + " is missing or empty");
        }
        String reading = paths.config();
        try {
            Node node = config.node();
            JobConfiguration.Builder job = ConfigYaml.builder(node.data());
            String extra = ConfigYaml.extra(node.data());
            // A tree that somebody else made has none.
            String text = settings.found() == null ? "" : settings.node().data();
            // So that what is wrong with the one node is not said of the other.
            job.build();
            reading = paths.settings();
            return Reply.found(new JobDefinition(
                    owner, JobSettings.apply(text, job), node.version(), node.modifiedMillis(), extra));
        } catch (IllegalArgumentException e) {
            return Reply.unreadable(reading + ": " + e.getMessage());
        }
    }

    private static Reply<Members> members(List<String> ids, List<String> servers, List<ReadResult> read) {
        Map<Long, JobInstance> byAge = new TreeMap<>(Comparator.naturalOrder());
        Set<String> disabled = new TreeSet<>();
        for (int i = 0; i < read.size(); i++) {
            ReadResult node = read.get(i);
            if (node.status() == ReadResult.Status.UNAVAILABLE) {
                return Reply.unavailable(node.trouble());
            }
            // An instance that left between the two reads is simply no member.
            if (node.status() == ReadResult.Status.FOUND) {
                if (i < ids.size()) {
                    byAge.put(node.node().createdRevision(), JobInstance.of(ids.get(i)));
                } else if (node.node().data().equals(DISABLED)) {
                    disabled.add(servers.get(i - ids.size()));
                }
            }
        }
        return Reply.found(new Members(List.copyOf(byAge.values()), disabled));
    }

    private static Reply<Map<Integer, String>> assignment(List<Integer> items, List<ReadResult> read) {
        Map<Integer, String> assignment = new TreeMap<>();
        for (int i = 0; i < read.size(); i++) {
            ReadResult node = read.get(i);
            if (node.status() == ReadResult.Status.UNAVAILABLE) {
                return Reply.unavailable(node.trouble());
            }
            String text = node.status() == ReadResult.Status.FOUND ? node.node().data() : "";
            boolean saysNothing = node.status() == ReadResult.Status.FOUND && text.isEmpty();
            assignment.put(items.get(i), saysNothing ? NOBODY : text);
        }
        return Reply.found(assignment);
    }

    private static List<Integer> numbers(List<String> names) {
        return names.stream()
                .map(JobPaths::itemNumber)
                .filter(OptionalInt::isPresent)
                .map(OptionalInt::getAsInt)
                .sorted()
                .toList();
    }
}
