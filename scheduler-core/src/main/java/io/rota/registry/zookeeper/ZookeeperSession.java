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
package io.rota.registry.zookeeper;

import io.rota.registry.ChildrenResult;
import io.rota.registry.CommitResult;
import io.rota.registry.HeartbeatResult;
import io.rota.registry.Node;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistrySession;
import io.rota.registry.Transaction;
import io.rota.registry.WatchListener;
import io.rota.registry.session.Requests;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/*
 * Sessions and handles.
 *
 * A ZooKeeper handle is one client object: a socket, two threads, and at most one session in its life. When the
 * ensemble declares the session expired, the handle is dead and Curator replaces it by a new one, with a new session.
 * Curator's own operations look the current handle up at the moment they are sent or repeated. A write that began under
 * session 1 can so be sent, or sent again, under session 2, where its ephemeral node would belong to the wrong
 * incarnation and its conditions were read in another life.
 *
 * A registry session is therefore tied to one handle and sends everything there itself: reads, transactions, watches.
 * That gives, without any further bookkeeping, what the contract asks for:
 *   - a request never travels under another session: a dead handle answers SESSIONEXPIRED and sends nothing;
 *   - reads never go back in time: a handle tells a server after a reconnect how far it has read, and a server that is
 *     behind refuses it;
 *   - the answers of one handle come in the order of the requests [1].
 * Curator remains in charge of what it does well: making the handles, with address, timeout and credentials.
 *
 * No request is repeated here. After a lost connection it is not known whether a write was applied; only who sent it
 * can find out, by reading [2].
 *
 * Every request has a deadline. The client answers what was on its way when it notices a dead connection, after two
 * thirds of the session timeout, but a thread that hangs or a bug must not leave the scheduler waiting for ever.
 *
 * [1] ZooKeeper Programmer's Guide, "Consistency Guarantees": single system image, FIFO client order.
 * [2] ZooKeeper error handling: a connection loss leaves the outcome open.
 */
/** One session of ZooKeeper, on the handle it lives on. Thread-safe. */
final class ZookeeperSession implements RegistrySession {

    private static final String NO_ANSWER = "ZooKeeper did not answer in time";
    private static final String OVER = "the session is over";

    private final String id;
    private final ZooKeeper zookeeper;
    private final Duration timeout;
    private final Namespace namespace;
    private final List<ACL> acl;
    private final int prefixBytes;
    private final int requestBytesMax;
    private final SessionNode node;
    private final Requests requests;
    private final Watches watches;

    ZookeeperSession(ZookeeperHandle handle, Requests requests, Watches watches) {
        this.id = handle.id();
        this.zookeeper = handle.zookeeper();
        this.timeout = Duration.ofMillis(zookeeper.getSessionTimeout());
        this.namespace = handle.settings().namespace();
        this.acl = handle.settings().acl();
        this.prefixBytes = handle.settings().prefixBytes();
        this.requestBytesMax = zookeeper
                .getClientConfig()
                .getInt(ZKClientConfig.JUTE_MAXBUFFER, ZKClientConfig.CLIENT_MAX_PACKET_LENGTH_DEFAULT);
        this.node = handle.node();
        this.requests = requests;
        this.watches = watches;
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
        heartbeat(requests.begin(answer, silence, silence), silence);
    }

    private void heartbeat(Requests.Request<HeartbeatResult> request, HeartbeatResult silence) {
        if (request.isAnswered()) {
            return;
        }
        node.touch((rc, stat) -> {
            if (Codes.isOk(rc) && stat != null) {
                request.answer(new HeartbeatResult(true, stat.getMtime()));
            } else if (Codes.isAbsent(rc)) {
                // Somebody deleted the node, but the session lives, or the answer would be another.
                node.establish(trouble -> {
                    if (trouble == null) {
                        heartbeat(request, silence);
                    } else {
                        request.answer(silence);
                    }
                });
            } else {
                request.answer(silence);
            }
        });
    }

    @Override
    public void read(String path, Consumer<ReadResult> answer) {
        String located = namespace.absolute(path);
        var request = requests.begin(answer, ReadResult.unavailable(NO_ANSWER), ReadResult.unavailable(OVER));
        if (!request.isAnswered()) {
            zookeeper.getData(
                    located,
                    false,
                    (rc, absolute, context, data, stat) -> request.answer(readResult(rc, data, stat)),
                    null);
        }
    }

    @Override
    public void read(List<String> paths, Consumer<List<ReadResult>> answer) {
        if (requestBytesMax < ZKClientConfig.CLIENT_MAX_PACKET_LENGTH_DEFAULT) {
            // An answer that is too large for this client would end its connection.
            RegistrySession.super.read(paths, answer);
            return;
        }
        List<Op> ops = RegistrySession.bounded(paths).stream()
                .map(path -> Op.getData(namespace.absolute(path)))
                .toList();
        var request = requests.begin(
                answer,
                Collections.nCopies(ops.size(), ReadResult.unavailable(NO_ANSWER)),
                Collections.nCopies(ops.size(), ReadResult.unavailable(OVER)));
        if (!request.isAnswered()) {
            zookeeper.multi(
                    ops, (rc, path, context, results) -> request.answer(readResults(ops.size(), rc, results)), null);
        }
    }

    @Override
    public void children(String path, Consumer<ChildrenResult> answer) {
        String located = namespace.absolute(path);
        var request = requests.begin(answer, ChildrenResult.unavailable(NO_ANSWER), ChildrenResult.unavailable(OVER));
        if (!request.isAnswered()) {
            zookeeper.getChildren(
                    located,
                    false,
                    (rc, absolute, context, names) -> request.answer(childrenResult(rc, absolute, names)),
                    null);
        }
    }

    @Override
    public void commit(Transaction transaction, Consumer<CommitResult> answer) {
        List<Op> ops = Commits.toOps(transaction, namespace, acl);
        var request = requests.begin(answer, CommitResult.unknown(NO_ANSWER), CommitResult.sessionLost(OVER));
        if (request.isAnswered()) {
            return;
        }
        CommitResult tooLarge = Commits.tooLarge(transaction, prefixBytes, requestBytesMax);
        if (tooLarge != null) {
            request.answer(tooLarge);
            return;
        }
        zookeeper.multi(
                ops,
                (rc, path, context, results) -> {
                    CommitResult result = Commits.result(transaction, rc, results);
                    if (Commits.missesRoot(transaction, result)) {
                        // An operator deleted the whole tree; a repetition finds its root again.
                        node.establish(trouble -> {});
                    }
                    request.answer(result);
                },
                null);
    }

    @Override
    public Registration watch(String path, WatchListener listener) {
        return watches.watch(path, listener);
    }

    @Override
    public String toString() {
        return id;
    }

    private static ReadResult readResult(int rc, byte @Nullable [] data, @Nullable Stat stat) {
        if (Codes.isOk(rc) && stat != null) {
            String text = data == null ? "" : new String(data, StandardCharsets.UTF_8);
            boolean ephemeral = stat.getEphemeralOwner() != 0;
            return ReadResult.found(new Node(text, stat.getVersion(), stat.getCzxid(), stat.getMtime(), ephemeral));
        }
        return Codes.isAbsent(rc) ? ReadResult.absent() : ReadResult.unavailable(Codes.describe(rc));
    }

    /**
     * @param rc the code of the whole request, or of the first node that has one
     * @param results one for each node, or null if the request as a whole failed
     */
    private static List<ReadResult> readResults(int count, int rc, @Nullable List<OpResult> results) {
        if (results == null || results.size() != count) {
            return Collections.nCopies(count, ReadResult.unavailable(Codes.describe(rc)));
        }
        return results.stream()
                .map(result -> {
                    if (result instanceof OpResult.GetDataResult read) {
                        return readResult(Code.OK.intValue(), read.getData(), read.getStat());
                    }
                    return result instanceof OpResult.ErrorResult error
                            ? readResult(error.getErr(), null, null)
                            : ReadResult.unavailable("ZooKeeper answered something else than was asked");
                })
                .toList();
    }

    private ChildrenResult childrenResult(int rc, String absolute, @Nullable List<String> names) {
        if (Codes.isOk(rc) && names != null) {
            return ChildrenResult.found(namespace.visible(absolute, names));
        }
        return Codes.isAbsent(rc) ? ChildrenResult.absent() : ChildrenResult.unavailable(Codes.describe(rc));
    }
}
