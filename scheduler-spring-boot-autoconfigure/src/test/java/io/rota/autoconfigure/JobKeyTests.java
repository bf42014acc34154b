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
package io.rota.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rota.api.ElasticJobListener;
import io.rota.api.FireResult;
import io.rota.api.JobConfiguration;
import io.rota.api.JobInstance;
import io.rota.api.JobState;
import io.rota.api.ShardingContext;
import io.rota.api.ShardingContexts;
import io.rota.api.SimpleJob;
import io.rota.autoconfigure.LifecycleTests.SharedRegistry;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.bootstrap.ScheduleJobBootstrap;
import io.rota.bootstrap.SchedulerRuntime;
import io.rota.operation.ItemExecution;
import io.rota.operation.ItemExplanation;
import io.rota.operation.JobBriefInfo.Status;
import io.rota.operation.JobOperations;
import io.rota.registry.RegistryCenter;
import io.rota.registry.Transaction;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.spi.EndSignal;
import io.rota.spi.JobErrorHandler;
import io.rota.spi.JobShardingStrategy;
import io.rota.spi.TypedJobItemExecutor;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanFactory;

/** What each key of a job does to the job's runs, whether it stands at the job or among the values for all jobs. */
@Timeout(60)
class JobKeyTests {

    /** Where the keys of a job can stand. */
    @ParameterizedTest
    @ValueSource(strings = {"elasticjob.jobs.report.", "elasticjob.defaults."})
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface InBothPlaces {}

    /** What the job's code does beyond being noted. */
    interface Work {
        void run(ShardingContext context) throws InterruptedException;
    }

    /** A run as its code sees it. */
    record Run(ShardingContext context, Instant began) {}

    static class Worker implements SimpleJob {

        final List<Run> runs = new CopyOnWriteArrayList<>();
        private final Work work;

        Worker(Work work) {
            this.work = work;
        }

        Worker() {
            this(context -> {});
        }

        @Override
        public void execute(ShardingContext context) {
            runs.add(new Run(context, Instant.now()));
            try {
                work.run(context);
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
        }

        List<Integer> items() {
            return runs.stream()
                    .map(run -> run.context().getShardingItem())
                    .sorted()
                    .toList();
        }

        ShardingContext only() {
            assertThat(runs).hasSize(1);
            return runs.get(0).context();
        }

        Instant fire(int run) {
            return runs.get(run).context().getScheduledFireTime();
        }
    }

    static class OtherWorker extends Worker {}

    private static final String EVERY_SECOND = "cron=* * * * * ?";

    private final Worker worker = new Worker();

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30));
    }

    /**
     * A job with one item and the class of {@link Worker}, and more settings.
     *
     * @param place where the first of the settings stands; the others stand at the job
     */
    private static Start start(String place, String... settings) {
        Map<String, String> own = new TreeMap<>(
                Map.of("elastic-job-class", Worker.class.getName(), "sharding-total-count", "1", "job-parameter", "p"));
        Start start = Start.withYaml("elasticjob.jobs.report:\n");
        for (int i = 0; i < settings.length; i++) {
            String key = settings[i].substring(0, settings[i].indexOf('='));
            own.remove(key);
            if (key.equals("elastic-job-type")) {
                own.remove("elastic-job-class");
            }
            start = start.andProperty((i == 0 ? place : "elasticjob.jobs.report.") + settings[i]);
        }
        for (Map.Entry<String, String> each : own.entrySet()) {
            start = start.andProperty("elasticjob.jobs.report." + each.getKey() + "=" + each.getValue());
        }
        return start;
    }

    private static Start with(Worker worker, Start start) {
        return start.andBean("worker", Worker.class, worker);
    }

    private static Start with(RegistryCenter registry, Start start) {
        return start.andBean("registryCenter", RegistryCenter.class, registry);
    }

    private static FireResult run(BeanFactory beans) throws Exception {
        return beans.getBean(OneOffJobBootstrap.class)
                .execute(Duration.ofSeconds(30))
                .toCompletableFuture()
                .get(35, TimeUnit.SECONDS);
    }

    /** Runs the job once. */
    private static FireResult runOf(Start start) {
        FireResult[] result = new FireResult[1];
        start.run(context -> {
            assertThat(context).hasNotFailed();
            result[0] = run(context);
        });
        return result[0];
    }

    private static ItemExplanation item(BeanFactory beans) {
        return beans.getBean(JobOperations.class)
                .explanations()
                .explain("report")
                .items()
                .get(0);
    }

    private static JobState state(BeanFactory beans) {
        return beans.getBean(SchedulerRuntime.class).state("report").orElseThrow();
    }

    // ---- what runs, and when

    @InBothPlaces
    @Proves("elastic-job-class")
    void elasticJobClass_isWhatRuns(String place) {
        OtherWorker other = new OtherWorker();
        runOf(with(worker, start(place, "elastic-job-class=" + OtherWorker.class.getName()))
                .andBean("other", OtherWorker.class, other));
        assertThat(other.runs).hasSize(1);
        assertThat(worker.runs).isEmpty();
    }

    @InBothPlaces
    @Proves("elastic-job-bean")
    void elasticJobBean_isWhatRuns(String place) {
        Worker south = new Worker();
        runOf(with(worker, start(place, "elastic-job-bean=south")).andBean("south", Worker.class, south));
        assertThat(south.runs).hasSize(1);
        assertThat(worker.runs).isEmpty();
    }

    /** Runs items without a class. */
    private record Shout(List<JobConfiguration> definitions) implements TypedJobItemExecutor {

        Shout() {
            this(new CopyOnWriteArrayList<>());
        }

        @Override
        public String getType() {
            return "SHOUT";
        }

        @Override
        public void process(JobConfiguration definition, ShardingContext context, EndSignal end) {
            definitions.add(definition);
        }
    }

    @InBothPlaces
    @Proves("elastic-job-type")
    void elasticJobType_saysWhoRunsTheItems(String place) {
        Shout shout = new Shout();
        runOf(start(place, "elastic-job-type=SHOUT").andBean("shout", TypedJobItemExecutor.class, shout));
        assertThat(shout.definitions).hasSize(1);
    }

    @InBothPlaces
    @Proves("cron")
    void cron_makesTheJobRunByItself(String place) {
        with(worker, start(place, EVERY_SECOND)).run(context -> {
            assertThat(context).hasSingleBean(ScheduleJobBootstrap.class);
            soon().until(() -> worker.runs.size() > 1);
        });
    }

    @InBothPlaces
    @Proves("time-zone")
    void timeZone_isWhereTheCronExpressionCounts(String place) {
        // Where it is another hour than here.
        ZonedDateTime here = ZonedDateTime.now();
        ZoneOffset zone = ZoneOffset.ofTotalSeconds(
                here.getOffset().getTotalSeconds() + (here.getOffset().getTotalSeconds() > 0 ? -6 : 6) * 3_600);
        OffsetDateTime there = here.toOffsetDateTime().withOffsetSameInstant(zone);
        String hours = there.getHour() + "," + there.plusMinutes(2).getHour();
        with(worker, start(place, "time-zone=" + zone, "cron=* * " + hours + " * * ?"))
                .run(context -> soon().until(() -> !worker.runs.isEmpty()));
    }

    @InBothPlaces
    @Proves("job-bootstrap-bean-name")
    void jobBootstrapBeanName_isTheNameOfTheBean(String place) {
        with(worker, start(place, "job-bootstrap-bean-name=boss")).run(context -> {
            assertThat(context).hasBean("boss").doesNotHaveBean("reportOneOffJobBootstrap");
            assertThat(run(context).succeeded()).isTrue();
        });
    }

    @InBothPlaces
    @Proves("disabled")
    void disabled_keepsTheJobFromRunning_untilItIsEnabled(String place) {
        with(worker, start(place, "disabled=true", EVERY_SECOND)).run(context -> {
            JobOperations operations = context.getBean(JobOperations.class);
            soon().until(() ->
                    operations.jobStatistics().getJobBriefInfo("report").status() == Status.DISABLED);
            assertThat(state(context).enabled()).isFalse();
            Instant disabled = Instant.now();
            soon().until(() -> Duration.between(disabled, Instant.now()).compareTo(Duration.ofMillis(1_500)) > 0);
            assertThat(worker.runs).isEmpty();
            operations.jobs().enable("report", null);
            soon().until(() -> !worker.runs.isEmpty());
        });
    }

    // ---- what a run is given

    @InBothPlaces
    @Proves("sharding-total-count")
    void shardingTotalCount_isHowManyItemsRun(String place) {
        runOf(with(worker, start(place, "sharding-total-count=3")));
        assertThat(worker.items()).containsExactly(0, 1, 2);
    }

    @InBothPlaces
    @Proves("sharding-item-parameters")
    void shardingItemParameters_reachTheirItems(String place) {
        runOf(with(worker, start(place, "sharding-item-parameters=0=Beijing")));
        assertThat(worker.only().getShardingParameter()).isEqualTo("Beijing");
    }

    @InBothPlaces
    @Proves("job-parameter")
    void jobParameter_reachesTheRun(String place) {
        runOf(with(worker, start(place, "job-parameter=all orders")));
        assertThat(worker.only().getJobParameter()).isEqualTo("all orders");
    }

    @InBothPlaces
    @Proves("props")
    void props_reachWhatRuns(String place) {
        Shout shout = new Shout();
        runOf(start(place, "props.my.colour=red", "elastic-job-type=SHOUT")
                .andBean("shout", TypedJobItemExecutor.class, shout));
        assertThat(shout.definitions.get(0).getProps()).containsExactly(Map.entry("my.colour", "red"));
    }

    // ---- who is told

    /** Is told of failed items. */
    private record Alarm(List<String> causes) implements JobErrorHandler {

        @Override
        public String getType() {
            return "ALARM";
        }

        @Override
        public void handleException(String jobName, String where, Throwable cause) {
            causes.add(jobName + ": " + cause.getMessage());
        }
    }

    @InBothPlaces
    @Proves("job-error-handler-type")
    void jobErrorHandlerType_isToldOfAFailedItem(String place) {
        Alarm alarm = new Alarm(new CopyOnWriteArrayList<>());
        Worker failing = new Worker(context -> {
            throw new IllegalStateException("no apples");
        });
        FireResult result = runOf(with(failing, start(place, "job-error-handler-type=ALARM"))
                .andBean("alarm", JobErrorHandler.class, alarm));
        assertThat(result.succeeded()).isFalse();
        assertThat(alarm.causes).containsExactly("report: no apples");
    }

    /** Is told before and after. */
    record Ear(List<String> calls) implements ElasticJobListener {

        @Override
        public String getType() {
            return "EAR";
        }

        @Override
        public void beforeJobExecuted(ShardingContexts contexts) {
            calls.add("before " + contexts.getJobName());
        }

        @Override
        public void afterJobExecuted(ShardingContexts contexts) {
            calls.add("after " + contexts.getJobName());
        }
    }

    @InBothPlaces
    @Proves("job-listener-types")
    void jobListenerTypes_areToldBeforeAndAfter(String place) {
        Ear ear = new Ear(new CopyOnWriteArrayList<>());
        runOf(with(worker, start(place, "job-listener-types=EAR")).andBean("ear", ElasticJobListener.class, ear));
        assertThat(ear.calls).containsExactly("before report", "after report");
    }

    @InBothPlaces
    @Proves({"description", "label"})
    void descriptionAndLabel_areShownToTools(String place) {
        with(worker, start(place, "description=Settles orders"))
                .andProperty(place + "label=nightly")
                .run(context -> {
                    JobOperations operations = context.getBean(JobOperations.class);
                    assertThat(operations
                                    .jobStatistics()
                                    .getJobBriefInfo("report")
                                    .description())
                            .isEqualTo("Settles orders");
                    assertThat(operations
                                    .configurations()
                                    .getJobConfiguration("report")
                                    .configuration()
                                    .getLabel())
                            .isEqualTo("nightly");
                });
    }

    // ---- where and how items run

    @InBothPlaces
    @Proves("job-executor-service-handler-type")
    void jobExecutorServiceHandlerType_saysHowManyItemsRunAtATime(String place) {
        assertThat(bothItemsRunAtATime(place, "job-executor-service-handler-type=CPU"))
                .isTrue();
        assertThat(bothItemsRunAtATime(place, "job-executor-service-handler-type=SINGLE_THREAD"))
                .isFalse();
    }

    @InBothPlaces
    @Proves("job-executor-thread-pool-size-provider-type")
    void jobExecutorThreadPoolSizeProviderType_doesTheSame(String place) {
        assertThat(bothItemsRunAtATime(place, "job-executor-thread-pool-size-provider-type=SINGLE_THREAD"))
                .isFalse();
    }

    private static boolean bothItemsRunAtATime(String place, String setting) {
        CountDownLatch both = new CountDownLatch(2);
        List<Boolean> met = new CopyOnWriteArrayList<>();
        boolean single = setting.endsWith("SINGLE_THREAD");
        Worker meeting = new Worker(context -> {
            both.countDown();
            met.add(both.await(single ? 300 : 20_000, TimeUnit.MILLISECONDS));
        });
        runOf(with(meeting, start(place, setting, "sharding-total-count=2")));
        assertThat(met).hasSize(2);
        return met.get(0);
    }

    /** Gives everything to the instance that came last. */
    private record ToTheLast(List<Integer> asked) implements JobShardingStrategy {

        ToTheLast() {
            this(new CopyOnWriteArrayList<>());
        }

        @Override
        public String getType() {
            return "TO_THE_LAST";
        }

        @Override
        public Map<JobInstance, List<Integer>> sharding(List<JobInstance> instances, String jobName, int total) {
            asked.add(instances.size());
            return Map.of(
                    instances.get(instances.size() - 1),
                    IntStream.range(0, total).boxed().toList());
        }
    }

    @InBothPlaces
    @Proves({"job-sharding-strategy-type", "static-sharding"})
    void jobShardingStrategyType_movesItems_unlessStaticShardingKeepsThem(String place) {
        for (boolean fixed : new boolean[] {false, true}) {
            try (MemoryRegistryCenter registry = new MemoryRegistryCenter()) {
                ToTheLast strategy = new ToTheLast();
                Start start = with(worker, start(place, "job-sharding-strategy-type=TO_THE_LAST"))
                        .andProperty(place + "static-sharding=" + fixed)
                        .andBean("strategy", JobShardingStrategy.class, strategy);
                with(new SharedRegistry(registry), start).run(first -> {
                    soon().until(() -> state(first).items().equals(Set.of(0)));
                    with(new SharedRegistry(registry), start).run(second -> {
                        soon().until(() -> strategy.asked.contains(2));
                        if (fixed) {
                            // It was decided that the item moves to the second; what came of that is seen at a run.
                            assertThat(run(second).succeeded()).isTrue();
                            assertThat(state(first).items()).containsExactly(0);
                            assertThat(state(second).items()).isEmpty();
                        } else {
                            soon().until(() -> state(second).items().equals(Set.of(0))
                                    && state(first).items().isEmpty());
                        }
                    });
                });
            }
        }
    }

    @InBothPlaces
    @Proves("overwrite")
    void overwrite_letsTheConfigurationWinOverTheRegisteredOne(String place) {
        for (String overwrite : List.of("false", "true")) {
            try (MemoryRegistryCenter registry = new MemoryRegistryCenter()) {
                Worker later = new Worker();
                runOf(with(new SharedRegistry(registry), with(worker, start(place, "job-parameter=old"))));
                runOf(with(
                        new SharedRegistry(registry),
                        with(later, start(place, "overwrite=" + overwrite, "job-parameter=new"))));
                assertThat(later.only().getJobParameter()).isEqualTo(overwrite.equals("true") ? "new" : "old");
            }
        }
    }

    @InBothPlaces
    @Proves("max-time-diff-seconds")
    void maxTimeDiffSeconds_keepsTheJobFromStarting(String place) {
        TroubledRegistry registry = new TroubledRegistry();
        registry.aheadMillis = 10_000;
        with(registry, with(worker, start(place, "max-time-diff-seconds=5", EVERY_SECOND)))
                .run(context -> {
                    soon().untilAsserted(
                                    () -> assertThat(state(context).problem()).contains("clock differs"));
                    assertThat(worker.runs).isEmpty();
                });
        TroubledRegistry another = new TroubledRegistry();
        another.aheadMillis = 10_000;
        with(another, with(worker, start(place, "max-time-diff-seconds=-1", EVERY_SECOND)))
                .run(context -> soon().until(() -> !worker.runs.isEmpty()));
    }

    // ---- trouble

    @InBothPlaces
    @Proves("timeout")
    void timeout_interruptsARunThatTakesTooLong(String place) {
        List<String> ends = new CopyOnWriteArrayList<>();
        Worker slow = new Worker(context -> {
            try {
                ends.add(new CountDownLatch(1).await(20, TimeUnit.SECONDS) ? "never" : "by itself");
            } catch (InterruptedException e) {
                ends.add("interrupted");
                throw e;
            }
        });
        assertThat(runOf(with(slow, start(place, "timeout=100ms"))).items())
                .containsExactly(Map.entry(0, FireResult.Outcome.TIMED_OUT));
        assertThat(ends).containsExactly("interrupted");
    }

    /** Fails twice. */
    private static Worker unlucky() {
        return new Worker(context -> {
            if (context.getAttempt() < 3) {
                throw new IllegalStateException("attempt " + context.getAttempt());
            }
        });
    }

    @InBothPlaces
    @Proves("retry.max-attempts")
    void retryMaxAttempts_isHowOftenAFailedItemRunsAgain(String place) {
        Worker enough = unlucky();
        assertThat(runOf(with(enough, start(place, "retry.max-attempts=2", "retry.delay=10ms")))
                        .succeeded())
                .isTrue();
        assertThat(enough.runs).hasSize(3);
        Worker tooFew = unlucky();
        assertThat(runOf(with(tooFew, start(place, "retry.max-attempts=1", "retry.delay=10ms")))
                        .succeeded())
                .isFalse();
        assertThat(tooFew.runs).hasSize(2);
    }

    @InBothPlaces
    @Proves({"retry.delay", "retry.multiplier"})
    void retryDelayAndMultiplier_areThePausesBetweenAttempts(String place) {
        Worker failing = unlucky();
        runOf(with(failing, start(place, "retry.delay=300ms", "retry.max-attempts=2"))
                .andProperty(place + "retry.multiplier=8"));
        Duration first = Duration.between(
                failing.runs.get(0).began(), failing.runs.get(1).began());
        Duration second = Duration.between(
                failing.runs.get(1).began(), failing.runs.get(2).began());
        assertThat(first).isBetween(Duration.ofMillis(295), Duration.ofMillis(950));
        assertThat(second).isGreaterThanOrEqualTo(Duration.ofMillis(2_395));
    }

    @InBothPlaces
    @Proves("monitor-execution")
    void monitorExecution_saysWhetherARunIsRecorded(String place) {
        with(worker, start(place, "monitor-execution=true", EVERY_SECOND))
                .run(context -> soon().until(() -> isRecorded(context)));
        worker.runs.clear();
        with(worker, start(place, "monitor-execution=false", EVERY_SECOND)).run(context -> {
            soon().until(() -> worker.runs.size() > 2);
            assertThat(isRecorded(context)).isFalse();
        });
    }

    private static boolean isRecorded(BeanFactory beans) {
        ItemExecution execution = item(beans).execution();
        return execution != null && execution.startedAt() != null;
    }

    @InBothPlaces
    @Proves("failover")
    void failover_runsAgainWhatALostInstanceWasRunning(String place) {
        for (boolean failover : new boolean[] {true, false}) {
            Worker held = new Worker(context -> {
                if (context.getAttempt() == 1) {
                    assertThat(new CountDownLatch(1).await(20, TimeUnit.SECONDS))
                            .isTrue();
                }
            });
            TroubledRegistry registry = new TroubledRegistry();
            with(registry, with(held, start(place, "failover=" + failover))).run(context -> {
                context.getBean(OneOffJobBootstrap.class).execute();
                soon().until(() -> held.runs.size() == 1);
                SchedulerRuntime runtime = context.getBean(SchedulerRuntime.class);
                registry.renewSession(new Transaction()
                        .delete("/report/leader/election/instance", Transaction.ANY_VERSION)
                        .delete("/report/instances/" + runtime.connection().instanceId(), Transaction.ANY_VERSION));
                if (failover) {
                    soon().until(() -> held.runs.size() == 2);
                    assertThat(held.runs.get(1).context().getAttempt()).isEqualTo(2);
                    assertThat(held.fire(1)).isEqualTo(held.fire(0));
                } else {
                    soon().until(() -> String.valueOf(item(context).execution()).contains("ABANDONED"));
                    assertThat(held.runs).hasSize(1);
                }
            });
        }
    }

    @InBothPlaces
    @Proves("misfire")
    void misfire_makesUpForFiresThatCameDueDuringARun(String place) {
        for (boolean misfire : new boolean[] {true, false}) {
            CountDownLatch letGo = new CountDownLatch(1);
            Worker held = new Worker(
                    context -> assertThat(letGo.await(20, TimeUnit.SECONDS)).isTrue());
            with(held, start(place, "misfire=" + misfire, EVERY_SECOND)).run(context -> {
                soon().until(() -> held.runs.size() == 1
                        && Duration.between(held.fire(0), Instant.now()).compareTo(Duration.ofMillis(2_300)) > 0);
                Instant end = Instant.now();
                letGo.countDown();
                soon().until(() -> held.runs.size() > 1);
                assertThat(held.fire(1).isAfter(end)).isNotEqualTo(misfire);
            });
        }
    }

    @InBothPlaces
    @Proves({"late-limit", "catch-up"})
    void lateLimitAndCatchUp_sayWhatBecomesOfFiresThatNobodyCouldRun(String place) {
        // Of a job that stood still for three seconds.
        assertThat(firstFireAfterTheGap(place, "60s", "none")).isEqualTo(1);
        assertThat(firstFireAfterTheGap(place, "1s", "none")).isGreaterThan(1);
        assertThat(firstFireAfterTheGap(place, "1s", "all")).isEqualTo(1);
    }

    /** How many seconds after the last fire before a gap the first one after it was due. */
    private static long firstFireAfterTheGap(String place, String lateLimit, String catchUp) {
        try (MemoryRegistryCenter registry = new MemoryRegistryCenter()) {
            Worker before = new Worker();
            Worker after = new Worker();
            Start start = with(
                    new SharedRegistry(registry),
                    start(place, "late-limit=" + lateLimit, EVERY_SECOND).andProperty(place + "catch-up=" + catchUp));
            with(before, start).run(context -> soon().until(() -> !before.runs.isEmpty()));
            Instant last = before.fire(before.runs.size() - 1);
            soon().until(() -> Duration.between(last, Instant.now()).compareTo(Duration.ofSeconds(3)) > 0);
            with(
                            after,
                            with(
                                    new SharedRegistry(registry),
                                    start(place, "late-limit=" + lateLimit, EVERY_SECOND)
                                            .andProperty(place + "catch-up=" + catchUp)))
                    .run(context -> soon().until(() -> !after.runs.isEmpty()));
            return Duration.between(last, after.fire(0)).toSeconds();
        }
    }
}
