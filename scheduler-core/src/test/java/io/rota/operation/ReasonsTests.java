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

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.api.JobConfiguration;
import io.rota.api.SkippedFires;
import io.rota.internal.state.ExecutionRecord;
import io.rota.internal.state.ExecutionRecord.Claim;
import io.rota.internal.state.ExecutionRecord.State;
import io.rota.operation.Reasons.Witness;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One fire an hour, and it is half past ten. */
class ReasonsTests {

    private static final String OWNER = "10.0.0.1@-@1-a";
    private static final String OTHER = "10.0.0.2@-@1-a";
    private static final long TEN = at("10:00:00");

    private JobConfiguration configuration = job().build();
    private List<String> instances = List.of(OWNER);
    private Map<String, Instant> disabledServers = Map.of();
    private String assigned = OWNER;
    private @Nullable Instant disabledSince;
    private Witness witness = Witness.NONE;

    private static JobConfiguration.Builder job() {
        return JobConfiguration.newBuilder("j", 1).cron("0 0 * * * ?").timeZone("UTC");
    }

    private static long at(String time) {
        return Instant.parse("2026-03-01T" + time + "Z").toEpochMilli();
    }

    private static ExecutionRecord fresh(String since) {
        return ExecutionRecord.fresh(at(since), "");
    }

    private static ExecutionRecord claimed(long fire, SkippedFires... skips) {
        return fresh("09:00:00").claimed(fire, new Claim(OWNER, 7, 1, 0, "op", ""), fire + 20, List.of(skips));
    }

    private static ExecutionRecord ran(State end) {
        return claimed(TEN).ended(end, TEN + 1_220);
    }

    private String why(@Nullable ExecutionRecord record) {
        ItemExplanation item = new ItemExplanation(
                0,
                assigned,
                disabledSince,
                record == null ? null : ItemExecution.of(record),
                record == null ? List.of() : record.skips(),
                "");
        return reasons().why(item, record, "");
    }

    private Reasons reasons() {
        return new Reasons(
                new Reasons.Job(configuration, "", instances, disabledServers, Instant.ofEpochMilli(at("10:30:00"))),
                witness);
    }

    // ---- what became of the last fire

    @Test
    void itemThatRan_tellsWhen_howItEnded_andWhatComesNext() {
        assertThat(why(ran(State.DONE)))
                .isEqualTo("It ran last at 2026-03-01T10:00:00.02Z and was done after 1.200 s."
                        + " The next fire is 2026-03-01T11:00:00Z.");
        assertThat(why(ran(State.FAILED))).contains("failed after 1.200 s, attempt 1");
        assertThat(why(ran(State.TIMED_OUT))).contains("interrupted after 1.200 s", "took too long");
        assertThat(why(ran(State.ABANDONED))).contains("its owner " + OWNER + " died", "given up");
    }

    @Test
    void itemThatNeverCameDue_saysSo_withItsNextFire() {
        assertThat(why(fresh("10:10:00")))
                .isEqualTo("No fire came due since 2026-03-01T10:10:00Z, when the item began."
                        + " The next fire is 2026-03-01T11:00:00Z.");
    }

    @Test
    void lastDueFireThatWasSkipped_isNamedWithItsReason() {
        SkippedFires one = new SkippedFires(SkippedFires.Reason.OVERRUN, TEN, TEN, 1);
        assertThat(why(claimed(at("09:00:00")).ended(State.DONE, at("10:10:00")).skipped(TEN, List.of(one))))
                .isEqualTo("The last due fire, 2026-03-01T10:00:00Z, was skipped: OVERRUN, the item was still"
                        + " busy with runs before it. The next fire is 2026-03-01T11:00:00Z.");
        SkippedFires many = new SkippedFires(SkippedFires.Reason.LATE, at("04:00:00"), TEN, 7);
        assertThat(why(fresh("03:30:00").skipped(TEN, List.of(many))))
                .contains(
                        "The last 7 due fires, from 2026-03-01T04:00:00Z to 2026-03-01T10:00:00Z, were skipped: LATE");
    }

    @Test
    void skipBeforeTheLastRun_isNotTakenForTheLastThingThatHappened() {
        SkippedFires before = new SkippedFires(SkippedFires.Reason.LATE, at("08:00:00"), at("09:59:00"), 2);

        assertThat(why(claimed(TEN, before).ended(State.DONE, TEN + 500))).startsWith("It ran last");
    }

    @Test
    void fireOfTheLastRun_isUnknown_onceFiresWerePassedOverSince() {
        ItemExplanation ran = explained(ran(State.DONE));
        assertThat(ran.lastFire()).isEqualTo(Instant.ofEpochMilli(TEN));
        assertThat(explained(ran(State.DONE).rescheduled(at("10:20:00"), "x", List.of()))
                        .lastFire())
                .isNull();
        assertThat(explained(fresh("10:00:00")).lastFire()).isNull();
    }

    private static ItemExplanation explained(ExecutionRecord record) {
        return new ItemExplanation(0, OWNER, null, ItemExecution.of(record), record.skips(), "");
    }

    @Test
    void oneOffJob_runsWhenAsked() {
        configuration = JobConfiguration.newBuilder("j", 1).build();

        assertThat(why(ExecutionRecord.fresh(0, ""))).contains("a one-off job runs when somebody asks for it");
        assertThat(why(ExecutionRecord.fresh(0, "")
                        .claimed(TEN, new Claim(OWNER, 7, 1, 0, "op", "" + TEN), TEN, List.of())
                        .ended(State.DONE, TEN + 5)))
                .isEqualTo("It ran because somebody asked for it at 2026-03-01T10:00:00Z and was done after 0.005 s.");
    }

    @Test
    void jobWithoutRecordsOfEachRun_saysThatRunsAreNotRecorded_andIsNotTakenForLate() {
        configuration = job().monitorExecution(false).build();

        assertThat(why(fresh("08:10:00"))).contains("not recorded, because monitor-execution is false");
    }

    @Test
    void scheduleThatHasEnded_hasNoFurtherFire() {
        configuration = job().cron("0 0 10 1 3 ? 2026").build();

        assertThat(why(ran(State.DONE))).endsWith("The schedule has no further fire.");
        assertThat(reasons().nextFires(5)).isEmpty();
    }

    // ---- what keeps it from running

    @Test
    void fireThatIsDueAndNotClaimed_isNamed_withWhatItsInstanceKnowsOfItself() {
        assertThat(why(fresh("09:10:00")))
                .contains("Fire 2026-03-01T10:00:00Z is due and not claimed yet", "See how " + OWNER + " fares");
        witness = new Witness(OWNER, "this machine's clock differs from the registry's by 40000 ms");
        assertThat(why(fresh("09:10:00"))).endsWith("not claimed yet: " + witness.problem() + ".");
        witness = new Witness(OTHER, "another's problem");
        assertThat(why(fresh("09:10:00"))).doesNotContain("another's problem");
    }

    @Test
    void itemThatRuns_tellsSinceWhen_evenIfItIsDisabledMeanwhile() {
        disabledSince = Instant.ofEpochMilli(at("10:05:00"));

        assertThat(why(claimed(TEN)))
                .isEqualTo("It runs since 2026-03-01T10:00:00.02Z on " + OWNER
                        + ": fire 2026-03-01T10:00:00Z, attempt 1.");
    }

    @Test
    void ownerThatDied_isNamed_withWhatBecomesOfItsFire() {
        instances = List.of(OTHER);
        assigned = OTHER;
        configuration = job().failover(true).build();
        assertThat(why(claimed(TEN))).contains("Its owner " + OWNER + " died during the run", "run again by " + OTHER);
        configuration = job().failover(false).build();
        assertThat(why(claimed(TEN))).contains("given up, because failover is off");
    }

    @Test
    void disabledItem_andDisabledServers_tellSinceWhen() {
        disabledSince = Instant.ofEpochMilli(at("08:00:00"));
        assertThat(why(ran(State.DONE))).isEqualTo("The item is disabled since 2026-03-01T08:00:00Z.");
        disabledSince = null;
        instances = List.of(OWNER, OTHER);
        disabledServers = Map.of(
                "10.0.0.1", Instant.ofEpochMilli(at("09:00:00")), "10.0.0.2", Instant.ofEpochMilli(at("08:00:00")));
        assertThat(why(ran(State.DONE)))
                .isEqualTo("The job is disabled since 2026-03-01T09:00:00Z on every server that has it:"
                        + " 10.0.0.1, 10.0.0.2.");
    }

    @Test
    void itemWithoutAnOwner_saysWhyItHasNone() {
        assigned = "";
        assertThat(why(null)).contains("no owner yet", "about to be assigned");
        assigned = OTHER;
        assertThat(why(null)).contains("no owner", OTHER + " is gone");
        assigned = OWNER;
        instances = List.of(OWNER, OTHER);
        disabledServers = Map.of("10.0.0.1", Instant.ofEpochMilli(at("09:00:00")));
        assertThat(why(null)).contains("the server of " + OWNER + " is disabled since 2026-03-01T09:00:00Z");
        instances = List.of();
        assertThat(why(null)).contains("no instance of the job is live");
    }

    @Test
    void anotherProduct_isNamed() {
        instances = List.of(OWNER, "10.0.0.9@-@4711");

        assertThat(why(ran(State.DONE))).contains("another product runs the job too: 10.0.0.9@-@4711");
    }

    @Test
    void itemBeyondTheTotal_andRecordThatMakesNoSense_areTold() {
        ItemExplanation beyond = new ItemExplanation(3, OWNER, null, null, List.of(), "");

        assertThat(reasons().why(beyond, null, "")).contains("only 1 item(s) now");
        assertThat(reasons().why(beyond, null, "/j/sharding/3/execution: rubbish"))
                .contains("makes no sense: /j/sharding/3/execution: rubbish", "Delete the node");
    }

    @Test
    void definitionWithACronThatMakesNoSense_isAProblemOfTheJob() {
        configuration = job().cron("* * * * * *").build();

        assertThat(reasons().problem()).contains("day-of-week");
        assertThat(why(ran(State.DONE))).startsWith("The definition in the registry cannot be used: cron");
        assertThat(reasons().nextFires(5)).isEmpty();
    }

    @Test
    void times_areThoseOfTheJobsZone() {
        configuration = job().timeZone("Asia/Shanghai").build();

        assertThat(why(ran(State.DONE))).contains("at 2026-03-01T18:00:00.02+08:00", "2026-03-01T19:00:00+08:00");
    }
}
