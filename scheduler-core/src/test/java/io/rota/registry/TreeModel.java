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

import io.rota.registry.CommitResult.Reason;
import io.rota.registry.CommitResult.Status;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The simplest tree that does what the contract says; it copies everything for every transaction. */
final class TreeModel {

    record Entry(String data, int version, boolean ephemeral) {}

    private TreeMap<String, Entry> nodes = new TreeMap<>();

    Map<String, Entry> nodes() {
        return nodes;
    }

    /** What is expected of a transaction: the versions, or the conflict. */
    CommitResult apply(Transaction transaction) {
        TreeMap<String, Entry> copy = new TreeMap<>(nodes);
        var versions = new ArrayList<Integer>();
        for (Transaction.Op op : transaction.ops()) {
            Optional<Reason> conflict = apply(op, copy);
            if (conflict.isPresent()) {
                return CommitResult.conflict(versions.size(), conflict.get(), "model");
            }
            versions.add(
                    op instanceof Transaction.Delete ? -1 : copy.get(op.path()).version());
        }
        nodes = copy;
        return CommitResult.committed(versions, 0);
    }

    /** Whether an answer is the expected one; the version that a check of any version found may be told or not. */
    static boolean agree(CommitResult expected, CommitResult actual, Transaction transaction) {
        if (expected.status() != actual.status()
                || expected.failedOp() != actual.failedOp()
                || expected.reason() != actual.reason()) {
            return false;
        }
        for (int i = 0; i < transaction.ops().size() && expected.status() == Status.COMMITTED; i++) {
            boolean anyVersion = transaction.ops().get(i) instanceof Transaction.Check check
                    && check.version() == Transaction.ANY_VERSION
                    && actual.versions().get(i) == -1;
            if (!anyVersion
                    && !expected.versions().get(i).equals(actual.versions().get(i))) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Reason> apply(Transaction.Op op, TreeMap<String, Entry> nodes) {
        Entry entry = nodes.get(op.path());
        if (op instanceof Transaction.Create create) {
            String parent = create.path().substring(0, create.path().lastIndexOf('/'));
            if (entry != null) {
                return Optional.of(Reason.NODE_EXISTS);
            }
            if (!parent.isEmpty() && !nodes.containsKey(parent)) {
                return Optional.of(Reason.NO_NODE);
            }
            if (!parent.isEmpty() && nodes.get(parent).ephemeral()) {
                return Optional.of(Reason.REFUSED);
            }
            nodes.put(create.path(), new Entry(create.data(), 0, create.ephemeral()));
            return Optional.empty();
        }
        if (entry == null) {
            return Optional.of(Reason.NO_NODE);
        }
        int version = op instanceof Transaction.Set set
                ? set.version()
                : op instanceof Transaction.Delete delete ? delete.version() : ((Transaction.Check) op).version();
        if (version != Transaction.ANY_VERSION && version != entry.version()) {
            return Optional.of(Reason.BAD_VERSION);
        }
        if (op instanceof Transaction.Set set) {
            nodes.put(op.path(), new Entry(set.data(), entry.version() + 1, entry.ephemeral()));
        } else if (op instanceof Transaction.Delete) {
            if (nodes.keySet().stream().anyMatch(path -> path.startsWith(op.path() + "/"))) {
                return Optional.of(Reason.NOT_EMPTY);
            }
            nodes.remove(op.path());
        }
        return Optional.empty();
    }
}
