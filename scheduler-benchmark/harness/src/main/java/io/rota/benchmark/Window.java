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

import io.rota.benchmark.node.RunLog;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A time in which costs are counted: it begins and ends in the middle of a second, when the fires of that second are over. */
final class Window {

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MIDDLE_MICROS = 500_000;
    private static final long MICROS_PER_MILLI = 1_000;
    private static final double PERCENT = 100;

    private final Stage stage;
    private final Readings atFirst;

    private Window(Stage stage, Readings atFirst) {
        this.stage = stage;
        this.atFirst = atFirst;
    }

    /**
     * What was counted.
     *
     * @param fromMicros epoch
     * @param requests of the registry, by kind
     * @param nodeCpuSeconds of the contestant's processes
     * @param statements sent to a database
     * @param foreignCpuPercent what others used of the machine, 100 for one processor
     */
    record Measured(
            long fromMicros,
            long toMicros,
            Map<String, Long> requests,
            double nodeCpuSeconds,
            double serverCpuSeconds,
            double statements,
            double foreignCpuPercent) {

        double seconds() {
            return (toMicros - fromMicros) / (double) MICROS_PER_SECOND;
        }

        double allRequests() {
            return requests.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private record Readings(
            long micros,
            Map<String, Long> requests,
            double nodeCpu,
            double serverCpu,
            double statements,
            double ours,
            double everybodys) {}

    /** Waits for the middle of a second after some time has passed, and begins. */
    static Window beginAfter(Stage stage, double seconds) throws IOException, InterruptedException {
        pass(seconds);
        return new Window(stage, readings(stage));
    }

    /** Begins at once, whatever second it is. */
    static Window beginNow(Stage stage) throws IOException, InterruptedException {
        return new Window(stage, readings(stage));
    }

    /** Ends in the middle of a second, when some time has passed. */
    Measured endAfter(double seconds) throws IOException, InterruptedException {
        pass(seconds);
        return endNow();
    }

    Measured endNow() throws IOException, InterruptedException {
        Readings atLast = readings(stage);
        Map<String, Long> requests = new HashMap<>();
        atLast.requests().forEach((kind, count) -> {
            long more = count - atFirst.requests().getOrDefault(kind, 0L);
            if (more > 0) {
                requests.put(kind, more);
            }
        });
        double seconds = (atLast.micros() - atFirst.micros()) / (double) MICROS_PER_SECOND;
        double foreign = atLast.everybodys() - atFirst.everybodys() - (atLast.ours() - atFirst.ours());
        return new Measured(
                atFirst.micros(),
                atLast.micros(),
                requests,
                atLast.nodeCpu() - atFirst.nodeCpu(),
                atLast.serverCpu() - atFirst.serverCpu(),
                atLast.statements() - atFirst.statements(),
                Math.max(0, foreign / seconds * PERCENT));
    }

    static void pass(double seconds) throws InterruptedException {
        long until = RunLog.nowMicros() + (long) (seconds * MICROS_PER_SECOND);
        long beyond = Math.floorMod(until - MIDDLE_MICROS, MICROS_PER_SECOND);
        until += beyond == 0 ? 0 : MICROS_PER_SECOND - beyond;
        Thread.sleep(Math.max(0, (until - RunLog.nowMicros()) / MICROS_PER_MILLI));
    }

    private static Readings readings(Stage stage) throws IOException, InterruptedException {
        double cpu = 0;
        double statements = 0;
        for (Node node : stage.nodes()) {
            Node.Figures figures = node.figures(false);
            cpu += figures.cpuSeconds();
            statements += figures.statements();
        }
        List<Long> ours = Stream.concat(
                        Stream.of(ProcessHandle.current()),
                        ProcessHandle.current().descendants())
                .map(ProcessHandle::pid)
                .toList();
        return new Readings(
                RunLog.nowMicros(),
                stage.requests().byKind(),
                cpu,
                Machine.secondsOf(stage.serverPids()),
                statements,
                Machine.secondsOf(ours),
                Machine.busySeconds());
    }
}
