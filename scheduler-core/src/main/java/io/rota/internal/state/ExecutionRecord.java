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

import io.rota.api.SkippedFires;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known about the last claimed fire of one item; the one node whose compare-and-set allows a run.
 *
 * @param fire the last claimed or skipped fire, epoch milliseconds; never decreases
 * @param state see {@link State}
 * @param claim who may run it, meaningful in every state but {@link State#IDLE}
 * @param times when it was run
 * @param lastRequest the largest request that was claimed, 0 if none; never decreases
 * @param schedule {@link JobDefinition#schedule} that the fire belongs to; fires after it are those of another one only
 *     after that has been noted
 * @param skips the fires that the last decision passed over, at most a few
 */
public record ExecutionRecord(
        long fire, State state, Claim claim, Times times, long lastRequest, String schedule, List<SkippedFires> skips) {

    /** What became of the fire. */
    public enum State {
        /** The item is new and was never claimed. */
        IDLE,
        /** Claimed by the owner. */
        RUNNING,
        /** The job's code returned. */
        DONE,
        /** The job's code threw or was interrupted. */
        FAILED,
        /** The job's code was interrupted because it took longer than the job allows. */
        TIMED_OUT,
        /** The owner died before it recorded an end. */
        ABANDONED,
        /** The job has fewer items now; the item begins anew when it has more again. */
        RETIRED
    }

    /**
     * The right to run.
     *
     * @param owner id of the instance
     * @param token the fencing token
     * @param attempt 1 for the first run of the fire
     * @param configVersion version of the configuration that it runs with
     * @param opId names the transaction, so that its author can recognise it when the answer was lost
     * @param request name of the request that it answers, empty if the schedule asked for it
     */
    public record Claim(String owner, long token, int attempt, int configVersion, String opId, String request) {

        static final Claim NONE = new Claim("", 0, 0, 0, "", "");

        /** Whether somebody asked for the run and may wait for its outcome. */
        public boolean isRequested() {
            return !request.isEmpty();
        }
    }

    /**
     * When a fire was run, in registry milliseconds.
     *
     * @param busySince since when the item has been running with nothing but fires that waited in between; 0 if never
     * @param startedAt when it was claimed, and once it has ended, when the job's code began; 0 if never
     * @param endedAt when it ended, 0 while running
     */
    public record Times(long busySince, long startedAt, long endedAt) {

        static final Times NEVER = new Times(0, 0, 0);
    }

    public ExecutionRecord {
        skips = List.copyOf(skips);
    }

    /**
     * The record of an item that appears.
     *
     * @param fire fires at or before this instant are not the item's
     */
    public static ExecutionRecord fresh(long fire, String schedule) {
        return new ExecutionRecord(fire, State.IDLE, Claim.NONE, Times.NEVER, 0, schedule, List.of());
    }

    public long startedAt() {
        return times.startedAt();
    }

    public long endedAt() {
        return times.endedAt();
    }

    /** The next token: larger than every earlier one, also after the registry was rebuilt. */
    public long nextToken(long registryMillis) {
        return Math.max(claim.token() + 1, registryMillis * 1024);
    }

    public ExecutionRecord claimed(long newFire, Claim newClaim, long nowMillis, List<SkippedFires> passedOver) {
        long request = newClaim.isRequested() ? Math.max(lastRequest, Request.fire(newClaim.request())) : lastRequest;
        boolean sameRun = newClaim.attempt() > 1 && newClaim.owner().equals(claim.owner());
        boolean waited = newClaim.attempt() == 1 && newFire <= times.endedAt();
        Times started = new Times(sameRun || waited ? times.busySince() : nowMillis, nowMillis, 0);
        return new ExecutionRecord(newFire, State.RUNNING, newClaim, started, request, schedule, passedOver);
    }

    public ExecutionRecord ended(State end, long nowMillis) {
        return ended(end, times.startedAt(), nowMillis);
    }

    /**
     * The record after a run.
     *
     * @param begunMillis when the job's code began; it was claimed before that
     */
    public ExecutionRecord ended(State end, long begunMillis, long nowMillis) {
        Times ended = new Times(times.busySince(), begunMillis, nowMillis);
        return new ExecutionRecord(fire, end, claim, ended, lastRequest, schedule, skips);
    }

    /** The record of an item that the job has no more. */
    public ExecutionRecord retired() {
        return new ExecutionRecord(fire, State.RETIRED, claim, times, lastRequest, schedule, skips);
    }

    /** The record of a retired item that the job has again; fires in between are not the item's. */
    public ExecutionRecord revived(long freshFire, String newSchedule) {
        return new ExecutionRecord(
                Math.max(fire, freshFire), State.IDLE, claim, Times.NEVER, lastRequest, newSchedule, List.of());
    }

    /**
     * The record after the job got another schedule.
     *
     * @param from fires of the new schedule at or before this instant are not the item's
     */
    public ExecutionRecord rescheduled(long from, String newSchedule, List<SkippedFires> passedOver) {
        return new ExecutionRecord(Math.max(fire, from), state, claim, times, lastRequest, newSchedule, passedOver);
    }

    /** The record after fires were passed over without a claim. */
    public ExecutionRecord skipped(long newFire, List<SkippedFires> passedOver) {
        return new ExecutionRecord(newFire, state, claim, times, lastRequest, schedule, passedOver);
    }

    public boolean isRunning() {
        return state == State.RUNNING;
    }

    /** The record as lines of {@code key=value}. */
    public String encode() {
        StringBuilder text = new StringBuilder(160);
        text.append("fire=").append(fire);
        text.append("\nstate=").append(state);
        if (!claim.equals(Claim.NONE)) {
            text.append("\nowner=").append(claim.owner());
            text.append("\ntoken=").append(claim.token());
            text.append("\nattempt=").append(claim.attempt());
            text.append("\nconfigVersion=").append(claim.configVersion());
            text.append("\nopId=").append(claim.opId());
            if (claim.isRequested()) {
                text.append("\nrequest=").append(claim.request());
            }
            text.append("\nbusySince=").append(times.busySince());
            text.append("\nstartedAt=").append(times.startedAt());
            text.append("\nendedAt=").append(times.endedAt());
        }
        if (!schedule.isEmpty()) {
            text.append("\nschedule=").append(schedule);
        }
        if (lastRequest > 0) {
            text.append("\nlastRequest=").append(lastRequest);
        }
        for (SkippedFires skip : skips) {
            text.append("\nskipped=")
                    .append(skip.reason())
                    .append(' ')
                    .append(skip.from())
                    .append(' ')
                    .append(skip.to())
                    .append(' ')
                    .append(skip.count());
        }
        return text.append('\n').toString();
    }

    /**
     * Reads {@link #encode()}; keys of later versions are passed over.
     *
     * @throws IllegalArgumentException if the text is not a record
     */
    public static ExecutionRecord decode(String text) {
        Lines lines = new Lines(text);
        List<SkippedFires> skips = new ArrayList<>();
        for (String skip : lines.all("skipped")) {
            skips.add(decodeSkip(skip));
        }
        State state = State.valueOf(lines.text("state"));
        Claim claim = lines.has("owner")
                ? new Claim(
                        lines.text("owner"),
                        lines.number("token"),
                        Integer.parseInt(lines.text("attempt")),
                        Integer.parseInt(lines.text("configVersion")),
                        lines.text("opId"),
                        lines.has("request") ? lines.text("request") : "")
                : Claim.NONE;
        if (state == State.RUNNING && !isName(claim.owner())) {
            throw new IllegalArgumentException("an execution record is RUNNING but names no owner: " + text);
        }
        return new ExecutionRecord(
                lines.number("fire"),
                state,
                claim,
                new Times(
                        lines.numberOrZero("busySince"),
                        lines.numberOrZero("startedAt"),
                        lines.numberOrZero("endedAt")),
                lines.numberOrZero("lastRequest"),
                lines.has("schedule") ? lines.text("schedule") : "",
                skips);
    }

    /** Whether there can be a node of that name. */
    private static boolean isName(String owner) {
        return owner.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '/')
                && owner.chars().anyMatch(c -> c != '.');
    }

    private static SkippedFires decodeSkip(String text) {
        String[] parts = text.split(" ");
        if (parts.length != 4) {
            throw new IllegalArgumentException("not a skip of an execution record: " + text);
        }
        return new SkippedFires(
                SkippedFires.Reason.valueOf(parts[0]),
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                Integer.parseInt(parts[3]));
    }

    /** The lines of a record by key. */
    private record Lines(String source, List<String[]> pairs) {

        Lines(String source) {
            this(
                    source,
                    source.lines()
                            .map(line -> line.split("=", 2))
                            .filter(pair -> pair.length == 2)
                            .toList());
        }

        List<String> all(String key) {
            return pairs.stream()
                    .filter(pair -> pair[0].equals(key))
                    .map(pair -> pair[1])
                    .toList();
        }

        boolean has(String key) {
            return !all(key).isEmpty();
        }

        String text(String key) {
            List<String> values = all(key);
            if (values.size() != 1) {
                throw new IllegalArgumentException("an execution record needs one '" + key + "': " + source);
            }
            return values.get(0);
        }

        long number(String key) {
            return Long.parseLong(text(key));
        }

        long numberOrZero(String key) {
            return has(key) ? number(key) : 0;
        }
    }
}
