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

import io.rota.api.JobConfiguration;
import java.util.List;

/**
 * A job that the nodes run and the checker knows.
 *
 * @param cron empty for a job that is run on request
 * @param body what its code does
 */
record ChaosJob(String name, int items, String cron, boolean failover, boolean misfire, Body body) {

    private static final int ITEMS = 12;
    private static final String EVERY_SECOND = "* * * * * ?";

    /** Runs on request. */
    static final String ASKED = "asked";

    /** The one whose definition is edited. */
    static final String EDITED = "edited";

    static final List<ChaosJob> ALL = List.of(
            new ChaosJob("short", ITEMS, EVERY_SECOND, false, true, Body.SHORT),
            new ChaosJob("short-failover", ITEMS, EVERY_SECOND, true, true, Body.SHORT),
            new ChaosJob("long", ITEMS, EVERY_SECOND, false, true, Body.LONG),
            new ChaosJob("long-failover", ITEMS, EVERY_SECOND, true, false, Body.LONG),
            new ChaosJob("stubborn", ITEMS, EVERY_SECOND, true, true, Body.STUBBORN),
            new ChaosJob(EDITED, ITEMS, EVERY_SECOND, false, true, Body.SHORT),
            new ChaosJob(ASKED, ITEMS, "", true, true, Body.SHORT));

    /** What a job's code does. */
    enum Body {
        SHORT(20, 120),
        LONG(500, 2_500),
        /** Ignores that it is interrupted, and writes to a resource that checks tokens. */
        STUBBORN(500, 3_500);

        private final long leastMillis;
        private final long mostMillis;

        Body(long leastMillis, long mostMillis) {
            this.leastMillis = leastMillis;
            this.mostMillis = mostMillis;
        }

        /** How long a run takes, anything in between. */
        long millis(long token) {
            // Tokens are multiples of 1,024 in most cases.
            return leastMillis + Math.floorMod(token / 1_024 * 7_919 + token, mostMillis - leastMillis);
        }
    }

    boolean isOneOff() {
        return cron.isEmpty();
    }

    JobConfiguration configuration() {
        return JobConfiguration.newBuilder(name, items)
                .cron(cron)
                .timeZone("UTC")
                .failover(failover)
                .misfire(misfire)
                .build();
    }

    static ChaosJob named(String name) {
        return ALL.stream().filter(job -> job.name().equals(name)).findFirst().orElseThrow();
    }
}
