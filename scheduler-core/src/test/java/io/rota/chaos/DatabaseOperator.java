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

import io.rota.registry.CommitResult;
import io.rota.registry.CommitResult.Status;
import io.rota.registry.Node;
import io.rota.registry.Peer;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistryCenter;
import io.rota.registry.Transaction;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Somebody with a registry center of one's own. */
final class DatabaseOperator implements Operator {

    private static final long PATIENCE_SECONDS = 110;
    private static final long PAUSE_MILLIS = 100;

    private final Peer peer;

    DatabaseOperator(RegistryCenter center) {
        peer = Peer.joined(center);
    }

    @Override
    public List<String> children(String path) {
        return answered(() -> {
            var children = peer.children(path);
            return children.status() == ReadResult.Status.UNAVAILABLE ? null : children.names();
        });
    }

    @Override
    public String text(String path) {
        Node node = node(path);
        return node == null ? null : node.data();
    }

    @Override
    public boolean isBound(String path) {
        Node node = node(path);
        return node != null && node.ephemeral();
    }

    @Override
    public void edit(String path, UnaryOperator<String> change) {
        answered(() -> {
            Node node = node(path);
            CommitResult result = peer.commit(new Transaction().set(path, change.apply(node.data()), node.version()));
            return result.status() == Status.COMMITTED ? result : null;
        });
    }

    @Override
    public void create(String path) {
        settled(new Transaction().create(path, ""));
    }

    @Override
    public void delete(String path) {
        settled(new Transaction().delete(path, Transaction.ANY_VERSION));
    }

    private void settled(Transaction transaction) {
        answered(() -> {
            CommitResult result = peer.commit(transaction);
            return result.status() == Status.COMMITTED || result.status() == Status.CONFLICT ? result : null;
        });
    }

    private Node node(String path) {
        ReadResult read = answered(() -> {
            ReadResult each = peer.read(path);
            return each.status() == ReadResult.Status.UNAVAILABLE ? null : each;
        });
        return read.found();
    }

    /** Asks until there is an answer. */
    private static <T> T answered(Supplier<T> question) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        T answer = question.get();
        while (answer == null) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException("the registry does not answer");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
            answer = question.get();
        }
        return answer;
    }

    @Override
    public void close() {
        peer.close();
    }
}
