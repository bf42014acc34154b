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
package io.rota.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rota.api.DataflowJob;
import io.rota.api.ElasticJobListener;
import io.rota.api.FireResult;
import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.api.RetryPolicy;
import io.rota.api.ShardingContext;
import io.rota.api.ShardingContexts;
import io.rota.api.SimpleJob;
import io.rota.registry.Peer;
import io.rota.registry.Transaction;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.spi.EndSignal;
import io.rota.spi.Extensions;
import io.rota.spi.JobErrorHandler;
import io.rota.spi.TypedJobItemExecutor;
import io.rota.tracing.JobTracer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of every kind, from their start to what the registry has of them. */
@DisabledOnOs(OS.WINDOWS)
class JobTypesTests {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();
    private final Peer operator = Peer.joined(center);
    private final List<String> calls = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        center.close();
    }

    private static FireResult ended(CompletionStage<FireResult> run) throws Exception {
        return run.toCompletableFuture().get(SOON.toSeconds() + 5, TimeUnit.SECONDS);
    }

    private static JobConfiguration.Builder job(int items) {
        return JobConfiguration.newBuilder("j", items);
    }

    private void edit(String from, String to) {
        String text = operator.read("/j/config").node().data();
        assertThat(text).contains(from);
        operator.commit(new Transaction().set("/j/config", text.replace(from, to), Transaction.ANY_VERSION));
    }

    private String config() {
        return operator.read("/j/config").node().data();
    }

    private void allowCommandsFromRegistry() {
        SchedulerRuntime.create(
                center,
                new SchedulerOptions(
                        Extensions.providers(),
                        SchedulerOptions.START_WAIT,
                        SchedulerOptions.AWAIT_TERMINATION,
                        new CommandRules(true, Set.of()),
                        JobTracer.NONE));
    }

    private JobConfiguration touching(String file) {
        return job(1).setProperty("script.command.line", "touch " + folder.resolve(file))
                .setProperty("script.context.argument", "false")
                .build();
    }

    // ---- types

    @Test
    void aScriptJob_runs_andOwnsItsNameByItsType() throws Exception {
        OneOffJobBootstrap script = new OneOffJobBootstrap(center, "SCRIPT", touching("mine"));
        assertThat(ended(script.execute(SOON)).succeeded()).isTrue();
        assertThat(folder.resolve("mine")).exists();
        assertThat(operator.read("/j").node().data()).isEqualTo("SCRIPT");
    }

    @Test
    void aScheduledScriptJob_runsByItsCron() {
        new ScheduleJobBootstrap(
                        center,
                        "SCRIPT",
                        touching("mine").toBuilder().cron("* * * * * ?").build())
                .schedule();
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("mine")));
    }

    @Test
    void aScriptThatFails_isAFailedItem() throws Exception {
        OneOffJobBootstrap script = new OneOffJobBootstrap(
                center,
                "SCRIPT",
                job(1).setProperty("script.command.line", "false").build());
        assertThat(ended(script.execute(SOON)).succeeded()).isFalse();
    }

    @Test
    void aScriptThatTakesTooLong_isEndedAtItsTimeOut() throws Exception {
        OneOffJobBootstrap script = new OneOffJobBootstrap(
                center,
                "SCRIPT",
                job(1).setProperty("script.command.line", "sh -c 'echo $$ > " + folder + "/pid; exec sleep 300'")
                        .timeout(Duration.ofSeconds(1))
                        .build());
        assertThat(ended(script.execute(SOON)).succeeded()).isFalse();
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void anUnknownType_isRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> new OneOffJobBootstrap(center, "PERL", job(1).build()))
                .isInstanceOfSatisfying(
                        JobConfigurationException.class,
                        wrong -> assertThat(wrong.property()).isEqualTo("elastic-job-type"))
                .hasMessageContaining("'PERL' is not known. Known are HTTP, SCRIPT.");
    }

    @Test
    void aScriptWithoutLine_orARequestWithoutAddress_isRefused() {
        assertThatThrownBy(() -> new OneOffJobBootstrap(center, "SCRIPT", job(1).build()))
                .isInstanceOf(JobConfigurationException.class)
                .hasMessageContaining("script.command.line is missing");
        assertThatThrownBy(() -> new OneOffJobBootstrap(center, "HTTP", job(1).build()))
                .isInstanceOf(JobConfigurationException.class)
                .hasMessageContaining("http.uri is missing");
    }

    @Test
    void aTypeOfOnesOwn_runs_andWinsOverOneThatComesAlong() throws Exception {
        TypedJobItemExecutor own = new TypedJobItemExecutor() {
            @Override
            public String getType() {
                return "SCRIPT";
            }

            @Override
            public void process(JobConfiguration definition, ShardingContext context, EndSignal end) {
                calls.add("own " + context.getShardingItem());
            }
        };
        SchedulerRuntime.create(
                center,
                new SchedulerOptions(
                        new Extensions(List.of(own), JobTypesTests.class.getClassLoader()),
                        SchedulerOptions.START_WAIT,
                        SchedulerOptions.AWAIT_TERMINATION));
        assertThat(ended(new OneOffJobBootstrap(center, "SCRIPT", job(1).build()).execute(SOON))
                        .succeeded())
                .isTrue();
        assertThat(calls).containsExactly("own 0");
    }

    // ---- what the registry may say

    @Test
    void aCommandInTheRegistry_isNotRun() throws Exception {
        OneOffJobBootstrap script = new OneOffJobBootstrap(center, "SCRIPT", touching("mine"));
        script.join();
        edit("mine", "evil");
        edit("description: ''", "description: edited");
        assertThat(ended(script.execute(SOON)).succeeded()).isTrue();
        assertThat(folder.resolve("mine")).exists();
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @Test
    void aCommandInTheRegistry_isRunWhereThatIsAllowed() throws Exception {
        allowCommandsFromRegistry();
        OneOffJobBootstrap script = new OneOffJobBootstrap(center, "SCRIPT", touching("mine"));
        script.join();
        edit("mine", "theirs");
        await().atMost(SOON).until(() -> {
            ended(script.execute(SOON));
            return Files.exists(folder.resolve("theirs"));
        });
    }

    @Test
    void secrets_doNotReachTheRegistry_andWhatIsThereIsNotPrinted() {
        new OneOffJobBootstrap(
                        center,
                        "SCRIPT",
                        touching("mine").toBuilder()
                                .setProperty("email.password", "tiger-1")
                                .setProperty("wechat.webhook", "https://chat/tiger-2")
                                .build())
                .join();
        assertThat(config()).contains("script.command.line").doesNotContain("tiger", "password", "webhook");
    }

    // ---- data-flow

    @Test
    void aStream_endsBetweenBatches_whenTheJobIsStopped() throws Exception {
        AtomicInteger batches = new AtomicInteger();
        OneOffJobBootstrap flow = stream(batches);
        flow.execute();
        await().atMost(SOON).until(() -> batches.get() > 3);
        flow.stop().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
        int then = batches.get();
        assertThat(calls).containsExactly("ended orderly");
        assertThat(batches).hasValue(then);
    }

    @Test
    void aStream_endsBetweenBatches_whenTheDefinitionChanges() {
        AtomicInteger batches = new AtomicInteger();
        stream(batches).execute();
        await().atMost(SOON).until(() -> batches.get() > 3);
        edit("description: ''", "description: edited");
        await().atMost(SOON).until(() -> calls.contains("ended orderly"));
    }

    @Test
    void aStream_endsBetweenBatches_whenItsItemOrServerIsDisabled() {
        AtomicInteger batches = new AtomicInteger();
        stream(batches).execute();
        await().atMost(SOON).until(() -> batches.get() > 3);
        operator.commit(new Transaction().create("/j/sharding/0/disabled", ""));
        await().atMost(SOON).until(() -> calls.contains("ended orderly"));
    }

    /** A stream without end; says that it ended without an interruption. */
    private OneOffJobBootstrap stream(AtomicInteger batches) {
        DataflowJob<Integer> endless = new DataflowJob<>() {
            @Override
            public List<Integer> fetchData(ShardingContext context) {
                return List.of(batches.incrementAndGet());
            }

            @Override
            public void processData(ShardingContext context, List<Integer> data) {
                if (Thread.currentThread().isInterrupted()) {
                    calls.add("interrupted");
                }
            }
        };
        JobErrorHandler none = new JobErrorHandler() {
            @Override
            public String getType() {
                return "NONE";
            }

            @Override
            public void handleException(String jobName, String where, Throwable cause) {
                calls.add(String.valueOf(cause));
            }
        };
        SchedulerRuntime.create(
                center,
                new SchedulerOptions(
                        new Extensions(List.of(none, new Told(calls)), JobTypesTests.class.getClassLoader()),
                        SchedulerOptions.START_WAIT,
                        SchedulerOptions.AWAIT_TERMINATION));
        return new OneOffJobBootstrap(
                center,
                endless,
                job(1).setProperty("streaming.process", "true")
                        .jobErrorHandlerType("NONE")
                        .jobListenerTypes(List.of("TOLD"))
                        .build());
    }

    /** Hears of the end of a run. */
    private record Told(List<String> calls) implements ElasticJobListener {
        @Override
        public String getType() {
            return "TOLD";
        }

        @Override
        public void beforeJobExecuted(ShardingContexts contexts) {}

        @Override
        public void afterJobExecuted(ShardingContexts contexts) {
            calls.add("ended orderly");
        }
    }

    // ---- THROW

    @Test
    void withThrow_theItemsThatHaveNotBegunFail_withoutRetries_andTheNextFireRuns() throws Exception {
        SimpleJob failing = context -> {
            calls.add(context.getShardingItem() + "/" + context.getAttempt());
            throw new IllegalStateException("planned");
        };
        OneOffJobBootstrap bootstrap = new OneOffJobBootstrap(
                center,
                failing,
                job(3).jobErrorHandlerType("THROW")
                        .jobExecutorServiceHandlerType("SINGLE_THREAD")
                        .retry(new RetryPolicy(1, Duration.ofMillis(1), 1))
                        .build());
        FireResult result = ended(bootstrap.execute(SOON));
        assertThat(result.succeeded()).isFalse();
        assertThat(calls).hasSize(2).last().asString().endsWith("/2");
        assertThat(calls.get(0)).startsWith(calls.get(1).substring(0, 1)).endsWith("/1");
        ended(bootstrap.execute(SOON));
        assertThat(calls).hasSize(4);
    }

    @Test
    void aHandlerWithSettings_isRefusedWithoutThem_byKey() {
        for (String type : List.of("EMAIL", "WECHAT", "DINGTALK")) {
            assertThatThrownBy(() -> new OneOffJobBootstrap(
                            center,
                            (SimpleJob) context -> {},
                            job(1).jobErrorHandlerType(type).build()))
                    .isInstanceOf(JobConfigurationException.class)
                    .hasMessageContaining("job 'j': props.")
                    .hasMessageContaining("is missing");
        }
    }
}
