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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rota.api.JobConfiguration;
import io.rota.internal.state.ConfigYaml;
import io.rota.internal.state.JobPaths;
import io.rota.operation.OperationException.Reason;
import io.rota.registry.Transaction;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionsTests {

    private static final String EXTRA = "jobExtraConfigurations:\n- !!com.example.Tracing\n  type: RDB\n";

    private final OperatedTree tree = new OperatedTree();
    private final JobConfigurationAPI configurations = tree.operations.configurations();

    @AfterEach
    void close() {
        tree.close();
    }

    static void assertFails(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        OperationException.class,
                        failure -> assertThat(failure.reason())
                                .as(failure.getMessage())
                                .isEqualTo(reason));
    }

    private StoredConfiguration describe(StoredConfiguration read, String description) {
        return read.with(
                read.configuration().toBuilder().description(description).build());
    }

    @Test
    void get_ofAJobThatIsNotThere_saysSo() {
        assertFails(Reason.JOB_NOT_FOUND, () -> configurations.getJobConfiguration("nobody"));
    }

    @Test
    void get_ofADefinitionThatMakesNoSense_saysSo() {
        JobPaths job = tree.job("j", 1);
        tree.commit(new Transaction().set(job.config(), "rubbish", Transaction.ANY_VERSION));
        assertFails(Reason.UNREADABLE, () -> configurations.getJobConfiguration("j"));
    }

    @Test
    void update_ofWhatWasRead_replacesItAndKeepsWhatOthersWroteThere() {
        JobPaths job = tree.job("j", 2);
        String withExtra =
                ConfigYaml.write(configurations.getJobConfiguration("j").configuration(), EXTRA);
        tree.commit(new Transaction().set(job.config(), withExtra, Transaction.ANY_VERSION));

        StoredConfiguration read = configurations.getJobConfiguration("j");
        JobConfiguration wanted = read.configuration().toBuilder()
                .cron("0 30 4 * * ?")
                .timeZone("Asia/Shanghai")
                .timeout(Duration.ofMinutes(7))
                .build();
        StoredConfiguration updated = configurations.updateJobConfiguration(read.with(wanted));

        assertThat(tree.text(job.config())).contains(EXTRA).contains("0 30 4 * * ?");
        assertThat(configurations.getJobConfiguration("j")).isEqualTo(updated);
        assertThat(updated.configuration()).isEqualTo(wanted);
    }

    @Test
    void update_ofATreeWithoutSettings_writesThem() {
        JobPaths job = tree.job("j", 2);
        tree.commit(new Transaction().delete(job.settings(), Transaction.ANY_VERSION));
        StoredConfiguration read = configurations.getJobConfiguration("j");
        JobConfiguration wanted =
                read.configuration().toBuilder().lateLimit(Duration.ofHours(1)).build();
        configurations.updateJobConfiguration(read.with(wanted));
        assertThat(configurations.getJobConfiguration("j").configuration()).isEqualTo(wanted);
    }

    @Test
    void update_afterSomebodyElses_changesNothing_andTheResultOfAnUpdateServesForTheNext() {
        tree.job("j", 2);
        StoredConfiguration read = configurations.getJobConfiguration("j");
        StoredConfiguration second = configurations.updateJobConfiguration(describe(read, "one"));
        assertFails(Reason.CHANGED_MEANWHILE, () -> configurations.updateJobConfiguration(describe(read, "other")));
        configurations.updateJobConfiguration(describe(second, "two"));
        assertThat(configurations.getJobConfiguration("j").configuration().getDescription())
                .isEqualTo("two");
    }

    @Test
    void update_whileSomebodyElseWrites_changesNothing() {
        JobPaths job = tree.job("j", 2);
        StoredConfiguration read = configurations.getJobConfiguration("j");
        String theirs = ConfigYaml.write(describe(read, "theirs").configuration());
        tree.center.commits.add(TroubledCenter.after(
                () -> tree.peer.commitLater(new Transaction().set(job.config(), theirs, Transaction.ANY_VERSION))));
        assertFails(Reason.CHANGED_MEANWHILE, () -> configurations.updateJobConfiguration(describe(read, "mine")));
        assertThat(tree.text(job.config())).isEqualTo(theirs);
    }

    @Test
    void update_ofAJobThatWasRemovedAndMadeAnew_changesNothing() {
        tree.job("j", 2);
        StoredConfiguration read = configurations.getJobConfiguration("j");
        configurations.removeJobConfiguration("j");
        tree.job("j", 3);
        assertFails(Reason.CHANGED_MEANWHILE, () -> configurations.updateJobConfiguration(describe(read, "changed")));
    }

    @Test
    void update_whoseAnswerIsLost_isRecognisedAsDone() {
        JobPaths job = tree.job("j", 2);
        StoredConfiguration read = configurations.getJobConfiguration("j");
        tree.center.commits.add(TroubledCenter.ANSWER_LOST);
        StoredConfiguration updated = configurations.updateJobConfiguration(describe(read, "changed"));
        assertThat(configurations.getJobConfiguration("j")).isEqualTo(updated);
        assertThat(tree.peer.read(job.config()).node().version()).isEqualTo(read.version() + 1);
    }

    @Test
    void update_thatNeverArrived_isRepeated() {
        tree.job("j", 2);
        StoredConfiguration read = configurations.getJobConfiguration("j");
        tree.center.commits.add(TroubledCenter.REQUEST_LOST);
        configurations.updateJobConfiguration(describe(read, "changed"));
        assertThat(configurations.getJobConfiguration("j").configuration().getDescription())
                .isEqualTo("changed");
    }

    @ParameterizedTest
    @CsvSource({"0 0 25 * * ?, , hour", "0 0 3 * * ? 2001, , never", "0 0 3 * * ?, Moon/Crater, Moon/Crater"})
    void update_toAScheduleThatCannotBe_changesNothing(String cron, String zone, String told) {
        tree.job("j", 2);
        StoredConfiguration read = configurations.getJobConfiguration("j");
        JobConfiguration wanted =
                read.configuration().toBuilder().cron(cron).timeZone(zone).build();
        assertThatThrownBy(() -> configurations.updateJobConfiguration(read.with(wanted)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(told)
                .hasMessageContaining("Nothing was changed");
        assertThat(configurations.getJobConfiguration("j")).isEqualTo(read);
    }

    @Test
    void update_thatMakesAOneOffJobScheduled_changesNothing() {
        tree.job(JobConfiguration.newBuilder("once", 1).build());
        StoredConfiguration read = configurations.getJobConfiguration("once");
        assertThatThrownBy(() -> configurations.updateJobConfiguration(
                        read.with(OperatedTree.scheduled("once", 1).build())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one-off");
        assertThatThrownBy(() -> read.with(OperatedTree.scheduled("twice", 1).build()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void remove_takesTheWholeTree_andNoOther() {
        JobPaths job = tree.job("j", 2);
        JobPaths other = tree.job("jj", 2);
        tree.assign(job, 0, tree.instance(job, "10.0.0.1", "1"));
        tree.assign(job, 1, "10.0.0.9@-@gone");
        configurations.removeJobConfiguration("j");
        assertThat(tree.exists(job.root())).isFalse();
        assertThat(tree.exists(other.config())).isTrue();
        assertFails(Reason.JOB_NOT_FOUND, () -> configurations.removeJobConfiguration("j"));
    }

    @Test
    void remove_whileSomebodyAddsANode_takesThatToo() {
        JobPaths job = tree.job("j", 2);
        tree.center.commits.add(TroubledCenter.after(() ->
                tree.peer.commitLater(new Transaction().create(job.item(0), "").create(job.itemInstance(0), "i"))));
        configurations.removeJobConfiguration("j");
        assertThat(tree.exists(job.root())).isFalse();
    }

    @Test
    void remove_whoseAnswerIsLost_isRecognisedAsDone() {
        JobPaths job = tree.job("j", 2);
        tree.center.commits.add(TroubledCenter.ANSWER_LOST);
        configurations.removeJobConfiguration("j");
        assertThat(tree.exists(job.root())).isFalse();
    }
}
