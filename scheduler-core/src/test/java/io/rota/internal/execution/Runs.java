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

import io.rota.api.ItemRun;
import io.rota.api.JobConfiguration;
import io.rota.api.ShardingContext;
import java.time.Duration;
import java.time.Instant;

/** Contexts of runs that nobody scheduled. */
final class Runs {

    private Runs() {}

    static ShardingContext of(JobConfiguration job, int item) {
        return new ShardingContext(
                job,
                item,
                new ItemRun(
                        job.getJobName() + "@-@" + item + "@-@READY@-@10.0.0.1@-@1-a-77",
                        Instant.parse("2026-01-02T03:04:05Z"),
                        2,
                        77),
                () -> Duration.ofSeconds(40));
    }
}
