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

import io.rota.registry.CommitResult;
import io.rota.registry.CommitResult.Reason;
import io.rota.registry.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.data.ACL;
import org.jspecify.annotations.Nullable;

/** Transactions in ZooKeeper's words: the operations of a multi request, and what its answer means; pure. */
final class Commits {

    // Type, lengths, flags and access list of one operation on the wire; somewhat more than it takes.
    private static final int OP_OVERHEAD_BYTES = 80;

    private Commits() {}

    static List<Op> toOps(Transaction transaction, Namespace namespace, List<ACL> acl) {
        List<Op> ops = new ArrayList<>();
        for (Transaction.Op op : transaction.ops()) {
            String path = namespace.absolute(op.path());
            if (op instanceof Transaction.Create create) {
                CreateMode mode = create.ephemeral() ? CreateMode.EPHEMERAL : CreateMode.PERSISTENT;
                ops.add(Op.create(path, bytes(create.data()), acl, mode));
            } else if (op instanceof Transaction.Set set) {
                ops.add(Op.setData(path, bytes(set.data()), set.version()));
            } else if (op instanceof Transaction.Delete delete) {
                ops.add(Op.delete(path, delete.version()));
            } else if (op instanceof Transaction.Check check) {
                ops.add(Op.check(path, check.version()));
            }
        }
        return ops;
    }

    /**
     * The conflict of a transaction that does not fit into one request, or null if it does.
     *
     * <p>Sent all the same, it would make the server close the connection, again with every repetition.
     *
     * @param prefixBytes added to every path by the chroot and the namespace
     */
    static @Nullable CommitResult tooLarge(Transaction transaction, int prefixBytes, int limitBytes) {
        long size = 0;
        int index = 0;
        for (Transaction.Op op : transaction.ops()) {
            size += OP_OVERHEAD_BYTES + prefixBytes + bytes(op.path()).length;
            if (op instanceof Transaction.Create create) {
                size += bytes(create.data()).length;
            } else if (op instanceof Transaction.Set set) {
                size += bytes(set.data()).length;
            }
            if (size > limitBytes) {
                String trouble = "the transaction exceeds the " + limitBytes
                        + " bytes that one request may have (jute.maxbuffer) with " + op.path();
                return CommitResult.conflict(index, Reason.REFUSED, trouble);
            }
            index++;
        }
        return null;
    }

    /**
     * What an answer means.
     *
     * @param rc the code of the whole request
     * @param results one per operation, or null if the request as a whole failed
     */
    static CommitResult result(Transaction transaction, int rc, @Nullable List<OpResult> results) {
        if (rc == Code.OK.intValue()) {
            List<OpResult> known = results == null ? List.of() : results;
            return CommitResult.committed(versions(transaction, known), revision(known));
        }
        String trouble = Codes.describe(rc);
        if (Codes.sessionIsOver(rc)) {
            return CommitResult.sessionLost(trouble);
        }
        Reason reason = reason(rc);
        if (reason == Reason.NONE) {
            return CommitResult.unknown(trouble);
        }
        int failed = results == null ? 0 : failedOp(results);
        String path = failed < transaction.ops().size()
                ? transaction.ops().get(failed).path()
                : "";
        return CommitResult.conflict(failed, reason, trouble + " " + path);
    }

    /** Whether a node at the top of the tree could not be created because there is no tree. */
    static boolean missesRoot(Transaction transaction, CommitResult result) {
        return result.reason() == Reason.NO_NODE
                && transaction.ops().get(result.failedOp()) instanceof Transaction.Create create
                && create.path().lastIndexOf('/') == 0;
    }

    private static List<Integer> versions(Transaction transaction, List<OpResult> results) {
        List<Integer> versions = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            Transaction.Op op = transaction.ops().get(i);
            if (results.get(i) instanceof OpResult.SetDataResult set) {
                versions.add(set.getStat().getVersion());
            } else if (op instanceof Transaction.Check check) {
                // ZooKeeper does not tell the version it found.
                versions.add(check.version());
            } else {
                versions.add(op instanceof Transaction.Create ? 0 : -1);
            }
        }
        return versions;
    }

    /** Only the answer to a set tells it. */
    private static long revision(List<OpResult> results) {
        return results.stream()
                .filter(OpResult.SetDataResult.class::isInstance)
                .mapToLong(set -> ((OpResult.SetDataResult) set).getStat().getMzxid())
                .findFirst()
                .orElse(0);
    }

    /** The first operation with an error of its own; the others say OK before it and "inconsistent" after it. */
    private static int failedOp(List<OpResult> results) {
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof OpResult.ErrorResult error
                    && error.getErr() != Code.OK.intValue()
                    && error.getErr() != Code.RUNTIMEINCONSISTENCY.intValue()) {
                return i;
            }
        }
        return 0;
    }

    private static Reason reason(int rc) {
        Code code = Code.get(rc);
        if (code == null) {
            return Reason.NONE;
        }
        return switch (code) {
            case NONODE -> Reason.NO_NODE;
            case NODEEXISTS -> Reason.NODE_EXISTS;
            case BADVERSION -> Reason.BAD_VERSION;
            case NOTEMPTY -> Reason.NOT_EMPTY;
            case NOAUTH,
                    INVALIDACL,
                    NOCHILDRENFOREPHEMERALS,
                    BADARGUMENTS,
                    UNIMPLEMENTED,
                    QUOTAEXCEEDED,
                    NOTREADONLY,
                    EPHEMERALONLOCALSESSION -> Reason.REFUSED;
            // Everything else leaves open whether the transaction was applied.
            default -> Reason.NONE;
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
