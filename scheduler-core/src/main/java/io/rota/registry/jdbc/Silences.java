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

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whose sessions have been silent for as long as they may be, by this process's own clock; plain arithmetic.
 *
 * <p>The database's clock alone may not end a session: it may have jumped, and after an outage of the database all
 * sessions look old although all of their processes live. So somebody must also have watched the silence, without a break.
 */
final class Silences {

    /**
     * A session as it was read.
     *
     * @param renewals how often it was heard of
     * @param expired whether its time is over by the clock of the database, as far as that can tell
     */
    record Seen(String id, long renewals, long timeoutMillis, boolean expired) {}

    private record Silence(long renewals, long sinceNanos) {}

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long gapNanosMax;
    private final Map<String, Silence> silences = new HashMap<>();
    private long lookedNanos;

    /**
     * @param gapNanosMax looks further apart than this prove nothing about the time between them
     */
    Silences(long gapNanosMax) {
        this.gapNanosMax = gapNanosMax;
    }

    /** Takes in all sessions of one look; returns those that are dead. */
    List<Seen> look(List<Seen> sessions, long askedNanos, long answeredNanos) {
        if (askedNanos - lookedNanos > gapNanosMax) {
            silences.clear();
        }
        lookedNanos = answeredNanos;
        Set<String> living = new HashSet<>();
        for (Seen session : sessions) {
            living.add(session.id());
            Silence known = silences.get(session.id());
            if (known == null || known.renewals() != session.renewals()) {
                silences.put(session.id(), new Silence(session.renewals(), answeredNanos));
            }
        }
        silences.keySet().retainAll(living);
        return sessions.stream()
                .filter(session -> session.expired() && isSilent(session, askedNanos))
                .toList();
    }

    private boolean isSilent(Seen session, long askedNanos) {
        Silence silence = silences.get(session.id());
        return silence != null && askedNanos - silence.sinceNanos() >= session.timeoutMillis() * NANOS_PER_MILLI;
    }
}
