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
package io.rota.chaos;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;

/** The fires of a cron expression that says something about seconds only, found by looking at every second. */
final class CronScan {

    private static final String REST = " * * * * ?";
    private static final long SECOND = 1_000;

    private final BitSet seconds = new BitSet();

    CronScan(String cron) {
        if (!cron.endsWith(REST)) {
            throw new IllegalArgumentException("not an expression about seconds: " + cron);
        }
        for (String part : cron.substring(0, cron.length() - REST.length()).split(",")) {
            String[] stride = part.split("/");
            int first = stride[0].equals("*") ? 0 : Integer.parseInt(stride[0]);
            int step = stride.length == 2 ? Integer.parseInt(stride[1]) : stride[0].equals("*") ? 1 : 60;
            for (int second = first; second < 60; second += step) {
                seconds.set(second);
            }
        }
    }

    boolean matches(long millis) {
        return millis % SECOND == 0
                && seconds.get(
                        Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC).getSecond());
    }

    /** Every fire after one instant and before another. */
    List<Long> between(long after, long before) {
        long first = after - Math.floorMod(after, SECOND) + SECOND;
        return LongStream.iterate(first, millis -> millis < before, millis -> millis + SECOND)
                .filter(this::matches)
                .boxed()
                .toList();
    }
}
