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

import io.rota.env.Env;
import io.rota.env.EventLoop;
import io.rota.env.Interruption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long one run may take: begins and ends on the run's thread, and interrupts it on the loop. */
final class TimeLimit {

    /** How long an interrupted run has before it is said to ignore its interruption. */
    static final Duration IGNORED_AFTER = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(TimeLimit.class);

    private final Env env;
    private final Duration limit;
    private final String of;
    private EventLoop.@Nullable Timer timer;
    private EventLoop.@Nullable Timer patience;
    private final Interruption interruption;

    /**
     * @param limit zero for none
     * @param of names the run, for the log
     * @param interrupt reaches the run's thread; on the loop
     */
    TimeLimit(Env env, Duration limit, String of, Runnable interrupt) {
        this.env = env;
        this.limit = limit;
        this.of = of;
        interruption = new Interruption(interrupt);
    }

    Duration limit() {
        return limit;
    }

    /** The code is about to begin. On its thread. */
    void begin() {
        if (!limit.isZero()) {
            timer = env.loop().schedule(limit.toNanos(), this::reach);
        }
    }

    /**
     * The code has ended. On its thread, once; the interruption has come by then or never comes, so that it reaches nothing
     * that follows.
     *
     * @return whether the limit was reached
     */
    boolean end() {
        return interruption.end();
    }

    /** The run is over. On the loop, after the thread's last step. */
    void close() {
        cancel(timer);
        cancel(patience);
    }

    private void reach() {
        if (!interruption.interrupt()) {
            return;
        }
        patience = env.loop()
                .schedule(
                        IGNORED_AFTER.toNanos(),
                        () -> log.warn(
                                "{}: it was interrupted after its time-out of {} and has not ended {} s later. Its item"
                                        + " is not run anew before it ends. Let the job's code end when its thread is"
                                        + " interrupted.",
                                of,
                                limit,
                                TimeUnit.NANOSECONDS.toSeconds(IGNORED_AFTER.toNanos())));
    }

    private static void cancel(EventLoop.@Nullable Timer set) {
        if (set != null) {
            set.cancel();
        }
    }
}
