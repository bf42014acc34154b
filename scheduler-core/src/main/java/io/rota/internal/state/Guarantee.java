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
package io.rota.internal.state;

import io.rota.registry.Node;
import io.rota.registry.ReadResult;
import io.rota.registry.Transaction;

/**
 * The calls that fires of a job make once in the cluster, as they stand in the registry.
 *
 * @param parentExists whether the node exists that the other two are below
 * @param started before the items of a fire run
 * @param completed after the items of a fire have ended
 */
public record Guarantee(boolean parentExists, Stored started, Stored completed) {

    /** A node that does not exist. */
    private static final int MISSING = -1;

    /**
     * One ledger.
     *
     * @param ledger empty if the node makes no sense
     * @param version what a change must expect, -1 if the node does not exist
     * @param trouble what is wrong with the node's text, empty if nothing is
     */
    public record Stored(OnceLedger ledger, int version, String trouble) {

        static Stored of(ReadResult read) {
            Node node = read.found();
            if (node == null) {
                return new Stored(OnceLedger.EMPTY, MISSING, "");
            }
            try {
                return new Stored(OnceLedger.decode(node.data()), node.version(), "");
            } catch (IllegalArgumentException e) {
                return new Stored(OnceLedger.EMPTY, node.version(), String.valueOf(e.getMessage()));
            }
        }
    }

    /** What changes the two ledgers from what was read; empty if nothing changes. */
    public Transaction change(JobPaths paths, OnceLedger newStarted, OnceLedger newCompleted) {
        Transaction change = new Transaction();
        write(change, paths, paths.guaranteeStarted(), started, newStarted);
        write(change, paths, paths.guaranteeCompleted(), completed, newCompleted);
        return change;
    }

    private void write(Transaction change, JobPaths paths, String node, Stored before, OnceLedger after) {
        if (after.equals(before.ledger())) {
            return;
        }
        if (!parentExists && change.isEmpty()) {
            change.create(paths.guarantee(), "");
        }
        if (before.version() == MISSING) {
            change.create(node, after.encode());
        } else {
            change.set(node, after.encode(), before.version());
        }
    }
}
