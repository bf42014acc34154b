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
package io.rota.internal.trigger;

import io.rota.env.EventLoop;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Wakes jobs at instants of the registry's clock; one heap and one loop timer for all of them. On the loop only.
 *
 * <p>It never sleeps longer than a second, so a step of the registry's clock or a suspended machine is noticed.
 */
public final class JobTimer {

    private static final long SLEEP_MILLIS_MAX = 1_000;

    private final EventLoop loop;
    private final LongSupplier registryMillis;
    private final TreeSet<Alarm> alarms =
            new TreeSet<>(Comparator.<Alarm>comparingLong(alarm -> alarm.at).thenComparingLong(alarm -> alarm.number));
    private EventLoop.@Nullable Timer armed;
    private long armedFor;
    private long numbers;

    /**
     * @param registryMillis the clock that instants are measured by
     */
    public JobTimer(EventLoop loop, LongSupplier registryMillis) {
        this.loop = loop;
        this.registryMillis = registryMillis;
    }

    /** A way to be woken, not set yet. */
    public Alarm alarm(Runnable wake) {
        return new Alarm(wake, numbers++);
    }

    private void arm() {
        if (alarms.isEmpty()) {
            return;
        }
        long at = alarms.first().at;
        if (armed != null && armedFor <= at) {
            return;
        }
        if (armed != null) {
            armed.cancel();
        }
        armedFor = at;
        long delayMillis = Math.min(SLEEP_MILLIS_MAX, Math.max(0, at - registryMillis.getAsLong()));
        armed = loop.schedule(TimeUnit.MILLISECONDS.toNanos(delayMillis), this::ring);
    }

    private void ring() {
        armed = null;
        long now = registryMillis.getAsLong();
        while (!alarms.isEmpty() && alarms.first().at <= now) {
            Alarm due = alarms.pollFirst();
            due.set = false;
            // Through the loop, so that one job's failure is its own.
            loop.execute(due.wake);
        }
        arm();
    }

    /** One job's wish to be woken. */
    public final class Alarm {

        private final Runnable wake;
        private final long number;
        private long at;
        private boolean set;

        private Alarm(Runnable wake, long number) {
            this.wake = wake;
            this.number = number;
        }

        /** Wakes at an instant instead of an earlier wish; at once if it has passed. */
        public void at(long millis) {
            if (set && at == millis) {
                return;
            }
            clear();
            at = millis;
            set = true;
            alarms.add(this);
            arm();
        }

        public void clear() {
            if (set) {
                alarms.remove(this);
                set = false;
            }
        }
    }
}
