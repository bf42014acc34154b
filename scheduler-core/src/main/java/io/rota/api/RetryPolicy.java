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
package io.rota.api;

import java.time.Duration;

/**
 * How often and when a failed item is run again inside the same fire.
 *
 * @param maxAttempts how many more attempts follow the first one, 0 to 100; 0 is off
 * @param delay pause before the first of them
 * @param multiplier each further pause is this many times as long as the one before, at least 1
 */
public record RetryPolicy(int maxAttempts, Duration delay, double multiplier) {

    /** No retries. */
    public static final RetryPolicy NONE = new RetryPolicy(0, Duration.ofSeconds(1), 2);

    /** No pause grows longer than this. */
    public static final Duration DELAY_MAX = Duration.ofHours(1);

    private static final int ATTEMPTS_MAX = 100;

    /** What is wrong with the values; empty if nothing is. */
    String problem() {
        if (maxAttempts < 0 || maxAttempts > ATTEMPTS_MAX) {
            return "retry.max-attempts is " + maxAttempts + ". Write 0 to " + ATTEMPTS_MAX + "; 0 is off.";
        }
        if (delay.isNegative() || delay.compareTo(DELAY_MAX) > 0) {
            return "retry.delay is " + delay + ". Write a duration of 0 to " + DELAY_MAX.toHours()
                    + " hour, for example 1s.";
        }
        if (!(multiplier >= 1) || multiplier > ATTEMPTS_MAX) {
            return "retry.multiplier is " + multiplier + ". Write 1 for pauses of the same length, or more, for example"
                    + " 2.";
        }
        return "";
    }

    /**
     * The pause after a failed attempt.
     *
     * @param attempt the number of the attempt that failed, from 1
     */
    public Duration delayAfter(int attempt) {
        double millis = delay.toMillis() * Math.pow(multiplier, Math.max(0, attempt - 1));
        return millis >= DELAY_MAX.toMillis() ? DELAY_MAX : Duration.ofMillis((long) millis);
    }
}
