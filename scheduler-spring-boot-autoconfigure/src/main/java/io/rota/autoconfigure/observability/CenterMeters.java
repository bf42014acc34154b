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

import io.micrometer.core.instrument.Tags;
import io.rota.bootstrap.SchedulerFigures.Answers;
import io.rota.bootstrap.SchedulerFigures.RequestKind;
import java.time.Duration;

/** The meters of one scheduler and its registry center. */
final class CenterMeters {

    private CenterMeters() {}

    static void add(MeterSet meters, String center, LatestFigures figures) {
        Tags tags = Tags.of("center", center);
        meters.gauge(SchedulerMeter.CONNECTED, tags, () -> figures.of(center, each -> each.connected() ? 1 : 0));
        meters.timeGauge(SchedulerMeter.CLOCK_SKEW, tags, () -> figures.of(center, each -> nanos(each.clockSkew())));
        meters.timeGauge(SchedulerMeter.LEASE_LEFT, tags, () -> figures.of(center, each -> nanos(each.leaseLeft())));
        meters.gauge(
                SchedulerMeter.NOTIFICATIONS_WAITING,
                tags,
                () -> figures.of(center, each -> each.notificationsWaiting()));
        meters.counter(
                SchedulerMeter.NOTIFICATIONS_DROPPED,
                tags,
                () -> figures.of(center, each -> each.notificationsDropped()));
        for (RequestKind kind : RequestKind.values()) {
            Answers none = new Answers(0, Duration.ZERO);
            meters.times(
                    SchedulerMeter.REQUESTS,
                    tags.and("operation", kind.name()),
                    () -> figures.of(
                            center,
                            each -> each.requests().getOrDefault(kind, none).count()),
                    () -> figures.of(
                            center,
                            each -> nanos(
                                    each.requests().getOrDefault(kind, none).time())));
        }
    }

    private static double nanos(Duration duration) {
        return duration.toNanos();
    }
}
