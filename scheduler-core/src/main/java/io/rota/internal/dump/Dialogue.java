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
package io.rota.internal.dump;

import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.env.EventLoop;
import io.rota.internal.state.JobPaths;
import io.rota.registry.RegistrySession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client: one line that asks, lines {@code path | value} that answer, and the end of the connection.
 *
 * <p>What cannot be answered is answered with a line that begins with {@code error:} and tells why.
 */
final class Dialogue {

    static final int REQUEST_BYTES_MAX = 256;

    private static final String ALL = "dump";
    private static final String ONE = "dump@";
    // What a client may still send after its request, before its connection is cut.
    private static final int LEFTOVER_BYTES_MAX = 64 * 1024;
    // What a client must take within the limit of a step.
    private static final int PART_CHARACTERS = 64 * 1024;
    private static final int LEAVE_MILLIS = 500;

    private final Socket client;
    private final EventLoop loop;
    private final DialogueLimits limits;
    private final String registry;
    private final Supplier<@Nullable RegistrySession> session;
    private final Masking masking = new Masking();

    /**
     * @param registry for messages
     * @param session the current one, null if there is none
     */
    Dialogue(
            Socket client,
            EventLoop loop,
            DialogueLimits limits,
            String registry,
            Supplier<@Nullable RegistrySession> session) {
        this.client = client;
        this.loop = loop;
        this.limits = limits;
        this.registry = registry;
        this.session = session;
    }

    /** Something that waits for the client. */
    private interface Step<T> {

        T take() throws IOException;
    }

    /**
     * From the request to the end of the answer.
     *
     * @throws IOException if the client went away, or exceeded a limit
     */
    void hold() throws IOException, InterruptedException {
        EventLoop.Timer whole = loop.schedule(limits.whole().toNanos(), () -> DumpServer.quietly(client));
        try {
            Optional<byte[]> request = within(this::readRequest);
            if (request.isPresent()) {
                answer(request.get());
                within(this::leave);
            }
        } finally {
            whole.cancel();
        }
    }

    private void answer(byte[] bytes) throws IOException, InterruptedException {
        Optional<String> request = text(bytes);
        if (request.isEmpty()) {
            say("error: the request is longer than " + REQUEST_BYTES_MAX + " bytes, or not UTF-8. Ask " + usage());
            return;
        }
        String asked = request.get();
        RegistrySession current = session.get();
        if (!asked.equals(ALL) && !asked.startsWith(ONE)) {
            say("error: this is no request. Ask " + usage());
        } else if (current == null) {
            say("error: there is no session with " + masking.ofText(registry) + " now. Ask again later.");
        } else {
            try {
                TreeWalk tree = new TreeWalk(current, loop, limits.step());
                if (asked.equals(ALL)) {
                    dumpAll(tree);
                } else {
                    dumpOne(tree, asked.substring(ONE.length()));
                }
            } catch (UnansweredException e) {
                say("error: the dump is not complete: " + masking.ofText(String.valueOf(e.getMessage()))
                        + ". Ask again later.");
            }
        }
    }

    private void dumpAll(TreeWalk tree) throws IOException, InterruptedException, UnansweredException {
        List<JobPaths> jobs = tree.children("/").stream()
                .filter(Dialogue::isJobName)
                .sorted(Comparator.reverseOrder())
                .map(JobPaths::new)
                .toList();
        boolean any = false;
        for (JobPaths job : jobs) {
            if (tree.exists(job.config())) {
                any = true;
                tree.below(job.root(), this::say);
            }
        }
        if (!any) {
            say("error: there is no job.");
        }
    }

    private void dumpOne(TreeWalk tree, String name) throws IOException, InterruptedException, UnansweredException {
        if (!isJobName(name)) {
            say("error: no job can have this name. Ask " + usage());
        } else if (!tree.exists(new JobPaths(name).config())) {
            say("error: there is no job of this name. Its name is written as in the registry, case included; '" + ALL
                    + "' tells all jobs.");
        } else {
            tree.below(new JobPaths(name).root(), this::say);
        }
    }

    private static String usage() {
        return "'" + ONE + "<job>' for a job, or '" + ALL + "' for all of them.";
    }

    private static boolean isJobName(String name) {
        try {
            JobConfiguration.newBuilder(name, 1).build();
            return true;
        } catch (JobConfigurationException e) {
            return false;
        }
    }

    // ---- bytes

    private void say(List<TreeWalk.Line> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        lines.forEach(
                line -> text.append(masking.ofLine(line.path(), line.value())).append('\n'));
        write(text.toString());
    }

    private void say(String line) throws IOException {
        write(line + "\n");
    }

    private void write(String text) throws IOException {
        within(() -> {
            OutputStream output = client.getOutputStream();
            output.write(text.getBytes(StandardCharsets.UTF_8));
            output.flush();
            return true;
        });
    }

    /** Without the end of its line; one byte more than allowed if it is too long, empty if the client said nothing. */
    private Optional<byte[]> readRequest() throws IOException {
        InputStream input = client.getInputStream();
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        int next = input.read();
        while (next >= 0 && next != '\n' && request.size() <= REQUEST_BYTES_MAX) {
            request.write(next);
            next = input.read();
        }
        return next < 0 && request.size() == 0 ? Optional.empty() : Optional.of(request.toByteArray());
    }

    private static Optional<String> text(byte[] request) {
        if (request.length > REQUEST_BYTES_MAX) {
            return Optional.empty();
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(request))
                    .toString();
            return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Closing with something unread would make the client's system throw away what it has received of the answer. */
    private boolean leave() throws IOException {
        client.shutdownOutput();
        client.setSoTimeout(LEAVE_MILLIS);
        InputStream input = client.getInputStream();
        byte[] leftover = new byte[1024];
        int total = 0;
        int count = 0;
        try {
            while (count >= 0 && total < LEFTOVER_BYTES_MAX) {
                count = input.read(leftover);
                total += count;
            }
        } catch (SocketTimeoutException e) {
            return false;
        }
        return count < 0;
    }

    private <T> T within(Step<T> step) throws IOException {
        EventLoop.Timer limit = loop.schedule(limits.step().toNanos(), () -> DumpServer.quietly(client));
        try {
            return step.take();
        } finally {
            limit.cancel();
        }
    }
}
