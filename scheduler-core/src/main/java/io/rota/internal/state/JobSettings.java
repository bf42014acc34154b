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
package io.rota.internal.state;

import io.rota.api.CatchUp;
import io.rota.api.JobConfiguration;
import io.rota.api.RetryPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@code settings} node: what a definition says and ElasticJob-Lite does not know, as lines of {@code key=value}.
 *
 * <p>A missing key means its default; keys of later versions are passed over.
 */
public final class JobSettings {

    private JobSettings() {}

    public static String write(JobConfiguration job) {
        return "timeoutMillis=" + job.getTimeout().toMillis()
                + "\nretryMaxAttempts=" + job.getRetry().maxAttempts()
                + "\nretryDelayMillis=" + job.getRetry().delay().toMillis()
                + "\nretryMultiplier=" + job.getRetry().multiplier()
                + "\ncatchUp=" + job.getCatchUp()
                + "\nlateLimitMillis=" + job.getLateLimit().toMillis() + "\n";
    }

    /**
     * Completes a definition.
     *
     * @throws IllegalArgumentException telling what is wrong with the text
     */
    static JobConfiguration apply(String text, JobConfiguration.Builder job) {
        Map<String, String> lines = new TreeMap<>();
        text.lines()
                .map(line -> line.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> lines.put(pair[0].trim(), pair[1].trim()));
        RetryPolicy retry = RetryPolicy.NONE;
        return job.timeout(millis(lines, "timeoutMillis", Duration.ZERO))
                .retry(new RetryPolicy(
                        (int) number(lines, "retryMaxAttempts", retry.maxAttempts()),
                        millis(lines, "retryDelayMillis", retry.delay()),
                        number(lines, "retryMultiplier", retry.multiplier())))
                .catchUp(catchUp(lines.getOrDefault("catchUp", CatchUp.NONE.name())))
                .lateLimit(millis(lines, "lateLimitMillis", JobConfiguration.LATE_LIMIT))
                .build();
    }

    private static Duration millis(Map<String, String> lines, String key, Duration ifMissing) {
        return Duration.ofMillis((long) number(lines, key, ifMissing.toMillis()));
    }

    private static double number(Map<String, String> lines, String key, double ifMissing) {
        String text = lines.get(key);
        try {
            return text == null ? ifMissing : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + key + "' is '" + text + "', not a number", e);
        }
    }

    private static CatchUp catchUp(String text) {
        try {
            return CatchUp.valueOf(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'catchUp' is '" + text + "', not NONE, LATEST or ALL", e);
        }
    }
}
