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
import io.rota.api.ElasticJob;
import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.api.ShardingContext;
import io.rota.api.SimpleJob;
import io.rota.spi.ClassedJobItemExecutor;
import io.rota.spi.EndSignal;
import io.rota.spi.Extensions;
import io.rota.spi.TypedJobItemExecutor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ItemCodeTests {

    private static final JobConfiguration JOB =
            JobConfiguration.newBuilder("report", 1).build();

    private final List<String> calls = new ArrayList<>();

    /** A kind of job of somebody else's. */
    interface Greeting extends SimpleJob {
        String name();
    }

    private final class Greetings implements ClassedJobItemExecutor<Greeting> {
        @Override
        public Class<Greeting> getElasticJobClass() {
            return Greeting.class;
        }

        @Override
        public void process(Greeting job, JobConfiguration definition, ShardingContext context, EndSignal end) {
            calls.add("hello " + job.name());
        }
    }

    private static Extensions with(Object... given) {
        return new Extensions(List.of(given), ItemCodeTests.class.getClassLoader());
    }

    private void run(ItemCode code) throws Exception {
        code.run(JOB, Runs.of(JOB, 0), () -> false);
    }

    @Test
    void aSimpleJob_isCalled() throws Exception {
        run(ItemCode.of((SimpleJob) context -> calls.add("item " + context.getShardingItem()), with()));
        assertThat(calls).containsExactly("item 0");
    }

    @Test
    void ofTwoExecutorsThatFit_theOneForTheMoreSpecialInterfaceRuns() throws Exception {
        run(ItemCode.of(
                new Greeting() {
                    @Override
                    public String name() {
                        return "world";
                    }

                    @Override
                    public void execute(ShardingContext context) {
                        calls.add("simple");
                    }
                },
                with(new Greetings())));
        assertThat(calls).containsExactly("hello world");
    }

    @Test
    void aJobOfNoKind_isRefusedWithTheKindsThereAre() {
        ElasticJob other = new ElasticJob() {};
        assertThatThrownBy(() -> ItemCode.of(other, with()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(other.getClass().getName())
                .hasMessageContaining(SimpleJob.class.getName())
                .hasMessageContaining(DataflowJob.class.getName());
    }

    /** Not clear what it wants. */
    private static final class Both implements SimpleJob, DataflowJob<String> {
        @Override
        public void execute(ShardingContext context) {}

        @Override
        public List<String> fetchData(ShardingContext context) {
            return List.of();
        }

        @Override
        public void processData(ShardingContext context, List<String> data) {}
    }

    @Test
    void aJobOfTwoKinds_isRefusedWithBoth() {
        assertThatThrownBy(() -> ItemCode.of(new Both(), with()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("several kinds of job")
                .hasMessageContaining(SimpleJob.class.getName())
                .hasMessageContaining(DataflowJob.class.getName());
    }

    @Test
    void aTypeOfOnesOwn_isFoundByItsName_andAnUnknownOneIsRefusedWithTheKnown() throws Exception {
        TypedJobItemExecutor shout = new TypedJobItemExecutor() {
            @Override
            public String getType() {
                return "SHOUT";
            }

            @Override
            public void process(JobConfiguration definition, ShardingContext context, EndSignal end) {
                calls.add(definition.getJobName().toUpperCase(java.util.Locale.ROOT));
            }
        };
        Extensions extensions = with(shout).orElse(List.of(new ScriptItems()));
        run(ItemCode.ofType("SHOUT", "report", extensions));
        assertThat(calls).containsExactly("REPORT");
        assertThatThrownBy(() -> ItemCode.ofType("shout", "report", extensions))
                .isInstanceOf(JobConfigurationException.class)
                .hasMessageContaining("elastic-job-type 'shout' is not known. Known are SCRIPT, SHOUT.");
    }
}
