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

import io.rota.api.SkippedFires;
import io.rota.chaos.History.Event;
import io.rota.chaos.RegistryLog.Change;
import io.rota.chaos.RegistryLog.Kind;
import io.rota.internal.state.ConfigYaml;
import io.rota.internal.state.ExecutionRecord;
import io.rota.internal.state.ExecutionRecord.Claim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A small run that never took place, to see what the checker says of it: one item of one job, and the nodes a and b.
 *
 * <p>Moments are milliseconds after the begin; fires are seconds after it.
 */
final class Story {

    /** When it begins, a whole minute. */
    static final long BEGIN = 1_800_000_000_000L;

    static final long SESSION_MILLIS = 4_000;

    private static final int ITEM = 0;

    private final ChaosJob job;
    private final List<Event> events = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final Map<String, Integer> versions = new HashMap<>();
    private ExecutionRecord record = ExecutionRecord.fresh(BEGIN, "");

    private Story(ChaosJob job) {
        this.job = job;
    }

    /** A job has been founded, and both nodes have joined. */
    static Story of(String cron, boolean failover) {
        Story story = new Story(new ChaosJob("tick", 1, cron, failover, true, ChaosJob.Body.SHORT));
        story.event(0, "controller", "clock", "wall", BEGIN);
        story.change(0, Kind.CREATED, "config", ConfigYaml.write(story.job.configuration()));
        story.change(0, Kind.CREATED, "instances/" + instance("a"), "");
        story.change(0, Kind.CREATED, "instances/" + instance("b"), "");
        story.recordIs(0, Kind.CREATED, story.record);
        return story;
    }

    static Story everySecond(boolean failover) {
        return of("* * * * * ?", failover);
    }

    /** The id under which a node takes part. */
    static String instance(String node) {
        return "10.0.0.1@-@" + (int) node.charAt(0) + "-x";
    }

    Story event(long at, String author, String kind, Object... fields) {
        Map<String, String> texts = new HashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            texts.put(String.valueOf(fields[i]), String.valueOf(fields[i + 1]));
        }
        events.add(new Event(nanos(at), author, kind, Map.copyOf(texts)));
        return this;
    }

    /** Something happens in a run, which its token names. */
    Story of(long at, String node, long token, String kind, Object... fields) {
        List<Object> all = new ArrayList<>(List.of("job", job.name(), "item", ITEM, "token", token));
        all.addAll(List.of(fields));
        return event(at, node, kind, all.toArray());
    }

    Story starts(long at, String node, long fire, long token, int attempt) {
        return of(at, node, token, "start", "fire", fire(fire), "attempt", attempt, "lease", 2_000)
                .of(at, node, token, "lease", "until", nanos(at + 2_000));
    }

    Story ends(long at, String node, long token) {
        return of(at, node, token, "end", "how", "done", "valid", nanos(at));
    }

    Story claims(long at, String node, long fire, long token, int attempt, SkippedFires... skips) {
        return claims(at, node, fire, token, attempt, "", skips);
    }

    Story claims(long at, String node, long fire, long token, int attempt, String request, SkippedFires... skips) {
        Claim claim = new Claim(instance(node), token, attempt, 0, "op" + token, request);
        return recordIs(at, Kind.SET, record.claimed(fire(fire), claim, BEGIN + at, List.of(skips)));
    }

    Story records(long at, ExecutionRecord.State state) {
        return recordIs(at, Kind.SET, record.ended(state, BEGIN + at));
    }

    /** A whole run without any trouble: claimed at its instant, over after half a second. */
    Story runs(String node, long fire, long token) {
        long at = fire * 1_000;
        return claims(at, node, fire, token, 1)
                .starts(at + 10, node, fire, token, 1)
                .ends(at + 500, node, token)
                .records(at + 510, ExecutionRecord.State.DONE);
    }

    Story change(long at, Kind kind, String path, String text) {
        String full = job.name() + "/" + path;
        int version = kind == Kind.SET ? versions.merge(full, 1, Integer::sum) : 0;
        changes.add(new Change(changes.size(), BEGIN + at, kind, full, text, version));
        return this;
    }

    private Story recordIs(long at, Kind kind, ExecutionRecord next) {
        record = next;
        return change(at, kind, "sharding/" + ITEM + "/execution", next.encode());
    }

    /** One change is not in the log. */
    Story forgetsLastChange() {
        changes.remove(changes.size() - 1);
        return this;
    }

    Verdict verdict() {
        return Checker.check(History.of(events), new RegistryLog(changes), List.of(job), SESSION_MILLIS);
    }

    static SkippedFires skip(long from, long to) {
        return new SkippedFires(SkippedFires.Reason.LATE, fire(from), fire(to), 1);
    }

    static long fire(long second) {
        return BEGIN + second * 1_000;
    }

    static long nanos(long at) {
        return 1_000_000_000L + at * 1_000_000;
    }
}
