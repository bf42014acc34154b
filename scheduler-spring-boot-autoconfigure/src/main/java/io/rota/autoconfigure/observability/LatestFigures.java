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
package io.rota.autoconfigure.observability;

import io.rota.api.JobFigures;
import io.rota.bootstrap.SchedulerFigures;
import io.rota.env.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The figures of all schedulers, asked for at most once a second: a registry reads its meters one by one. Thread-safe.
 *
 * <p>What is not known is not a number.
 */
final class LatestFigures {

    private static final Logger log = LoggerFactory.getLogger(LatestFigures.class);

    private static final Duration AGE_MAX = Duration.ofSeconds(1);

    private final TimeSource time = TimeSource.system();
    // Guarded by this.
    private final Map<String, Supplier<SchedulerFigures>> schedulers = new LinkedHashMap<>();
    private final Map<String, SchedulerFigures> byCenter = new HashMap<>();
    private Map<String, List<JobFigures>> byJob = Map.of();
    private boolean known;
    private long askedAtNanos;

    /**
     * Adds a scheduler.
     *
     * @param center names its registry center
     * @param scheduler tells its figures, or throws if it cannot
     * @return false if it was there
     */
    synchronized boolean add(String center, Supplier<SchedulerFigures> scheduler) {
        known = false;
        return schedulers.putIfAbsent(center, scheduler) == null;
    }

    /** A figure of one scheduler. */
    synchronized double of(String center, ToDoubleFunction<SchedulerFigures> figure) {
        refresh();
        SchedulerFigures figures = byCenter.get(center);
        return figures == null ? Double.NaN : figure.applyAsDouble(figures);
    }

    /** A figure of one job, summed up if several schedulers run a job of the name; 0 if none does. */
    synchronized double ofJob(String job, ToDoubleFunction<JobFigures> figure) {
        refresh();
        return isComplete()
                ? byJob.getOrDefault(job, List.of()).stream()
                        .mapToDouble(figure)
                        .sum()
                : Double.NaN;
    }

    /** 1 if a scheduler runs a job of the name and none of them has trouble with it, 0 if not. */
    synchronized double isHealthy(String job) {
        refresh();
        List<JobFigures> figures = byJob.getOrDefault(job, List.of());
        boolean healthy = figures.stream().allMatch(each -> each.state().isHealthy());
        return isComplete() ? (healthy && !figures.isEmpty() ? 1 : 0) : Double.NaN;
    }

    private boolean isComplete() {
        return byCenter.size() == schedulers.size();
    }

    private void refresh() {
        if (known && time.monotonicNanos() - askedAtNanos < AGE_MAX.toNanos()) {
            return;
        }
        byCenter.clear();
        schedulers.forEach((center, scheduler) -> {
            try {
                byCenter.put(center, scheduler.get());
            } catch (IllegalStateException e) {
                log.debug("The scheduler of {} has no figures for the meters", center, e);
            }
        });
        byJob = byCenter.values().stream()
                .flatMap(figures -> figures.jobs().stream())
                .collect(Collectors.groupingBy(figures -> figures.state().jobName()));
        known = true;
        // After the answers, so that a scheduler that does not answer is not asked by each meter in turn.
        askedAtNanos = time.monotonicNanos();
    }
}
