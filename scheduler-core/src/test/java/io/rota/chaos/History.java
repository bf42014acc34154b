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
package io.rota.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What all processes of a run wrote down.
 *
 * @param events in the order of their moments
 * @param runs in the order of their starts
 */
record History(List<Event> events, List<Run> runs) {

    /**
     * Something that happened.
     *
     * @param nanos the monotonic clock
     * @param author a start of a node, or who controls the run
     */
    record Event(long nanos, String author, String kind, Map<String, String> fields) {

        String text(String field) {
            return Objects.requireNonNull(fields.get(field), () -> field + " of " + this);
        }

        long number(String field) {
            return Long.parseLong(text(field));
        }
    }

    /**
     * One run of one item.
     *
     * @param node the start of a process that it ran in
     * @param leaseMillis what was left of the lease at the start
     * @param validNanos until when its code worked and trusted its lease; if it has neither ended nor seen the lease expire,
     *     until when it was told that it might
     * @param expiredNanos when its code first saw the lease expired, 0 if never
     * @param interruptNanos when its thread was interrupted, 0 if never
     * @param endNanos when its code returned, 0 if it never did
     * @param done whether it returned with its work done
     */
    record Run(
            RegistryLog.Item item,
            String node,
            long fire,
            long token,
            int attempt,
            long leaseMillis,
            long startNanos,
            long validNanos,
            long expiredNanos,
            long interruptNanos,
            long endNanos,
            boolean done) {}

    /** Reads a file; a line that was cut short by the death of its author is left out. */
    static History read(Path file) {
        try {
            List<Event> events = new ArrayList<>();
            String text = Files.readString(file);
            for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
                events.add(parse(line));
            }
            return of(events);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Event parse(String line) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : line.split(" ")) {
            int equals = pair.indexOf('=');
            fields.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return new Event(
                Long.parseLong(fields.remove("t")), fields.remove("by"), fields.remove("event"), Map.copyOf(fields));
    }

    static History of(List<Event> events) {
        List<Event> sorted = new ArrayList<>(events);
        sorted.sort(Comparator.comparingLong(Event::nanos));
        Map<String, List<Event>> byRun = new LinkedHashMap<>();
        for (Event event : sorted) {
            if (event.fields().containsKey("item")) {
                byRun.computeIfAbsent(
                                event.author() + " " + event.text("job") + " " + event.text("item") + " "
                                        + event.text("token"),
                                key -> new ArrayList<>())
                        .add(event);
            }
        }
        List<Run> runs = new ArrayList<>();
        byRun.values().forEach(parts -> split(parts).forEach(run -> runs.add(run(run))));
        runs.sort(Comparator.comparingLong(Run::startNanos));
        return new History(List.copyOf(sorted), List.copyOf(runs));
    }

    /** One list for each start: a claim that were run twice in one process must not look like one run. */
    private static List<List<Event>> split(List<Event> events) {
        List<List<Event>> runs = new ArrayList<>();
        for (Event event : events) {
            if (event.kind().equals("start")) {
                runs.add(new ArrayList<>());
            }
            runs.get(runs.size() - 1).add(event);
        }
        return runs;
    }

    private static Run run(List<Event> events) {
        Event start = events.get(0);
        long valid = start.nanos();
        long expired = 0;
        long interrupt = 0;
        long end = 0;
        boolean done = false;
        for (Event event : events) {
            switch (event.kind()) {
                case "lease" -> valid = Math.max(valid, event.number("until"));
                case "expired" -> {
                    valid = event.number("valid");
                    expired = event.nanos();
                }
                // A clock that is set forward ends a lease until the next heartbeat; nobody needs to be interrupted for
                // that.
                case "renewed" -> expired = event.nanos() - expired < Checker.INTERRUPT_NANOS ? 0 : expired;
                case "interrupt" -> interrupt = event.nanos();
                case "end" -> {
                    end = event.nanos();
                    valid = event.number("valid");
                    done = event.text("how").equals("done");
                }
                default -> {}
            }
        }
        return new Run(
                new RegistryLog.Item(start.text("job"), (int) start.number("item")),
                start.author(),
                start.number("fire"),
                start.number("token"),
                (int) start.number("attempt"),
                start.number("lease"),
                start.nanos(),
                valid,
                expired,
                interrupt,
                end,
                done);
    }

    List<Event> events(String kind) {
        return events.stream().filter(event -> event.kind().equals(kind)).toList();
    }
}
