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
package io.rota.operation;

import io.rota.api.JobConfiguration;
import io.rota.api.JobInstance;
import io.rota.api.SkippedFires;
import io.rota.cron.CronExpression;
import io.rota.cron.CronSchedule;
import io.rota.cron.Zones;
import io.rota.internal.state.ExecutionRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/*
 * The first that fits is the reason, from what forbids a run to what became of the last one:
 *
 *   1. the record makes no sense             nothing is claimed before it is gone
 *   2. the item runs, or its owner died      whatever else is the case
 *   3. nobody may run the job                unreadable definition, another product
 *   4. nobody may run the item               too few items, disabled, nobody there
 *   5. a fire is due and not claimed         the only one that should not be seen for long
 *   6. the last fires were passed over
 *   7. the last run, or that there was none
 */
/** Finds the sentence that tells why an item ran, or did not. */
final class Reasons {

    // Claims follow a fire within a second; a little more, so that nobody is alarmed.
    private static final Duration DUE_NOW = Duration.ofSeconds(5);

    /**
     * What is known of the job.
     *
     * @param configuration null if it is unreadable
     * @param problem why it is unreadable
     * @param instances ids of those that are live
     * @param disabledServers since when
     * @param now by the registry's clock
     */
    record Job(
            @Nullable JobConfiguration configuration,
            String problem,
            List<String> instances,
            Map<String, Instant> disabledServers,
            Instant now) {}

    /**
     * What an instance knows of itself.
     *
     * @param problem empty if there is none
     */
    record Witness(String instanceId, String problem) {

        static final Witness NONE = new Witness("", "");
    }

    private final Job job;
    private final Witness witness;
    private final String problem;
    private final ZoneId zone;
    private final Optional<CronSchedule> schedule;

    Reasons(Job job, Witness witness) {
        this.job = job;
        this.witness = witness;
        JobConfiguration configuration = job.configuration();
        String trouble = job.problem();
        ZoneId fitting = ZoneId.systemDefault();
        Optional<CronSchedule> fires = Optional.empty();
        try {
            if (configuration != null && configuration.getTimeZone() != null) {
                fitting = Zones.parse(configuration.getTimeZone());
            }
            if (configuration != null && configuration.getCron() != null) {
                fires = Optional.of(CronSchedule.of(CronExpression.parse(configuration.getCron()), fitting));
            }
        } catch (IllegalArgumentException e) {
            trouble = String.valueOf(e.getMessage());
        }
        problem = trouble;
        zone = fitting;
        schedule = fires;
    }

    /** What is wrong with the registered definition; empty if nothing is. */
    String problem() {
        return problem;
    }

    /** The next fires of the schedule. */
    List<Instant> nextFires(int count) {
        return schedule.map(fires -> fires.nextAfter(job.now(), count)).orElse(List.of());
    }

    /**
     * The sentence.
     *
     * @param item without its reason
     * @param unreadable what is wrong with the record, empty if nothing is
     */
    String why(ItemExplanation item, @Nullable ExecutionRecord record, String unreadable) {
        if (!unreadable.isEmpty()) {
            return "It does not run, because its execution record makes no sense: " + unreadable
                    + ". Delete the node to begin anew from now.";
        }
        if (record != null && record.isRunning()) {
            return running(item, record);
        }
        return nobodyMayRunTheJob()
                .or(() -> nobodyMayRunTheItem(item))
                .or(() -> record == null ? Optional.empty() : due(item, record))
                .orElseGet(() -> past(item, record));
    }

    private String running(ItemExplanation item, ExecutionRecord record) {
        String owner = record.claim().owner();
        String fire = at(record.fire());
        if (job.instances().contains(owner)) {
            return "It runs since " + at(record.startedAt()) + " on " + owner + ": "
                    + (record.claim().isRequested() ? "somebody asked for it" : "fire " + fire) + ", attempt "
                    + record.claim().attempt() + ".";
        }
        boolean again = job.configuration() != null && job.configuration().isFailover();
        return "Its owner " + owner + " died during the run of fire " + fire + "; "
                + (again ? "the fire is run again" : "the fire is given up, because failover is off,") + " by "
                + (item.instanceId().isEmpty() ? "whoever gets the item" : item.instanceId())
                + ", which has not happened yet.";
    }

    private Optional<String> nobodyMayRunTheJob() {
        if (!problem.isEmpty()) {
            return Optional.of("The definition in the registry cannot be used: " + problem
                    + ". Instances that knew a good one go on with it, the others wait.");
        }
        String others = job.instances().stream()
                .filter(id -> !JobInstance.of(id).isOwn())
                .sorted()
                .collect(Collectors.joining(", "));
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of("It does not run, because another product runs the job too: " + others
                        + ". Stop those instances.");
    }

    private Optional<String> nobodyMayRunTheItem(ItemExplanation item) {
        JobConfiguration configuration = job.configuration();
        if (configuration != null && item.item() >= configuration.getShardingTotalCount()) {
            return Optional.of("It does not run, because the job has only " + configuration.getShardingTotalCount()
                    + " item(s) now.");
        }
        if (item.disabledSince() != null) {
            return Optional.of("The item is disabled since " + at(item.disabledSince()) + ".");
        }
        if (job.instances().isEmpty()) {
            return Optional.of("It has no owner, because no instance of the job is live.");
        }
        TreeSet<String> servers = new TreeSet<>();
        job.instances().forEach(id -> servers.add(JobInstance.of(id).serverIp()));
        if (job.disabledServers().keySet().containsAll(servers)) {
            // Until the last of them was, the others had the items.
            Instant since = servers.stream()
                    .map(job.disabledServers()::get)
                    .max(Instant::compareTo)
                    .orElseThrow();
            return Optional.of("The job is disabled since " + at(since) + " on every server that has it: "
                    + String.join(", ", servers) + ".");
        }
        String owner = item.instanceId();
        if (owner.isEmpty()) {
            return Optional.of("It has no owner yet: it is about to be assigned.");
        }
        if (!job.instances().contains(owner)) {
            return Optional.of(
                    "It has no owner: its instance " + owner + " is gone, and it is about to be assigned to another.");
        }
        Instant disabled = job.disabledServers().get(JobInstance.of(owner).serverIp());
        return disabled == null
                ? Optional.empty()
                : Optional.of("It has no owner: the server of " + owner + " is disabled since " + at(disabled)
                        + ", and it is about to be assigned to another.");
    }

    /** A fire that should have been claimed, or passed over, and was not. */
    private Optional<String> due(ItemExplanation item, ExecutionRecord record) {
        // Without a record of each run, the record is behind.
        if (schedule.isEmpty()
                || job.configuration() == null
                || !job.configuration().isMonitorExecution()) {
            return Optional.empty();
        }
        Optional<Instant> fire =
                schedule.get().nextAfter(Instant.ofEpochMilli(record.fire())).filter(due -> !due.isAfter(job.now()));
        if (fire.isEmpty()) {
            return Optional.empty();
        }
        boolean justNow = fire.get().isAfter(job.now().minus(DUE_NOW));
        boolean known = item.instanceId().equals(witness.instanceId())
                && !witness.problem().isEmpty();
        String trouble = known
                ? ": " + witness.problem() + "."
                : justNow ? "." : ". See how " + item.instanceId() + " fares: its log, its clock, its connection.";
        return Optional.of(
                "Fire " + at(fire.get()) + " is due" + (justNow ? " now" : "") + " and not claimed yet" + trouble);
    }

    private String past(ItemExplanation item, @Nullable ExecutionRecord record) {
        String next = next();
        if (item.isSkippedLast()) {
            return skipped(item.skips().get(item.skips().size() - 1)) + next;
        }
        if (record == null || record.startedAt() == 0) {
            if (schedule.isEmpty()) {
                return "It has not run yet: a one-off job runs when somebody asks for it.";
            }
            return record == null
                    ? "It has no execution record yet; its instance is about to make one." + next
                    : recorded("No fire came due since " + at(record.fire()) + ", when the item began.") + next;
        }
        return recorded(ran(record)) + next;
    }

    private String recorded(String sentence) {
        return job.configuration() != null && !job.configuration().isMonitorExecution()
                ? sentence + " Later runs are not recorded, because monitor-execution is false."
                : sentence;
    }

    private String ran(ExecutionRecord record) {
        Duration took = Duration.ofMillis(Math.max(0, record.endedAt() - record.startedAt()));
        String run = (record.claim().isRequested() ? "It ran because somebody asked for it" : "It ran last") + " at "
                + at(record.startedAt());
        return run
                + switch (record.state()) {
                    case DONE -> " and was done after " + seconds(took) + ".";
                    case FAILED ->
                        " and failed after " + seconds(took) + ", attempt "
                                + record.claim().attempt() + ".";
                    case TIMED_OUT -> " and was interrupted after " + seconds(took) + ", because it took too long.";
                    case ABANDONED -> ", its owner " + record.claim().owner() + " died, and the fire was given up.";
                    case RETIRED -> ", before the job had fewer items.";
                    case IDLE, RUNNING -> ".";
                };
    }

    private static String seconds(Duration took) {
        return took.toSeconds() + "." + String.format("%03d", took.toMillisPart()) + " s";
    }

    private String skipped(SkippedFires skip) {
        String which = skip.count() == 1
                ? "The last due fire, " + at(skip.from()) + ", was"
                : "The last " + (skip.count() == SkippedFires.COUNT_MAX ? "more than " : "") + skip.count()
                        + " due fires, from " + at(skip.from()) + " to " + at(skip.to()) + ", were";
        return which + " skipped: " + skip.reason()
                + switch (skip.reason()) {
                    case OVERRUN -> ", the item was still busy with runs before it.";
                    case LATE -> ", nobody could run it in time.";
                    case DISABLED -> ", the item or every server of the job was disabled.";
                    case RESCHEDULED -> ", the job got another schedule first.";
                };
    }

    private String next() {
        if (schedule.isEmpty()) {
            return "";
        }
        List<Instant> next = nextFires(1);
        return next.isEmpty() ? " The schedule has no further fire." : " The next fire is " + at(next.get(0)) + ".";
    }

    private String at(long millis) {
        return at(Instant.ofEpochMilli(millis));
    }

    private String at(Instant instant) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atZone(zone));
    }
}
