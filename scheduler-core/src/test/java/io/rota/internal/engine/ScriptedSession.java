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
package io.rota.internal.engine;

import io.rota.env.ManualEnv;
import io.rota.registry.ChildrenResult;
import io.rota.registry.CommitResult;
import io.rota.registry.HeartbeatResult;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistrySession;
import io.rota.registry.Transaction;
import io.rota.registry.WatchListener;
import io.rota.registry.memory.MemoryTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A session whose answers come in order, each in a turn of its own, and which does wrong what the test wants. */
final class ScriptedSession implements RegistrySession {

    static final Duration TIMEOUT = Duration.ofSeconds(60);

    final MemoryTree tree = new MemoryTree();
    /** Commits that do not arrive and whose answer is lost. */
    Predicate<Transaction> loses = transaction -> false;

    /** Commits that arrive and whose answer is lost. */
    Predicate<Transaction> losesAnswer = transaction -> false;
    /** Called after a node was read and before its answer is on its way. */
    Consumer<String> afterRead = path -> {};

    /** Called after a commit has arrived and before its answer is on its way. */
    Consumer<Transaction> afterCommit = transaction -> {};

    boolean silent;

    private final ManualEnv world;
    private final List<WatchListener> watches = new ArrayList<>();

    ScriptedSession(ManualEnv world) {
        this.world = world;
    }

    /** Somebody else changes the tree. */
    void edit(Transaction change) {
        CommitResult result = tree.apply(change, "other", world.wallMillis());
        if (result.status() != CommitResult.Status.COMMITTED) {
            throw new IllegalStateException(result.toString());
        }
        tell(change);
    }

    /** Somebody else changes the tree, and that is not heard of yet. */
    void editUnheard(Transaction change) {
        tree.apply(change, "other", world.wallMillis());
    }

    String text(String path) {
        return tree.read(path).orElseThrow().data();
    }

    boolean exists(String path) {
        return tree.read(path).isPresent();
    }

    private void tell(Transaction change) {
        for (WatchListener watch : List.copyOf(watches)) {
            long revision = tree.revision();
            for (Transaction.Op op : change.ops()) {
                if (!(op instanceof Transaction.Check)) {
                    world.execute(() -> {
                        if (watches.contains(watch)) {
                            watch.changed(op.path(), revision);
                        }
                    });
                }
            }
        }
    }

    @Override
    public String id() {
        return "session";
    }

    @Override
    public Duration timeout() {
        return TIMEOUT;
    }

    @Override
    public void heartbeat(Consumer<HeartbeatResult> answer) {
        if (!silent) {
            HeartbeatResult result = new HeartbeatResult(true, world.wallMillis());
            world.execute(() -> answer.accept(result));
        }
    }

    @Override
    public void read(String path, Consumer<ReadResult> answer) {
        ReadResult result = tree.read(path).map(ReadResult::found).orElse(ReadResult.absent());
        afterRead.accept(path);
        world.execute(() -> answer.accept(result));
    }

    @Override
    public void children(String path, Consumer<ChildrenResult> answer) {
        ChildrenResult result = tree.children(path).map(ChildrenResult::found).orElse(ChildrenResult.absent());
        world.execute(() -> answer.accept(result));
    }

    @Override
    public void commit(Transaction transaction, Consumer<CommitResult> answer) {
        if (loses.test(transaction)) {
            world.execute(() -> answer.accept(CommitResult.unknown("lost")));
            return;
        }
        CommitResult result = tree.apply(transaction, id(), world.wallMillis());
        if (result.status() == CommitResult.Status.COMMITTED) {
            tell(transaction);
        }
        afterCommit.accept(transaction);
        CommitResult heard = losesAnswer.test(transaction) ? CommitResult.unknown("lost") : result;
        world.execute(() -> answer.accept(heard));
    }

    @Override
    public Registration watch(String path, WatchListener listener) {
        watches.add(listener);
        world.execute(listener::resync);
        return () -> watches.remove(listener);
    }
}
