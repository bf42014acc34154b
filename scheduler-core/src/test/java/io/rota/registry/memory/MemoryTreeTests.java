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
package io.rota.registry.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.registry.CommitResult;
import io.rota.registry.CommitResult.Reason;
import io.rota.registry.Node;
import io.rota.registry.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MemoryTreeTests {

    private final MemoryTree tree = new MemoryTree();

    /** The same thing done without any cleverness: each transaction works on a copy, which it keeps or throws away. */
    private static final class Model {

        record Entry(String data, int version, long created, long modified, String session) {}

        Map<String, Entry> nodes = new TreeMap<>();
        long revision;

        CommitResult apply(Transaction transaction, String session, long now) {
            Map<String, Entry> copy = new TreeMap<>(nodes);
            List<Integer> versions = new ArrayList<>();
            for (Transaction.Op op : transaction.ops()) {
                Reason problem = apply(copy, op, session, now, versions);
                if (problem != Reason.NONE) {
                    return CommitResult.conflict(versions.size(), problem, "");
                }
            }
            nodes = copy;
            revision++;
            return CommitResult.committed(versions, revision);
        }

        private Reason apply(
                Map<String, Entry> copy, Transaction.Op op, String session, long now, List<Integer> versions) {
            String path = op.path();
            Entry entry = copy.get(path);
            if (op instanceof Transaction.Create create) {
                String parent = path.substring(0, path.lastIndexOf('/'));
                if (entry != null) {
                    return Reason.NODE_EXISTS;
                }
                if (!parent.isEmpty() && !copy.containsKey(parent)) {
                    return Reason.NO_NODE;
                }
                if (!parent.isEmpty() && copy.get(parent).session() != null) {
                    return Reason.REFUSED;
                }
                copy.put(path, new Entry(create.data(), 0, revision + 1, now, create.ephemeral() ? session : null));
                versions.add(0);
                return Reason.NONE;
            }
            int expected = op instanceof Transaction.Set set
                    ? set.version()
                    : op instanceof Transaction.Delete delete ? delete.version() : ((Transaction.Check) op).version();
            if (entry == null) {
                return Reason.NO_NODE;
            }
            if (expected != Transaction.ANY_VERSION && expected != entry.version()) {
                return Reason.BAD_VERSION;
            }
            if (op instanceof Transaction.Set set) {
                copy.put(path, new Entry(set.data(), entry.version() + 1, entry.created(), now, entry.session()));
                versions.add(entry.version() + 1);
            } else if (op instanceof Transaction.Delete) {
                if (copy.keySet().stream().anyMatch(other -> other.startsWith(path + "/"))) {
                    return Reason.NOT_EMPTY;
                }
                copy.remove(path);
                versions.add(-1);
            } else {
                versions.add(entry.version());
            }
            return Reason.NONE;
        }

        List<String> children(String path) {
            String prefix = path.equals("/") ? "/" : path + "/";
            return nodes.keySet().stream()
                    .filter(other -> other.startsWith(prefix) && other.indexOf('/', prefix.length()) < 0)
                    .map(other -> other.substring(prefix.length()))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Goal: transactions are all or nothing, and the tree never differs from what was committed. Method: seeded random
     * transactions, many of which fail half-way, on few names, some of which sort before the slash.
     */
    @Test
    void itBehavesAsATrivialModel() {
        Random random = new Random(9);
        Model model = new Model();
        int committed = 0;
        for (int round = 0; round < 10_000; round++) {
            Transaction transaction = new Transaction();
            for (int op = 1 + random.nextInt(random.nextBoolean() ? 2 : 6); op > 0; op--) {
                String path = path(random);
                int version = random.nextInt(3) - 1;
                switch (random.nextInt(6)) {
                    case 0, 1 -> transaction.create(path, "c" + round);
                    case 2 -> transaction.createEphemeral(path, "e" + round);
                    case 3 -> transaction.set(path, "s" + round, version);
                    case 4 -> transaction.delete(path, version);
                    default -> transaction.check(path, version);
                }
            }
            String session = "session" + random.nextInt(3);
            CommitResult expected = model.apply(transaction, session, round);
            CommitResult actual = tree.apply(transaction, session, round);
            committed += actual.status() == CommitResult.Status.COMMITTED ? 1 : 0;
            String what = "round " + round + " " + transaction;
            assertThat(actual.status()).as(what).isEqualTo(expected.status());
            assertThat(actual.reason()).as(what).isEqualTo(expected.reason());
            assertThat(actual.failedOp()).as(what).isEqualTo(expected.failedOp());
            assertThat(actual.versions()).as(what).isEqualTo(expected.versions());
            if (random.nextInt(20) == 0) {
                String over = "session" + random.nextInt(3);
                List<String> held = tree.expire(over);
                assertThat(held)
                        .containsExactlyElementsOf(model.nodes.entrySet().stream()
                                .filter(node -> over.equals(node.getValue().session()))
                                .map(Map.Entry::getKey)
                                .toList());
                model.nodes.keySet().removeAll(held);
                model.revision++;
            }
            compare(model, path(random));
            if (round % 100 == 0) {
                model.nodes.keySet().forEach(path -> compare(model, path));
                assertThat(tree.children("/")).hasValue(model.children("/"));
            }
        }
        assertThat(tree.revision()).isEqualTo(model.revision);
        assertThat(committed).isGreaterThan(500);
    }

    private void compare(Model model, String path) {
        Model.Entry entry = model.nodes.get(path);
        if (entry == null) {
            assertThat(tree.read(path)).isEmpty();
            assertThat(tree.children(path)).isEmpty();
        } else {
            assertThat(tree.read(path))
                    .hasValue(new Node(
                            entry.data(), entry.version(), entry.created(), entry.modified(), entry.session() != null));
            assertThat(tree.children(path)).hasValue(model.children(path));
        }
    }

    private static String path(Random random) {
        String[] names = {"a", "a-", "a!", "b", "é"};
        StringBuilder path = new StringBuilder();
        for (int depth = 1 + random.nextInt(3); depth > 0; depth--) {
            path.append('/').append(names[random.nextInt(names.length)]);
        }
        return path.toString();
    }

    @Test
    void theRootAlwaysExists() {
        assertThat(tree.children("/")).hasValue(List.of());
        assertThat(tree.read("/")).isPresent();
    }

    @Test
    void anEmptyTransaction_succeeds() {
        assertThat(tree.apply(new Transaction(), "s", 0).status()).isEqualTo(CommitResult.Status.COMMITTED);
    }

    @Test
    void laterOperations_seeEarlierOnes() {
        CommitResult result = tree.apply(
                new Transaction()
                        .create("/a", "1")
                        .create("/a/b", "2")
                        .set("/a/b", "3", 0)
                        .check("/a/b", 1)
                        .delete("/a/b", 1)
                        .createEphemeral("/a/b", "4"),
                "s",
                7);
        assertThat(result.versions()).containsExactly(0, 0, 1, 1, -1, 0);
        assertThat(tree.read("/a/b")).hasValue(new Node("4", 0, 1, 7, true));
    }

    @Test
    void aConflict_namesTheOperationAndUndoesTheOthers() {
        tree.apply(new Transaction().create("/a", "1"), "s", 1);
        CommitResult result = tree.apply(
                new Transaction()
                        .set("/a", "2", 0)
                        .delete("/a", 1)
                        .create("/a", "3")
                        .check("/b", -1),
                "s",
                2);
        assertThat(result.failedOp()).isEqualTo(3);
        assertThat(result.reason()).isEqualTo(Reason.NO_NODE);
        assertThat(tree.read("/a")).hasValue(new Node("1", 0, 1, 1, false));
        assertThat(tree.revision()).isEqualTo(1);
    }
}
