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

import io.rota.api.DataflowJob;
import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.api.ShardingContext;
import io.rota.spi.EndSignal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataflowItemsTests {

    private final DataflowItems items = new DataflowItems();
    private final List<List<String>> processed = new ArrayList<>();
    private int fetches;

    private DataflowJob<String> job(List<List<String>> batches) {
        Iterator<List<String>> next = batches.iterator();
        return new DataflowJob<>() {
            @Override
            public List<String> fetchData(ShardingContext context) {
                fetches++;
                return next.hasNext() ? next.next() : List.of();
            }

            @Override
            public void processData(ShardingContext context, List<String> data) {
                processed.add(data);
            }
        };
    }

    private static JobConfiguration configuration(String streaming) {
        return JobConfiguration.newBuilder("flow", 1)
                .setProperty("streaming.process", streaming)
                .build();
    }

    private void run(JobConfiguration configuration, EndSignal end, List<List<String>> batches) {
        items.process(job(batches), configuration, Runs.of(configuration, 0), end);
    }

    @Test
    void withoutStreaming_oneBatchIsProcessed() {
        JobConfiguration plain = JobConfiguration.newBuilder("flow", 1).build();
        run(plain, () -> false, List.of(List.of("a"), List.of("b")));
        run(configuration("false"), () -> false, List.of(List.of("c")));
        assertThat(processed).containsExactly(List.of("a"), List.of("c"));
    }

    @Test
    void nothingFetched_isNotProcessed() {
        run(configuration("false"), () -> false, List.of());
        assertThat(processed).isEmpty();
    }

    @Test
    void aStream_goesOnUntilNothingIsFetched() {
        run(configuration("true"), () -> false, List.of(List.of("a"), List.of("b", "c")));
        assertThat(processed).containsExactly(List.of("a"), List.of("b", "c"));
        assertThat(fetches).isEqualTo(3);
    }

    @Test
    void aStreamThatShouldEnd_endsAfterTheBatchThatItHas_andFetchesNoMore() {
        run(configuration("true"), () -> processed.size() == 2, List.of(List.of("a"), List.of("b"), List.of("c")));
        assertThat(processed).containsExactly(List.of("a"), List.of("b"));
        assertThat(fetches).isEqualTo(2);
    }

    @Test
    void aSwitchThatIsNone_isRefused() {
        assertThatThrownBy(() -> items.check(configuration("yes")))
                .isInstanceOf(JobConfigurationException.class)
                .hasMessageContaining("props.streaming.process is neither true nor false");
    }
}
