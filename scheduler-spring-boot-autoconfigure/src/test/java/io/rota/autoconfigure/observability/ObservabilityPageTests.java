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
package io.rota.autoconfigure.observability;

import static io.rota.autoconfigure.observability.Scheduled.CONTEXTS;
import static io.rota.autoconfigure.observability.Scheduled.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rota.api.ExecutionSource;
import io.rota.api.FireResult;
import io.rota.api.ItemRun;
import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import io.rota.api.SkippedFires;
import io.rota.bootstrap.SchedulerFigures;
import io.rota.spi.RunObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;

/** What the page about observability says is so. */
@Timeout(120)
class ObservabilityPageTests {

    private static final Path PAGE = Path.of("..", "docs", "observability.md");

    /** The rows of a table, each as its cells without code marks; the first cell to the others. */
    private static Map<String, List<String>> table(String name) throws IOException {
        String page = Files.readString(PAGE);
        String table = page.substring(
                page.indexOf("<!-- " + name + ": begin -->"), page.indexOf("<!-- " + name + ": end -->"));
        Map<String, List<String>> rows = new TreeMap<>();
        table.lines().filter(line -> line.startsWith("| `")).forEach(line -> {
            List<String> cells = Arrays.stream(line.substring(1).split("\\|"))
                    .map(cell -> cell.replace("`", "").strip())
                    .toList();
            rows.put(cells.get(0), cells.subList(1, cells.size()));
        });
        assertThat(rows).isNotEmpty();
        return rows;
    }

    private static String names(Class<? extends Enum<?>> type, String... but) {
        return Arrays.stream(type.getEnumConstants())
                .map(Enum::name)
                .filter(name -> !List.of(but).contains(name))
                .collect(Collectors.joining(", "));
    }

    @Test
    void eachMeter_isDocumentedWithItsTypeTagsAndUnit() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        table("meters").forEach((name, cells) -> documented.put(name, String.join(" | ", cells.subList(0, 3))));
        MeterRegistry registry = new SimpleMeterRegistry();
        Map<String, String> existing = new TreeMap<>();
        CONTEXTS.withBean(MeterRegistry.class, () -> registry)
                .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=jdbc:h2:mem:documented", "elasticjob.tracing.type=RDB")
                .run(context -> {
                    run(context, item -> {});
                    for (Meter meter : registry.getMeters()) {
                        Meter.Id id = meter.getId();
                        String row = id.getType().name().toLowerCase(Locale.ROOT) + " | "
                                + id.getTags().stream().map(Tag::getKey).collect(Collectors.joining(", ")) + " | "
                                + Objects.requireNonNullElse(id.getBaseUnit(), "");
                        assertThat(existing.put(id.getName(), row))
                                .as("the same keys in each series")
                                .isIn(null, row);
                        assertThat(id.getDescription()).isNotBlank();
                    }
                });
        assertThat(existing.keySet())
                .isEqualTo(Arrays.stream(SchedulerMeter.values())
                        .map(SchedulerMeter::meterName)
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertThat(documented).isEqualTo(existing);
    }

    @Test
    void eachValueOfATag_isDocumented() throws IOException {
        Map<String, List<String>> documented = table("tags");
        assertThat(documented.get("outcome"))
                .as("an abandoned run has not been here")
                .containsExactly(names(FireResult.Outcome.class, "ABANDONED"));
        assertThat(documented.get("source")).containsExactly(names(ExecutionSource.class));
        assertThat(documented.get("reason")).containsExactly(names(SkippedFires.Reason.class));
        assertThat(documented.get("operation")).containsExactly(names(SchedulerFigures.RequestKind.class));
        Map<String, List<String>> others = new HashMap<>(documented);
        others.keySet().removeAll(List.of("outcome", "source", "reason", "operation"));
        assertThat(others).containsOnlyKeys("job", "center");
    }

    @Test
    void eachKeyOfAnObservation_isDocumented() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        table("keys").forEach((key, cells) -> documented.put(key, cells.get(0)));
        ItemObservationContext context = new ItemObservationContext(new RunObserver.Begun(
                new ShardingContext(
                        JobConfiguration.newBuilder("job", 1).build(),
                        0,
                        new ItemRun("task", Instant.EPOCH, 1, 1),
                        () -> Duration.ZERO),
                ExecutionSource.NORMAL_TRIGGER,
                Duration.ZERO));
        Map<String, String> existing = new TreeMap<>();
        DefaultItemObservationConvention convention = new DefaultItemObservationConvention();
        for (KeyValue key : convention.getLowCardinalityKeyValues(context)) {
            existing.put(key.getKey(), "low");
        }
        for (KeyValue key : convention.getHighCardinalityKeyValues(context)) {
            existing.put(key.getKey(), "high");
        }
        assertThat(documented).isEqualTo(existing);
        assertThat(Files.readString(PAGE)).contains("`" + convention.getName() + "`");
    }

    @Test
    void eachLogMark_isDocumented() throws IOException {
        Map<String, String> marks = new ConcurrentHashMap<>();
        CONTEXTS.run(context -> run(context, item -> marks.putAll(MDC.getCopyOfContextMap())));
        assertThat(table("marks").keySet()).isEqualTo(marks.keySet());
    }
}
