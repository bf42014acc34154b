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
package io.rota.operation;

import io.rota.api.SkippedFires;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the registry knows of an item.
 *
 * @param item its number
 * @param instanceId the instance that should run it, empty if none
 * @param disabledSince since when the item itself is disabled by the registry's clock, null if it is not
 * @param execution what the execution record says; null if there is none or it is unreadable
 * @param skips the fires that the last decision passed over
 * @param why why it ran, or did not, in a sentence for people
 */
public record ItemExplanation(
        int item,
        String instanceId,
        @Nullable Instant disabledSince,
        @Nullable ItemExecution execution,
        List<SkippedFires> skips,
        String why) {

    // A fire is claimed at most this long before its time.
    private static final long EARLY_MILLIS = 1_000;

    public ItemExplanation {
        skips = List.copyOf(skips);
    }

    /** The fire of the last run; null if there was none, or if fires were passed over since, which hide it. */
    public @Nullable Instant lastFire() {
        ItemExecution known = execution;
        Instant started = known == null ? null : known.startedAt();
        return known == null
                        || started == null
                        || known.fire().isAfter(started.plusMillis(EARLY_MILLIS))
                        || isSkippedLast()
                ? null
                : known.fire();
    }

    /** Whether the last fires that came due were passed over, rather than run. */
    boolean isSkippedLast() {
        return execution != null
                && !skips.isEmpty()
                && skips.get(skips.size() - 1).to() >= execution.fire().toEpochMilli();
    }
}
