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
package io.rota.internal.engine;

import io.rota.api.JobConfiguration;
import io.rota.api.SkippedFires;
import io.rota.api.SkippedFires.Reason;
import io.rota.internal.claim.FailoverPolicy;
import io.rota.internal.claim.FireClaims;
import io.rota.internal.claim.FireClaims.Wish;
import io.rota.internal.engine.Surroundings.Epoch;
import io.rota.internal.state.ExecutionRecord;
import io.rota.internal.state.JobDefinition;
import io.rota.internal.state.Request;
import io.rota.internal.state.StoredRecord;
import io.rota.internal.trigger.CronFires;
import io.rota.internal.trigger.MisfirePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/*
 * In this order:
 *
 *   1. a run whose owner is gone is taken over or given up
 *   2. if the job has got another schedule, fires of the old one are passed over, and that is noted
 *   3. fires that came due while the item was disabled are passed over; nothing else happens as long as it is
 *   4. the fires of the schedule
 *   5. a request, if no fire of the schedule comes before it
 *
 * Each fire is claimed, or passed over with a reason that goes into the record.
 */
/** Decides what an item that nobody runs does next. Changes nothing but the item's own note of being paused. */
final class Agenda {

    /** Does what was decided. */
    interface Actions {

        /** A fire is due. */
        void claim(Wish wish);

        /** Fires are passed over. */
        void skip(LocalItem item, List<SkippedFires> skips);

        /**
         * The job has another schedule than the item's record tells of.
         *
         * @param since from when on, registry milliseconds
         * @param skips the fires of the old one that are passed over
         */
        void reschedule(LocalItem item, long since, List<SkippedFires> skips);

        /** The fire of an owner that is gone is given up. */
        void abandon(LocalItem item);
    }

    private static final long UNTIL_NEWS = Long.MAX_VALUE;

    private final Surroundings surroundings;
    private final Duration sessionTimeout;
    private final Actions actions;

    Agenda(Surroundings surroundings, Duration sessionTimeout, Actions actions) {
        this.surroundings = surroundings;
        this.sessionTimeout = sessionTimeout;
        this.actions = actions;
    }

    /**
     * Decides, and has that done.
     *
     * @param now registry milliseconds
     * @return when to decide again at the latest, registry milliseconds
     */
    long next(LocalItem item, JobDefinition definition, long now) {
        StoredRecord held = item.held();
        boolean off = item.disabled || !surroundings.isEnabled();
        if (item.lost) {
            if (FailoverPolicy.of(definition.configuration().isFailover()) == FailoverPolicy.ABANDON) {
                actions.abandon(item);
            } else if (!item.disabled && (surroundings.isEnabled() || item.mine)) {
                // Its own, also on a disabled server: to the others the owner lives, so nobody else can take it over.
                actions.claim(Wish.again(held));
            }
            return UNTIL_NEWS;
        }
        List<Epoch> epochs = surroundings.epochs();
        if (isRescheduled(held.record(), epochs)) {
            actions.reschedule(
                    item, epochs.get(epochs.size() - 1).since(), rescheduled(held.record(), definition, epochs));
            return UNTIL_NEWS;
        }
        if (off || item.pausedUntil > 0) {
            item.pausedUntil = off ? Long.MAX_VALUE : Math.min(now, item.pausedUntil);
            Optional<SkippedFires> missed = disabled(item, now);
            if (missed.isPresent()) {
                actions.skip(item, List.of(missed.get()));
                return UNTIL_NEWS;
            }
            if (!off) {
                item.pausedUntil = 0;
            }
        }
        return off ? now + Limits.DISABLED_MILLIS : wanted(item, definition, now);
    }

    private long wanted(LocalItem item, JobDefinition definition, long now) {
        StoredRecord held = item.held();
        MisfirePolicy.Decision decision = scheduled(held.record(), definition, now);
        if (decision.run().isPresent()) {
            actions.claim(Wish.scheduled(held, decision.run().getAsLong(), decision.overrun(), decision.skips()));
            return UNTIL_NEWS;
        }
        if (!decision.skips().isEmpty()) {
            actions.skip(item, decision.skips());
            return UNTIL_NEWS;
        }
        long scheduled = decision.next().orElse(Long.MAX_VALUE);
        Optional<Request> request =
                surroundings.request(item.item, held.record().lastRequest());
        if (request.isEmpty()) {
            return scheduled;
        }
        // After the fires that the item has had, whatever the clock of who asked.
        long fire = Math.max(request.get().fire(), held.record().fire() + 1);
        if (fire < scheduled && fire <= now + FireClaims.EARLY_TOLERANCE_MILLIS) {
            actions.claim(Wish.requested(held, fire, request.get()));
            return UNTIL_NEWS;
        }
        return Math.min(fire, scheduled);
    }

    private MisfirePolicy.Decision scheduled(ExecutionRecord record, JobDefinition definition, long now) {
        JobConfiguration configuration = definition.configuration();
        long late = configuration.getLateLimit().toMillis();
        if (configuration.isFailover()) {
            // What came due between the death of an owner and the end of its session is run too.
            late += sessionTimeout.toMillis();
        }
        return new MisfirePolicy(configuration.isMisfire(), late, configuration.getCatchUp())
                .decide(surroundings.schedule(), past(record), now);
    }

    /** What an item's record tells of its last runs. */
    private static MisfirePolicy.Past past(ExecutionRecord record) {
        ExecutionRecord.Times times = record.times();
        boolean once = record.claim().attempt() <= 1;
        return new MisfirePolicy.Past(
                record.fire(), times.busySince(), once ? times.startedAt() : times.busySince(), times.endedAt());
    }

    /** Whether the job got another schedule after the item's last fire, or while nobody here knew of the item. */
    private static boolean isRescheduled(ExecutionRecord record, List<Epoch> epochs) {
        return !record.schedule().equals(epochs.get(epochs.size() - 1).schedule())
                || epochs.stream().skip(1).anyMatch(epoch -> epoch.since() > record.fire());
    }

    /** Fires of the schedules that the job had, which came due and were not run before it got the next one. */
    private static List<SkippedFires> rescheduled(
            ExecutionRecord record, JobDefinition definition, List<Epoch> epochs) {
        List<SkippedFires> skips = new ArrayList<>();
        String schedule = record.schedule();
        long after = record.fire();
        for (Epoch epoch : epochs) {
            // Those before the last fire have been noted.
            if (epoch.since() > after) {
                passedOver(definition, schedule, after, epoch.since()).ifPresent(skips::add);
                after = epoch.since();
                schedule = epoch.schedule();
            }
        }
        return skips;
    }

    private static Optional<SkippedFires> passedOver(JobDefinition definition, String schedule, long after, long upTo) {
        if (schedule.isEmpty()) {
            return Optional.empty();
        }
        try {
            return MisfirePolicy.passedOver(
                    CronFires.of(definition.withSchedule(schedule), after), Reason.RESCHEDULED, after, upTo);
        } catch (IllegalArgumentException e) {
            // It had no fire left.
            return Optional.empty();
        }
    }

    /** Fires that came due while the item was disabled; as long as it is, they are recorded only now and then. */
    private Optional<SkippedFires> disabled(LocalItem item, long now) {
        long upTo = Math.min(now, item.pausedUntil);
        return MisfirePolicy.passedOver(
                        surroundings.schedule(),
                        Reason.DISABLED,
                        item.held().record().fire(),
                        upTo)
                .filter(skip -> item.pausedUntil < Long.MAX_VALUE || now - skip.from() >= Limits.DISABLED_MILLIS);
    }
}
