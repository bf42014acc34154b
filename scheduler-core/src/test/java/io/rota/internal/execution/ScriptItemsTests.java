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
package io.rota.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Real programs of a POSIX system. */
@DisabledOnOs(OS.WINDOWS)
class ScriptItemsTests {

    @TempDir
    Path folder;

    private final ScriptItems items = new ScriptItems();
    private final List<ILoggingEvent> logged = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(ScriptItems.class);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            event.getMDCPropertyMap();
            logged.add(event);
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        logger.setAdditive(false);
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        MDC.clear();
    }

    private List<String> lines() {
        return logged.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private String script(String text) throws IOException {
        return "sh " + Files.writeString(folder.resolve("script.sh"), text);
    }

    private static JobConfiguration.Builder job(String commandLine) {
        return JobConfiguration.newBuilder("report", 3)
                .shardingItemParameters("0=A")
                .jobParameter("p")
                .setProperty("script.command.line", commandLine);
    }

    private void run(JobConfiguration job) throws Exception {
        items.process(job, Runs.of(job, 0), () -> false);
    }

    @Test
    void aScript_getsItsWordsAndTheContextAsLastArgument() throws Exception {
        run(job(script("for each in \"$@\"; do echo \"[$each]\"; done") + " --name=\"a  b\" '*'")
                .build());
        assertThat(lines())
                .containsExactly(
                        "[--name=a  b]",
                        "[*]",
                        "[{\"jobName\":\"report\",\"taskId\":\"report@-@0@-@READY@-@10.0.0.1@-@1-a-77\","
                                + "\"shardingTotalCount\":3,\"jobParameter\":\"p\",\"shardingItem\":0,"
                                + "\"shardingParameter\":\"A\"}]");
    }

    @Test
    void theContextArgument_canBeLeftOut() throws Exception {
        run(job(script("echo $#"))
                .setProperty("script.context.argument", "false")
                .build());
        assertThat(lines()).containsExactly("0");
    }

    @Test
    void aScript_hasTheRunInItsEnvironment() throws Exception {
        run(job(script("env | grep ^ROTA_ | sort")).build());
        assertThat(lines())
                .containsExactly(
                        "ROTA_ATTEMPT=2",
                        "ROTA_FENCING_TOKEN=77",
                        "ROTA_FIRE_TIME=2026-01-02T03:04:05Z",
                        "ROTA_IDEMPOTENCY_KEY=report/0/1767323045000",
                        "ROTA_JOB_NAME=report",
                        "ROTA_JOB_PARAMETER=p",
                        "ROTA_LEASE_REMAINING_MILLISECONDS=40000",
                        "ROTA_SHARDING_ITEM=0",
                        "ROTA_SHARDING_PARAMETER=A",
                        "ROTA_SHARDING_TOTAL_COUNT=3",
                        "ROTA_TASK_ID=report@-@0@-@READY@-@10.0.0.1@-@1-a-77");
    }

    @Test
    void anExitCodeOtherThanZero_failsTheItem_andTellsTheLastWords() throws Exception {
        String line = script("for i in $(seq 1 30); do echo step $i; done; echo 'no disk' >&2; exit 3");
        assertThatThrownBy(() -> run(job(line).build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("exit code 3")
                .hasMessageContaining("step 30")
                .hasMessageEndingWith("no disk")
                .hasMessageNotContaining("step 20\n");
    }

    @Test
    void aProgramThatDoesNotExist_failsTheItemByName() {
        assertThatThrownBy(() -> run(job("/no/such/program").build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("could not be started")
                .hasMessageContaining("/no/such/program");
    }

    @Test
    void theOutput_isLoggedWithTheMarksOfTheRun_andOnlySoMuchOfIt() throws Exception {
        MDC.put("item", "0");
        run(job(script("head -c 10000 /dev/zero | tr '\\0' x; echo; printf 'a\\033[31mb\\n';"
                        + " seq 1 2000; printf 'no end'"))
                .build());
        List<String> lines = lines();
        assertThat(lines).hasSize(ScriptItems.LINES_MAX + 1);
        assertThat(lines.get(0)).hasSizeBetween(4_000, 4_010).endsWith("x ...");
        assertThat(lines.get(1)).isEqualTo("a?[31mb");
        assertThat(lines.get(ScriptItems.LINES_MAX)).contains("2003 lines");
        assertThat(logged.get(1).getMDCPropertyMap()).containsEntry("item", "0");
    }

    @Test
    void aScriptThatReadsItsInput_findsNone() throws Exception {
        run(job(script("cat; echo over")).build());
        assertThat(lines()).containsExactly("over");
    }

    /** What it starts keeps the output open; the item ends all the same. */
    @Test
    void aScriptThatLeavesAChildBehind_isNotWaitedForLonger() throws Exception {
        long begun = System.nanoTime();
        Path pid = folder.resolve("pid");
        run(job(script("sleep 60 & echo $! > " + pid + "; echo left it")).build());
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        assertThat(lines()).containsExactly("left it");
        handle(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void anInterruption_endsTheScriptAndEverythingItStarted_alsoWhatIgnoresTheRequest() throws Exception {
        Path own = folder.resolve("own");
        Path child = folder.resolve("child");
        Path stubborn = folder.resolve("stubborn");
        String line = script("echo $$ > " + own + "\n"
                + "sleep 300 & echo $! > " + child + "\n"
                + "sh -c 'trap \"\" TERM; echo $$ > " + stubborn + "; while :; do sleep 1; done' &\n"
                + "wait");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                run(job(line).build());
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        thread.start();
        List<Path> pids = List.of(own, child, stubborn);
        await().atMost(Duration.ofSeconds(30)).until(() -> pids.stream().allMatch(ScriptItemsTests::isWritten));
        List<ProcessHandle> processes = pids.stream()
                .map(ScriptItemsTests::handle)
                .flatMap(Optional::stream)
                .toList();
        assertThat(processes).hasSize(3);
        thread.interrupt();
        thread.join(30_000);
        assertThat(thread.isAlive()).isFalse();
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class).hasMessageContaining("were ended");
    }

    private static boolean isWritten(Path pid) {
        return handle(pid).isPresent();
    }

    private static Optional<ProcessHandle> handle(Path pid) {
        try {
            String text = Files.exists(pid) ? Files.readString(pid).strip() : "";
            return text.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(text));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aThreadThatIsInterruptedAlready_startsNothing() throws Exception {
        Path made = folder.resolve("made");
        String line = script("touch " + made);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> run(job(line).build())).isInstanceOf(InterruptedException.class);
        assertThat(made).doesNotExist();
    }

    @Test
    void aMissingOrMalformedLine_isRefusedByKey() {
        assertThatThrownBy(() ->
                        items.check(JobConfiguration.newBuilder("report", 1).build()))
                .isInstanceOfSatisfying(JobConfigurationException.class, wrong -> {
                    assertThat(wrong.property()).isEqualTo("props.script.command.line");
                    assertThat(wrong).hasMessageContaining("props.script.command.line is missing");
                });
        assertThatThrownBy(() -> items.check(job("run 'a").build()))
                .hasMessageContaining("props.script.command.line has a quote at position 5");
    }
}
