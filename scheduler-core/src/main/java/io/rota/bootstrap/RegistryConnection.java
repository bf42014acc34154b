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
package io.rota.bootstrap;

import java.time.Instant;

/**
 * Whether a scheduler can reach its registry.
 *
 * @param status see {@link Status}
 * @param since when that began, by this machine's clock
 * @param instanceId this process as the others see it; empty without a session
 */
public record RegistryConnection(Status status, Instant since, String instanceId) {

    /** What is known of the registry. */
    public enum Status {
        /** Nothing has needed it yet. */
        UNUSED,
        /** It has not answered yet, and may still do so in time. */
        CONNECTING,
        /** It answers. */
        CONNECTED,
        /** It does not answer just now: nothing new starts, what runs goes on. */
        SILENT,
        /** It has not answered for so long that nothing runs here any more. */
        DISCONNECTED
    }
}
