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
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One thing that goes wrong, or that an operator does: plain data, so that a plan can be printed, shortened and replayed.
 *
 * @param atMillis virtual milliseconds since the start
 * @param kind what
 * @param node to whom: a node, or a job where {@link Kind} says so, both counted modulo their number
 * @param millis for how long, or how far a clock steps
 * @param detail what {@link Kind} says
 */
record Fault(long atMillis, Kind kind, int node, long millis, int detail) {

    Fault(long atMillis, Kind kind, int node, long millis) {
        this(atMillis, kind, node, millis, 0);
    }

    /** What may happen. */
    enum Kind {
        /** The process is gone and starts again after the time; if that is short, its old session still lives. */
        CRASH,
        /** The process is gone at the next commit it makes: before it is sent, once it is applied, or once it is answered. */
        CRASH_BEFORE_COMMIT,
        CRASH_AFTER_APPLY,
        CRASH_AFTER_ANSWER,
        /** Two processes are gone together, or all of them; each starts again at some moment within the time. */
        CRASH_TWO,
        CRASH_ALL,
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
        /** All clocks of the node run 2 % too fast, or too slowly if the detail is odd. */
        CLOCK_RATE,
        /** The process stops in order and starts again. */
        RESTART,
        /** From now on there are as many nodes as the detail says: others stop in order, or start. */
        SCALE,
        /** Nobody reaches the registry. */
        OUTAGE,
        /** Somebody asks for a run of the one-off job. */
        REQUEST,

        // What only a database suffers.

        /** The database ends without notice, and starts again after the time. */
        DATABASE_DOWN,
        /** The clock of the database jumps by the time, and is put right after as many milliseconds as the detail says. */
        DATABASE_CLOCK,
        /** Somebody takes the lock that all writers wait for, and stands still. */
        LOCK_HELD,
        /** The database ends all connections. */
        CONNECTIONS_END,
        /** The log of changes is cleared away. */
        LOG_CLEARED,

        // What operators do. The node is a job.

        /** Another cron expression: the detail picks one. */
        EDIT_CRON,
        /** As many items as the detail says. */
        EDIT_ITEMS,
        /** Other item parameters and another job parameter. */
        EDIT_PARAMETERS,
        /** On if the detail is odd. */
        EDIT_FAILOVER,
        EDIT_MISFIRE,
        EDIT_MONITORING,
        /** The detail picks a sharding strategy. */
        EDIT_STRATEGY,
        /** A configuration that cannot be used, in a way that the detail picks; repaired after the time. */
        BREAK_CONFIGURATION,
        /** The item that the detail names is disabled for the time. */
        DISABLE_ITEM,
        /** Tools ask each live instance to run its items once. */
        TRIGGER,
        /** A node of the job's tree, which the detail picks, is deleted with all below it; put right after the time. */
        DELETE,
        /** A node, which the detail picks, gets a text or a child that makes no sense; put right after the time. */
        GARBAGE,

        // What operators do to a node.

        /** The node's server gets no items for the time. */
        DISABLE_SERVER,
        /** The node's instances are removed from the tree, which shuts the jobs down there; it starts again after the time. */
        SHUT_DOWN;

        /** Whether somebody does it with a tool for the registry. */
        boolean isByOperator() {
            return compareTo(EDIT_CRON) >= 0;
        }

        /** What a cluster on servers made for it may suffer. */
        static List<Kind> ofServers() {
            return Stream.of(values()).filter(kind -> !kind.isOfDatabase()).toList();
        }

        /** Whether nothing but a database can suffer it. */
        boolean isOfDatabase() {
            return compareTo(DATABASE_DOWN) >= 0 && !isByOperator();
        }
    }

    private static final int[] ITEM_COUNTS = {3, 10, 2, 3, 1, 5};
    private static final int[] NODE_COUNTS = {3, 5, 2, 4, 1, 3};

    /**
     * Random faults at about the given distance from each other. Each plan has only some kinds of them: what one kind
     * finds, another may cover up.
     *
     * @param possible what may happen at all
     */
    static List<Fault> plan(SplittableRandom random, List<Kind> possible, int nodes, Spread spread) {
        List<Kind> kinds = new ArrayList<>(
                possible.stream().filter(kind -> random.nextInt(3) > 0).toList());
        if (random.nextInt(3) == 0) {
            kinds.removeIf(Kind::isByOperator);
        }
        if (kinds.isEmpty()) {
            kinds.addAll(possible);
        }
        List<Fault> plan = new ArrayList<>();
        long at = 10_000;
        while (at < spread.untilMillis()) {
            Kind kind = kinds.get(random.nextInt(kinds.size()));
            plan.add(new Fault(at, kind, random.nextInt(nodes), millis(kind, random), detail(kind, random)));
            at += random.nextLong(1, 2 * spread.distanceMillis());
        }
        return plan;
    }

    private static long millis(Kind kind, SplittableRandom random) {
        return switch (kind) {
            case CLOCK ->
                switch (random.nextInt(10)) {
                    case 0 -> random.nextLong(-400_000_000L, 400_000_000L);
                    case 1 -> 365L * 86_400_000;
                    default -> random.nextLong(-20_000, 20_000);
                };
            case PAUSE, CUT, HALF_OPEN -> random.nextLong(100, 40_000);
            case OUTAGE, DATABASE_DOWN -> random.nextLong(1_000, 60_000);
            case DATABASE_CLOCK -> databaseClockMillis(random);
            case CLOCK_RATE -> random.nextLong(60_000, 600_000);
            case DISABLE_ITEM, DISABLE_SERVER, BREAK_CONFIGURATION -> random.nextLong(500, 240_000);
            default -> random.nextLong(500, 30_000);
        };
    }

    private static long databaseClockMillis(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong(-36_000_000, 36_000_000);
            case 1 -> random.nextLong(-25_000, 0);
            // More than a session lives, and less than what stops all claims.
            case 2 -> random.nextLong(SimRegistry.TIMEOUT_MILLIS, 2 * SimRegistry.TIMEOUT_MILLIS);
            default -> random.nextLong(0, SimRegistry.TIMEOUT_MILLIS);
        };
    }

    private static int detail(Kind kind, SplittableRandom random) {
        return switch (kind) {
            case EDIT_ITEMS -> ITEM_COUNTS[random.nextInt(ITEM_COUNTS.length)];
            case SCALE -> NODE_COUNTS[random.nextInt(NODE_COUNTS.length)];
            case DELETE, GARBAGE -> random.nextInt(1_000);
            case DATABASE_CLOCK -> random.nextInt(1_000, 120_000);
            case DISABLE_ITEM, EDIT_CRON, EDIT_STRATEGY, BREAK_CONFIGURATION -> random.nextInt(10);
            default -> random.nextInt(2);
        };
    }

    /** The same with a random shorter time. */
    Fault within(SplittableRandom random) {
        return new Fault(atMillis, kind, node, random.nextLong(Math.max(1, millis)), detail);
    }

    /**
     * How many faults there are.
     *
     * @param untilMillis no fault comes later
     * @param distanceMillis about the time from one to the next
     */
    record Spread(long untilMillis, long distanceMillis) {}

    /** As Java, to be pasted into a test. */
    @Override
    public String toString() {
        return "new Fault(" + number(atMillis) + ", Kind." + kind + ", " + node + ", " + number(millis)
                + (detail == 0 ? "" : ", " + detail) + ")";
    }

    /** A whole plan as Java. */
    static String toJava(String maker, long seed, List<Fault> plan) {
        return plan.stream()
                .map(fault -> ",\n        " + fault)
                .collect(Collectors.joining("", "Simulation." + maker + "(\n        " + seed, ")"));
    }

    private static String number(long number) {
        String grouped = String.format(Locale.ROOT, "%,d", number).replace(',', '_');
        return Math.abs(number) > Integer.MAX_VALUE ? grouped + "L" : grouped;
    }
}
