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
package io.rota.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.rota.api.JobConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigYamlTests {

    private static final String MINIMAL = """
            cron: 0/5 * * * * ?
            description: ''
            disabled: false
            failover: false
            jobName: j1
            jobParameter: ''
            maxTimeDiffSeconds: -1
            misfire: true
            monitorExecution: true
            overwrite: false
            reconcileIntervalMinutes: 10
            shardingItemParameters: ''
            shardingTotalCount: 3
            staticSharding: false
            """;

    private static final String SHORTEST = "jobName: j\nshardingTotalCount: 2\n";

    @Test
    void theMinimalJob_isWrittenToTheLetter() {
        JobConfiguration job =
                JobConfiguration.newBuilder("j1", 3).cron("0/5 * * * * ?").build();
        assertThat(ConfigYaml.write(job)).isEqualTo(MINIMAL);
        assertThat(ConfigYaml.read(MINIMAL)).isEqualTo(job);
    }

    @Test
    void everyField_isWrittenUnderItsDocumentedName() {
        JobConfiguration job = JobConfiguration.newBuilder("j1", 3)
                .timeZone("GMT+08:00")
                .jobShardingStrategyType("ODEVITY")
                .jobExecutorServiceHandlerType("SINGLE_THREAD")
                .jobErrorHandlerType("LOG")
                .jobListenerTypes(List.of("a", "b"))
                .label("l")
                .setProperty("b.c", "2")
                .setProperty("a", "1")
                .shardingItemParameters("0=北京")
                .build();
        assertThat(ConfigYaml.write(job)).isEqualTo("""
                        description: ''
                        disabled: false
                        failover: false
                        jobErrorHandlerType: LOG
                        jobExecutorServiceHandlerType: SINGLE_THREAD
                        jobListenerTypes:
                        - a
                        - b
                        jobName: j1
                        jobParameter: ''
                        jobShardingStrategyType: ODEVITY
                        label: l
                        maxTimeDiffSeconds: -1
                        misfire: true
                        monitorExecution: true
                        overwrite: false
                        props:
                          a: '1'
                          b.c: '2'
                        reconcileIntervalMinutes: 10
                        shardingItemParameters: 0=北京
                        shardingTotalCount: 3
                        staticSharding: false
                        timeZone: GMT+08:00
                        """);
    }

    @Test
    void absentFields_haveTheOldReadersDefaults() {
        JobConfiguration job = ConfigYaml.read(SHORTEST);
        assertThat(job.isMonitorExecution()).isFalse();
        assertThat(job.isMisfire()).isFalse();
        assertThat(job.isFailover()).isFalse();
        assertThat(job.getReconcileIntervalMinutes()).isZero();
        assertThat(job.getMaxTimeDiffSeconds()).isEqualTo(-1);
        assertThat(job.getCron()).isNull();
        assertThat(job.getTimeZone()).isNull();
        assertThat(job.getJobShardingStrategyType()).isNull();
        assertThat(job.getJobListenerTypes()).isEmpty();
        assertThat(job.getProps()).isEmpty();
        assertThat(job.getShardingItemParameters()).isEmpty();
    }

    @Test
    void nullFields_areAbsent() {
        assertThat(ConfigYaml.read(SHORTEST + "cron: null\nprops: ~\njobListenerTypes:\nmisfire: null\n"))
                .isEqualTo(ConfigYaml.read(SHORTEST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobExecutorServiceHandlerType", "jobExecutorThreadPoolSizeProviderType"})
    void bothNamesOfTheThreadPolicy_areRead(String field) {
        assertThat(ConfigYaml.read(SHORTEST + field + ": SINGLE_THREAD\n").getJobExecutorServiceHandlerType())
                .isEqualTo("SINGLE_THREAD");
    }

    @Test
    void itIsReadWhateverTheOrderAndStyle() {
        assertThat(ConfigYaml.read("{\"shardingTotalCount\": 2, \"misfire\": true, \"jobName\": \"j\"}"))
                .isEqualTo(ConfigYaml.read("misfire: true\n" + SHORTEST));
    }

    /** A text is what stands there, whatever YAML could take it for; people edit this node by hand. */
    @ParameterizedTest
    @ValueSource(strings = {"2024-01-01", "007", "1e3", "yes", "0x1F", "1_000", "12:30:45", "1.10", "true", "-.inf"})
    void textsAreKeptToTheLetter(String text) {
        assertThat(ConfigYaml.read(SHORTEST + "jobParameter: " + text + "\n").getJobParameter())
                .isEqualTo(text);
        assertThat(ConfigYaml.read(SHORTEST + "props:\n  " + text + ": " + text + "\n")
                        .getProps())
                .containsExactly(entry(text, text));
        JobConfiguration job = JobConfiguration.newBuilder("j", 2)
                .jobParameter(text)
                .jobListenerTypes(List.of(text))
                .setProperty(text, text)
                .build();
        assertThat(ConfigYaml.read(ConfigYaml.write(job))).isEqualTo(job);
    }

    /** Other readers resolve plain words, so what looks like another type must be quoted. */
    @Test
    void textsThatLookLikeSomethingElse_areWrittenQuoted() {
        assertThat(ConfigYaml.write(JobConfiguration.newBuilder("j", 2)
                        .jobParameter("2024-01-01")
                        .description("true")
                        .build()))
                .contains("jobParameter: '2024-01-01'\n", "description: 'true'\n");
    }

    @ParameterizedTest
    @CsvSource({
        "true,true",
        "True,true",
        "yes,true",
        "ON,true",
        "'\"true\"',true",
        "false,false",
        "no,false",
        "Off,false"
    })
    void flagsAreReadInEverySpelling(String text, boolean flag) {
        assertThat(ConfigYaml.read(SHORTEST + "failover: " + text + "\n").isFailover())
                .isEqualTo(flag);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "foo: bar                       | unknown field(s) [foo]",
                "JobParameter: x                | unknown field(s) [JobParameter]",
                "misfire: maybe                 | field 'misfire' is 'maybe', not true or false",
                "misfire: 1                     | field 'misfire' is '1', not true or false",
                "maxTimeDiffSeconds: soon       | field 'maxTimeDiffSeconds' is 'soon', not a whole number",
                "maxTimeDiffSeconds: 1.5        | field 'maxTimeDiffSeconds' is '1.5', not a whole number",
                "maxTimeDiffSeconds: 9999999999 | field 'maxTimeDiffSeconds' is '9999999999', not a whole number",
                "cron: [a]                      | field 'cron' is not a text",
                "cron: {a: b}                   | field 'cron' is not a text",
                "props: [a]                     | field 'props' is not a map",
                "jobName: j                     | not readable as YAML",
                "shardingItemParameters: x      | 'x' is not one item"
            })
    void whatIsWrong_isNamed(String line, String problem) {
        assertThatThrownBy(() -> ConfigYaml.read(SHORTEST + line + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "text",
                "jobName: j",
                "shardingTotalCount: 1",
                "jobName: j\nshardingTotalCount: 0",
                "a: b: c",
                "\t",
                "jobName: j\nshardingTotalCount: 1\n---\njobName: k\nshardingTotalCount: 1",
                "jobName: j\u0000\nshardingTotalCount: 1",
                "!!io.rota.api.JobConfiguration {}"
            })
    void whatIsNoDefinition_isRefused(String text) {
        assertThatThrownBy(() -> ConfigYaml.read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jobExtraConfigurations: [!!javax.script.ScriptEngineManager [!!java.net.URL [\"http://x\"]]]\n",
                "jobExtraConfigurations:\n- !!org.example.Tracing\n  type: RDB\n  \uD83D\uDE00: 'x'\n- plain\n",
                "jobExtraConfigurations: []\n"
            })
    void extraConfigurations_areCarriedOverAsTheyStand_andNothingIsMadeOfThem(String extra) {
        String text = "cron: 0 0 3 * * ?\n" + extra + SHORTEST;
        assertThat(ConfigYaml.extra(text)).isEqualTo(extra);
        JobConfiguration read = ConfigYaml.read(text);
        assertThat(read.getCron()).isEqualTo("0 0 3 * * ?");
        String written = ConfigYaml.write(read, extra);
        assertThat(ConfigYaml.extra(written)).isEqualTo(extra);
        assertThat(ConfigYaml.read(written)).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "props: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://x\"]]]]",
                "jobParameter: !!java.io.File [/etc/passwd]",
                "jobListenerTypes: [!!java.util.Date [0]]",
                "props: {a: &a [x], b: *a}",
                "props: &a {a: *a}",
                "props: {<<: &a {x: y}, b: {<<: *a}}"
            })
    void tagsAndAliases_makeNothing(String line) {
        assertThatThrownBy(() -> ConfigYaml.read(SHORTEST + line + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not readable as YAML");
    }

    @Test
    void textsMadeToExhaust_areRefusedAtOnce() {
        StringBuilder laughs = new StringBuilder(SHORTEST + "props:\n  a0: &a0 [x]\n");
        for (int i = 1; i < 30; i++) {
            String last = "*a" + (i - 1);
            laughs.append("  a" + i + ": &a" + i + " [" + last + "," + last + "]\n");
        }
        List<String> texts = List.of(
                laughs.toString(),
                SHORTEST + "props: " + "[".repeat(100_000),
                SHORTEST + "props: " + "{a: ".repeat(100_000),
                SHORTEST + "- ".repeat(100_000),
                SHORTEST + "jobParameter: " + "x".repeat(3_000_000));
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (String text : texts) {
                assertThatThrownBy(() -> ConfigYaml.read(text)).isInstanceOf(IllegalArgumentException.class);
            }
        });
    }

    @Test
    void whatIsWritten_isReadBack() {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            JobConfiguration job = random(random);
            JobConfiguration read = ConfigYaml.read(ConfigYaml.write(job));
            assertThat(read).usingRecursiveComparison().isEqualTo(job);
            assertThat(read).isEqualTo(job);
        }
    }

    /** Whatever stands in the node, reading it ends in a definition or in the one exception that readers expect. */
    @Test
    void damagedTexts_areReadOrRefused() {
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder(ConfigYaml.write(random(random)));
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(text.length());
                text.replace(at, Math.min(text.length(), at + random.nextInt(3)), text(random, 2));
            }
            try {
                ConfigYaml.read(text.toString());
            } catch (IllegalArgumentException expected) {
                assertThat(expected).hasMessageMatching("(?s).+");
            }
        }
    }

    private static JobConfiguration random(Random random) {
        TreeMap<String, String> props = new TreeMap<>();
        List<String> listeners = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            props.put(text(random, 6), text(random, 30));
            listeners.add(text(random, 6));
        }
        return JobConfiguration.newBuilder("job-" + random.nextInt(), 1 + random.nextInt(100_000))
                .cron(random.nextBoolean() ? null : word(random))
                .timeZone(random.nextBoolean() ? null : word(random))
                .shardingItemParameters(random.nextBoolean() ? "" : "0=A, 1 = B")
                .jobParameter(text(random, 200))
                .monitorExecution(random.nextBoolean())
                .failover(random.nextBoolean())
                .misfire(random.nextBoolean())
                .maxTimeDiffSeconds(random.nextInt())
                .reconcileIntervalMinutes(random.nextInt())
                .jobShardingStrategyType(word(random))
                .jobExecutorServiceHandlerType(word(random))
                .jobErrorHandlerType(word(random))
                .jobListenerTypes(listeners)
                .props(props)
                .description(text(random, 20))
                .disabled(random.nextBoolean())
                .overwrite(random.nextBoolean())
                .label(word(random))
                .staticSharding(random.nextBoolean())
                .build();
    }

    private static String word(Random random) {
        return text(random, 10).replaceAll("\\p{Cntrl}", "");
    }

    private static String text(Random random, int lengthMax) {
        String alphabet = "ab01 :-#'\"\n\t{}[],&*!|>%@`\\=?~.北é😀\u0007\u0001yn_";
        int[] points = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(lengthMax + 1); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
