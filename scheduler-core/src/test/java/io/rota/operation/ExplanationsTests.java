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

import io.rota.api.JobConfiguration;
import io.rota.internal.state.ExecutionRecord;
import io.rota.internal.state.JobPaths;
import io.rota.operation.OperationException.Reason;
import io.rota.registry.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExplanationsTests {

    private final OperatedTree tree = new OperatedTree();

    @AfterEach
    void close() {
        tree.close();
    }

    private JobExplanation explain() {
        return tree.operations.explanations().explain("j");
    }

    @Test
    void job_isTold_withParticipants_nextFires_andEachItem() {
        JobPaths job = tree.job("j", 2);
        String one = tree.instance(job, "10.0.0.1", "1-a");
        String two = tree.instance(job, "10.0.0.2", "1-a");
        tree.assign(job, 0, one);
        ExecutionRecord record = ExecutionRecord.fresh(System.currentTimeMillis(), "");
        tree.commit(new Transaction().create(job.itemExecution(0), record.encode()));
        tree.operations.jobs().disable("j", "10.0.0.2");

        JobExplanation told = explain();

        assertThat(told.configuration())
                .isEqualTo(OperatedTree.scheduled("j", 2).build());
        assertThat(told.problem()).isEmpty();
        assertThat(told.instances()).containsExactly(one, two);
        assertThat(told.disabledServers()).containsOnlyKeys("10.0.0.2");
        assertThat(told.disabledServers().get("10.0.0.2"))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        assertThat(told.nextFires()).hasSize(5).isSorted();
        assertThat(told.items()).extracting(ItemExplanation::item).containsExactly(0, 1);
        assertThat(told.items().get(0).why()).startsWith("No fire came due since");
        assertThat(told.items().get(1).why()).contains("no owner yet");
    }

    @Test
    void itemDisabledByAnOperator_tellsSinceWhen() {
        JobPaths job = tree.job("j", 1);
        tree.assign(job, 0, tree.instance(job, "10.0.0.1", "1-a"));
        tree.operations.items().disable("j", 0);

        ItemExplanation item = explain().items().get(0);

        assertThat(item.disabledSince())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        assertThat(item.why()).startsWith("The item is disabled since ");
    }

    @Test
    void whatCannotBeRead_isTold_andIsNotTakenForAbsent() {
        JobPaths job = tree.job("j", 1);
        tree.assign(job, 0, tree.instance(job, "10.0.0.1", "1-a"));
        tree.commit(new Transaction().create(job.itemExecution(0), "rubbish"));
        assertThat(explain().items().get(0).why()).contains("makes no sense", job.itemExecution(0));

        tree.commit(new Transaction()
                .delete(job.itemExecution(0), Transaction.ANY_VERSION)
                .set(job.config(), "rubbish", Transaction.ANY_VERSION));
        JobExplanation told = explain();
        assertThat(told.configuration()).isNull();
        assertThat(told.problem()).contains("/j/config");
        assertThat(told.items().get(0).why()).startsWith("The definition in the registry cannot be used: /j/config");
    }

    @Test
    void unknownJob_andARegistryThatDoesNotAnswer_areDifferentFailures() {
        assertFails(Reason.JOB_NOT_FOUND, this::explain);
        tree.job("j", 1);
        tree.center.silent = true;
        assertFails(
                Reason.UNREACHABLE,
                () -> tree.operations
                        .within(Duration.ofMillis(200))
                        .explanations()
                        .explain("j"));
    }

    @Test
    void oneOffJob_hasNoNextFires() {
        tree.job(JobConfiguration.newBuilder("j", 1).build());

        assertThat(explain().nextFires()).isEqualTo(List.of());
    }
}
