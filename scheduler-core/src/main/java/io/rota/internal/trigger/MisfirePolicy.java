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
package io.rota.internal.trigger;

import io.rota.api.CatchUp;
import io.rota.api.SkippedFires;
import io.rota.api.SkippedFires.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/**
 * Decides which of the fires since the last one is run next, and which are passed over.
 *
 * <p>A fire that came due while a previous run that takes long was still going is an <em>overrun</em>: with {@code misfire} they
 * collapse into the latest of them, which runs right after that run; without it they are passed over. Any other fire
 * whose moment has passed is <em>late</em>, because nobody could take it: it still runs, each on its own, if it is
 * younger than the late limit; otherwise it is passed over, unless the job wants to catch up.
 *
 * @param misfire whether overruns lead to one extra run
 * @param lateLimitMillis age up to which a late fire still runs
 * @param catchUp what becomes of older ones
 */
public record MisfirePolicy(boolean misfire, long lateLimitMillis, CatchUp catchUp) {

    private static final long CATCHING_UP_MILLIS = 10_000;

    /**
     * The item's past.
     *
     * @param fire the last fire claimed or passed over; only later ones are considered
     * @param busySince since when the item has been running with nothing but fires that waited in between, 0 if never
     * @param startedAt when the job's code began the last of those runs, with all its attempts, 0 if there was none
     * @param endedAt when the last of those runs ended, 0 if there was none
     */
    public record Past(long fire, long busySince, long startedAt, long endedAt) {

        boolean isBusyAt(long instant) {
            return instant > busySince && instant <= endedAt;
        }
    }

    /**
     * What to do.
     *
     * @param run the fire to run now, empty if none is due
     * @param overrun whether it is run in place of overruns
     * @param skips the fires passed over before it, or up to now if none is to be run
     * @param next if none is to be run, when to decide again; empty if the schedule has ended
     */
    public record Decision(OptionalLong run, boolean overrun, List<SkippedFires> skips, OptionalLong next) {}

    /**
     * Decides.
     *
     * @param now registry milliseconds
     */
    public Decision decide(FireSchedule schedule, Past past, long now) {
        List<SkippedFires> skips = new ArrayList<>();
        OptionalLong fire = schedule.nextAfter(past.fire());
        while (fire.isPresent() && fire.getAsLong() <= now) {
            long due = fire.getAsLong();
            if (isOverrun(due, schedule, past, now)) {
                long last = latest(schedule, due, Math.min(past.endedAt(), now));
                if (misfire && (catchUp != CatchUp.NONE || now - past.endedAt() <= lateLimitMillis)) {
                    if (last > due) {
                        skips.add(skip(schedule, Reason.OVERRUN, due, last - 1));
                    }
                    return new Decision(OptionalLong.of(last), true, skips, OptionalLong.empty());
                }
                skips.add(skip(schedule, Reason.OVERRUN, due, last));
                fire = schedule.nextAfter(last);
            } else if (now - due > lateLimitMillis && catchUp != CatchUp.ALL) {
                long before = now - lateLimitMillis - 1;
                if (past.busySince() >= due) {
                    before = Math.min(before, past.busySince());
                }
                if (catchUp == CatchUp.LATEST) {
                    long last = latest(schedule, due, before);
                    if (last > due) {
                        skips.add(skip(schedule, Reason.LATE, due, last - 1));
                    }
                    return new Decision(OptionalLong.of(last), false, skips, OptionalLong.empty());
                }
                skips.add(skip(schedule, Reason.LATE, due, before));
                fire = schedule.nextAfter(before);
            } else {
                return new Decision(fire, false, skips, OptionalLong.empty());
            }
        }
        return new Decision(OptionalLong.empty(), false, skips, fire);
    }

    /**
     * Whether a fire came due while the item was running, and because its runs take long.
     *
     * <p>A run that takes at most half of the time between two fires is not what the next one had to wait for: both
     * waited for something else, and the item is about to catch up. If it does not soon, the fires that wait are overruns
     * all the same, so that an item for which there is too little of something does not stay behind.
     */
    private boolean isOverrun(long fire, FireSchedule schedule, Past past, long now) {
        if (!past.isBusyAt(fire)) {
            return false;
        }
        if (now - fire > Math.min(CATCHING_UP_MILLIS, lateLimitMillis)) {
            return true;
        }
        OptionalLong next = schedule.nextAfter(fire);
        long between = Math.min(fire - past.fire(), next.isPresent() ? next.getAsLong() - fire : Long.MAX_VALUE);
        return 2 * (past.endedAt() - past.startedAt()) > between;
    }

    /** The last fire at or before an instant, given one that is. */
    private static long latest(FireSchedule schedule, long first, long upTo) {
        long fire = first;
        // From the end, in doubling strides: a run that hung for a month has passed millions of fires.
        for (long stride = 1_000; upTo - stride > fire; stride *= 2) {
            OptionalLong near = schedule.nextAfter(upTo - stride);
            if (near.isPresent() && near.getAsLong() <= upTo) {
                fire = near.getAsLong();
                break;
            }
        }
        long[] last = {fire};
        walk(schedule, fire, upTo, each -> {
            last[0] = each;
            return true;
        });
        return last[0];
    }

    /**
     * Tells which fires of a stretch of time are passed over.
     *
     * @param after exclusive
     * @param upTo inclusive
     * @return empty if none falls into it
     */
    public static Optional<SkippedFires> passedOver(FireSchedule schedule, Reason reason, long after, long upTo) {
        OptionalLong first = schedule.nextAfter(after);
        return first.isPresent() && first.getAsLong() <= upTo
                ? Optional.of(skip(schedule, reason, first.getAsLong(), upTo))
                : Optional.empty();
    }

    private static SkippedFires skip(FireSchedule schedule, Reason reason, long from, long to) {
        int[] count = {1};
        walk(schedule, from, to, each -> ++count[0] < SkippedFires.COUNT_MAX);
        return new SkippedFires(reason, from, to, count[0]);
    }

    private static void walk(FireSchedule schedule, long after, long upTo, LongPredicate goOn) {
        OptionalLong fire = schedule.nextAfter(after);
        while (fire.isPresent() && fire.getAsLong() <= upTo && goOn.test(fire.getAsLong())) {
            fire = schedule.nextAfter(fire.getAsLong());
        }
    }
}
