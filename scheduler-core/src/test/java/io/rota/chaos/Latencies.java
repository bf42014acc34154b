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
import io.rota.chaos.RegistryLog.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** How long it took until somebody else went on. */
final class Latencies {

    /** Beyond this many session timeouts a takeover that nothing else disturbed is a fault, however busy the machine. */
    private static final double TAKEOVER_MAX = 3.5;

    private static final Set<Fault.Kind> HARMLESS = EnumSet.of(
            Fault.Kind.SCALE_OUT,
            Fault.Kind.EDIT_CRON,
            Fault.Kind.EDIT_ITEMS,
            Fault.Kind.TRIGGERS,
            Fault.Kind.REQUESTS);

    private final History history;
    private final RegistryLog log;
    private final long sessionMillis;

    Latencies(History history, RegistryLog log, long sessionMillis) {
        this.history = history;
        this.log = log;
        this.sessionMillis = sessionMillis;
    }

    void measure(Map<String, String> figures, RecordChecker.Listener listener) {
        takeovers(figures, listener);
        handovers(figures);
    }

    /** From the death of a process to the next start of each run that it had not finished. */
    private void takeovers(Map<String, String> figures, RecordChecker.Listener listener) {
        Map<Item, List<Run>> byItem = new HashMap<>();
        history.runs()
                .forEach(run -> byItem.computeIfAbsent(run.item(), item -> new ArrayList<>())
                        .add(run));
        List<Double> all = new ArrayList<>();
        List<Double> undisturbed = new ArrayList<>();
        for (Event kill : history.events("kill-node")) {
            boolean alone = isAlone(kill);
            byItem.forEach((item, runs) -> {
                Run cut = null;
                for (Run run : runs) {
                    if (run.node().equals(kill.text("node"))
                            && run.endNanos() == 0
                            && run.startNanos() < kill.nanos()) {
                        cut = run;
                    } else if (cut != null && run.startNanos() > kill.nanos()) {
                        double timeouts = (run.startNanos() - kill.nanos()) / 1e6 / sessionMillis;
                        all.add(timeouts);
                        if (alone) {
                            undisturbed.add(timeouts);
                            if (timeouts > TAKEOVER_MAX) {
                                listener.violation(
                                        "promptness", item, "taken over after " + timeouts + " timeouts: " + run);
                            }
                        }
                        break;
                    }
                }
            });
        }
        figures.put("takeover after a kill, session timeouts", percentiles(all, "%.2f"));
        figures.put(
                "takeover after a kill that nothing else disturbed, session timeouts",
                percentiles(undisturbed, "%.2f"));
    }

    /** Whether no fault but the one that ended a process could hold up those who take over from it. */
    private boolean isAlone(Event end) {
        Set<String> open = new HashSet<>();
        for (Event event : history.events()) {
            if (event.kind().equals("fault")
                    && event.nanos() < end.nanos() + TimeUnit.MILLISECONDS.toNanos(2 * sessionMillis)
                    && !HARMLESS.contains(Fault.Kind.valueOf(event.text("kind")))) {
                open.add(event.text("number"));
            } else if (event.kind().equals("healed")
                    && event.nanos() < end.nanos() - TimeUnit.MILLISECONDS.toNanos(sessionMillis)) {
                open.remove(event.text("number"));
            }
        }
        return open.size() <= 1;
    }

    /** From the moment at which a process that ends in order gives up its registration to the next claim of its items. */
    private void handovers(Map<String, String> figures) {
        Map<String, Event> stops = new HashMap<>();
        Map<String, String> pids = new HashMap<>();
        history.events("up").forEach(up -> pids.put(up.author(), up.text("pid")));
        long over =
                history.events("drained").stream().mapToLong(Event::nanos).min().orElse(Long.MAX_VALUE);
        history.events("end-node").stream()
                .filter(end -> end.nanos() < over)
                .forEach(end -> stops.put(pids.getOrDefault(end.text("node"), "none"), end));
        Map<Item, List<State>> records = log.records();
        List<Double> all = new ArrayList<>();
        List<Double> undisturbed = new ArrayList<>();
        for (ChaosJob job : ChaosJob.ALL) {
            for (Map.Entry<String, Change> end : Checker.ends(log, job.name()).entrySet()) {
                Event stop = stops.get(pid(end.getKey()));
                if (job.isOneOff() || stop == null) {
                    continue;
                }
                List<Double> own = new ArrayList<>();
                records.forEach((item, states) -> {
                    if (item.job().equals(job.name())) {
                        handover(states, end.getKey(), end.getValue().millis(), own);
                    }
                });
                all.addAll(own);
                if (isAlone(stop)) {
                    undisturbed.addAll(own);
                }
            }
        }
        figures.put("hand-over when a node ends in order, milliseconds", percentiles(all, "%.0f"));
        figures.put(
                "hand-over when a node ends in order and nothing else disturbs, milliseconds",
                percentiles(undisturbed, "%.0f"));
    }

    private static void handover(List<State> states, String owner, long leftMillis, List<Double> millis) {
        for (int i = 1; i < states.size(); i++) {
            State before = states.get(i - 1);
            State next = states.get(i);
            if (before.millis() <= leftMillis && next.millis() >= leftMillis) {
                if (before.record().claim().owner().equals(owner)
                        && next.record().isRunning()) {
                    // Nobody can go on before there is something to do.
                    millis.add((double)
                            (next.millis() - Math.max(leftMillis, next.record().fire())));
                }
                return;
            }
        }
    }

    private static String pid(String instance) {
        int at = instance.indexOf("@-@");
        return at < 0 ? "" : instance.substring(at + 3).split("-")[0];
    }

    private static String percentiles(List<Double> values, String format) {
        if (values.isEmpty()) {
            return "none";
        }
        Collections.sort(values);
        return String.format(
                Locale.ROOT,
                "p50 " + format + ", p99 " + format + ", max " + format + " (of %d)",
                values.get(values.size() / 2),
                values.get(Math.min(values.size() - 1, values.size() * 99 / 100)),
                values.get(values.size() - 1),
                values.size());
    }
}
