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
package io.rota.operation;

import io.rota.internal.state.Reply;
import io.rota.operation.OperationException.Reason;
import io.rota.operation.TreeText.Entry;
import io.rota.registry.Node;
import io.rota.registry.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads and writes whole trees. */
final class TreeCopy implements TreeAPI {

    private final Function<String, Call> calls;
    private final String registry;

    /**
     * @param calls makes a call, from what it is for
     * @param registry for messages
     */
    TreeCopy(Function<String, Call> calls, String registry) {
        this.calls = calls;
        this.registry = registry;
    }

    @Override
    public String exportTree() {
        Call call = calls.apply("exportTree()");
        List<Entry> entries = new ArrayList<>();
        List<String> level = below(call, List.of("/"));
        while (!level.isEmpty()) {
            List<Reply<Node>> nodes =
                    call.askAll(level.stream().map(Question::node).toList());
            List<String> lasting = new ArrayList<>();
            for (int i = 0; i < level.size(); i++) {
                // Gone since its name was read, or gone with its session: neither is to be moved.
                if (nodes.get(i).isFound() && !nodes.get(i).value().ephemeral()) {
                    entries.add(new Entry(level.get(i), nodes.get(i).value().data()));
                    lasting.add(level.get(i));
                }
            }
            level = below(call, lasting);
        }
        // A blank sorts before everything that a name may begin with, so that a node is followed by what is below it.
        entries.sort((one, other) ->
                one.path().replace('/', ' ').compareTo(other.path().replace('/', ' ')));
        return TreeText.write(entries, registry);
    }

    private static List<String> below(Call call, List<String> parents) {
        List<Reply<List<String>>> names =
                call.askAll(parents.stream().map(Question::children).toList());
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < parents.size(); i++) {
            if (names.get(i).isFound()) {
                String prefix = parents.get(i).equals("/") ? "/" : parents.get(i) + "/";
                names.get(i).value().forEach(name -> paths.add(prefix + name));
            }
        }
        return paths;
    }

    @Override
    public int importTree(String text) {
        List<Entry> entries = TreeText.read(text);
        List<String> paths = entries.stream().map(Entry::path).toList();
        Call call = calls.apply("importTree()");
        List<String> taken = call.existing(paths);
        if (!taken.isEmpty()) {
            throw call.failure(
                    Reason.REFUSED,
                    registry + " has "
                            + taken.stream()
                                    .map(path -> path.split("/")[1])
                                    .distinct()
                                    .collect(Collectors.joining(", "))
                            + " already. Nothing was changed. Remove what is there, or import into an empty namespace.");
        }
        return call.change(() -> {
            // In part it may be there already, after an answer that was lost.
            Set<String> there = Set.copyOf(call.existing(paths));
            List<Transaction.Op> ops = entries.stream()
                    .filter(entry -> !there.contains(entry.path()))
                    .<Transaction.Op>map(entry -> new Transaction.Create(entry.path(), entry.data(), false))
                    .toList();
            return new Call.Plan<>(ops, entries.size());
        });
    }
}
