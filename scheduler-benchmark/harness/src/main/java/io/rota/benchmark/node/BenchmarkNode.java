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
package io.rota.benchmark.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a contender's JVM. Reads commands from standard input, one in each line, answers each with one line, and
 * ends at once when its input is closed: a benchmark that was killed leaves nobody behind.
 */
public final class BenchmarkNode {

    /** What the answers begin with; other lines are the contender's own. */
    public static final String MARK = "@@";

    private static final int COLLECTIONS = 3;
    private static final long COLLECT_PAUSE_MILLIS = 50;
    private static final long NANOS_PER_MICRO = 1_000;

    private final Contender contender;
    private final RunLog runs = new RunLog();
    private final Map<Integer, Contender.Call> calls = new LinkedHashMap<>();

    private BenchmarkNode(Contender contender) {
        this.contender = contender;
    }

    /**
     * Runs a contender.
     *
     * @param args the name of its class
     */
    public static void main(String[] args) throws Exception {
        Contender contender =
                (Contender) Class.forName(args[0]).getDeclaredConstructor().newInstance();
        BenchmarkNode node = new BenchmarkNode(contender);
        answer(Map.of("pid", ProcessHandle.current().pid()));
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            try {
                answer(node.obey(Command.parse(line)));
            } catch (Exception e) {
                e.printStackTrace();
                System.out.println(MARK + "error " + String.valueOf(e).replace('\n', ' '));
            }
        }
        Runtime.getRuntime().halt(1);
    }

    private static void answer(Map<String, ?> values) {
        StringBuilder line = new StringBuilder(MARK).append("ok");
        values.forEach(
                (name, value) -> line.append(' ').append(name).append('=').append(value));
        System.out.println(line);
        System.out.flush();
    }

    private Map<String, ?> obey(Command command) throws Exception {
        return switch (command.verb()) {
            case "open" -> {
                contender.open(new NodeSettings(
                        command.text("registry"),
                        command.text("namespace"),
                        command.number("session"),
                        command.text("trace")));
                yield Map.of();
            }
            case "schedule" -> schedule(command);
            case "define" -> {
                JobSpec job = job(command, command.number("from"));
                calls.put(job.number(), contender.oneOff(job, runs));
                yield Map.of();
            }
            case "call" -> call(command);
            case "figures" -> figures(command.flag("collect"));
            case "assigned" -> Map.of("items", contender.itemsAssigned());
            case "clear" -> {
                runs.clear();
                yield Map.of();
            }
            case "runs" -> {
                runs.write(Path.of(command.text("file")));
                yield Map.of();
            }
            case "close" -> {
                contender.close();
                yield Map.of();
            }
            default -> throw new IllegalArgumentException("no such command: " + command.verb());
        };
    }

    private Map<String, ?> schedule(Command command) throws Exception {
        List<JobSpec> jobs = new ArrayList<>();
        int from = command.number("from");
        for (int number = from; number < from + command.number("jobs"); number++) {
            jobs.add(job(command, number));
        }
        long begun = System.nanoTime();
        contender.schedule(jobs, runs);
        return Map.of("micros", (System.nanoTime() - begun) / NANOS_PER_MICRO);
    }

    private static JobSpec job(Command command, int number) {
        return new JobSpec(
                number,
                command.number("items"),
                command.text("cron").replace('_', ' '),
                command.flag("monitor"),
                command.flag("failover"),
                command.number("body"));
    }

    /** Calls a job, waits until it began or not, and so on. The fire that is noted is the moment of the call. */
    private Map<String, ?> call(Command command) throws Exception {
        Contender.Call call = calls.get(command.number("from"));
        if (call == null) {
            throw new IllegalStateException("job " + command.number("from") + " was not defined");
        }
        int times = command.number("times");
        boolean oneByOne = command.flag("wait");
        StringBuilder micros = new StringBuilder();
        for (int i = 0; i < times; i++) {
            long known = runs.count();
            long begun = System.nanoTime();
            call.call();
            long returned = System.nanoTime();
            boolean began = !oneByOne || awaitRun(known + 1, begun + command.number("patience") * 1_000_000L);
            if (oneByOne) {
                micros.append(i == 0 ? "" : ",").append(began ? runs.lastStartNanos() - begun : -1);
            } else {
                micros.append(i == 0 ? "" : ",").append(returned - begun);
            }
        }
        return Map.of("nanos", micros);
    }

    private boolean awaitRun(long count, long deadlineNanos) throws InterruptedException {
        while (runs.count() < count) {
            if (System.nanoTime() > deadlineNanos) {
                return false;
            }
            Thread.sleep(1);
        }
        return true;
    }

    private Map<String, ?> figures(boolean collect) throws IOException, InterruptedException {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; collect && i < COLLECTIONS; i++) {
            memory.gc();
            Thread.sleep(COLLECT_PAUSE_MILLIS);
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
        figures.put("heap", memory.getHeapMemoryUsage().getUsed());
        figures.put("rss", residentKilobytes());
        figures.put("cpu", cpuNanos());
        figures.put("runs", runs.count());
        figures.put("statements", contender.statements());
        return figures;
    }

    private static long cpuNanos() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof com.sun.management.OperatingSystemMXBean process ? process.getProcessCpuTime() : -1;
    }

    private static long residentKilobytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return -1;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return -1;
    }

    /** One line: a verb, and values with names. */
    private record Command(String verb, Map<String, String> values) {

        static Command parse(String line) {
            String[] words = line.trim().split(" ");
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 1; i < words.length; i++) {
                int equals = words[i].indexOf('=');
                values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
            }
            return new Command(words[0], values);
        }

        String text(String name) {
            @Nullable String value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException(verb + " needs " + name);
            }
            return value;
        }

        int number(String name) {
            return Integer.parseInt(text(name));
        }

        boolean flag(String name) {
            return Boolean.parseBoolean(text(name));
        }
    }
}
