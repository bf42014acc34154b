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
package io.rota.tracing.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.api.ExecutionSource;
import io.rota.tracing.JobEvent;
import io.rota.tracing.TracedRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How events become rows. */
class RowsTests {

    private static TracedRun run(String taskId) {
        return new TracedRun("job", taskId, 0, "ip", ExecutionSource.NORMAL_TRIGGER);
    }

    private static List<JobEvent> events(String taskId) {
        return List.of(
                new JobEvent.Staged(run(taskId), 1, ""),
                new JobEvent.Started(run(taskId), 2),
                new JobEvent.Ended(run(taskId), 2, 3, null));
    }

    private static Rows rows(List<JobEvent> events) {
        return Rows.of(events, "", "host");
    }

    @Test
    void aRunThatBeginsAndEndsInABatch_isInsertedOnce_andNeverUpdated() {
        Rows rows = rows(events("a"));
        assertThat(rows.begun()).singleElement().satisfies(row -> {
            assertThat(row.get("is_success")).isEqualTo(true);
            assertThat(row.get("complete_time")).isNotNull();
            assertThat(row.get("start_time")).isNotNull();
        });
        assertThat(rows.ended()).isEmpty();
    }

    @Test
    void aRunThatOnlyEndsInABatch_isUpdated() {
        Rows rows = rows(events("a").subList(2, 3));
        assertThat(rows.begun()).isEmpty();
        assertThat(rows.ended()).hasSize(1);
    }

    @Test
    void states_keepTheOrderOfTheEvents() {
        List<JobEvent> both =
                Stream.of(events("a"), events("b")).flatMap(List::stream).toList();
        assertThat(rows(both).states())
                .extracting(row -> row.get("task_id") + " " + row.get("state"))
                .containsExactly(
                        "a TASK_STAGING",
                        "a TASK_RUNNING",
                        "a TASK_FINISHED",
                        "b TASK_STAGING",
                        "b TASK_RUNNING",
                        "b TASK_FINISHED");
    }

    @Test
    void anEvent_hasTheSameRowIdWheneverItComes_andNoOtherHas() {
        List<String> ids = Stream.of(events("a"), events("b"))
                .flatMap(events -> {
                    Rows rows = rows(events);
                    return Stream.of(rows.states(), rows.begun()).flatMap(List::stream);
                })
                .map(Row::id)
                .toList();
        assertThat(ids).doesNotHaveDuplicates().allSatisfy(id -> assertThat(id).hasSizeLessThanOrEqualTo(40));
        assertThat(rows(events("a")).begun().get(0).id()).isEqualTo(ids.get(3));
    }
}
