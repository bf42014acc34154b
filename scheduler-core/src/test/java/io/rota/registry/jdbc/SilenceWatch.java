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
package io.rota.registry.jdbc;

import java.util.List;

/** The rule by which an instance ends the sessions of others, for models outside of this package. */
public final class SilenceWatch {

    private final Silences silences;

    /** A session as it was read. */
    public record Session(String id, long renewals, boolean expired) {}

    private final long timeoutMillis;

    public SilenceWatch(long timeoutMillis) {
        this.timeoutMillis = timeoutMillis;
        silences = new Silences(timeoutMillis * 1_000_000 / 3);
    }

    /** Takes in all sessions of one look; returns those that are dead. */
    public List<Session> look(List<Session> sessions, long askedNanos, long answeredNanos) {
        List<Silences.Seen> seen = sessions.stream()
                .map(each -> new Silences.Seen(each.id(), each.renewals(), timeoutMillis, each.expired()))
                .toList();
        return silences.look(seen, askedNanos, answeredNanos).stream()
                .map(each -> new Session(each.id(), each.renewals(), each.expired()))
                .toList();
    }
}
