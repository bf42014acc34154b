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
package io.rota.chaos;

import io.rota.registry.FaultProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One run of the whole: a registry, some nodes, a plan of what goes wrong, and the verdict. */
final class ChaosRun {

    /** The server's clock unit; a session lasts eight of them. */
    static final int TICK_MILLIS = 500;

    private static final long START_SECONDS = 60;
    private static final long DRAIN_MILLIS = 5_000;
    private static final int HEALING_LOOKS = 3;

    /**
     * What a run is made of.
     *
     * @param faketime path of libfaketime, empty for none
     */
    record Setting(
            Path directory, Plan plan, int nodes, ChaosRegistry.Type registry, int sessionMillis, String faketime) {}

    private final Setting setting;
    private final List<NodeSlot> nodes = new ArrayList<>();

    private ChaosRun(Setting setting) {
        this.setting = setting;
    }

    static Verdict carryOut(Setting setting) throws Exception {
        return new ChaosRun(setting).carryOut();
    }

    private Verdict carryOut() throws Exception {
        Files.writeString(
                setting.directory().resolve("plan.txt"),
                setting.plan().faults().stream().map(Fault::toString).collect(Collectors.joining("\n")) + "\n");
        Path file = setting.directory().resolve("history.txt");
        try (HistoryFile history = new HistoryFile(file, "controller");
                FencedStore store = new FencedStore(history);
                ChaosRegistry registry = setting.registry().start(setting.directory());
                Operator operator = registry.operator()) {
            history.write("clock", "wall", System.currentTimeMillis());
            NodeSlot.Site site = new NodeSlot.Site(
                    setting.directory(),
                    setting.registry(),
                    registry.addresses(),
                    setting.sessionMillis(),
                    store.port(),
                    history,
                    setting.faketime());
            IntStream.range(0, setting.nodes()).forEach(i -> nodes.add(new NodeSlot(Plan.node(i), site)));
            NodeSlot extra = new NodeSlot("x", site);
            // A process that is stopped does not notice that the controller is gone.
            Thread end = new Thread(
                    () -> {
                        nodes.forEach(NodeSlot::close);
                        extra.close();
                    },
                    "end-nodes");
            Runtime.getRuntime().addShutdownHook(end);
            try (Nemesis nemesis = new Nemesis(registry, nodes, extra, operator, history)) {
                for (NodeSlot node : nodes) {
                    node.start();
                }
                awaitStarted(file);
                awaitHealthy(operator);
                nemesis.carryOut(setting.plan());
                drain(registry, operator, history, file, extra);
                nodes.forEach(NodeSlot::terminate);
                nodes.forEach(NodeSlot::awaitEnd);
                extra.awaitEnd();
                registry.writeLog();
                registry.stopAll();
            } finally {
                nodes.forEach(NodeSlot::close);
                extra.close();
                Runtime.getRuntime().removeShutdownHook(end);
            }
        }
        return verdict(setting);
    }

    /** Compares what is written in a directory with the promises. */
    static Verdict verdict(Setting setting) throws IOException {
        return Checker.check(
                History.read(setting.directory().resolve("history.txt")),
                setting.registry().log(setting.directory()),
                ChaosJob.ALL,
                setting.sessionMillis());
    }

    private void drain(ChaosRegistry registry, Operator operator, HistoryFile history, Path file, NodeSlot extra)
            throws Exception {
        registry.startAll();
        extra.links(FaultProxy::pass);
        nodes.forEach(node -> node.links(FaultProxy::pass));
        for (NodeSlot node : nodes) {
            if (!node.isRunning()) {
                history.write("problem", "where", node.incarnation(), "what", "ended_by_itself");
                node.start();
            }
        }
        awaitStarted(file);
        history.write("draining", "wall", System.currentTimeMillis());
        System.out.println("chaos: all faults are over; waiting for the cluster to settle");
        pause(2L * setting.sessionMillis() + DRAIN_MILLIS);
        Map<Long, String> pids = pids();
        List<Healing.Problem> problems = Healing.problems(operator, pids);
        // The looks of one go are not of one moment: what is really wrong is still there a moment later.
        for (int look = 1; look < HEALING_LOOKS && !problems.isEmpty(); look++) {
            pause(ChaosRun.TICK_MILLIS);
            problems = Healing.problems(operator, pids);
        }
        problems.forEach(problem -> history.write(
                "problem",
                "where",
                problem.where(),
                "what",
                problem.what().replace(' ', '_').replace('\n', '_')));
        history.write("drained");
    }

    private Map<Long, String> pids() {
        Map<Long, String> pids = new HashMap<>();
        nodes.forEach(node -> pids.put(node.pid(), node.incarnation()));
        return pids;
    }

    /** Waits until every item has an owner: a plan that begins earlier shows nothing but a slow start. */
    private void awaitHealthy(Operator operator) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        List<Healing.Problem> problems = Healing.problems(operator, pids());
        while (!problems.isEmpty()) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException("the cluster did not form: " + problems);
            }
            pause(TICK_MILLIS);
            problems = Healing.problems(operator, pids());
        }
    }

    private void awaitStarted(Path file) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        List<String> waiting = nodes.stream().map(NodeSlot::incarnation).toList();
        while (!History.read(file).events("started").stream()
                .map(History.Event::author)
                .collect(Collectors.toSet())
                .containsAll(waiting)) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException("not all of " + waiting + " have started; see "
                        + setting.directory().toAbsolutePath());
            }
            pause(200);
        }
    }

    private static void pause(long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
