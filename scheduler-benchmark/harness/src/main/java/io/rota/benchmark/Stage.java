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
package io.rota.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The processes of one repetition: a fresh registry, if the contestant needs one, and the contestant's nodes. */
final class Stage implements AutoCloseable {

    /** As long as the servers allow with their usual tick: both products ask for a minute. */
    static final int SESSION_MILLIS = 60_000;

    private static final int TICK_MILLIS = 2_000;
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final String OPERATION = "op.";
    private static final List<String> SERVER_JVM = List.of("-Xmx1g", "-Dzookeeper.admin.enableServer=false");
    private static final List<String> NODE_JVM = List.of("-Xms64m", "-Xmx2g", "-XX:+UseG1GC");

    private final Site site;
    private final Contestant contestant;
    private final int sessionMillis;
    private final @Nullable Jvm server;
    private final String registry;
    private final String traceUrl;
    private final List<Node> nodes = new ArrayList<>();
    private int started;

    private Stage(
            Site site,
            Contestant contestant,
            int sessionMillis,
            @Nullable Jvm server,
            String registry,
            String traceUrl) {
        this.site = site;
        this.contestant = contestant;
        this.sessionMillis = sessionMillis;
        this.server = server;
        this.registry = registry;
        this.traceUrl = traceUrl;
    }

    /** Requests by kind, and when the last session ended, in microseconds of the epoch. */
    record Requests(Map<String, Long> byKind, long lastSessionEnd) {

        long total() {
            return byKind.values().stream().mapToLong(Long::longValue).sum();
        }

        long of(String kind) {
            return byKind.getOrDefault(kind, 0L);
        }
    }

    static Stage of(Site site, Contestant contestant, Databases databases) throws IOException, InterruptedException {
        return of(site, contestant, databases, SESSION_MILLIS, false);
    }

    /** A stage with a session timeout; if wanted, with a database that the contestant's events are written to. */
    static Stage of(Site site, Contestant contestant, Databases databases, int sessionMillis, boolean traced)
            throws IOException, InterruptedException {
        String traceUrl = traced ? databases.newDatabase(Contestant.Registry.POSTGRES) : "";
        return switch (contestant.registry) {
            case ZOOKEEPER -> {
                Jvm server = zookeeper(site);
                String address = "127.0.0.1:" + server.greeting().get("port");
                yield new Stage(site, contestant, sessionMillis, server, address, traceUrl);
            }
            case POSTGRES, MARIADB ->
                new Stage(site, contestant, sessionMillis, null, databases.newDatabase(contestant.registry), traceUrl);
            case NONE -> new Stage(site, contestant, sessionMillis, null, "none", traceUrl);
        };
    }

    private static Jvm zookeeper(Site site) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory(site.work(), "zookeeper");
        List<String> program = new ArrayList<>(SERVER_JVM);
        program.addAll(List.of(
                "io.rota.benchmark.server.CountingZookeeper", "0", String.valueOf(TICK_MILLIS), data.toString()));
        return site.jvm("zookeeper", "rota", program);
    }

    /** Starts a node that has connected and has no job yet. */
    Node node() throws IOException, InterruptedException {
        String name = contestant.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + started++;
        List<String> program = new ArrayList<>(NODE_JVM);
        program.addAll(List.of("io.rota.benchmark.node.BenchmarkNode", contestant.className));
        Node node =
                new Node(site.jvm(name, contestant.module, program), site.work().resolve(name + ".runs"));
        nodes.add(node);
        node.open(registry, "benchmark", sessionMillis, traceUrl);
        return node;
    }

    /** How many requests the registry has had so far; none if there is no ZooKeeper. */
    Requests requests() throws IOException, InterruptedException {
        if (server == null) {
            return new Requests(Map.of(), 0);
        }
        Map<String, String> told = server.ask("counts", ANSWER);
        return new Requests(
                told.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(OPERATION))
                        .collect(Collectors.toMap(
                                entry -> entry.getKey().substring(OPERATION.length()),
                                entry -> Long.parseLong(entry.getValue()))),
                Long.parseLong(told.getOrDefault("lastSessionEnd", "0")));
    }

    /** Kills a node; it is no longer one of the stage's. */
    void kill(Node node) throws InterruptedException {
        node.kill();
        nodes.remove(node);
    }

    boolean isCounted() {
        return server != null;
    }

    String registry() {
        return registry;
    }

    List<Long> serverPids() {
        return server == null ? List.of() : List.of(server.pid());
    }

    List<Node> nodes() {
        return nodes;
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
        if (server != null) {
            server.close();
        }
    }
}
