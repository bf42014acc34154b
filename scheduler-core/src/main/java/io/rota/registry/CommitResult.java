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

import java.util.List;

/**
 * The answer to a transaction.
 *
 * @param status see {@link Status}
 * @param versions after a commit, for each operation in order the version its node has now; -1 for deletes, and
 *     for checks of any version where the backend does not tell
 * @param revision after a commit, its revision, as {@link WatchListener#changed} tells it; 0 if the registry does not tell
 * @param failedOp after a conflict, the index of the operation whose condition did not hold, else -1
 * @param reason after a conflict, which condition that was, else {@link Reason#NONE}
 * @param trouble for messages, empty if committed
 */
public record CommitResult(
        Status status, List<Integer> versions, long revision, int failedOp, Reason reason, String trouble) {

    /** What is known after a commit. */
    public enum Status {
        /** Everything was done. */
        COMMITTED,
        /** Nothing was done: a condition did not hold. */
        CONFLICT,
        /** It may or may not have been done, or was never sent; only reading can tell. */
        UNKNOWN,
        /** The session is over; nothing more can be done under it. Whether this was done, only reading can tell. */
        SESSION_LOST
    }

    /** Which condition did not hold. */
    public enum Reason {
        NONE,
        /** The node, or the parent of a new node, does not exist. */
        NO_NODE,
        /** A new node exists already. */
        NODE_EXISTS,
        /** The node has another version. */
        BAD_VERSION,
        /** A node to delete has children. */
        NOT_EMPTY,
        /** The registry refuses: no permission, the parent is ephemeral, or the text is too large. */
        REFUSED
    }

    public CommitResult {
        versions = List.copyOf(versions);
    }

    public static CommitResult committed(List<Integer> versions, long revision) {
        return new CommitResult(Status.COMMITTED, versions, revision, -1, Reason.NONE, "");
    }

    /**
     * @param failedOp index of the operation whose condition did not hold
     */
    public static CommitResult conflict(int failedOp, Reason reason, String trouble) {
        return new CommitResult(Status.CONFLICT, List.of(), 0, failedOp, reason, trouble);
    }

    public static CommitResult unknown(String trouble) {
        return new CommitResult(Status.UNKNOWN, List.of(), 0, -1, Reason.NONE, trouble);
    }

    public static CommitResult sessionLost(String trouble) {
        return new CommitResult(Status.SESSION_LOST, List.of(), 0, -1, Reason.NONE, trouble);
    }
}
