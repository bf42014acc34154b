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

import static io.rota.chaos.Story.everySecond;
import static io.rota.chaos.Story.nanos;
import static org.assertj.core.api.Assertions.assertThat;

import io.rota.chaos.RegistryLog.Kind;
import io.rota.internal.state.ExecutionRecord.State;
import org.junit.jupiter.api.Test;

/** Goal: the checker finds each broken promise. Method: small stories in which exactly one is broken, beside one that is not. */
class CheckerTests {

    private static void assertBroken(Story story, String... promises) {
        assertThat(story.verdict().violations())
                .extracting(Verdict.Violation::promise)
                .containsOnly(promises);
    }

    private static void assertKept(Story story) {
        assertThat(story.verdict().violations()).isEmpty();
    }

    @Test
    void aStory_whereEverythingGoesWell_isFine() {
        assertKept(everySecond(false).runs("a", 1, 10).runs("b", 2, 20).runs("a", 3, 30));
    }

    @Test
    void exclusion_anotherNodeStartsBeforeTheRunHasEnded_isBroken() {
        assertBroken(
                everySecond(false)
                        .runs("a", 1, 10)
                        .claims(2_000, "b", 2, 20, 1)
                        .starts(2_010, "b", 2, 20, 1)
                        .claims(3_000, "a", 3, 30, 1)
                        .starts(3_010, "a", 3, 30, 1)
                        .ends(3_100, "b", 20)
                        .ends(3_200, "a", 30),
                // The claim was made although the record said that somebody ran it.
                "exclusion",
                "order");
    }

    @Test
    void exclusion_twoRunsInOneProcess_isBroken() {
        assertBroken(
                everySecond(true)
                        .claims(1_000, "a", 1, 10, 1)
                        .starts(1_010, "a", 1, 10, 1)
                        .claims(1_500, "a", 1, 20, 2)
                        .starts(1_510, "a", 1, 20, 2)
                        .ends(1_900, "a", 10)
                        .ends(1_950, "a", 20)
                        .records(1_960, State.DONE),
                "exclusion");
    }

    @Test
    void exclusion_aRunIsTakenFromALiveOwner_isBroken() {
        assertBroken(
                everySecond(true)
                        .claims(1_000, "a", 1, 10, 1)
                        .claims(1_500, "b", 1, 20, 2)
                        .starts(1_510, "b", 1, 20, 2)
                        .ends(1_950, "b", 20)
                        .records(1_960, State.DONE),
                "exclusion");
    }

    @Test
    void exclusion_aStoppedProcessGoesOnAfterItsLease_isFine() {
        assertKept(everySecond(true)
                .claims(1_000, "a", 1, 10, 1)
                .starts(1_010, "a", 1, 10, 1)
                .change(6_000, Kind.DELETED, "instances/" + Story.instance("a"), "")
                .claims(6_010, "b", 1, 20, 2)
                .starts(6_020, "b", 1, 20, 2)
                .of(6_100, "a", 10, "expired", "valid", nanos(1_500))
                .of(6_110, "a", 10, "interrupt")
                .of(6_120, "a", 10, "end", "how", "interrupted", "valid", nanos(1_500))
                .ends(6_300, "b", 20)
                .records(6_310, State.DONE));
    }

    @Test
    void tokens_aLaterRunHasASmallerOne_isBroken() {
        assertBroken(everySecond(false).runs("a", 1, 20).runs("b", 2, 10), "tokens grow");
    }

    @Test
    void fencing_theStoreTakesASmallerToken_isBroken() {
        assertBroken(
                everySecond(false)
                        .runs("a", 1, 10)
                        .event(1_100, "controller", "taken", "key", "tick/0", "token", 10)
                        .event(1_200, "controller", "taken", "key", "tick/0", "token", 9),
                "fencing");
    }

    @Test
    void withoutFailover_aFireStartsTwice_isBroken() {
        assertBroken(
                everySecond(false).runs("a", 1, 10).starts(1_700, "a", 1, 10, 1).ends(1_800, "a", 10),
                "at most once",
                // Of one claim.
                "tokens grow");
    }

    @Test
    void withoutFailover_aFireIsClaimedAgain_isBroken() {
        assertBroken(
                everySecond(false)
                        .claims(1_000, "a", 1, 10, 1)
                        .change(1_100, Kind.DELETED, "instances/" + Story.instance("a"), "")
                        .claims(1_200, "b", 1, 20, 2)
                        .starts(1_300, "b", 1, 20, 2)
                        .ends(1_400, "b", 20)
                        .records(1_500, State.DONE),
                "at most once");
    }

    @Test
    void withFailover_aFireIsGivenUp_isBroken() {
        assertBroken(
                everySecond(true)
                        .claims(1_000, "a", 1, 10, 1)
                        .change(1_100, Kind.DELETED, "instances/" + Story.instance("a"), "")
                        .records(1_200, State.ABANDONED),
                "at least once");
    }

    @Test
    void done_withoutARunThatEnded_isBroken() {
        assertBroken(
                everySecond(false)
                        .claims(1_000, "a", 1, 10, 1)
                        .starts(1_010, "a", 1, 10, 1)
                        .records(1_020, State.DONE),
                "done means done");
    }

    @Test
    void completeness_aFireIsMissing_isBroken() {
        assertBroken(everySecond(false).runs("a", 1, 10).runs("a", 3, 30), "no silent loss");
    }

    @Test
    void completeness_aFireWasPassedOverForAReason_isFine() {
        assertKept(everySecond(false)
                .runs("a", 1, 10)
                .claims(4_000, "a", 4, 40, 1, Story.skip(2, 3))
                .starts(4_010, "a", 4, 40, 1)
                .ends(4_100, "a", 40)
                .records(4_200, State.DONE));
    }

    @Test
    void order_anEarlierFireComesLater_isBroken() {
        assertBroken(
                everySecond(false)
                        .claims(2_000, "a", 2, 20, 1, Story.skip(1, 1))
                        .starts(2_010, "a", 2, 20, 1)
                        .ends(2_100, "a", 20)
                        .records(2_110, State.DONE)
                        .claims(3_000, "a", 1, 30, 1)
                        .starts(3_010, "a", 1, 30, 1)
                        .ends(3_100, "a", 30)
                        .records(3_110, State.DONE),
                "order");
    }

    @Test
    void aClaim_longBeforeItsInstant_isBroken() {
        assertBroken(
                everySecond(false)
                        .claims(800, "a", 2, 20, 1, Story.skip(1, 1))
                        .starts(810, "a", 2, 20, 1)
                        .ends(900, "a", 20)
                        .records(950, State.DONE),
                "not early");
    }

    @Test
    void aStart_withoutALease_isBroken() {
        Story story = everySecond(false);
        for (long at = 0; at < 3_000; at += 250) {
            story.event(at, "a", "pulse", "threads", 5);
        }
        assertBroken(
                story.claims(1_000, "a", 1, 10, 1)
                        .of(1_010, "a", 10, "start", "fire", Story.fire(1), "attempt", 1, "lease", 0)
                        .ends(1_100, "a", 10)
                        .records(1_200, State.DONE),
                "no start without a lease");
    }

    @Test
    void aRun_thatIsNotInterruptedAfterItsLease_isBroken() {
        assertBroken(
                everySecond(false)
                        .claims(1_000, "a", 1, 10, 1)
                        .starts(1_010, "a", 1, 10, 1)
                        .of(3_000, "a", 10, "expired", "valid", nanos(2_990))
                        .of(5_000, "a", 10, "interrupt")
                        .of(5_010, "a", 10, "end", "how", "done", "valid", nanos(2_990))
                        .records(5_100, State.DONE),
                "interrupted in time");
    }

    @Test
    void aRun_whoseLeaseIsRenewedAMomentLater_isFine() {
        assertKept(everySecond(false)
                .claims(1_000, "a", 1, 10, 1)
                .starts(1_010, "a", 1, 10, 1)
                .of(3_000, "a", 10, "expired", "valid", nanos(2_990))
                .of(3_300, "a", 10, "renewed")
                .ends(5_010, "a", 10)
                .records(5_100, State.DONE));
    }

    @Test
    void aRun_withoutAClaim_isBroken() {
        assertBroken(
                everySecond(false).runs("a", 1, 10).starts(2_000, "a", 2, 15, 1).ends(2_100, "a", 15),
                "no run without a claim");
    }

    @Test
    void aClaim_atAnInstantThatTheScheduleDoesNotName_isBroken() {
        assertBroken(Story.of("*/2 * * * * ?", false).runs("a", 2, 20).runs("a", 3, 30), "nothing else runs");
    }

    @Test
    void aRequest_thatIsNeverRun_isBroken() {
        assertBroken(Story.of("", true).change(500, Kind.CREATED, "requests/" + Story.fire(1), "op"), "no silent loss");
    }

    @Test
    void aRequest_thatIsRunTwice_isBroken() {
        String request = String.valueOf(Story.fire(1));
        Story story = Story.of("", true).change(500, Kind.CREATED, "requests/" + request, "op");
        for (long second = 1; second < 3; second++) {
            story.claims(second * 1_000, "a", second, second * 10, 1, request)
                    .starts(second * 1_000 + 10, "a", second, second * 10, 1)
                    .ends(second * 1_000 + 100, "a", second * 10)
                    .records(second * 1_000 + 200, State.DONE);
        }
        assertBroken(story, "each request once");
    }

    @Test
    void anItem_thatDoesNotGoOnOnceTheFaultsAreOver_isBroken() {
        assertBroken(
                everySecond(false).runs("a", 1, 10).event(9_000, "controller", "draining", "wall", Story.BEGIN + 9_000),
                "no wedge");
    }

    @Test
    void aTree_thatIsNotAsItShouldBeInTheEnd_isBroken() {
        assertBroken(
                everySecond(false)
                        .runs("a", 1, 10)
                        .event(9_000, "controller", "problem", "where", "/chaos/tick", "what", "nobody_leads"),
                "heals");
    }

    @Test
    void aNode_thatDoesNotEnd_isBroken() {
        assertBroken(
                everySecond(false).runs("a", 1, 10).event(9_000, "controller", "hung-node", "node", "a"),
                "ends in order");
    }

    @Test
    void threads_thatPileUp_areBroken() {
        assertBroken(
                everySecond(false)
                        .runs("a", 1, 10)
                        .event(0, "a", "pulse", "threads", 20)
                        .event(60_000, "a", "pulse", "threads", 45)
                        .event(60_100, "controller", "drained"),
                "threads go");
    }

    @Test
    void aTakeover_thatTakesManySessionTimeouts_isBroken() {
        assertBroken(
                everySecond(true)
                        .claims(1_000, "a", 1, 10, 1)
                        .starts(1_010, "a", 1, 10, 1)
                        .event(1_490, "controller", "fault", "number", 0, "kind", "NODE_KILL", "target", "a")
                        .event(1_500, "controller", "kill-node", "node", "a")
                        .change(6_000, Kind.DELETED, "instances/" + Story.instance("a"), "")
                        .claims(31_000, "b", 1, 20, 2)
                        .starts(31_010, "b", 1, 20, 2)
                        .ends(31_100, "b", 20)
                        .records(31_200, State.DONE),
                "promptness");
    }

    @Test
    void aLog_withAGap_isSaidToHaveOne() {
        assertBroken(
                everySecond(false)
                        .claims(1_000, "a", 1, 10, 1)
                        .starts(1_010, "a", 1, 10, 1)
                        .ends(1_500, "a", 10)
                        .records(1_510, State.DONE)
                        .forgetsLastChange()
                        .runs("a", 2, 20),
                "complete log",
                // What follows from it.
                "order");
    }
}
