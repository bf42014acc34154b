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
package io.rota.internal.engine;

import io.rota.api.JobFigures;
import io.rota.api.SkippedFires;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what a process decides about the fires of a job that do not just run. On the loop. */
public final class FireTally {

    private final Map<SkippedFires.Reason, Long> skipped = new EnumMap<>(SkippedFires.Reason.class);
    private long takenOver;
    private long abandoned;

    void skipped(List<SkippedFires> skips) {
        skips.forEach(skip -> skipped.merge(skip.reason(), (long) skip.count(), Long::sum));
    }

    void takenOver() {
        takenOver++;
    }

    void abandoned() {
        abandoned++;
    }

    JobFigures.Decided figures(long givenUp) {
        return new JobFigures.Decided(skipped, takenOver, abandoned, givenUp);
    }
}
