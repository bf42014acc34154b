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
package io.rota.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobConfigurationTests {

    @Test
    void defaultsAreTheDocumentedOnes() {
        JobConfiguration job = JobConfiguration.newBuilder("report", 3).build();
        assertThat(job.getJobName()).isEqualTo("report");
        assertThat(job.getShardingTotalCount()).isEqualTo(3);
        assertThat(job.getCron()).isNull();
        assertThat(job.getTimeZone()).isNull();
        assertThat(job.getShardingItemParameters()).isEmpty();
        assertThat(job.itemParameters()).isEmpty();
        assertThat(job.getJobParameter()).isEmpty();
        assertThat(job.isMonitorExecution()).isTrue();
        assertThat(job.isFailover()).isFalse();
        assertThat(job.isMisfire()).isTrue();
        assertThat(job.getMaxTimeDiffSeconds()).isEqualTo(-1);
        assertThat(job.getReconcileIntervalMinutes()).isEqualTo(10);
        assertThat(job.getJobShardingStrategyType()).isNull();
        assertThat(job.getJobExecutorServiceHandlerType()).isNull();
        assertThat(job.getJobErrorHandlerType()).isNull();
        assertThat(job.getJobListenerTypes()).isEmpty();
        assertThat(job.getDescription()).isEmpty();
        assertThat(job.getProps()).isEmpty();
        assertThat(job.isDisabled()).isFalse();
        assertThat(job.isOverwrite()).isFalse();
        assertThat(job.getLabel()).isNull();
        assertThat(job.isStaticSharding()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a/b",
                "a@b",
                "a b",
                "a\tb",
                "a\nb",
                "a\u0000b",
                "a\u2003b",
                "a\u0085b",
                ".",
                "..",
                "zookeeper",
                "_rota",
                "_rota-own",
                "01234567890123456789012345678901234567890123456789"
                        + "01234567890123456789012345678901234567890123456789x"
            })
    void aNameThatNoRegistryCouldKeep_isRefused(String name) {
        assertThatThrownBy(() -> JobConfiguration.newBuilder(name, 1).build())
                .isInstanceOf(JobConfigurationException.class)
                .hasMessageStartingWith("job '" + name + "': the name ")
                .hasMessageEndingWith("'settle-orders'. The job was not started.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"j", "settle-orders", "com.example.Job_1", "...", "日报", "zookeeper2", "a:b"})
    void otherNames_areTaken(String name) {
        assertThat(JobConfiguration.newBuilder(name, 1).build().getJobName()).isEqualTo(name);
    }

    @Test
    void theLongestName_isTaken() {
        String name = "n".repeat(JobConfiguration.JOB_NAME_LENGTH_MAX);
        assertThat(JobConfiguration.newBuilder(name, 1).build().getJobName()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, 100_001, Integer.MAX_VALUE})
    void aTotalOutOfRange_isRefusedByName(int total) {
        assertThatThrownBy(() -> JobConfiguration.newBuilder("report", total).build())
                .asInstanceOf(type(JobConfigurationException.class))
                .satisfies(wrong -> {
                    assertThat(wrong.property()).isEqualTo("sharding-total-count");
                    assertThat(wrong.jobName()).isEqualTo("report");
                    assertThat(wrong).hasMessageContaining("is " + total + ".");
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000})
    void theLimitsOfTheTotal_areTaken(int total) {
        assertThat(JobConfiguration.newBuilder("report", total).build().getShardingTotalCount())
                .isEqualTo(total);
    }

    @Test
    void toBuilder_keepsEverything() {
        JobConfiguration job = full();
        assertThat(job.toBuilder().build()).isEqualTo(job).hasSameHashCodeAs(job);
    }

    @Test
    void everySetting_makesADifference() {
        List<UnaryOperator<JobConfiguration.Builder>> changes = List.of(
                job -> job.cron("0 0 4 * * ?"),
                job -> job.timeZone("GMT+09:00"),
                job -> job.shardingItemParameters("0=Z"),
                job -> job.jobParameter("other"),
                job -> job.monitorExecution(true),
                job -> job.failover(false),
                job -> job.misfire(true),
                job -> job.maxTimeDiffSeconds(6),
                job -> job.reconcileIntervalMinutes(2),
                job -> job.jobShardingStrategyType("ODEVITY"),
                job -> job.jobExecutorServiceHandlerType("CPU"),
                job -> job.jobErrorHandlerType("LOG"),
                job -> job.jobListenerTypes(List.of("b")),
                job -> job.props(Map.of()),
                job -> job.setProperty("c", "3"),
                job -> job.description("other"),
                job -> job.disabled(false),
                job -> job.overwrite(false),
                job -> job.label("other"),
                job -> job.staticSharding(false));
        assertThat(changes)
                .allSatisfy(change ->
                        assertThat(change.apply(full().toBuilder()).build()).isNotEqualTo(full()));
    }

    @Test
    void blankTexts_meanTheDefault() {
        JobConfiguration job = full().toBuilder()
                .cron(" ")
                .timeZone("")
                .jobShardingStrategyType(" ")
                .jobExecutorServiceHandlerType("")
                .jobErrorHandlerType("\t")
                .label(" ")
                .shardingItemParameters(null)
                .jobParameter(null)
                .description(null)
                .build();
        assertThat(job.getCron()).isNull();
        assertThat(job.getTimeZone()).isNull();
        assertThat(job.getJobShardingStrategyType()).isNull();
        assertThat(job.getJobExecutorServiceHandlerType()).isNull();
        assertThat(job.getJobErrorHandlerType()).isNull();
        assertThat(job.getLabel()).isNull();
        assertThat(job.getShardingItemParameters()).isEmpty();
        assertThat(job.getJobParameter()).isEmpty();
        assertThat(job.getDescription()).isEmpty();
    }

    @Test
    void aBuiltConfiguration_doesNotChangeWithWhatItWasMadeOf() {
        List<String> listeners = new ArrayList<>(List.of("a"));
        Map<String, String> props = new HashMap<>(Map.of("a", "1"));
        JobConfiguration.Builder builder = JobConfiguration.newBuilder("report", 1)
                .jobListenerTypes(listeners)
                .props(props);
        JobConfiguration job = builder.build();
        listeners.add("b");
        props.put("b", "2");
        builder.setProperty("c", "3");
        assertThat(job.getJobListenerTypes()).containsExactly("a");
        assertThat(job.getProps()).containsOnlyKeys("a");
        assertThatThrownBy(() -> job.getProps().put("d", "4")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> job.itemParameters().put(7, "4")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void propertyKeys_areKeptAsWritten() {
        assertThat(JobConfiguration.newBuilder("report", 1)
                        .setProperty("script.Command.Line", "echo")
                        .setProperty("a", "1")
                        .build()
                        .getProps())
                .containsExactly(Map.entry("a", "1"), Map.entry("script.Command.Line", "echo"));
    }

    private static JobConfiguration full() {
        return JobConfiguration.newBuilder("report", 3)
                .cron("0 0 3 * * ?")
                .timeZone("GMT+08:00")
                .shardingItemParameters("0=A,1=B")
                .jobParameter("p")
                .monitorExecution(false)
                .failover(true)
                .misfire(false)
                .maxTimeDiffSeconds(5)
                .reconcileIntervalMinutes(1)
                .jobShardingStrategyType("ROUND_ROBIN")
                .jobExecutorServiceHandlerType("SINGLE_THREAD")
                .jobErrorHandlerType("IGNORE")
                .jobListenerTypes(List.of("a"))
                .props(Map.of("a", "1", "b", "2"))
                .description("d")
                .disabled(true)
                .overwrite(true)
                .label("l")
                .staticSharding(true)
                .build();
    }
}
