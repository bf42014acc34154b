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
package io.rota.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.benchmark.node.JobSpec;
import io.rota.benchmark.node.RunLog;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTests {

    private static final long SECOND = 1_000_000;

    @TempDir
    Path directory;

    @Test
    void duty_isCountedOnce_howeverOftenItRan() {
        Runs runs = new Runs(List.of(run(1, 10, 10.1), run(1, 10, 12), run(1, 11, 13), run(2, 10, 10.2)));
        assertThat(runs.distinct()).isEqualTo(3);
        assertThat(runs.doubled()).isEqualTo(1);
        assertThat(runs.onTime()).as("begun within a second").isEqualTo(2);
    }

    @Test
    void window_holdsTheFiresInIt_whenTheyRanDoesNotMatter() {
        Runs runs = new Runs(List.of(run(1, 10, 20), run(1, 11, 11), run(1, 12, 12)));
        assertThat(runs.firedBetween(10 * SECOND, 12 * SECOND).count()).isEqualTo(2);
    }

    @Test
    void log_isReadAsItWasWritten() throws Exception {
        RunLog log = new RunLog();
        long before = RunLog.nowMicros();
        log.run(new JobSpec(70_000, 1, "", true, false, 0), 99_999, 5 * SECOND);
        Path file = directory.resolve("runs");
        log.write(file);
        Runs.Run run = Runs.read(file).all().get(0);
        assertThat(run.job()).isEqualTo(70_000);
        assertThat(run.item()).isEqualTo(99_999);
        assertThat(run.fire()).isEqualTo(5 * SECOND);
        assertThat(run.start()).isBetween(before, RunLog.nowMicros());
    }

    private static Runs.Run run(long key, long fireSecond, double startSecond) {
        return new Runs.Run(key, fireSecond * SECOND, (long) (startSecond * SECOND));
    }
}
