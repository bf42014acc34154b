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
package io.rota.internal.state;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of one of the two calls that a fire makes once in the cluster, for the last fires.
 *
 * <p>Only the oldest entry is ever dropped, and only when there are too many. So a fire without an entry that is not
 * {@link #isPast} was never decided.
 *
 * @param entries each fire, epoch milliseconds, to what became of its call
 */
public record OnceLedger(SortedMap<Long, Entry> entries) {

    /** Fires that are remembered: more than can be under way at the same time in a cluster that works. */
    public static final int FIRES_MAX = 32;

    /** A ledger in which nothing stands yet. */
    public static final OnceLedger EMPTY = new OnceLedger(new TreeMap<>());

    /** What became of a call. */
    public enum State {
        /** It is to be made when its time has come. */
        OPEN,
        /** The owner makes it. */
        RUNNING,
        /** It returned. */
        DONE,
        /** It threw. */
        FAILED,
        /** It was not made, or not waited for, in time. */
        TIMED_OUT,
        /** Its owner died. */
        ABANDONED
    }

    /**
     * One call.
     *
     * @param attempt 1 for the first owner, 0 if there was none
     * @param owner id of the instance that makes it, empty if there was none
     */
    public record Entry(State state, int attempt, String owner) {

        /** A call that nobody makes yet. */
        public static final Entry OPEN = new Entry(State.OPEN, 0, "");

        public Entry with(State next) {
            return new Entry(next, attempt, owner);
        }

        /** The same call, made by another owner. */
        public Entry ownedBy(String next) {
            return new Entry(State.RUNNING, attempt + 1, next);
        }

        public boolean isOver() {
            return state != State.OPEN && state != State.RUNNING;
        }
    }

    public OnceLedger {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    public Optional<Entry> of(long fire) {
        return Optional.ofNullable(entries.get(fire));
    }

    /** Whether the fire is so old that nothing is known of it. */
    public boolean isPast(long fire) {
        return entries.size() >= FIRES_MAX && fire < entries.firstKey();
    }

    /** The ledger with one more or one changed entry; the oldest goes if there are too many. */
    public OnceLedger with(long fire, Entry entry) {
        SortedMap<Long, Entry> more = new TreeMap<>(entries);
        more.put(fire, entry);
        if (more.size() > FIRES_MAX) {
            more.remove(more.firstKey());
        }
        return new OnceLedger(more);
    }

    /** One line per fire: fire, state, attempt, owner. */
    public String encode() {
        StringBuilder text = new StringBuilder();
        entries.forEach((fire, entry) -> text.append(fire)
                .append(' ')
                .append(entry.state())
                .append(' ')
                .append(entry.attempt())
                .append(' ')
                .append(entry.owner())
                .append('\n'));
        return text.toString();
    }

    /**
     * Reads {@link #encode()}.
     *
     * @throws IllegalArgumentException if the text is not a ledger
     */
    public static OnceLedger decode(String text) {
        SortedMap<Long, Entry> entries = new TreeMap<>();
        for (String line : text.lines().filter(each -> !each.isBlank()).toList()) {
            String[] parts = line.split(" ", 4);
            if (parts.length != 4) {
                throw new IllegalArgumentException("not a line of fire, state, attempt and owner: " + line);
            }
            entries.put(
                    Long.parseLong(parts[0]), new Entry(State.valueOf(parts[1]), Integer.parseInt(parts[2]), parts[3]));
        }
        return new OnceLedger(entries);
    }
}
