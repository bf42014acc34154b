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

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.api.FireResult;
import io.rota.api.JobConfiguration;
import io.rota.api.JobState;
import io.rota.api.RetryPolicy;
import io.rota.api.ShardingContext;
import io.rota.env.ManualEnv;
import io.rota.internal.errorhandler.IgnoreErrors;
import io.rota.internal.execution.FireRunner;
import io.rota.internal.state.JobPaths;
import io.rota.registry.Backoff;
import io.rota.registry.Transaction;
import io.rota.spi.Extensions;
import io.rota.spi.JobThreadPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One process, one job, and what happens in between: single interleavings that a random fault seldom hits. */
class InterleavingTests {

    private static final String OTHER = "10.0.0.9@-@1-other";
    private static final JobPaths PATHS = new JobPaths("j");

    private final ManualEnv world = new ManualEnv();
    private final ScriptedSession session = new ScriptedSession(world);
    private final List<ShardingContext> runs = new ArrayList<>();
    private final SchedulerEngine engine = new SchedulerEngine(
            world.env(),
            new Extensions(List.of(new BrokenPolicy()), InterleavingTests.class.getClassLoader()),
            Backoff.DEFAULT,
            "10.0.0.1",
            "4711");
    private final FireRunner runner = new FireRunner(world.env(), this::execute, new IgnoreErrors(), 4);
    private Runnable duringRun = () -> {};
    private boolean failing;
    private int taken;

    private void execute(ShardingContext context) {
        runs.add(context);
        Runnable meanwhile = duringRun;
        duringRun = () -> {};
        meanwhile.run();
        if (failing) {
            throw new IllegalStateException("the job's code fails");
        }
    }

    /** Users' code that throws. */
    public static final class BrokenPolicy implements JobThreadPolicy {
        @Override
        public String getType() {
            return "BROKEN";
        }

        @Override
        public int threads(int processors) {
            throw new IllegalStateException("broken");
        }
    }

    private static JobConfiguration.Builder job(int items, String cron) {
        return JobConfiguration.newBuilder("j", items)
                .cron(cron)
                .timeZone("UTC")
                .reconcileIntervalMinutes(0)
                .monitorExecution(true);
    }

    private void start(JobConfiguration job) {
        engine.start(new EngineJob(job, "Job", runner), new JobLoop.StartListener() {
            @Override
            public void checked() {
                engine.go("j");
            }

            @Override
            public void joined() {}

            @Override
            public void refused(String problem) {}

            @Override
            public void removing() {}

            @Override
            public void removed() {}
        });
        world.runReady();
    }

    private void open(JobConfiguration job) {
        engine.sessionOpened(session);
        start(job);
        advance(1);
    }

    private void advance(long seconds) {
        world.advance(Duration.ofSeconds(seconds));
    }

    /** The worker threads do what they were given. */
    private void work() {
        while (taken < world.workers().size()) {
            world.workers().get(taken++).run();
            world.runReady();
        }
    }

    /** Time passes, and threads are there at once. */
    private void advanceWorking(long seconds) {
        for (long i = 0; i < seconds; i++) {
            advance(1);
            work();
        }
    }

    @Test
    void requestOfSomebodyElseThatIsHeardOfLate_runsBeforeAnOwnOneAfterIt() {
        open(JobConfiguration.newBuilder("j", 1).reconcileIntervalMinutes(0).build());
        engine.request("j", RequestAuthor.NOBODY);
        advanceWorking(2);
        assertThat(runs).hasSize(1);
        String theirs = String.valueOf(world.wallMillis());
        session.editUnheard(new Transaction()
                .set(PATHS.requests(), theirs, Transaction.ANY_VERSION)
                .create(PATHS.request(theirs), "theirs"));
        engine.request("j", RequestAuthor.NOBODY);
        advanceWorking(2);
        assertThat(runs).hasSize(3);
        assertThat(runs.get(1).getScheduledFireTime().toEpochMilli()).isEqualTo(Long.parseLong(theirs));
    }

    @Test
    void requestWhoseAnswerWasLost_andThatRanBeforeThatWasKnown_isAnswered() {
        open(JobConfiguration.newBuilder("j", 1).reconcileIntervalMinutes(0).build());
        List<FireResult> results = new ArrayList<>();
        // It is made, and nobody hears of that.
        session.losesAnswer =
                change -> change.ops().stream().anyMatch(op -> op.path().equals(PATHS.requests()));
        engine.request("j", new RequestAuthor() {
            @Override
            public void accepted(long fire) {}

            @Override
            public void completed(FireResult result) {
                results.add(result);
            }

            @Override
            public void failed(String trouble) {}
        });
        session.losesAnswer = change -> false;
        advanceWorking(10);
        assertThat(runs).hasSize(1);
        assertThat(results).hasSize(1);
    }

    @Test
    void editHeardOfBeforeTheAnswerToTheMakingOfTheJob_counts() {
        session.afterCommit = transaction -> {
            session.afterCommit = later -> {};
            edit("0 * * * * ?", "0/5 * * * * ?");
        };
        open(job(1, "0 * * * * ?").build());
        advanceWorking(20);
        assertThat(runs).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void newJobThatCannotBeMadeTogetherWithItsItems_isMadeWithoutThem() {
        session.loses = transaction -> makes(transaction, PATHS.root()) && makes(transaction, PATHS.item(0));
        open(job(2, "0 * * * * ?").build());
        advanceWorking(120);
        assertThat(runs).hasSizeGreaterThanOrEqualTo(2);
    }

    private static boolean makes(Transaction transaction, String path) {
        return transaction.ops().stream()
                .anyMatch(op -> op instanceof Transaction.Create && op.path().equals(path));
    }

    @Test
    void editAfterTheMakingOfTheJob_counts() {
        open(job(1, "0 * * * * ?").build());
        edit("0 * * * * ?", "0/5 * * * * ?");
        advanceWorking(20);
        assertThat(runs).hasSizeGreaterThanOrEqualTo(3);
    }

    private void edit(String from, String to) {
        String text = session.text(PATHS.config());
        assertThat(text).contains(from);
        session.edit(new Transaction().set(PATHS.config(), text.replace(from, to), Transaction.ANY_VERSION));
    }

    @Test
    void jobThatIsStartedAnew_whileItsLeavingIsRepeated_staysStarted() {
        open(job(1, "0 * * * * ?").build());
        session.loses = transaction -> transaction.ops().stream().anyMatch(Transaction.Delete.class::isInstance);
        engine.stop("j", Duration.ZERO, () -> {});
        advance(3);
        assertThat(engine.jobs()).isEmpty();
        start(job(1, "0 * * * * ?").build());
        session.loses = transaction -> false;
        advance(30);
        assertThat(engine.states()).extracting(JobState::phase).containsExactly(JobState.Phase.RUNNING);
        advanceWorking(120);
        assertThat(runs).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void itemWhoseRunOutlivedAStop_runsAgainAsSoonAsThatHasEnded() {
        open(job(1, "0 0 * * * ?").failover(true).build());
        advance(3_600);
        assertThat(world.workers()).hasSize(1);
        engine.stop("j", Duration.ZERO, () -> {});
        advance(10);
        assertThat(engine.jobs()).isEmpty();
        start(job(1, "0 0 * * * ?").failover(true).build());
        advance(10);
        assertThat(world.workers()).hasSize(1);
        work();
        advanceWorking(2);
        assertThat(runs).extracting(ShardingContext::getAttempt).contains(2);
    }

    @Test
    void definitionThatChangesWhileItIsRead_isReadAgain() {
        open(job(1, "0 0 3 * * ?").build());
        session.afterRead = path -> {
            if (path.equals(PATHS.settings())) {
                session.afterRead = ignored -> {};
                edit("0 0 4 * * ?", "0 * * * * ?");
            }
        };
        edit("0 0 3 * * ?", "0 0 4 * * ?");
        advanceWorking(130);
        assertThat(runs).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void definitionOnWhichUsersCodeThrows_leavesTheLastGoodOneInForce() {
        open(job(1, "0 * * * * ?").build());
        String text = session.text(PATHS.config());
        session.edit(new Transaction()
                .set(PATHS.config(), text + "jobExecutorServiceHandlerType: BROKEN\n", Transaction.ANY_VERSION));
        advanceWorking(130);
        assertThat(engine.states())
                .singleElement()
                .satisfies(state -> assertThat(state.problem()).contains("broken"));
        assertThat(runs).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void retryThatWaits_outlivesTheEndOfTheLease() {
        open(job(1, "0 0 * * * ?")
                .failover(false)
                .retry(new RetryPolicy(1, Duration.ofMinutes(5), 1))
                .build());
        failing = true;
        advanceWorking(2_805);
        assertThat(runs).hasSize(1);
        session.silent = true;
        advanceWorking(50);
        session.silent = false;
        failing = false;
        advanceWorking(300);
        assertThat(runs).extracting(ShardingContext::getAttempt).containsExactly(1, 2);
        assertThat(session.text(PATHS.itemExecution(0))).contains("state=DONE");
    }

    @Test
    void lostRunOfADisabledServer_isSettledByItsOwner() {
        open(job(1, "0 0 * * * ?").failover(true).build());
        advance(2_805);
        failing = true;
        duringRun = () -> {
            session.silent = true;
            advance(50);
        };
        work();
        failing = false;
        session.edit(new Transaction().set(PATHS.server("10.0.0.1"), "DISABLED", Transaction.ANY_VERSION));
        session.silent = false;
        advanceWorking(30);
        assertThat(runs).extracting(ShardingContext::getAttempt).containsExactly(1, 2);
    }

    @Test
    void itemBeyondTheNumberOfItems_isNotRun_thoughItsAssignmentStands() {
        open(job(2, "0 * * * * ?").build());
        session.edit(new Transaction()
                .createEphemeral(PATHS.instance(OTHER), "")
                .set(PATHS.leader(), OTHER, Transaction.ANY_VERSION));
        advance(1);
        edit("shardingTotalCount: 2", "shardingTotalCount: 1");
        advanceWorking(130);
        assertThat(session.exists(PATHS.itemInstance(1))).isTrue();
        assertThat(runs)
                .isNotEmpty()
                .extracting(ShardingContext::getShardingItem)
                .containsOnly(0);
    }

    @Test
    void stopWhileAnUnrecordedJobPassesFiresOver_endsAtOnce() {
        open(job(1, "* * * * * ?").monitorExecution(false).misfire(false).build());
        advance(20);
        boolean[] stopped = {false};
        session.loses = transaction -> {
            if (transaction.toString().contains("skipped=")) {
                session.loses = ignored -> false;
                world.execute(() -> engine.stop("j", Duration.ofMinutes(1), () -> stopped[0] = true));
            }
            return false;
        };
        taken = world.workers().size() - 1;
        work();
        advance(5);
        assertThat(stopped[0]).isTrue();
    }

    @Test
    void recordDeletedWhileTheAnswerToItsEndIsLost_leavesNothingThatAStopWaitsFor() {
        open(job(1, "0 * * * * ?").build());
        advance(60);
        session.loses = transaction -> {
            boolean ends = transaction.toString().contains("state=DONE");
            if (ends) {
                session.edit(new Transaction().delete(PATHS.itemExecution(0), Transaction.ANY_VERSION));
                session.loses = ignored -> false;
            }
            return ends;
        };
        work();
        advance(5);
        assertThat(session.text(PATHS.itemExecution(0))).contains("state=IDLE");
        boolean[] stopped = {false};
        engine.stop("j", Duration.ofMinutes(1), () -> stopped[0] = true);
        advance(5);
        assertThat(stopped[0]).isTrue();
    }
}
