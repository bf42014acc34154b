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

import io.rota.registry.CommitResult;
import io.rota.registry.CommitResult.Reason;
import io.rota.registry.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction makes of the nodes it names; pure.
 *
 * <p>All writers wait for one lock, so what was read under it stays true: the conditions are looked at here, and the
 * statements only write down the result.
 */
final class Draft {

    /**
     * A node.
     *
     * @param session its holder, null if it stays
     * @param data null if it was not read and is not to be written
     */
    record State(
            int version,
            long createdRevision,
            @Nullable String session,
            @Nullable String data) {}

    /** A condition that does not hold; caught where the transaction began. */
    private static final class ConflictException extends Exception {
        private static final long serialVersionUID = 1L;
        private final Reason reason;

        ConflictException(Reason reason, String trouble) {
            super(trouble, null, false, false);
            this.reason = reason;
        }
    }

    private final Map<String, State> before;
    private final Map<String, @Nullable State> after;
    private final Map<String, Integer> children;
    private final Set<String> changed = new LinkedHashSet<>();

    /**
     * @param before those of {@link #pathsToRead} that exist
     * @param children how many there are below those of {@link #pathsToCount} that have any
     */
    Draft(Map<String, State> before, Map<String, Integer> children) {
        this.before = Map.copyOf(before);
        this.after = new LinkedHashMap<>(before);
        this.children = new HashMap<>(children);
    }

    /** The conflict of a transaction that does not fit into the tables, or null if it does. */
    static @Nullable CommitResult refusal(Transaction transaction) {
        int index = 0;
        for (Transaction.Op op : transaction.ops()) {
            String trouble = "";
            if (op.path().length() > Sql.PATH_MAX || op.path().indexOf('\0') >= 0) {
                trouble = "a path has at most " + Sql.PATH_MAX + " characters, none of them NUL: " + op.path();
            } else if (text(op).getBytes(StandardCharsets.UTF_8).length > Sql.DATA_MAX) {
                trouble = "a node has at most " + Sql.DATA_MAX + " bytes: " + op.path();
            }
            if (!trouble.isEmpty()) {
                return CommitResult.conflict(index, Reason.REFUSED, trouble);
            }
            index++;
        }
        return null;
    }

    /** The nodes that the conditions are about. */
    static Set<String> pathsToRead(Transaction transaction) {
        Set<String> paths = new TreeSet<>();
        for (Transaction.Op op : transaction.ops()) {
            paths.add(op.path());
            if (op instanceof Transaction.Create) {
                paths.add(parent(op.path()));
            }
        }
        return paths;
    }

    /** The nodes that must have no children. */
    static Set<String> pathsToCount(Transaction transaction) {
        Set<String> paths = new TreeSet<>();
        for (Transaction.Op op : transaction.ops()) {
            if (op instanceof Transaction.Delete) {
                paths.add(op.path());
            }
        }
        return paths;
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    /**
     * Does it, in memory. To be called once.
     *
     * @param session holder of the ephemeral nodes
     */
    CommitResult apply(Transaction transaction, String session, long revision) {
        List<Integer> versions = new ArrayList<>();
        for (Transaction.Op op : transaction.ops()) {
            try {
                versions.add(apply(op, session, revision));
            } catch (ConflictException e) {
                return CommitResult.conflict(versions.size(), e.reason, String.valueOf(e.getMessage()));
            }
            if (!(op instanceof Transaction.Check)) {
                changed.add(op.path());
            }
        }
        return CommitResult.committed(versions, revision);
    }

    /** The paths to tell the watches, in order. */
    Set<String> changed() {
        return changed;
    }

    Map<String, State> inserted() {
        return written(false);
    }

    Map<String, State> updated() {
        return written(true);
    }

    List<String> deleted() {
        return before.keySet().stream().filter(path -> after.get(path) == null).toList();
    }

    private Map<String, State> written(boolean existed) {
        Map<String, State> written = new LinkedHashMap<>();
        after.forEach((path, state) -> {
            if (state != null && state.data() != null && before.containsKey(path) == existed) {
                written.put(path, state);
            }
        });
        return written;
    }

    private int apply(Transaction.Op op, String session, long revision) throws ConflictException {
        String path = op.path();
        if (op instanceof Transaction.Create create) {
            checkNew(path);
            after.put(path, new State(0, revision, create.ephemeral() ? session : null, text(op)));
            children.merge(parent(path), 1, Integer::sum);
            return 0;
        }
        State state = after.get(path);
        if (state == null) {
            throw new ConflictException(Reason.NO_NODE, path + " does not exist");
        }
        if (op instanceof Transaction.Set set) {
            checkVersion(path, state, set.version());
            after.put(path, new State(state.version() + 1, state.createdRevision(), state.session(), text(op)));
            return state.version() + 1;
        }
        if (op instanceof Transaction.Delete delete) {
            checkVersion(path, state, delete.version());
            if (children.getOrDefault(path, 0) > 0) {
                throw new ConflictException(Reason.NOT_EMPTY, path + " has children");
            }
            after.put(path, null);
            children.merge(parent(path), -1, Integer::sum);
            return -1;
        }
        checkVersion(path, state, ((Transaction.Check) op).version());
        return state.version();
    }

    private void checkNew(String path) throws ConflictException {
        if (path.equals("/") || after.get(path) != null) {
            throw new ConflictException(Reason.NODE_EXISTS, path + " exists");
        }
        String parent = parent(path);
        State holder = after.get(parent);
        if (holder == null && !parent.equals("/")) {
            throw new ConflictException(Reason.NO_NODE, parent + " does not exist");
        }
        if (holder != null && holder.session() != null) {
            throw new ConflictException(Reason.REFUSED, parent + " is ephemeral");
        }
    }

    private static void checkVersion(String path, State state, int version) throws ConflictException {
        if (version != Transaction.ANY_VERSION && version != state.version()) {
            throw new ConflictException(Reason.BAD_VERSION, path + " has version " + state.version());
        }
    }

    private static String text(Transaction.Op op) {
        return op instanceof Transaction.Create create
                ? create.data()
                : op instanceof Transaction.Set set ? set.data() : "";
    }
}
