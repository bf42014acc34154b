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
package io.rota.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * ZooKeeper as it is run in earnest: one server, or several that elect a leader, each in a JVM of its own.
 *
 * <p>Each member follows each other one through a relay of its own, so that a member can lose its peers and still be
 * reached by clients. Not thread-safe.
 */
public final class ZooKeeperEnsemble implements AutoCloseable {

    private static final long ELECTION_SECONDS = 60;
    private static final long LOOK_MILLIS = 50;
    private static final int INIT_TICKS = 10;
    private static final int SYNC_TICKS = 4;
    // A new leader begins to listen after its followers have heard of its election.
    private static final long LINK_PATIENCE_MILLIS = 1_000;

    private final List<ZooKeeperProcess> servers = new ArrayList<>();
    // From the one member to the other; none on the diagonal.
    private final List<List<FaultProxy>> links = new ArrayList<>();

    private ZooKeeperEnsemble() {}

    /**
     * Starts the servers with no data, and waits until they serve.
     *
     * @param size 1 for a server without peers
     * @param tickMillis session timeouts may be 2 to 20 ticks
     * @param directory where the servers keep their data
     */
    public static ZooKeeperEnsemble start(int size, int tickMillis, Path directory) {
        ZooKeeperEnsemble ensemble = new ZooKeeperEnsemble();
        try {
            if (size == 1) {
                ensemble.servers.add(
                        ZooKeeperProcess.prepared(tickMillis, Files.createDirectories(directory.resolve("server0"))));
            } else {
                ensemble.configure(size, tickMillis, directory);
            }
            ensemble.startAll();
            ensemble.awaitAll();
            return ensemble;
        } catch (IOException | RuntimeException e) {
            ensemble.close();
            throw e instanceof IOException io ? new UncheckedIOException(io) : (RuntimeException) e;
        }
    }

    private void configure(int size, int tickMillis, Path directory) throws IOException {
        List<Integer> quorumPorts = new ArrayList<>();
        List<Integer> electionPorts = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            quorumPorts.add(ZooKeeperProcess.freePort());
            electionPorts.add(ZooKeeperProcess.freePort());
        }
        for (int from = 0; from < size; from++) {
            List<FaultProxy> own = new ArrayList<>();
            links.add(own);
            Path data = Files.createDirectories(directory.resolve("server" + from));
            Files.writeString(data.resolve("myid"), String.valueOf(from + 1));
            int port = ZooKeeperProcess.freePort();
            StringBuilder text = new StringBuilder()
                    .append("tickTime=" + tickMillis + "\ninitLimit=" + INIT_TICKS + "\nsyncLimit=" + SYNC_TICKS)
                    .append("\nadmin.enableServer=false\nclientPortAddress=127.0.0.1\nclientPort=" + port)
                    .append("\ndataDir=" + data.toAbsolutePath() + "\n");
            for (int to = 0; to < size; to++) {
                own.add(to == from ? null : new FaultProxy(quorumPorts.get(to), LINK_PATIENCE_MILLIS));
                String address = to == from
                        ? "127.0.0.1:" + quorumPorts.get(to)
                        : own.get(to).address();
                text.append("server." + (to + 1) + "=" + address + ":" + electionPorts.get(to) + "\n");
            }
            Path file = directory.resolve("server" + from + ".cfg");
            Files.writeString(file, text);
            servers.add(ZooKeeperProcess.member(port, data, file));
        }
    }

    public int size() {
        return servers.size();
    }

    /** Every server's address, in their order. */
    public List<String> addresses() {
        return servers.stream().map(ZooKeeperProcess::address).toList();
    }

    public ZooKeeperProcess server(int index) {
        return servers.get(index);
    }

    /** Starts every server that does not run, and waits until they serve. */
    public void startAll() {
        servers.stream().filter(server -> !server.isRunning()).forEach(ZooKeeperProcess::start);
        awaitLeader();
    }

    /** Kills every server that runs, as a power cut would. */
    public void killAll() {
        servers.stream().filter(ZooKeeperProcess::isRunning).forEach(ZooKeeperProcess::kill);
    }

    /** Ends every server in an orderly way. */
    public void stopAll() {
        servers.stream().filter(ZooKeeperProcess::isRunning).forEach(ZooKeeperProcess::stop);
    }

    /** The server that leads at the moment; the only one if there is only one. */
    public OptionalInt leader() {
        return IntStream.range(0, size())
                .filter(i -> servers.get(i).isRunning())
                .filter(i -> size() == 1 || servers.get(i).state().equals("LEADING"))
                .findFirst();
    }

    /** Waits until some server leads; returns it. */
    public int awaitLeader() {
        AtomicInteger found = new AtomicInteger();
        await(() -> {
            OptionalInt leader = leader();
            leader.ifPresent(found::set);
            return leader.isPresent();
        });
        return found.get();
    }

    private void awaitAll() {
        await(() -> size() == 1
                || servers.stream().noneMatch(server -> server.state().equals("LOOKING")));
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(ELECTION_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException("The servers of the ensemble agree on no leader");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
        }
    }

    /** Cuts a server off from its peers; clients still reach it. */
    public void isolate(int index) {
        if (servers.get(index).isRunning()) {
            servers.get(index).isolate(true);
        }
        linksOf(index).forEach(FaultProxy::refuse);
    }

    /** Ends {@link #isolate}. */
    public void rejoin(int index) {
        linksOf(index).forEach(FaultProxy::pass);
        if (servers.get(index).isRunning()) {
            servers.get(index).isolate(false);
        }
    }

    private List<FaultProxy> linksOf(int index) {
        return IntStream.range(0, size())
                .filter(other -> other != index)
                .boxed()
                .flatMap(other ->
                        List.of(links.get(index).get(other), links.get(other).get(index)).stream())
                .toList();
    }

    @Override
    public void close() {
        servers.forEach(ZooKeeperProcess::close);
        links.forEach(row -> row.forEach(link -> {
            if (link != null) {
                link.close();
            }
        }));
    }
}
