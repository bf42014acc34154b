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
package io.rota.env;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The run's thread waits for the process, because that wait can be interrupted; a second thread reads the output, because
 * a read cannot. The second one asks what is available before it reads: a program that leaves a child of its own behind
 * leaves its output open, and a read would then last as long as that child lives.
 */
/** Runs a program, reads what it says, and ends it together with what it started when its thread is interrupted. */
public final class ChildProcess {

    private static final Logger log = LoggerFactory.getLogger(ChildProcess.class);

    /** How long a program that is asked to end may take before it is ended. */
    static final Duration GRACE = Duration.ofSeconds(2);

    // How long an ended process may take to disappear: one that waits for a disk does not at once.
    private static final Duration END_WAIT = Duration.ofSeconds(5);
    private static final Duration READ_PAUSE = Duration.ofMillis(10);
    private static final Duration READ_END_WAIT = Duration.ofSeconds(2);
    // How often there must be nothing to read after the end. See available().
    private static final int QUIET_LOOKS = 3;
    private static final int LAST_LINES_MAX = 10;
    private static final int LINE_BYTES_MAX = 4_000;
    private static final String CUT = " ...";

    private final String name;
    private final Process process;
    private final int linesMax;
    private final Consumer<String> lines;
    // Guarded by this: the reader may go on after the end has been reported.
    private final Deque<String> last = new ArrayDeque<>();
    private long count;
    private volatile boolean ended;

    /**
     * How a program ended.
     *
     * @param lines how many lines it said
     * @param last the last of them, {@value #LAST_LINES_MAX} at most
     */
    public record End(int exitCode, long lines, List<String> last) {

        public End {
            last = List.copyOf(last);
        }
    }

    private ChildProcess(String name, Process process, int linesMax, Consumer<String> lines) {
        this.name = name;
        this.process = process;
        this.linesMax = linesMax;
        this.lines = lines;
    }

    /**
     * Runs a program to its end.
     *
     * @param name of the thread that reads the output
     * @param command program and arguments; no shell comes between
     * @param environment what the program gets besides this process's environment
     * @param linesMax how many lines of output and errors are passed on
     * @param lines gets each of them, at most {@value #LINE_BYTES_MAX} bytes of it; on another thread
     * @return how the program ended
     * @throws IOException if it cannot be started
     * @throws InterruptedException if the thread was interrupted; the program and its descendants have then been ended
     */
    public static End run(
            String name, List<String> command, Map<String, String> environment, int linesMax, Consumer<String> lines)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        ChildProcess child = new ChildProcess(name, builder.start(), linesMax, lines);
        return child.await();
    }

    private End await() throws InterruptedException {
        Thread reader = new Thread(this::read, name);
        reader.setDaemon(true);
        reader.start();
        try {
            // Nobody types for it.
            process.getOutputStream().close();
        } catch (IOException e) {
            log.debug("{}: the input was closed already", name, e);
        }
        try {
            int exitCode = process.waitFor();
            ended = true;
            reader.join(READ_END_WAIT.toMillis());
            return told(exitCode);
        } catch (InterruptedException e) {
            end();
            throw e;
        } finally {
            ended = true;
        }
    }

    /** Asks all to end, and ends those that do not; children before they lose their parent, by which they are found. */
    private void end() {
        List<ProcessHandle> asked = family();
        asked.forEach(ProcessHandle::destroy);
        awaitEnd(asked, GRACE);
        List<ProcessHandle> left = Stream.concat(asked.stream(), asked.stream().flatMap(ProcessHandle::descendants))
                .distinct()
                .filter(ProcessHandle::isAlive)
                .toList();
        left.forEach(ProcessHandle::destroyForcibly);
        if (!awaitEnd(left, END_WAIT)) {
            log.error(
                    "{}: {} cannot be ended; what it does goes on. End it by hand.",
                    name,
                    left.stream()
                            .filter(ProcessHandle::isAlive)
                            .map(ProcessHandle::pid)
                            .toList());
        }
    }

    private List<ProcessHandle> family() {
        List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
        family.add(process.toHandle());
        return family;
    }

    private static boolean awaitEnd(List<ProcessHandle> processes, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (processes.stream().anyMatch(ProcessHandle::isAlive)) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            pause();
        }
        return true;
    }

    private void read() {
        try (InputStream output = process.getInputStream()) {
            byte[] buffer = new byte[8192];
            Line line = new Line();
            for (int quiet = 0; quiet < QUIET_LOOKS; ) {
                // Asked before the look: what was said before the end is then there to be seen.
                boolean over = ended;
                int length = available(output, buffer);
                for (int i = 0; i < length; i++) {
                    line.add(buffer[i]);
                }
                if (length == 0) {
                    quiet = over ? quiet + 1 : 0;
                    pause();
                }
            }
            line.end();
        } catch (IOException e) {
            log.warn("{}: the rest of the program's output cannot be read: {}", name, e.getMessage());
        } catch (RuntimeException | Error e) {
            log.error("{}: the program's output cannot be passed on", name, e);
        }
    }

    private int available(InputStream output, byte[] buffer) throws IOException {
        try {
            int available = output.available();
            return available == 0 ? 0 : Math.max(0, output.read(buffer, 0, Math.min(available, buffer.length)));
        } catch (IOException e) {
            if (process.isAlive()) {
                throw e;
            }
            // At the end the pipe is closed and what is left in it is put in its place, which takes a moment.
            return 0;
        }
    }

    private synchronized End told(int exitCode) {
        return new End(exitCode, count, List.copyOf(last));
    }

    private void pass(String line) {
        boolean pass;
        synchronized (this) {
            pass = count++ < linesMax;
            if (last.size() == LAST_LINES_MAX) {
                last.removeFirst();
            }
            last.addLast(line);
        }
        if (pass) {
            lines.accept(line);
        }
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(READ_PAUSE.toNanos());
        } catch (InterruptedException e) {
            // The end is awaited all the same, and within a limit; whoever interrupted learns of it from the caller.
            Thread.interrupted();
        }
    }

    /** A line that is being read. */
    private final class Line {

        private final Charset charset =
                Charset.forName(System.getProperty("native.encoding", StandardCharsets.UTF_8.name()));
        private final byte[] bytes = new byte[LINE_BYTES_MAX];
        private int length;
        private boolean cut;
        private boolean begun;

        void add(byte next) {
            if (next == '\n') {
                pass();
            } else if (length < bytes.length) {
                bytes[length++] = next;
                begun = true;
            } else {
                cut = true;
            }
        }

        void end() {
            if (begun) {
                pass();
            }
        }

        private void pass() {
            String text = new String(bytes, 0, length, charset).stripTrailing();
            ChildProcess.this.pass(cut ? text + CUT : text);
            length = 0;
            cut = false;
            begun = false;
        }
    }
}
