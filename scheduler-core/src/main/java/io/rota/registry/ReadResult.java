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

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answer to reading one node.
 *
 * @param status see {@link Status}
 * @param found the node, exactly if found
 * @param trouble for messages, empty unless unavailable
 */
public record ReadResult(Status status, @Nullable Node found, String trouble) {

    /** What is known after a read. */
    public enum Status {
        /** The node exists. */
        FOUND,
        /** The registry answered that the node does not exist. */
        ABSENT,
        /** Nothing is known: no answer, no permission, or the session is over. */
        UNAVAILABLE
    }

    private static final ReadResult ABSENT_NODE = new ReadResult(Status.ABSENT, null, "");

    public static ReadResult found(Node node) {
        return new ReadResult(Status.FOUND, node, "");
    }

    public static ReadResult absent() {
        return ABSENT_NODE;
    }

    /**
     * @param trouble what went wrong, in a few words
     */
    public static ReadResult unavailable(String trouble) {
        return new ReadResult(Status.UNAVAILABLE, null, trouble);
    }

    /**
     * The node.
     *
     * @throws NullPointerException unless {@link Status#FOUND}
     */
    public Node node() {
        return Objects.requireNonNull(found, "not found");
    }
}
