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
package io.rota.registry.zookeeper;

import io.rota.env.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people that the registry is away and that it is back, without flooding the log; for one thread. */
final class Outage {

    private static final Logger log = LoggerFactory.getLogger(ZookeeperRegistryCenter.class);

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final TimeSource time;
    private final String registry;
    private final Duration patience;
    private boolean down;
    private long downNanos;
    private boolean told;
    // Outlives an outage, so that a connection that comes and goes does not flood the log either.
    private @Nullable Long toldNanos;
    private String trouble = "no answer";

    /**
     * @param patience how long it may be away before somebody is told
     */
    Outage(TimeSource time, String registry, Duration patience) {
        this.time = time;
        this.registry = registry;
        this.patience = patience;
    }

    void begins() {
        if (!down) {
            down = true;
            downNanos = time.monotonicNanos();
            told = false;
            trouble = "no answer";
        }
    }

    boolean isDown() {
        return down;
    }

    /** What is known about the reason. */
    void because(String what) {
        trouble = what;
    }

    void ends() {
        if (down && told) {
            log.info("{} answers again after {} s; jobs go on.", registry, secondsDown());
        }
        down = false;
    }

    /** To be called every second or so. */
    void look() {
        long now = time.monotonicNanos();
        if (!down || now - downNanos < patience.toNanos()) {
            return;
        }
        if (toldNanos == null || now - toldNanos >= PAUSE.toNanos()) {
            told = true;
            toldNanos = now;
            log.warn(
                    "{} has been unavailable for {} s ({}). No run starts until it answers; the application goes on and"
                            + " connects by itself. Check that the servers run, and the addresses, the namespace and"
                            + " the permissions.",
                    registry,
                    secondsDown(),
                    trouble);
        }
    }

    private long secondsDown() {
        return Duration.ofNanos(time.monotonicNanos() - downNanos).toSeconds();
    }
}
