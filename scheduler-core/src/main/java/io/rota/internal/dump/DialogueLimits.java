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
package io.rota.internal.dump;

import java.time.Duration;

/**
 * How long a client may keep a thread.
 *
 * @param step the longest wait for the request, for the client to take a part of the answer, and for the registry to tell
 *     a part of the tree
 * @param whole the longest dialogue
 */
record DialogueLimits(Duration step, Duration whole) {

    /** The tree of a job with 10,000 items took four seconds from ZooKeeper on a busy machine. */
    static final DialogueLimits DEFAULT = new DialogueLimits(Duration.ofSeconds(5), Duration.ofSeconds(60));
}
