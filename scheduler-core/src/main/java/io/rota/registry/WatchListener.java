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

/** Hears that something changed; it should remember that and read again at its own pace. */
public interface WatchListener {

    /** Greater than every revision. */
    long UNKNOWN = Long.MAX_VALUE;

    /**
     * A node was created, set or deleted.
     *
     * @param path the node's path
     * @param revision the revision of the last of the changes told by this call, which a node that it created has as
     *     {@link Node#createdRevision()}; {@link #UNKNOWN} if the registry does not tell
     */
    void changed(String path, long revision);

    /** Changes may have been missed: anything under the watch may have changed. */
    void resync();
}
