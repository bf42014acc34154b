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

import io.rota.chaos.History.Run;
import io.rota.chaos.RegistryLog.Change;
import io.rota.chaos.RegistryLog.Definition;
import io.rota.chaos.RegistryLog.Item;
import io.rota.chaos.RegistryLog.Kind;
import io.rota.chaos.RegistryLog.State;
import io.rota.internal.state.ConfigYaml;
import io.rota.internal.state.ExecutionRecord;
import io.rota.internal.state.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Replays the registry's log and looks at every change of every execution record. */
final class RecordChecker {

    private static final long EARLY_MILLIS = 1_050;
    // A fire that is older than a minute is passed over; the run before it may have taken some seconds.
    private static final long LATE_MILLIS = 75_000;

    /** Hears of a broken promise. */
    interface Listener {

        void violation(String promise, Object where, String text);
    }

    /** A run that somebody asked for, and when. */
    private record Asked(long millis, Request request) {}

    private final History history;
    private final RegistryLog log;
    private final List<ChaosJob> jobs;
    private final Listener listener;
    // As of the change that is being looked at.
    private final Map<Item, State> states = new HashMap<>();
    private final Map<String, List<Definition>> definitions = new HashMap<>();
    private final Set<String> live = new HashSet<>();
    private final Map<String, List<Asked>> requests = new HashMap<>();
    private final Map<Item, Set<String>> answered = new HashMap<>();
    private final Map<Item, Set<Long>> tokens = new HashMap<>();
    private final Map<Item, Set<Long>> fires = new HashMap<>();
    private final Map<Item, Set<Long>> doneTokens = new HashMap<>();
    private final Map<String, CronScan> scans = new HashMap<>();
    private int claims;
    private long behindMillis;

    RecordChecker(History history, RegistryLog log, List<ChaosJob> jobs, Listener listener) {
        this.history = history;
        this.log = log;
        this.jobs = jobs;
        this.listener = listener;
    }

    int claims() {
        return claims;
    }

    /** How far the slowest item was behind its schedule once the faults were over. */
    long behindMillis() {
        return behindMillis;
    }

    void check(Map<Item, List<Run>> runs) {
        runs.forEach((item, own) -> {
            Set<Long> done = new HashSet<>();
            own.stream().filter(Run::done).forEach(run -> done.add(run.token()));
            doneTokens.put(item, done);
        });
        log.changes().forEach(this::replay);
        runs.forEach((item, own) -> own.stream()
                .filter(run -> !tokens.getOrDefault(item, Set.of()).contains(run.token()))
                .forEach(run -> listener.violation("no run without a claim", item, run.toString())));
        jobs.forEach(this::finished);
    }

    private void replay(Change change) {
        String[] parts = change.path().split("/");
        if (parts.length < 2) {
            return;
        }
        String job = parts[0];
        switch (parts[1]) {
            case "config" -> {
                if (change.kind() != Kind.DELETED) {
                    definitions.computeIfAbsent(job, key -> new ArrayList<>()).add(definition(change));
                }
            }
            case "instances" -> {
                if (parts.length == 3 && change.kind() == Kind.CREATED) {
                    live.add(job + "/" + parts[2]);
                } else if (parts.length == 3 && change.kind() == Kind.DELETED) {
                    live.remove(job + "/" + parts[2]);
                }
            }
            case "requests" -> {
                if (parts.length == 3 && change.kind() == Kind.CREATED) {
                    Request request = parts[2].endsWith("-part")
                            ? Request.ofPart(Request.fire(parts[2]), items(change.text()))
                            : Request.ofAll(Request.fire(parts[2]));
                    requests.computeIfAbsent(job, key -> new ArrayList<>()).add(new Asked(change.millis(), request));
                }
            }
            case "sharding" -> {
                if (parts.length == 4 && parts[3].equals("execution") && change.kind() != Kind.DELETED) {
                    Item item = new Item(job, Integer.parseInt(parts[2]));
                    State next = new State(change.millis(), change.version(), ExecutionRecord.decode(change.text()));
                    State before = states.put(item, next);
                    if (before != null) {
                        changed(item, before, next);
                    }
                }
            }
            default -> {}
        }
    }

    private static Definition definition(Change change) {
        return new Definition(change.millis(), change.version(), ConfigYaml.read(change.text()));
    }

    private static List<Integer> items(String text) {
        return Stream.of(text.substring(text.indexOf(' ') + 1).split(","))
                .map(Integer::parseInt)
                .toList();
    }

    private ChaosJob job(String name) {
        return jobs.stream().filter(job -> job.name().equals(name)).findFirst().orElseThrow();
    }

    private void changed(Item item, State before, State next) {
        ExecutionRecord old = before.record();
        ExecutionRecord now = next.record();
        ChaosJob job = job(item.job());
        String change = old + " -> " + now;
        if (next.version() != before.version() + 1) {
            listener.violation("complete log", item, "versions " + before.version() + " and " + next.version());
        }
        boolean claim =
                now.isRunning() && !now.claim().opId().equals(old.claim().opId());
        if (claim) {
            claimed(item, job, next, old, change);
        } else if (now.state() == ExecutionRecord.State.ABANDONED && old.isRunning() && job.failover()) {
            listener.violation("at least once", item, "abandoned with failover: " + change);
        } else if (now.state() == ExecutionRecord.State.DONE
                && old.isRunning()
                && !doneTokens.getOrDefault(item, Set.of()).contains(now.claim().token())) {
            listener.violation("done means done", item, "no such run: " + change);
        }
        if (!claim && now.fire() < old.fire()) {
            listener.violation("order", item, change);
        }
        if (old.isRunning() && (claim || !now.isRunning() && now.state() == ExecutionRecord.State.ABANDONED)) {
            boolean own = now.claim().owner().equals(old.claim().owner());
            if (!own && live.contains(item.job() + "/" + old.claim().owner())) {
                listener.violation("exclusion", item, "taken from a live owner: " + change);
            }
        }
        // A retired item begins anew: what was due in between is not its own any more.
        boolean revived = old.state() == ExecutionRecord.State.RETIRED;
        if (!job.isOneOff() && now.fire() > old.fire() && !revived) {
            complete(item, old, now, claim);
        }
    }

    private void claimed(Item item, ChaosJob job, State next, ExecutionRecord old, String change) {
        ExecutionRecord now = next.record();
        claims++;
        tokens.computeIfAbsent(item, key -> new HashSet<>()).add(now.claim().token());
        if (now.claim().token() <= old.claim().token()) {
            listener.violation("tokens grow", item, change);
        }
        if (next.millis() < now.fire() - EARLY_MILLIS) {
            listener.violation(
                    "not early", item, "claimed " + (now.fire() - next.millis()) + " ms before its instant: " + change);
        }
        boolean first = fires.computeIfAbsent(item, key -> new HashSet<>()).add(now.fire());
        if (now.claim().attempt() == 1) {
            if (now.fire() <= old.fire() || old.isRunning()) {
                listener.violation("order", item, change);
            }
            String request = now.claim().request();
            if (request.isEmpty() ? !isScheduled(job, now.fire()) : !isAsked(item, request)) {
                listener.violation("nothing else runs", item, change);
            }
            if (!request.isEmpty()
                    && !answered.computeIfAbsent(item, key -> new HashSet<>()).add(request)) {
                listener.violation("each request once", item, change);
            }
        } else if (now.fire() != old.fire()
                || !old.isRunning()
                || now.claim().attempt() != old.claim().attempt() + 1) {
            listener.violation("order", item, change);
        }
        if (!first && !job.failover()) {
            listener.violation("at most once", item, "claimed again without failover: " + change);
        }
    }

    private boolean isScheduled(ChaosJob job, long fire) {
        return !job.isOneOff()
                && scan(inForce(job.name()).configuration().getCron()).matches(fire);
    }

    private boolean isAsked(Item item, String name) {
        return requests.getOrDefault(item.job(), List.of()).stream()
                .anyMatch(asked ->
                        asked.request().name().equals(name) && asked.request().concerns(item.number()));
    }

    private Definition inForce(String job) {
        List<Definition> known = definitions.get(job);
        return known.get(known.size() - 1);
    }

    private CronScan scan(String cron) {
        return scans.computeIfAbsent(Objects.requireNonNull(cron), CronScan::new);
    }

    /** Every fire between two states of a record is accounted for: claimed, or passed over with a reason. */
    private void complete(Item item, ExecutionRecord old, ExecutionRecord now, boolean claim) {
        List<Definition> known = definitions.get(item.job());
        int last = known.size() - 1;
        String cron = known.get(last).configuration().getCron();
        int first = last;
        while (first > 0 && Objects.equals(known.get(first - 1).configuration().getCron(), cron)) {
            first--;
        }
        long after = Math.max(old.fire(), first == 0 ? 0 : known.get(first).millis());
        for (long fire : scan(cron).between(after, claim ? now.fire() : now.fire() + 1)) {
            boolean passed = now.skips().stream().anyMatch(skip -> skip.from() <= fire && fire <= skip.to());
            if (!passed && item.number() < totalAt(known, fire)) {
                listener.violation("no silent loss", item, "fire " + fire + " between " + old + " and " + now);
            }
        }
    }

    private static int totalAt(List<Definition> known, long millis) {
        int total = known.get(0).configuration().getShardingTotalCount();
        for (Definition definition : known) {
            if (definition.millis() <= millis) {
                total = definition.configuration().getShardingTotalCount();
            }
        }
        return total;
    }

    /** At the end of a run everything that was due has been dealt with. */
    private void finished(ChaosJob job) {
        long drained = history.events("draining").stream()
                .mapToLong(event -> event.number("wall"))
                .max()
                .orElse(0);
        for (int number = 0; number < job.items(); number++) {
            Item item = new Item(job.name(), number);
            State state = states.get(item);
            if (state == null) {
                if (!job.isOneOff() || requests.containsKey(job.name())) {
                    listener.violation("no silent loss", item, "it never had a record");
                }
            } else if (!job.isOneOff()
                    && Math.max(state.record().startedAt(), state.record().fire()) < drained) {
                listener.violation("no wedge", item, "nothing after the faults were over: " + state.record());
            } else if (!job.isOneOff() && drained - state.record().fire() > LATE_MILLIS) {
                listener.violation(
                        "late fires are passed over", item, state.record().toString());
            } else if (!job.isOneOff()) {
                behindMillis = Math.max(behindMillis, drained - state.record().fire());
            }
            requests.getOrDefault(job.name(), List.of()).forEach(asked -> answered(item, asked));
        }
    }

    /** A request is lost with an item that the job has no more, and not otherwise. */
    private void answered(Item item, Asked asked) {
        Request request = asked.request();
        boolean gone = definitions.get(item.job()).stream()
                        .anyMatch(definition -> definition.millis() >= asked.millis()
                                && definition.configuration().getShardingTotalCount() <= item.number())
                || item.number() >= totalAt(definitions.get(item.job()), asked.millis());
        if (request.concerns(item.number())
                && !gone
                && !answered.getOrDefault(item, Set.of()).contains(request.name())) {
            listener.violation("no silent loss", item, "never run on request: " + request);
        }
    }
}
