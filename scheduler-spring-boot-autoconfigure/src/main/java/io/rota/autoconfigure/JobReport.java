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
package io.rota.autoconfigure;

import io.rota.api.SecretTexts;
import io.rota.api.SkippedFires;
import io.rota.operation.ItemExecution;
import io.rota.operation.ItemExplanation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint tells of one job; null stands for what there is not.
 *
 * @param name the job
 * @param type its class, or its type if it needs no class
 * @param state where it stands in this process
 * @param since when that began
 * @param problem what keeps it from running as its definition says
 * @param registry the registry center
 * @param instance this process
 * @param configuration the definition in force here, secrets left out
 * @param instances ids of the live instances of the job, in whatever application
 * @param disabledServers the servers that get no items, and since when
 * @param nextFires the next fires of the schedule
 * @param items its items
 */
public record JobReport(
        String name,
        String type,
        String state,
        @Nullable Instant since,
        @Nullable String problem,
        String registry,
        @Nullable String instance,
        Map<String, Object> configuration,
        List<String> instances,
        Map<String, Instant> disabledServers,
        List<Instant> nextFires,
        List<Item> items)
        implements OperationResponseBody {

    /**
     * An item.
     *
     * @param item its number
     * @param owner the instance that should run it
     * @param disabledSince since when an operator keeps it from running
     * @param lastRun the last run
     * @param skips the fires that the last decision passed over
     * @param why why it ran, or did not
     */
    public record Item(
            int item,
            @Nullable String owner,
            @Nullable Instant disabledSince,
            @Nullable Run lastRun,
            List<Skip> skips,
            String why) {

        static Item of(ItemExplanation item) {
            return new Item(
                    item.item(),
                    item.instanceId().isEmpty() ? null : item.instanceId(),
                    item.disabledSince(),
                    Run.of(item),
                    item.skips().stream().map(Skip::of).toList(),
                    SecretTexts.hidden(item.why()));
        }
    }

    /**
     * A run.
     *
     * @param fire the instant that the schedule named; null if fires were passed over since
     * @param outcome what became of it
     * @param instance who ran it
     * @param started when it was claimed, by the registry's clock
     * @param duration how long it took; null while it runs
     * @param attempt 1 for the first run of the fire
     * @param token the fencing token
     */
    public record Run(
            @Nullable Instant fire,
            String outcome,
            String instance,
            Instant started,
            @Nullable Duration duration,
            int attempt,
            long token) {

        static @Nullable Run of(ItemExplanation item) {
            ItemExecution run = item.execution();
            Instant started = run == null ? null : run.startedAt();
            if (run == null || started == null) {
                return null;
            }
            Instant ended = run.endedAt();
            return new Run(
                    item.lastFire(),
                    run.state().name(),
                    run.owner(),
                    started,
                    ended == null ? null : Duration.between(started, ended),
                    run.attempt(),
                    run.token());
        }
    }

    /**
     * Fires that were not run.
     *
     * @param reason why
     * @param from the first of them
     * @param to no later one is meant
     * @param count how many
     */
    public record Skip(String reason, Instant from, Instant to, int count) {

        static Skip of(SkippedFires skip) {
            return new Skip(
                    skip.reason().name(),
                    Instant.ofEpochMilli(skip.from()),
                    Instant.ofEpochMilli(skip.to()),
                    skip.count());
        }
    }
}
