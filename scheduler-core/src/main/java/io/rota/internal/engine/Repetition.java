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

import io.rota.env.EventLoop;
import io.rota.registry.Backoff;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats one kind of step after failures, later and later; at most one repetition waits at a time. */
final class Repetition {

    private static final Logger log = LoggerFactory.getLogger(Repetition.class);

    private final EventLoop loop;
    private final Backoff backoff;
    private final String what;
    private final Runnable step;
    private EventLoop.@Nullable Timer timer;
    private int failures;
    private String lastTrouble = "";

    /**
     * @param what names job and step, for the log
     */
    Repetition(EventLoop loop, Backoff backoff, String what, Runnable step) {
        this.loop = loop;
        this.backoff = backoff;
        this.what = what;
        this.step = step;
    }

    /** The step failed: repeat it after the next delay. */
    void failed(String trouble) {
        if (timer != null) {
            return;
        }
        failures++;
        lastTrouble = trouble;
        if (failures == backoff.quietFailures() + 1) {
            log.warn("{} has failed {} times and goes on being repeated: {}", what, failures, trouble);
        } else {
            log.debug("{} is repeated: {}", what, trouble);
        }
        timer = loop.schedule(backoff.delayAfter(failures).toNanos(), () -> {
            timer = null;
            step.run();
        });
    }

    /** The step succeeded: the next failure begins with the first delay. */
    void succeeded() {
        if (failures > backoff.quietFailures()) {
            log.info("{} succeeded after {} failures.", what, failures);
        }
        failures = 0;
    }

    /** What is in the way of the step, once it has failed so often that it was logged; empty before and after. */
    String trouble() {
        return failures > backoff.quietFailures() ? lastTrouble : "";
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
