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
import io.rota.api.SkippedFires;
import io.rota.internal.state.ExecutionRecord;
import io.rota.internal.state.JobPaths;
import io.rota.operation.OperationException.Reason;
import io.rota.registry.Transaction;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatisticsTests {

    private final OperatedTree tree = new OperatedTree();
    private final JobStatisticsAPI jobs = tree.operations.jobStatistics();
    private final ServerStatisticsAPI servers = tree.operations.serverStatistics();
    private final ShardingStatisticsAPI sharding = tree.operations.shardingStatistics();

    @AfterEach
    void close() {
        tree.close();
    }

    private JobBriefInfo.Status status(String job) {
        return jobs.getJobBriefInfo(job).status();
    }

    @Test
    void job_goesFromCrashedToOk_andIsDisabledOnlyWhenAllItsServersAre() {
        JobPaths job = tree.job("j", 2);
        assertThat(status("j")).isEqualTo(JobBriefInfo.Status.CRASHED);
        String one = tree.instance(job, "10.0.0.1", "1");
        String two = tree.instance(job, "10.0.0.2", "1");
        assertThat(status("j")).isEqualTo(JobBriefInfo.Status.SHARDING_FLAG);
        tree.assign(job, 0, one);
        tree.assign(job, 1, two);
        assertThat(status("j")).isEqualTo(JobBriefInfo.Status.OK);
        tree.operations.jobs().disable("j", "10.0.0.1");
        assertThat(status("j")).isEqualTo(JobBriefInfo.Status.OK);
        tree.operations.jobs().disable("j", null);
        assertThat(status("j")).isEqualTo(JobBriefInfo.Status.DISABLED);
        tree.operations.jobs().enable("j", null);
        tree.operations.jobs().shutdown("j", "10.0.0.2");
        assertThat(status("j")).isEqualTo(JobBriefInfo.Status.SHARDING_FLAG);
    }

    @Test
    void jobs_areToldByName_andWhatIsNoJobIsPassedOver() {
        tree.job("b", 2);
        tree.job(JobConfiguration.newBuilder("a", 5).description("first").build());
        tree.commit(new Transaction().create("/not-a-job", "text").create("/not-a-job/instances", ""));
        assertThat(jobs.getJobsTotalCount()).isEqualTo(2);
        assertThat(jobs.getAllJobsBriefInfo())
                .containsExactly(
                        new JobBriefInfo("a", JobBriefInfo.Status.CRASHED, "first", null, 0, 5, ""),
                        new JobBriefInfo("b", JobBriefInfo.Status.CRASHED, "", "0 0 3 * * ?", 0, 2, ""));
        assertFails(Reason.JOB_NOT_FOUND, () -> jobs.getJobBriefInfo("not-a-job"));
    }

    @Test
    void jobWithADefinitionThatMakesNoSense_isToldWithItsProblem_andTheOthersAreTold() {
        JobPaths broken = tree.job("broken", 2);
        tree.instance(broken, "10.0.0.1", "1");
        tree.job("sound", 2);
        tree.commit(new Transaction().set(broken.config(), "rubbish", Transaction.ANY_VERSION));
        List<JobBriefInfo> infos = jobs.getAllJobsBriefInfo();
        assertThat(infos).hasSize(2);
        assertThat(infos.get(0).problem()).contains("/broken/config");
        assertThat(infos.get(0).instanceCount()).isEqualTo(1);
        assertThat(infos.get(1).problem()).isEmpty();
    }

    @Test
    void jobsOfAServer_areThoseThatKnowIt_withItsInstancesAndItsState() {
        JobPaths on = tree.job("on", 1);
        JobPaths off = tree.job("off", 1);
        tree.job("elsewhere", 1);
        tree.instance(on, "10.0.0.1", "1");
        tree.instance(on, "10.0.0.1", "2");
        tree.instance(on, "10.0.0.12", "1");
        tree.instance(off, "10.0.0.1", "1");
        tree.operations.jobs().disable("off", "10.0.0.1");
        List<JobBriefInfo> there = jobs.getJobsBriefInfo("10.0.0.1");
        assertThat(there).extracting(JobBriefInfo::jobName).containsExactly("off", "on");
        assertThat(there)
                .extracting(JobBriefInfo::status)
                .containsExactly(JobBriefInfo.Status.DISABLED, JobBriefInfo.Status.OK);
        assertThat(there).extracting(JobBriefInfo::instanceCount).containsExactly(1, 2);
    }

    @Test
    void servers_areCountedOnce_withAllTheirJobs() {
        JobPaths a = tree.job("a", 1);
        JobPaths b = tree.job("b", 1);
        String shared = tree.instance(a, "10.0.0.2", "1");
        tree.instance(b, "10.0.0.2", "1");
        tree.instance(b, "10.0.0.1", "1");
        tree.operations.jobs().disable("b", "10.0.0.2");
        tree.operations.jobs().shutdown("b", "10.0.0.1");
        assertThat(servers.getServersTotalCount()).isEqualTo(2);
        List<ServerBriefInfo> all = servers.getAllServersBriefInfo();
        assertThat(all).extracting(ServerBriefInfo::serverIp).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(all.get(0).instancesNum()).isZero();
        assertThat(all.get(1).instances()).containsExactly(shared);
        assertThat(all.get(1).jobNames()).containsExactly("a", "b");
        assertThat(all.get(1).disabledJobsNum()).isEqualTo(1);
    }

    @Test
    void items_tellTheirState_alsoWhenTheirInstanceIsGone() {
        JobPaths job = tree.job("j", 5);
        String live = tree.instance(job, "10.0.0.1", "1");
        tree.assign(job, 10, live);
        tree.assign(job, 0, live);
        tree.assign(job, 1, "10.0.0.9@-@gone");
        tree.assign(job, 2, live);
        tree.assign(job, 3, live);
        tree.commit(new Transaction()
                .create(job.itemRunning(2), live)
                .create(job.itemRunning(3), live)
                .create(job.itemDisabled(3), "")
                .create(job.item(4), ""));
        List<ShardingInfo> items = sharding.getShardingInfo("j");
        assertThat(items).extracting(ShardingInfo::item).containsExactly(0, 1, 2, 3, 4, 10);
        assertThat(items)
                .extracting(ShardingInfo::status)
                .containsExactly(
                        ShardingInfo.Status.PENDING,
                        ShardingInfo.Status.SHARDING_FLAG,
                        ShardingInfo.Status.RUNNING,
                        ShardingInfo.Status.DISABLED,
                        ShardingInfo.Status.PENDING,
                        ShardingInfo.Status.PENDING);
        assertThat(items.get(1).serverIp()).isEqualTo("10.0.0.9");
        assertThat(items.get(4).instanceId()).isEmpty();
        assertThat(items.get(0).execution()).isNull();
    }

    @Test
    void item_tellsWhatItsRecordSays_orWhyItCannotBeRead() {
        JobPaths job = tree.job("j", 2);
        tree.assign(job, 0, "10.0.0.1@-@1");
        tree.assign(job, 1, "10.0.0.1@-@1");
        SkippedFires skip = new SkippedFires(SkippedFires.Reason.LATE, 1_000, 4_000, 3);
        ExecutionRecord record = ExecutionRecord.fresh(500, "")
                .claimed(5_000, new ExecutionRecord.Claim("10.0.0.1@-@1", 77, 2, 0, "op", ""), 5_010, List.of(skip))
                .ended(ExecutionRecord.State.FAILED, 6_000);
        tree.commit(new Transaction()
                .create(job.itemExecution(0), record.encode())
                .create(job.itemExecution(1), "rubbish"));
        List<ShardingInfo> items = sharding.getShardingInfo("j");
        assertThat(items.get(0).execution())
                .isEqualTo(new ItemExecution(
                        Instant.ofEpochMilli(5_000),
                        ItemExecution.State.FAILED,
                        "10.0.0.1@-@1",
                        2,
                        77,
                        Instant.ofEpochMilli(5_010),
                        Instant.ofEpochMilli(6_000),
                        skip));
        assertThat(items.get(0).problem()).isEmpty();
        assertThat(items.get(1).execution()).isNull();
        assertThat(items.get(1).problem()).contains(job.itemExecution(1));
    }

    @Test
    void manyJobs_areReadSeveralAtATime_andNotAllAtOnce() {
        for (int i = 0; i < 400; i++) {
            tree.job("job-" + i, 1);
        }
        assertThat(jobs.getAllJobsBriefInfo()).hasSize(400);
        // Reading a definition takes three requests.
        assertThat(tree.center.inFlightMax.get()).isBetween(Round.IN_FLIGHT_MAX, 3 * Round.IN_FLIGHT_MAX);
    }

    @Test
    void readsThatAreNotAnswered_areRepeated_andNeverTakenForAbsence() {
        tree.job("a", 1);
        tree.job("b", 1);
        for (int reads = 1; reads < 8; reads += 3) {
            tree.center.unansweredReads.set(reads);
            assertThat(jobs.getAllJobsBriefInfo()).as("%d reads fail", reads).hasSize(2);
        }
    }
}
