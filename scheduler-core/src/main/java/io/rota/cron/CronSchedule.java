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
package io.rota.cron;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 * Clock changes
 * =============
 * An expression names local times, a schedule answers with instants. Where the offset of the zone changes, some local
 * times never occur (a gap) and some occur twice (an overlap). Two readings of an expression are sensible, and which
 * one is meant can be seen from it:
 *
 *   interval   "every 15 minutes": a fire at every instant whose local time matches. Both passes of an overlap fire, a
 *              gap has no instants and so no fires; the elapsed time between fires stays what it was.
 *   fixed time "at 02:30": exactly one fire for every matching local time, also for those that do not occur. It is the
 *              first instant at which the local clock HAS REACHED that time:
 *
 *                  fire(L) = min { t : local(t) >= L }
 *
 * The second line is the whole rule. For an ordinary time it is the instant of that time; in an overlap it is the first
 * pass; in a gap it is the end of the gap, the same instant for all times in the gap and for the time at its very end,
 * hence one fire. It needs no special case for gaps of a day (Apia had no 30 December 2011), changes at midnight,
 * changes of half an hour, or changes that follow each other within hours.
 *
 * The search walks segments of constant offset. Let `reached` of a segment be the highest local time before it, that is
 * sup { local(t) : t < start }. Times below it have had their fire. So within the segment:
 *
 *   - fixed: the next L >= reached is due at its own instant, or at the start of the segment if it lies before the
 *     first local time of the segment (it was in the gap);
 *   - interval: the next L >= the local time at which the search begins.
 *
 * If that is not before the end of the segment, the search goes on with the next one.
 *
 * Why `reached` looks back 36 hours only: offsets lie within 18 hours [1], so what the clock showed before an instant t
 * is at most t + 18 h, and what it shows from t + 36 h on is at least that. The same bound lets the search jump: if no
 * L in [from, match) matches, then no instant from 36 h after the search began, and before match - 18 h, can be a fire.
 * So a search takes a few segments, not two for every year to come.
 *
 * [1] java.time.ZoneOffset: "the range of offsets is restricted to -18:00 to 18:00 inclusive".
 */

/**
 * The fires of an expression in a time zone.
 *
 * <p>At a change of the zone's offset, an expression with a fixed time of day ({@link CronExpression#hasFixedTime()})
 * fires exactly once for each of its times: a time that the clock jumps over is due at the end of the jump, together
 * with all others it jumps over; a time that the clock shows twice is due the first time. Any other expression fires at
 * every instant whose local time matches, so it follows elapsed time.
 *
 * <p>There are no fires before 1970 and after 2299. Safe for use by several threads.
 */
public final class CronSchedule {
    /** No fire up to the last year. */
    private static final long NEVER = LocalMatcher.NEVER;

    private static final int OFFSET_MAX = ZoneOffset.MAX.getTotalSeconds(); // 18 h
    private static final long EARLIEST = -OFFSET_MAX;
    private static final long LATEST =
            LocalDate.of(CronField.YEAR.max + 1, 1, 1).toEpochDay() * 24 * 60 * 60 + OFFSET_MAX;

    private final CronExpression expression;
    private final ZoneId zone;
    private final ZoneRules rules;

    // A cache of one, without synchronization on purpose: a segment is immutable and is checked before each use, so a
    // thread that sees an old one only computes its own.
    private @Nullable Segment recent;

    /**
     * A stretch of time with one offset, in seconds since the epoch.
     *
     * @param start   inclusive, Long.MIN_VALUE if nothing changed before
     * @param end     exclusive, Long.MAX_VALUE if nothing changes any more
     * @param offset  local time minus time, in seconds
     * @param reached the local time that the clock had come to before the start; all earlier ones have been reached
     */
    private record Segment(long start, long end, int offset, long reached) {}

    /** With rules of one's own, to try offsets that no zone has. */
    CronSchedule(CronExpression expression, ZoneId zone, ZoneRules rules) {
        this.expression = Objects.requireNonNull(expression, "expression");
        this.zone = Objects.requireNonNull(zone, "zone");
        this.rules = rules;
    }

    public static CronSchedule of(CronExpression expression, ZoneId zone) {
        return new CronSchedule(expression, zone, zone.getRules());
    }

    public CronExpression expression() {
        return expression;
    }

    public ZoneId zone() {
        return zone;
    }

    /**
     * The first fire strictly after an instant, at a whole second.
     *
     * @return empty if there is none up to the end of the year 2299; found out quickly, whatever the expression
     */
    public Optional<Instant> nextAfter(Instant after) {
        // Whole seconds: the first candidate after 10:00:00 and after 10:00:00.9 is 10:00:01.
        long fire = nextOrSame(Math.max(EARLIEST, after.getEpochSecond() + 1));
        return fire == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochSecond(fire));
    }

    /**
     * The first fires strictly after an instant, in ascending order.
     *
     * @param count how many at most, not negative
     * @return fewer if there are no more
     */
    public List<Instant> nextAfter(Instant after, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count must not be negative, was " + count);
        }
        List<Instant> fires = new ArrayList<>();
        Optional<Instant> last = Optional.of(after);
        while (fires.size() < count) {
            last = last.flatMap(this::nextAfter);
            if (last.isEmpty()) {
                break;
            }
            fires.add(last.get());
        }
        return List.copyOf(fires);
    }

    private long nextOrSame(long begin) {
        long time = begin;
        while (time < LATEST) {
            Segment segment = segmentAt(time);
            long match = expression.nextOrSame(searchFrom(segment, time));
            if (match != NEVER) {
                long fire = Math.max(match - segment.offset, segment.start);
                if (fire < segment.end) {
                    return fire;
                }
            }
            time = segment.end;
            if (time >= begin + 2 * OFFSET_MAX) {
                time = Math.max(time, match - OFFSET_MAX);
            }
        }
        return NEVER;
    }

    /** The local second at which to look for a match whose fire is at or after a time in the segment. */
    private long searchFrom(Segment segment, long time) {
        long local = time + segment.offset;
        if (!expression.hasFixedTime()) {
            return local;
        }
        // At the start of a segment the times in the gap before it are due as well.
        return time == segment.start ? segment.reached : Math.max(local, segment.reached);
    }

    private Segment segmentAt(long time) {
        Segment segment = recent;
        if (segment == null || time < segment.start || time >= segment.end) {
            segment = findSegment(time);
            recent = segment;
        }
        return segment;
    }

    private Segment findSegment(long time) {
        Instant instant = Instant.ofEpochSecond(time);
        int offset = rules.getOffset(instant).getTotalSeconds();
        ZoneOffsetTransition next = rules.nextTransition(instant);
        long end = next == null ? Long.MAX_VALUE : next.toEpochSecond();
        ZoneOffsetTransition previous = rules.previousTransition(instant.plusSeconds(1));
        if (previous == null) {
            return new Segment(Long.MIN_VALUE, end, offset, Long.MIN_VALUE);
        }
        long start = previous.toEpochSecond();
        return new Segment(start, end, offset, reachedBefore(start, previous));
    }

    private long reachedBefore(long start, ZoneOffsetTransition last) {
        long reached = Long.MIN_VALUE;
        ZoneOffsetTransition change = last;
        while (change != null && change.toEpochSecond() > start - 2 * OFFSET_MAX) {
            reached = Math.max(
                    reached, change.toEpochSecond() + change.getOffsetBefore().getTotalSeconds());
            change = rules.previousTransition(change.getInstant());
        }
        return reached;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CronSchedule that && expression.equals(that.expression) && zone.equals(that.zone);
    }

    @Override
    public int hashCode() {
        return Objects.hash(expression, zone);
    }

    /** Expression and zone: {@code 0 0 3 * * ? [Asia/Shanghai]}. */
    @Override
    public String toString() {
        return expression + " [" + zone + "]";
    }
}
