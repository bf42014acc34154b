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

import static io.rota.operation.DefinitionsTests.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rota.internal.state.JobPaths;
import io.rota.operation.OperationException.Reason;
import io.rota.registry.CommitResult;
import io.rota.registry.Transaction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SteeringTests {

    private final OperatedTree tree = new OperatedTree();
    private final JobOperateAPI jobs = tree.operations.jobs();
    private final JobPaths job = tree.job("j", 2);

    @AfterEach
    void close() {
        tree.close();
    }

    // ---- trigger

    @Test
    void trigger_asksEveryLiveInstance_butNoneTwice() {
        String one = tree.instance(job, "10.0.0.1", "1");
        assertThat(jobs.trigger("j")).isEqualTo(1);
        String two = tree.instance(job, "10.0.0.2", "1");
        assertThat(jobs.trigger("j")).isEqualTo(2);
        assertThat(tree.peer.children(job.triggers()).names()).containsExactlyInAnyOrder(one, two);
    }

    @Test
    void trigger_withoutInstances_asksNobody() {
        assertThat(jobs.trigger("j")).isZero();
        assertFails(Reason.JOB_NOT_FOUND, () -> jobs.trigger("nobody"));
    }

    @Test
    void trigger_ofATreeWithoutAPlaceForIt_makesThePlace() {
        tree.commit(new Transaction().delete(job.triggers(), Transaction.ANY_VERSION));
        String one = tree.instance(job, "10.0.0.1", "1");
        assertThat(jobs.trigger("j")).isEqualTo(1);
        assertThat(tree.exists(job.trigger(one))).isTrue();
    }

    @Test
    void trigger_whileAnInstanceLeaves_leavesNothingBehindForIt() {
        String leaving = tree.instance(job, "10.0.0.1", "1");
        String staying = tree.instance(job, "10.0.0.2", "1");
        tree.center.commits.add(TroubledCenter.after(
                () -> tree.peer.commitLater(new Transaction().delete(job.instance(leaving), Transaction.ANY_VERSION))));
        assertThat(jobs.trigger("j")).isEqualTo(1);
        assertThat(tree.peer.children(job.triggers()).names()).containsExactly(staying);
    }

    @Test
    void trigger_whoseAnswerIsLost_isNotRepeated() {
        String one = tree.instance(job, "10.0.0.1", "1");
        tree.center.commits.add(TroubledCenter.ANSWER_LOST);
        assertThat(jobs.trigger("j")).isEqualTo(1);

        // The instance has acted by the time the caller looks.
        tree.commit(new Transaction().delete(job.trigger(one), Transaction.ANY_VERSION));
        tree.center.commits.add((transaction, session, answer) -> session.commit(
                transaction,
                done -> session.commit(
                        new Transaction().delete(job.trigger(one), Transaction.ANY_VERSION),
                        acted -> answer.accept(CommitResult.unknown("connection lost")))));
        assertFails(Reason.OUTCOME_UNKNOWN, () -> jobs.trigger("j"));
        assertThat(tree.peer.children(job.triggers()).names()).isEmpty();
    }

    @Test
    void trigger_thatOthersAlwaysForestall_givesUp() {
        tree.instance(job, "10.0.0.1", "1");
        for (int i = 0; i < Call.CONFLICTS_MAX; i++) {
            tree.center.commits.add((transaction, session, answer) -> session.read(
                    "/",
                    read -> answer.accept(CommitResult.conflict(0, CommitResult.Reason.NODE_EXISTS, "it exists"))));
        }
        assertFails(Reason.CHANGED_MEANWHILE, () -> jobs.trigger("j"));
    }

    // ---- servers

    @Test
    void disable_byJobAndServer_alsoOfAServerThatNeverTookPart() {
        assertThat(jobs.disable("j", "10.0.0.7")).isEqualTo(1);
        assertThat(tree.text(job.server("10.0.0.7"))).isEqualTo("DISABLED");
        assertThat(jobs.enable("j", "10.0.0.7")).isEqualTo(1);
        assertThat(tree.text(job.server("10.0.0.7"))).isEqualTo("ENABLED");
        assertFails(Reason.JOB_NOT_FOUND, () -> jobs.disable("nobody", "10.0.0.7"));
        assertThat(tree.exists("/nobody")).isFalse();
    }

    @Test
    void disable_byJob_reachesAllItsServers_andByServer_allJobsThatKnowIt() {
        JobPaths other = tree.job("other", 1);
        JobPaths stranger = tree.job("stranger", 1);
        tree.commit(new Transaction().create("/not-a-job", "").create("/not-a-job/servers", ""));
        tree.instance(job, "10.0.0.1", "1");
        tree.instance(job, "10.0.0.2", "1");
        tree.instance(other, "10.0.0.2", "1");

        assertThat(jobs.disable("j", null)).isEqualTo(2);
        assertThat(tree.text(job.server("10.0.0.1"))).isEqualTo("DISABLED");
        assertThat(tree.text(other.server("10.0.0.2"))).isEqualTo("ENABLED");

        assertThat(jobs.enable(null, "10.0.0.2")).isEqualTo(2);
        assertThat(tree.text(job.server("10.0.0.1"))).isEqualTo("DISABLED");
        assertThat(tree.text(job.server("10.0.0.2"))).isEqualTo("ENABLED");
        assertThat(tree.exists(stranger.server("10.0.0.2"))).isFalse();
        assertThat(jobs.disable(null, "10.9.9.9")).isZero();
    }

    @Test
    void disable_ofThousandsOfServers_isDoneInParts() {
        Transaction many = new Transaction();
        IntStream.range(0, 1_200).forEach(i -> many.create(job.server("10.0.0." + i), "ENABLED"));
        tree.commit(many);
        assertThat(jobs.disable("j", null)).isEqualTo(1_200);
        assertThat(tree.text(job.server("10.0.0.1199"))).isEqualTo("DISABLED");
    }

    @Test
    void disable_whileTheServerAppears_isRepeated() {
        tree.center.commits.add(TroubledCenter.after(
                () -> tree.peer.commitLater(new Transaction().create(job.server("10.0.0.7"), "ENABLED"))));
        jobs.disable("j", "10.0.0.7");
        assertThat(tree.text(job.server("10.0.0.7"))).isEqualTo("DISABLED");
    }

    @Test
    void disable_thatTheRegistryRefuses_saysSoAtOnce() {
        tree.instance(job, "10.0.0.1", "1");
        tree.center.commits.add((transaction, session, answer) -> session.read(
                "/", read -> answer.accept(CommitResult.conflict(0, CommitResult.Reason.REFUSED, "no permission"))));
        assertFails(Reason.REFUSED, () -> jobs.disable("j", "10.0.0.1"));
        assertThat(tree.text(job.server("10.0.0.1"))).isEqualTo("ENABLED");
    }

    @Test
    void neitherJobNorServer_andNamesThatLeadElsewhere_areRefused() {
        assertThatThrownBy(() -> jobs.disable(null, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> jobs.shutdown(null, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> jobs.remove(null, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> jobs.disable("j/config", null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> jobs.disable("j", "..")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shutdown_ofAServer_unregistersItsInstances_andNotThoseOfOneWhoseAddressBeginsAlike() {
        String one = tree.instance(job, "10.0.0.1", "1");
        String again = tree.instance(job, "10.0.0.1", "2");
        String alike = tree.instance(job, "10.0.0.12", "1");
        assertThat(jobs.shutdown("j", "10.0.0.1")).isEqualTo(2);
        assertThat(tree.peer.children(job.instances()).names())
                .containsExactly(alike)
                .doesNotContain(one, again);
        assertThat(tree.exists(job.server("10.0.0.1"))).isTrue();
        assertThat(jobs.shutdown("j", null)).isEqualTo(1);
    }

    @Test
    void shutdown_whoseAnswerIsLost_doesNotReachWhoJoinedMeanwhile() {
        tree.instance(job, "10.0.0.1", "1");
        String late = "10.0.0.1@-@late";
        tree.center.commits.add((transaction, session, answer) -> {
            tree.peer.commitLater(new Transaction().createEphemeral(job.instance(late), ""));
            TroubledCenter.ANSWER_LOST.commit(transaction, session, answer);
        });
        assertThat(jobs.shutdown(null, "10.0.0.1")).isEqualTo(1);
        assertThat(tree.peer.children(job.instances()).names()).containsExactly(late);
    }

    @Test
    void remove_unregistersTheInstances_andForgetsTheServer() {
        tree.instance(job, "10.0.0.1", "1");
        tree.instance(job, "10.0.0.2", "1");
        assertThat(jobs.remove("j", "10.0.0.1")).isEqualTo(1);
        assertThat(tree.peer.children(job.servers()).names()).containsExactly("10.0.0.2");
        assertThat(tree.peer.children(job.instances()).names()).containsExactly("10.0.0.2@-@1");
        assertThat(jobs.remove(null, "10.0.0.2")).isEqualTo(1);
        assertThat(tree.peer.children(job.servers()).names()).isEmpty();
    }

    // ---- items

    @Test
    void item_isDisabledAndEnabled_alsoBeforeItWasEverAssigned() {
        ShardingOperateAPI items = tree.operations.items();
        items.disable("j", 1);
        items.disable("j", 1);
        assertThat(tree.exists(job.itemDisabled(1))).isTrue();
        items.enable("j", 1);
        items.enable("j", 1);
        assertThat(tree.exists(job.itemDisabled(1))).isFalse();
        assertThatThrownBy(() -> items.disable("j", 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 to 1");
        assertFails(Reason.JOB_NOT_FOUND, () -> items.disable("nobody", 0));
    }

    @Test
    void item_disabledWhileItAppears_isDisabledAllTheSame() {
        tree.center.commits.add(
                TroubledCenter.after(() -> tree.peer.commitLater(new Transaction().create(job.item(0), ""))));
        tree.operations.items().disable("j", 0);
        assertThat(tree.exists(job.itemDisabled(0))).isTrue();
    }
}
