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

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** Meters that are removed together. Thread-safe. */
final class MeterSet {

    private final MeterRegistry registry;
    // Guarded by this.
    private final List<Meter> meters = new ArrayList<>();
    /** A registry holds what it asks weakly. */
    private final List<Rising> asked = new ArrayList<>();

    private boolean closed;

    MeterSet(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A figure that only grows: what is not known, or was forgotten by its source, stays as it was. */
    private static final class Rising {

        private final DoubleSupplier source;
        private double last;

        Rising(DoubleSupplier source) {
            this.source = source;
        }

        synchronized double read() {
            double now = source.getAsDouble();
            // Not if it is not a number.
            if (now > last) {
                last = now;
            }
            return last;
        }
    }

    /**
     * @param value not a number while it is not known
     */
    void gauge(SchedulerMeter meter, Tags tags, DoubleSupplier value) {
        add(Gauge.builder(meter.meterName(), value::getAsDouble)
                .description(meter.description())
                .tags(tags)
                .register(registry));
    }

    /**
     * @param nanos not a number while it is not known
     */
    void timeGauge(SchedulerMeter meter, Tags tags, DoubleSupplier nanos) {
        add(TimeGauge.builder(meter.meterName(), nanos::getAsDouble, TimeUnit.NANOSECONDS)
                .description(meter.description())
                .tags(tags)
                .register(registry));
    }

    /**
     * @param count since some moment, not a number while it is not known
     */
    void counter(SchedulerMeter meter, Tags tags, DoubleSupplier count) {
        add(FunctionCounter.builder(meter.meterName(), rising(count), Rising::read)
                .description(meter.description())
                .tags(tags)
                .register(registry));
    }

    /**
     * @param count of all answers since some moment, not a number while it is not known
     * @param nanos of all of them together, likewise
     */
    void times(SchedulerMeter meter, Tags tags, DoubleSupplier count, DoubleSupplier nanos) {
        Rising counted = rising(count);
        Rising summed = rising(nanos);
        add(FunctionTimer.builder(
                        meter.meterName(),
                        counted,
                        rising -> (long) rising.read(),
                        rising -> summed.read(),
                        TimeUnit.NANOSECONDS)
                .description(meter.description())
                .tags(tags)
                .register(registry));
    }

    Timer timer(SchedulerMeter meter, Tags tags) {
        Timer timer = Timer.builder(meter.meterName())
                .description(meter.description())
                .tags(tags)
                .register(registry);
        add(timer);
        return timer;
    }

    Timer.Sample startTimer() {
        return Timer.start(registry);
    }

    /** Removes all of them. One that comes later is removed at once. */
    void close() {
        List<Meter> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(meters);
            meters.clear();
        }
        all.forEach(registry::remove);
    }

    private void add(Meter meter) {
        synchronized (this) {
            if (!closed) {
                meters.add(meter);
                return;
            }
        }
        registry.remove(meter);
    }

    private synchronized Rising rising(DoubleSupplier source) {
        Rising rising = new Rising(source);
        asked.add(rising);
        return rising;
    }
}
