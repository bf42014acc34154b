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
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rota.databases.DatabaseServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short form of {@code bin/trace-load}: fewer jobs, and a flood of events so that the queue is full at once. */
@Timeout(300)
class TraceLoadTests {

    private static final TraceLoadRun.Setting SHORT =
            new TraceLoadRun.Setting(60, Duration.ofSeconds(1), Duration.ofSeconds(2), true);

    @Test
    void stoppedDatabase_isNotFeltByJobs_andEachEventIsWrittenOnceOrCountedAsDropped() throws Exception {
        assumeThat(DatabaseServer.isToBeHad()).as("a server for this platform").isTrue();
        TraceLoadRun.Outcome outcome = TraceLoadRun.carryOut(SHORT);
        assertThat(outcome.dropped()).isPositive();
        assertThat(outcome.statesWritten() + outcome.dropped()).isEqualTo(outcome.sent());
        assertThat(outcome.flaws()).isEmpty();
        // Jobs that wait for the database would not run at all while it is away.
        assertThat(outcome.during().missing())
                .as("%s", outcome)
                .isLessThan(outcome.during().fires() * SHORT.items() / 2);
    }
}
