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
 * The answer to reading a node's children.
 *
 * @param status as for a single node
 * @param names last path segments, in no particular order; empty unless found
 * @param trouble for messages, empty unless unavailable
 */
public record ChildrenResult(ReadResult.Status status, List<String> names, String trouble) {

    public ChildrenResult {
        names = List.copyOf(names);
    }

    public static ChildrenResult found(List<String> names) {
        return new ChildrenResult(ReadResult.Status.FOUND, names, "");
    }

    public static ChildrenResult absent() {
        return new ChildrenResult(ReadResult.Status.ABSENT, List.of(), "");
    }

    /**
     * @param trouble what went wrong, in a few words
     */
    public static ChildrenResult unavailable(String trouble) {
        return new ChildrenResult(ReadResult.Status.UNAVAILABLE, List.of(), trouble);
    }
}
