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

import io.rota.internal.state.ExecutionRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the nodes wrote down, and whether it fits what the registry committed; a pure function of both. */
final class ChaosHistory {

    private static final long PERIOD_MILLIS = 1_000;

    /**
     * One run of one item.
     *
     * @param node the start of a process
     * @param endNanos 0 if it has no end
     * @param leaseAtEnd whether the process still trusted its lease at the end
     */
    record Run(String node, int item, long fire, long token, long startNanos, long endNanos, boolean leaseAtEnd) {}

    private final List<Run> runs;

    private ChaosHistory(List<Run> runs) {
        this.runs = runs;
    }

    /** Reads what is there so far; a line that is being written is left out. */
    static ChaosHistory read(Path file) {
        try {
            Map<String, Run> open = new HashMap<>();
            List<Run> runs = new ArrayList<>();
            String text = Files.exists(file) ? Files.readString(file) : "";
            for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
                String[] parts = line.split(" ");
                if (parts.length != 7) {
                    continue;
                }
                String key = parts[2] + " " + parts[3] + " " + parts[5];
                long nanos = Long.parseLong(parts[0]);
                if (parts[1].equals("start")) {
                    open.put(
                            key,
                            new Run(
                                    parts[2],
                                    Integer.parseInt(parts[3]),
                                    Long.parseLong(parts[4]),
                                    Long.parseLong(parts[5]),
                                    nanos,
                                    0,
                                    false));
                } else {
                    Run run = open.remove(key);
                    runs.add(new Run(
                            run.node(),
                            run.item(),
                            run.fire(),
                            run.token(),
                            run.startNanos(),
                            nanos,
                            Boolean.parseBoolean(parts[6])));
                }
            }
            runs.addAll(open.values());
            return new ChaosHistory(runs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Run> runs() {
        return runs;
    }

    /** The items that a node, or any, has run at fires after an instant. */
    Set<Integer> itemsRunAfter(long millis, String node) {
        Set<Integer> items = new HashSet<>();
        runs.forEach(run -> {
            if (run.fire() > millis && run.node().startsWith(node)) {
                items.add(run.item());
            }
        });
        return items;
    }

    long lastFire() {
        return runs.stream().mapToLong(Run::fire).max().orElse(0);
    }

    /**
     * Everything that must not have happened.
     *
     * @param records each item to the states of its record, oldest first
     * @param diedAtNanos each start of a process that was killed to the moment of that
     */
    List<String> violations(Map<Integer, List<ExecutionRecord>> records, Map<String, Long> diedAtNanos) {
        List<String> violations = new ArrayList<>();
        Map<Integer, List<Run>> byItem = new TreeMap<>();
        runs.forEach(run ->
                byItem.computeIfAbsent(run.item(), key -> new ArrayList<>()).add(run));
        byItem.forEach((item, itemRuns) -> exclusion(item, itemRuns, diedAtNanos, violations));
        records.forEach((item, states) -> completeness(item, states, byItem.get(item), violations));
        return violations;
    }

    private static void exclusion(int item, List<Run> runs, Map<String, Long> diedAtNanos, List<String> violations) {
        Set<Long> fires = new HashSet<>();
        runs.sort((left, right) -> Long.compare(left.startNanos(), right.startNanos()));
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            if (!fires.add(run.fire())) {
                violations.add("item " + item + " ran fire " + run.fire() + " twice");
            }
            for (Run later : runs.subList(i + 1, runs.size())) {
                if (later.token() <= run.token()) {
                    violations.add("item " + item + ": token does not grow: " + run + " then " + later);
                }
                long end = run.endNanos() != 0 ? run.endNanos() : diedAtNanos.getOrDefault(run.node(), Long.MAX_VALUE);
                // A run that overstays its lease is fenced by its smaller token, checked above.
                if (later.startNanos() < end && (run.leaseAtEnd() || run.endNanos() == 0)) {
                    violations.add("item " + item + ": " + later + " overlaps " + run);
                }
            }
        }
    }

    private static void completeness(int item, List<ExecutionRecord> states, List<Run> runs, List<String> violations) {
        Set<Long> ran = new HashSet<>();
        runs.forEach(run -> ran.add(run.fire()));
        Set<Long> claimed = new HashSet<>();
        for (int i = 1; i < states.size(); i++) {
            ExecutionRecord before = states.get(i - 1);
            ExecutionRecord next = states.get(i);
            boolean claim = next.isRunning()
                    && !next.claim().opId().equals(before.claim().opId());
            if (claim && !claimed.add(next.fire())) {
                violations.add("item " + item + ": fire claimed twice: " + next);
            }
            if (claim && next.claim().token() <= before.claim().token()) {
                violations.add("item " + item + ": token does not grow: " + before + " then " + next);
            }
            for (long fire = before.fire() - before.fire() % PERIOD_MILLIS + PERIOD_MILLIS;
                    fire < next.fire() || fire == next.fire() && !claim && next.fire() > before.fire();
                    fire += PERIOD_MILLIS) {
                long missed = fire;
                if (next.skips().stream().noneMatch(skip -> skip.from() <= missed && missed <= skip.to())) {
                    violations.add("item " + item + ": fire " + missed + " lost between " + before + " and " + next);
                }
            }
        }
        ran.removeAll(claimed);
        if (!ran.isEmpty()) {
            violations.add("item " + item + ": fires run without a claim: " + ran);
        }
    }
}
