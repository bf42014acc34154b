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
package io.rota.cron;

import java.util.Random;

/** Random sources of the tests: the same every time, unless {@code -Drota.cron.seed=n} says otherwise. */
final class Seeds {
    private static final String PROPERTY = "rota.cron.seed";

    private Seeds() {}

    /** The seed of the n-th case of a test, or the one given on the command line for every case. */
    static long seed(long base, int number) {
        return Long.getLong(PROPERTY, base * 1_000_003L + number);
    }

    static Random random(long seed) {
        return new Random(seed);
    }

    static String rerun(long seed) {
        return "rerun this case with -D" + PROPERTY + "=" + seed;
    }
}
