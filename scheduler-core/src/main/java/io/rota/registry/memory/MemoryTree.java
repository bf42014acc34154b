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

import io.rota.registry.CommitResult;
import io.rota.registry.CommitResult.Reason;
import io.rota.registry.Node;
import io.rota.registry.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tree and its transactions, without any connection: a plain state machine.
 *
 * <p>Not thread-safe. The root {@code /} always exists and has no text.
 */
public final class MemoryTree {

    private static final class Entry {
        private final long createdRevision;
        private final @Nullable String session;
        private String data;
        private int version;
        private long modifiedMillis;

        Entry(String data, long createdRevision, long modifiedMillis, @Nullable String session) {
            this.data = data;
            this.createdRevision = createdRevision;
            this.modifiedMillis = modifiedMillis;
            this.session = session;
        }
    }

    /** A condition that does not hold; caught where the transaction began. */
    private static final class ConflictException extends Exception {
        private static final long serialVersionUID = 1L;
        private final Reason reason;

        ConflictException(Reason reason, String path) {
            super(reason + " " + path, null, false, false);
            this.reason = reason;
        }
    }

    private static final Node ROOT = new Node("", 0, 0, 0, false);

    // '/' sorts before every character that a name may contain except a few, so children are found by prefix scan.
    private final SortedMap<String, Entry> nodes = new TreeMap<>();
    private long revision;

    /** Number of transactions applied so far. */
    public long revision() {
        return revision;
    }

    public Optional<Node> read(String path) {
        if (path.equals("/")) {
            return Optional.of(ROOT);
        }
        Entry entry = nodes.get(path);
        return entry == null
                ? Optional.empty()
                : Optional.of(new Node(
                        entry.data, entry.version, entry.createdRevision, entry.modifiedMillis, entry.session != null));
    }

    /**
     * The names of a node's children, ascending.
     *
     * @return empty if the node does not exist
     */
    public Optional<List<String>> children(String path) {
        if (!exists(path)) {
            return Optional.empty();
        }
        String prefix = path.equals("/") ? "/" : path + "/";
        List<String> names = new ArrayList<>();
        for (String descendant : nodes.tailMap(prefix).keySet()) {
            if (!descendant.startsWith(prefix)) {
                break;
            }
            if (descendant.indexOf('/', prefix.length()) < 0) {
                names.add(descendant.substring(prefix.length()));
            }
        }
        return Optional.of(names);
    }

    /**
     * Applies a transaction, all or nothing.
     *
     * @param session the holder of the ephemeral nodes it creates
     * @param nowMillis the registry's time
     */
    public CommitResult apply(Transaction transaction, String session, long nowMillis) {
        Map<String, @Nullable Entry> before = new LinkedHashMap<>();
        List<Integer> versions = new ArrayList<>();
        long next = revision + 1;
        for (Transaction.Op op : transaction.ops()) {
            try {
                versions.add(apply(op, session, next, nowMillis, before));
            } catch (ConflictException e) {
                before.forEach(this::restore);
                return CommitResult.conflict(versions.size(), e.reason, String.valueOf(e.getMessage()));
            }
        }
        revision = next;
        return CommitResult.committed(versions, revision);
    }

    /**
     * Deletes everything that a session held.
     *
     * @return the paths deleted
     */
    public List<String> expire(String session) {
        List<String> held = new ArrayList<>();
        nodes.forEach((path, entry) -> {
            if (session.equals(entry.session)) {
                held.add(path);
            }
        });
        held.forEach(nodes::remove);
        revision++;
        return held;
    }

    private int apply(Transaction.Op op, String session, long next, long nowMillis, Map<String, @Nullable Entry> before)
            throws ConflictException {
        String path = op.path();
        if (op instanceof Transaction.Create create) {
            checkNew(path);
            before.putIfAbsent(path, null);
            nodes.put(path, new Entry(create.data(), next, nowMillis, create.ephemeral() ? session : null));
            return 0;
        }
        Entry entry = nodes.get(path);
        if (entry == null) {
            throw new ConflictException(Reason.NO_NODE, path);
        }
        if (op instanceof Transaction.Set set) {
            checkVersion(path, entry, set.version());
            remember(path, entry, before);
            entry.data = set.data();
            entry.version++;
            entry.modifiedMillis = nowMillis;
            return entry.version;
        }
        if (op instanceof Transaction.Delete delete) {
            checkVersion(path, entry, delete.version());
            if (!children(path).orElse(List.of()).isEmpty()) {
                throw new ConflictException(Reason.NOT_EMPTY, path);
            }
            remember(path, entry, before);
            nodes.remove(path);
            return -1;
        }
        checkVersion(path, entry, ((Transaction.Check) op).version());
        return entry.version;
    }

    private void checkNew(String path) throws ConflictException {
        if (nodes.containsKey(path)) {
            throw new ConflictException(Reason.NODE_EXISTS, path);
        }
        String parent = parent(path);
        if (!exists(parent)) {
            throw new ConflictException(Reason.NO_NODE, parent);
        }
        Entry holder = nodes.get(parent);
        if (holder != null && holder.session != null) {
            throw new ConflictException(Reason.REFUSED, parent + " is ephemeral");
        }
    }

    private static void checkVersion(String path, Entry entry, int version) throws ConflictException {
        if (version != Transaction.ANY_VERSION && version != entry.version) {
            throw new ConflictException(Reason.BAD_VERSION, path + " has version " + entry.version);
        }
    }

    private static void remember(String path, Entry entry, Map<String, @Nullable Entry> before) {
        if (!before.containsKey(path)) {
            Entry copy = new Entry(entry.data, entry.createdRevision, entry.modifiedMillis, entry.session);
            copy.version = entry.version;
            before.put(path, copy);
        }
    }

    private void restore(String path, @Nullable Entry entry) {
        if (entry == null) {
            nodes.remove(path);
        } else {
            nodes.put(path, entry);
        }
    }

    private boolean exists(String path) {
        return path.equals("/") || nodes.containsKey(path);
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }
}
