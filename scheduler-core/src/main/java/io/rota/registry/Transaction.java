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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Changes and conditions that hold all together or not at all; in order, later ones see earlier ones. */
public final class Transaction {

    /** Stands for every version. */
    public static final int ANY_VERSION = -1;

    /** One change or condition. */
    public sealed interface Op permits Create, Set, Delete, Check {

        String path();
    }

    /** Creates a node; its parent must exist, it must not. */
    public record Create(String path, String data, boolean ephemeral) implements Op {}

    /** Replaces a node's text if it has the version. */
    public record Set(String path, String data, int version) implements Op {}

    /** Deletes a node without children if it has the version. */
    public record Delete(String path, int version) implements Op {}

    /** Requires that a node exists and has the version. */
    public record Check(String path, int version) implements Op {}

    private final List<Op> ops = new ArrayList<>();

    /** Adds: create a node that stays until it is deleted. */
    public Transaction create(String path, String data) {
        ops.add(new Create(path, data, false));
        return this;
    }

    /** Adds: create a node that vanishes with the session. */
    public Transaction createEphemeral(String path, String data) {
        ops.add(new Create(path, data, true));
        return this;
    }

    /**
     * Adds: replace a node's text.
     *
     * @param version the version it must have, or {@link #ANY_VERSION}
     */
    public Transaction set(String path, String data, int version) {
        ops.add(new Set(path, data, version));
        return this;
    }

    /**
     * Adds: delete a node without children.
     *
     * @param version the version it must have, or {@link #ANY_VERSION}
     */
    public Transaction delete(String path, int version) {
        ops.add(new Delete(path, version));
        return this;
    }

    /**
     * Adds: the node must exist.
     *
     * @param version the version it must have, or {@link #ANY_VERSION}
     */
    public Transaction check(String path, int version) {
        ops.add(new Check(path, version));
        return this;
    }

    /** Adds an operation made elsewhere. */
    public Transaction add(Op op) {
        ops.add(op);
        return this;
    }

    /** In the order in which they were added; unmodifiable. */
    public List<Op> ops() {
        return Collections.unmodifiableList(ops);
    }

    public boolean isEmpty() {
        return ops.isEmpty();
    }

    @Override
    public String toString() {
        return ops.toString();
    }
}
