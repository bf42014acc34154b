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
package com.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rota.api.FireResult.Outcome;
import io.rota.api.JobConfiguration;
import io.rota.api.SimpleJob;
import io.rota.bootstrap.OneOffJobBootstrap;
import io.rota.registry.memory.MemoryRegistryCenter;
import io.rota.test.JobRun;
import io.rota.test.JobRunner;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A job without Spring, run as a scheduler would run it. */
class PrintInvoicesTests {

    private static final SimpleJob PRINT = context -> {
        if ("Atlantis".equals(context.getShardingParameter())) {
            throw new IllegalArgumentException("no printer");
        }
    };

    private static JobRunner runner(MemoryRegistryCenter center) {
        JobConfiguration definition = JobConfiguration.newBuilder("print-invoices", 2)
                .shardingItemParameters("0=Beijing,1=Atlantis")
                .build();
        return new JobRunner(List.of(new OneOffJobBootstrap(center, PRINT, definition)));
    }

    @Test
    void itemsTellHowTheyEnded() {
        try (MemoryRegistryCenter center = new MemoryRegistryCenter()) {
            JobRunner jobs = runner(center);

            JobRun run = jobs.fire(
                    "print-invoices", Duration.ofSeconds(10), definition -> definition.jobParameter("november"));

            assertThat(run.item(0).succeeded()).isTrue();
            assertThat(run.item(1).outcome()).isEqualTo(Outcome.FAILED);
            assertThat(run.item(1).error()).hasMessage("no printer");
            assertThat(run.item(1).duration()).isLessThan(Duration.ofSeconds(1));
            assertThatIllegalStateException()
                    .isThrownBy(run::orThrow)
                    .withMessageContaining("item 1 (Atlantis): FAILED");
        }
    }
}
