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

/**
 * Hears about the sessions of a center, in order, on the executor given to {@link RegistryCenter#connect}.
 *
 * <p>For one session: opened, then any number of (suspended, resumed), then at most once lost.
 */
public interface RegistryListener {

    /** A session has begun; it is a new incarnation whose node names must not repeat an earlier one's. */
    void sessionOpened(RegistrySession session);

    /** The registry does not answer; the session may or may not be alive. */
    void sessionSuspended(RegistrySession session);

    /** The registry answers again and the session is alive; changes in between may not have reached the watches. */
    void sessionResumed(RegistrySession session);

    /** The session is dead for good, and everything it held is gone or will be. */
    void sessionLost(RegistrySession session);
}
