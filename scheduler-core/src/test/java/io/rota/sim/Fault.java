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
package io.rota.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One thing that goes wrong: plain data, so that a plan can be printed and replayed.
 *
 * @param atMillis virtual milliseconds since the start
 * @param kind what
 * @param node to whom
 * @param millis for how long, or how far a clock steps
 */
record Fault(long atMillis, Kind kind, int node, long millis) {

    enum Kind {
        /** The process is gone and starts again after the time. */
        CRASH,
        /** The process is gone at the next commit it makes: before it is sent, once it is applied, or once it is answered. */
        CRASH_BEFORE_COMMIT,
        CRASH_AFTER_APPLY,
        CRASH_AFTER_ANSWER,
        /** Everything in the process stands still, as under SIGSTOP. */
        PAUSE,
        /** The link is down and both sides know at once. */
        CUT,
        /** The link is down and nobody is told. */
        HALF_OPEN,
        /** Answers take up to two seconds. */
        SLOW,
        /** The next commits of the node are answered with "unknown" although they were, or were not, applied. */
        LOSE_ANSWERS,
        LOSE_REQUESTS,
        /** Some of the node's reads fail although the connection holds. */
        LOSE_READS,
        /** Watch events are lost, doubled and late. */
        WATCHES,
        /** The node's wall clock jumps by the time. */
        CLOCK,
        /** The process stops in order and starts again. */
        RESTART,
        /** Nobody reaches the registry. */
        OUTAGE,
        /** Somebody asks for a run of the one-off job. */
        REQUEST
    }

    private static final Kind[] KINDS = Kind.values();

    /** Random faults at about the given distance from each other. */
    static List<Fault> plan(SplittableRandom random, int nodes, long untilMillis, long distanceMillis) {
        List<Fault> plan = new ArrayList<>();
        long at = 10_000;
        while (at < untilMillis) {
            Kind kind = KINDS[random.nextInt(KINDS.length)];
            long millis =
                    switch (kind) {
                        case CLOCK ->
                            random.nextInt(10) == 0
                                    ? random.nextLong(-400_000_000L, 400_000_000L)
                                    : random.nextLong(-20_000, 20_000);
                        case PAUSE, CUT, HALF_OPEN -> random.nextLong(100, 40_000);
                        case OUTAGE -> random.nextLong(1_000, 60_000);
                        default -> random.nextLong(500, 30_000);
                    };
            plan.add(new Fault(at, kind, random.nextInt(nodes), millis));
            at += random.nextLong(1, 2 * distanceMillis);
        }
        return plan;
    }
}
