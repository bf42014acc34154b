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
package io.rota.registry;

import java.time.Duration;

/**
 * How failed requests are repeated: the delay doubles from the first to the longest.
 *
 * @param first delay before the first repetition, positive
 * @param longest no delay is longer than this
 * @param quietFailures after this many failures in a row the trouble is reported as a warning; repetition goes on
 */
public record Backoff(Duration first, Duration longest, int quietFailures) {

    /** One second, doubling to three; reported after three failures. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(3), 3);

    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0 || quietFailures < 0) {
            throw new IllegalArgumentException("A back-off needs 0 < first <= longest and quietFailures >= 0, but is "
                    + first + ", " + longest + ", " + quietFailures);
        }
    }

    /**
     * The delay before the next repetition.
     *
     * @param failures failures in a row so far, 1 or more
     */
    public Duration delayAfter(int failures) {
        // Twenty doublings of a millisecond are more than a quarter of an hour: the longest delay always wins before.
        Duration delay = first.multipliedBy(1L << Math.min(20, Math.max(0, failures - 1)));
        return delay.compareTo(longest) < 0 ? delay : longest;
    }
}
