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
package io.rota.registry.jdbc;

import io.rota.registry.ChildrenResult;
import io.rota.registry.CommitResult;
import io.rota.registry.HeartbeatResult;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistrySession;
import io.rota.registry.Transaction;
import io.rota.registry.WatchListener;
import io.rota.registry.session.Requests;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/*
 * Requests are served one after the other, in their order, over one connection: so a read sees every earlier commit, and
 * reads never go back in time. A read is answered only while the session exists: somebody who has been ended would find its
 * own nodes gone, and take that for something that people did. A request that was answered as overdue before its turn came is not done any more.
 */
/** One session in the database. Thread-safe. */
final class JdbcSession implements RegistrySession {

    private static final String NO_ANSWER = "the database did not answer in time";
    private static final String OVER = "the session is over";

    private final String id;
    private final Duration timeout;
    private final Requests requests;
    private final Watches watches;
    private final Work work;

    /** Does what takes time, on threads of its own. */
    interface Work {

        void heartbeat(String session, Consumer<HeartbeatResult> answer);

        void read(String session, List<String> paths, Consumer<List<ReadResult>> answer);

        void children(String session, String path, Consumer<ChildrenResult> answer);

        void commit(String session, Transaction transaction, Consumer<CommitResult> answer);

        /** Runs the task in the order of the requests. */
        void inOrder(Runnable task);
    }

    JdbcSession(String id, Duration timeout, Requests requests, Watches watches, Work work) {
        this.id = id;
        this.timeout = timeout;
        this.requests = requests;
        this.watches = watches;
        this.work = work;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public void heartbeat(Consumer<HeartbeatResult> answer) {
        HeartbeatResult silence = new HeartbeatResult(false, 0);
        var request = requests.begin(answer, silence, silence);
        if (!request.isAnswered()) {
            work.heartbeat(id, request::answer);
        }
    }

    @Override
    public void read(String path, Consumer<ReadResult> answer) {
        read(List.of(path), results -> answer.accept(results.get(0)));
    }

    @Override
    public void read(List<String> paths, Consumer<List<ReadResult>> answer) {
        List<String> known = RegistrySession.bounded(paths).stream()
                .map(JdbcSession::checked)
                .toList();
        var request = requests.begin(
                answer,
                Collections.nCopies(known.size(), ReadResult.unavailable(NO_ANSWER)),
                Collections.nCopies(known.size(), ReadResult.unavailable(OVER)));
        inOrder(request, reply -> work.read(id, known, reply));
    }

    @Override
    public void children(String path, Consumer<ChildrenResult> answer) {
        String known = checked(path);
        var request = requests.begin(answer, ChildrenResult.unavailable(NO_ANSWER), ChildrenResult.unavailable(OVER));
        inOrder(request, reply -> work.children(id, known, reply));
    }

    @Override
    public void commit(Transaction transaction, Consumer<CommitResult> answer) {
        transaction.ops().forEach(op -> checked(op.path()));
        var request = requests.begin(answer, CommitResult.unknown(NO_ANSWER), CommitResult.sessionLost(OVER));
        inOrder(request, reply -> work.commit(id, transaction, reply));
    }

    @Override
    public Registration watch(String path, WatchListener listener) {
        return watches.watch(checked(path), listener);
    }

    @Override
    public String toString() {
        return id;
    }

    private <T> void inOrder(Requests.Request<T> request, Consumer<Consumer<T>> task) {
        if (!request.isAnswered()) {
            work.inOrder(() -> {
                if (!request.isAnswered()) {
                    task.accept(request::answer);
                }
            });
        }
    }

    private static String checked(String path) {
        if (!path.startsWith("/") || path.contains("//") || path.length() > 1 && path.endsWith("/")) {
            throw new IllegalArgumentException("'" + path + "' is not a path of the form /a/b");
        }
        return path;
    }
}
