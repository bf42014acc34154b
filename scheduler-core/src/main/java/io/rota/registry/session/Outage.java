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
package io.rota.registry.session;

import io.rota.env.TimeSource;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Tells people that the registry is away and that it is back, without flooding the log; for one thread. */
public final class Outage {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Logger log;
    private final TimeSource time;
    private final Supplier<String> registry;
    private final Duration patience;
    private final String remedy;
    private boolean down;
    private long downNanos;
    private boolean told;
    // Outlives an outage, so that a connection that comes and goes does not flood the log either.
    private @Nullable Long toldNanos;
    private String trouble = "no answer";

    /**
     * @param log of the registry center
     * @param registry kind, address and namespace
     * @param patience how long it may be away before somebody is told
     * @param remedy what people should check
     */
    public Outage(Logger log, TimeSource time, Supplier<String> registry, Duration patience, String remedy) {
        this.log = log;
        this.remedy = remedy;
        this.time = time;
        this.registry = registry;
        this.patience = patience;
    }

    /** The registry stopped answering, or never has. */
    public void begins() {
        if (!down) {
            down = true;
            downNanos = time.monotonicNanos();
            told = false;
            trouble = "no answer";
        }
    }

    public boolean isDown() {
        return down;
    }

    /** What is known about the reason. */
    public void because(String what) {
        trouble = what;
    }

    /** The registry answers. */
    public void ends() {
        if (down && told) {
            log.info("{} answers again after {} s; jobs go on.", registry.get(), secondsDown());
        }
        down = false;
    }

    /** To be called every second or so. */
    public void look() {
        long now = time.monotonicNanos();
        if (!down || now - downNanos < patience.toNanos()) {
            return;
        }
        if (toldNanos == null || now - toldNanos >= PAUSE.toNanos()) {
            told = true;
            toldNanos = now;
            log.warn(
                    "{} has been unavailable for {} s ({}). No run starts until it answers; the application goes on and"
                            + " connects by itself. {}",
                    registry.get(),
                    secondsDown(),
                    trouble,
                    remedy);
        }
    }

    private long secondsDown() {
        return Duration.ofNanos(time.monotonicNanos() - downNanos).toSeconds();
    }
}
