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

import io.rota.chaos.History.Event;
import io.rota.chaos.History.Run;
import io.rota.chaos.RegistryLog.Change;
import io.rota.chaos.RegistryLog.Item;
import io.rota.chaos.RegistryLog.Kind;
import io.rota.chaos.Verdict.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/*
 * Two witnesses that know nothing of each other: what the nodes wrote down as it happened, and what the registry's
 * servers wrote into their own logs. Each promise is checked on the witness that cannot be wrong about it: who worked when
 * on the nodes' history, who was allowed to on the registry's log (see RecordChecker), and the two must fit together.
 *
 * A process that was stopped cannot tell when it stopped working, so each run says until when it trusted its lease. Beyond
 * that another may run the same item, if its token is larger.
 */
/** Compares a run with the promises; a pure function of history, registry log and job definitions. */
final class Checker {

    static final long INTERRUPT_NANOS = TimeUnit.MILLISECONDS.toNanos(1_250);
    private static final long PULSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long DEREGISTERED_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int THREADS_MORE = 10;

    private final History history;
    private final RegistryLog log;
    private final List<ChaosJob> jobs;
    private final long sessionMillis;
    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, String> figures = new TreeMap<>();
    private final Map<String, Long> diedAt = new HashMap<>();
    private final Map<String, List<Long>> pulses = new HashMap<>();

    private Checker(History history, RegistryLog log, List<ChaosJob> jobs, long sessionMillis) {
        this.history = history;
        this.log = log;
        this.jobs = jobs;
        this.sessionMillis = sessionMillis;
    }

    static Verdict check(History history, RegistryLog log, List<ChaosJob> jobs, long sessionMillis) {
        Checker checker = new Checker(history, log, jobs, sessionMillis);
        checker.check();
        return new Verdict(List.copyOf(checker.violations), checker.figures);
    }

    private void check() {
        for (Event event : history.events()) {
            switch (event.kind()) {
                case "kill-node" -> diedAt.put(event.text("node"), event.nanos());
                case "stopped" -> diedAt.put(event.author(), event.nanos());
                case "pulse" ->
                    pulses.computeIfAbsent(event.author(), node -> new ArrayList<>())
                            .add(event.nanos());
                case "hung-node" ->
                    violation("ends in order", "", event.text("node") + " did not end when it was asked to");
                case "problem" ->
                    violation("heals", event.text("where"), event.text("what").replace('_', ' '));
                default -> {}
            }
        }
        Map<Item, List<Run>> byItem = new TreeMap<>();
        history.runs()
                .forEach(run -> byItem.computeIfAbsent(run.item(), item -> new ArrayList<>())
                        .add(run));
        byItem.forEach((item, runs) -> {
            exclusion(item, runs);
            leases(item, runs);
            if (!job(item).failover()) {
                once(item, runs);
            }
        });
        store();
        threads();
        RecordChecker records = new RecordChecker(history, log, jobs, this::violation);
        records.check(byItem);
        figures.put("runs", String.valueOf(history.runs().size()));
        figures.put("claims", String.valueOf(records.claims()));
        figures.put("slowest item behind its schedule, milliseconds", String.valueOf(records.behindMillis()));
        figures.put("faults", String.valueOf(history.events("fault").size()));
        figures.put(
                "takeovers (attempt 2 or more)",
                String.valueOf(
                        history.runs().stream().filter(run -> run.attempt() > 1).count()));
        figures.put(
                "interrupted runs",
                String.valueOf(history.runs().stream()
                        .filter(run -> run.interruptNanos() > 0)
                        .count()));
        figures.put(
                "writes turned away by the store",
                String.valueOf(history.events("turned-away").size()));
        new Latencies(history, log, sessionMillis).measure(figures, this::violation);
    }

    private ChaosJob job(Item item) {
        return jobs.stream()
                .filter(job -> job.name().equals(item.job()))
                .findFirst()
                .orElseThrow();
    }

    private void violation(String promise, Object where, String text) {
        violations.add(new Violation(promise, String.valueOf(where), text));
    }

    // ---- on the history alone

    private void exclusion(Item item, List<Run> runs) {
        List<Run> open = new ArrayList<>();
        Run largest = null;
        for (Run run : runs) {
            for (Run earlier : open) {
                boolean same = earlier.node().equals(run.node());
                if (same && (earlier.endNanos() == 0 || run.startNanos() < earlier.endNanos())) {
                    violation("exclusion", item, "two runs in one process: " + earlier + " and " + run);
                } else if (!same
                        && run.startNanos() < trustedUntil(earlier)
                        && !deregistered(earlier, run.startNanos())) {
                    violation("exclusion", item, run + " overlaps " + earlier);
                }
            }
            if (largest != null && run.token() <= largest.token() && run.leaseMillis() > 0) {
                violation("tokens grow", item, largest + " then " + run);
            }
            if (largest == null || run.token() > largest.token()) {
                largest = run;
            }
            open.removeIf(earlier -> earlier.endNanos() > 0 && earlier.endNanos() <= run.startNanos()
                    || diedAt.getOrDefault(earlier.node(), Long.MAX_VALUE) <= run.startNanos());
            open.add(run);
        }
    }

    private long trustedUntil(Run run) {
        return Math.min(run.validNanos(), diedAt.getOrDefault(run.node(), Long.MAX_VALUE));
    }

    /** Whoever deletes a live instance's registration says that it is gone; the instance learns of it a moment later. */
    private boolean deregistered(Run run, long nanos) {
        return history.events("deregistered").stream()
                .anyMatch(event -> event.text("job").equals(run.item().job())
                        && run.node().equals(event.text("node"))
                        && nanos >= event.nanos()
                        && nanos - event.nanos() < DEREGISTERED_NANOS);
    }

    private void leases(Item item, List<Run> runs) {
        for (Run run : runs) {
            if (run.leaseMillis() == 0
                    && stall(run.node(), run.startNanos() - INTERRUPT_NANOS, run.startNanos()) < PULSE_NANOS) {
                violation("no start without a lease", item, run.toString());
            }
            if (run.expiredNanos() > 0) {
                long gone = run.endNanos() > 0 ? run.endNanos() : diedAt.getOrDefault(run.node(), Long.MAX_VALUE);
                long late = run.expiredNanos()
                        + INTERRUPT_NANOS
                        + stall(run.node(), run.validNanos(), run.expiredNanos() + INTERRUPT_NANOS);
                boolean told = run.interruptNanos() > 0 && run.interruptNanos() <= late;
                if (gone > late && !told) {
                    violation("interrupted in time", item, run + " worked on without a lease");
                }
            }
        }
    }

    /** How much longer than it should have the longest pause between two signs of life of a node lasted. */
    private long stall(String node, long from, long to) {
        long longest = 0;
        long last = Long.MIN_VALUE;
        for (long pulse : pulses.getOrDefault(node, List.of())) {
            if (last != Long.MIN_VALUE && last <= to && pulse >= from) {
                longest = Math.max(longest, pulse - last - PULSE_NANOS);
            }
            last = pulse;
        }
        return longest;
    }

    private void once(Item item, List<Run> runs) {
        Set<Long> fires = new HashSet<>();
        for (Run run : runs) {
            if (!fires.add(run.fire())) {
                violation("at most once", item, "fire " + run.fire() + " started again: " + run);
            }
        }
    }

    private void store() {
        Map<String, Long> tokens = new HashMap<>();
        for (Event event : history.events()) {
            if (event.kind().equals("taken")) {
                long token = event.number("token");
                if (token <= tokens.getOrDefault(event.text("key"), 0L)) {
                    violation("fencing", event.text("key"), "the store took " + event + " after " + tokens);
                }
                tokens.put(event.text("key"), token);
            }
        }
    }

    /** Threads of the nodes at the end, compared with what they were after a start. */
    private void threads() {
        Map<String, List<Event>> byNode = new TreeMap<>();
        history.events("pulse")
                .forEach(pulse -> byNode.computeIfAbsent(pulse.author(), node -> new ArrayList<>())
                        .add(pulse));
        long base = 0;
        for (List<Event> own : byNode.values()) {
            long begin = own.get(0).nanos();
            base = Math.max(
                    base,
                    own.stream()
                            .filter(pulse -> pulse.nanos() - begin < TimeUnit.SECONDS.toNanos(15))
                            .mapToLong(pulse -> pulse.number("threads"))
                            .max()
                            .orElse(0));
        }
        long most = 0;
        for (Event check : history.events("drained")) {
            for (List<Event> own : byNode.values()) {
                most = Math.max(
                        most,
                        own.stream()
                                .filter(pulse -> Math.abs(pulse.nanos() - check.nanos()) < TimeUnit.SECONDS.toNanos(2))
                                .min(Comparator.comparing(pulse -> pulse.number("threads")))
                                .map(pulse -> pulse.number("threads"))
                                .orElse(0L));
            }
        }
        figures.put("threads of a node, at a start and at the end", base + ", " + most);
        if (most > base + THREADS_MORE) {
            violation("threads go", "", base + " threads after a start have become " + most);
        }
    }

    /** What happened to a job's registrations, by the id of the instance. */
    static Map<String, Change> ends(RegistryLog log, String job) {
        Map<String, Change> ends = new HashMap<>();
        String prefix = job + "/instances/";
        log.changes().stream()
                .filter(change -> change.kind() == Kind.DELETED && change.path().startsWith(prefix))
                .forEach(change -> ends.put(change.path().substring(prefix.length()), change));
        return ends;
    }
}
