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
package io.rota.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** What the operating system counts. Linux only: elsewhere everything is 0. */
final class Machine {

    private static final Path STAT = Path.of("/proc/stat");
    // The kernel tells hundredths of a second, whatever it counts in.
    private static final double TICKS_PER_SECOND = 100;
    private static final int IDLE = 4;
    private static final int WAITING = 5;
    private static final int STEAL = 8;
    private static final int USER_TICKS = 11;

    private Machine() {}

    /** How much processor time was used so far, by everybody, in seconds; with what a host took away. */
    static double busySeconds() throws IOException {
        if (!Files.exists(STAT)) {
            return 0;
        }
        String[] words = Files.readAllLines(STAT).get(0).split("\\s+");
        double ticks = 0;
        for (int i = 1; i <= STEAL && i < words.length; i++) {
            if (i != IDLE && i != WAITING) {
                ticks += Double.parseDouble(words[i]);
            }
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** How much processor time some processes used so far, in seconds; those that ended count nothing. */
    static double secondsOf(Collection<Long> pids) throws IOException {
        double seconds = 0;
        for (long pid : pids) {
            Path stat = Path.of("/proc/" + pid + "/stat");
            if (Files.exists(stat)) {
                String line = Files.readString(stat);
                // The name before may have spaces.
                String[] words = line.substring(line.lastIndexOf(')') + 2).split(" ");
                seconds += (Double.parseDouble(words[USER_TICKS]) + Double.parseDouble(words[USER_TICKS + 1]))
                        / TICKS_PER_SECOND;
            }
        }
        return seconds;
    }
}
