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

import io.rota.chaos.Fault.Kind;
import io.rota.chaos.Fault.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What goes wrong in a run, and when: the same for the same seed and options.
 *
 * <p>Every kind comes up once before any comes up again.
 *
 * @param faults in the order of their beginnings
 * @param millis when all of them are over
 */
record Plan(List<Fault> faults, long millis) {

    /**
     * What a plan is made of.
     *
     * @param millis how long it lasts
     * @param gapMillis between the beginnings of two faults, on average
     * @param sessionMillis the session timeout
     */
    record Frame(long seed, long millis, int nodes, long gapMillis, long sessionMillis, Set<Kind> kinds) {}

    private static final long FIRST_MILLIS = 2_000;
    private static final long[] CLOCK_STEPS = {-3_600, -40, -10, 10, 40, 3_600, 31_536_000};

    static final Set<Kind> NEED_ENSEMBLE = EnumSet.of(
            Kind.LEADER_KILL, Kind.FOLLOWER_KILL, Kind.LEADER_MINORITY, Kind.FOLLOWER_MINORITY, Kind.ROLLING_SERVERS);
    static final Set<Kind> NEED_DATABASE = EnumSet.of(Kind.CONNECTIONS_END, Kind.LOCK_HELD);
    /** Those after which somebody may hold a lock and say nothing. */
    static final Set<Kind> STOP_A_WRITER =
            EnumSet.of(Kind.LOCK_HELD, Kind.NODE_PAUSE, Kind.BLACKHOLE, Kind.DEAF, Kind.MUTE);

    static final Set<Kind> NEED_FAKE_CLOCK = EnumSet.of(Kind.CLOCK_STEP, Kind.CLOCK_RATE);

    static String node(int index) {
        return String.valueOf((char) ('a' + index));
    }

    static Plan of(Frame frame) {
        Random random = new Random(frame.seed());
        List<Fault> faults = new ArrayList<>();
        Deque<Kind> deck = new ArrayDeque<>();
        Map<String, Long> freeAt = new HashMap<>();
        long at = FIRST_MILLIS;
        while (true) {
            if (deck.isEmpty()) {
                List<Kind> shuffled = new ArrayList<>(frame.kinds());
                shuffled.sort(Comparator.naturalOrder());
                Collections.shuffle(shuffled, random);
                deck.addAll(shuffled);
            }
            Kind kind = deck.remove();
            Fault fault = fault(kind, at, freeAt, frame, random);
            if (fault.endMillis() > frame.millis()) {
                break;
            }
            faults.add(fault);
            String key = kind.scope() == Scope.NODE ? fault.target() : kind.scope() + scoped(kind);
            freeAt.put(key, fault.endMillis() + 500);
            if (kind.scope() == Scope.REGISTRY) {
                // What hits everybody is watched alone for a while.
                at = Math.max(at, fault.endMillis());
            }
            if (kind == Kind.NODE_KILL) {
                // How long the others need is measured, so nothing else gets in their way.
                at += 2 * frame.sessionMillis();
            }
            at += frame.gapMillis() / 2 + random.nextLong(frame.gapMillis());
        }
        return new Plan(List.copyOf(faults), frame.millis());
    }

    /** Faults on jobs get in each other's way only if they are of the same kind. */
    private static String scoped(Kind kind) {
        return switch (kind) {
            case EDIT_CRON, EDIT_ITEMS -> "definition";
            default -> kind.scope() == Scope.JOB ? kind.name() : "";
        };
    }

    private static Fault fault(Kind kind, long at, Map<String, Long> freeAt, Frame frame, Random random) {
        String target = "";
        long begin = at;
        if (kind.scope() == Scope.NODE) {
            List<String> nodes =
                    IntStream.range(0, frame.nodes()).mapToObj(Plan::node).toList();
            List<String> free = nodes.stream()
                    .filter(node -> freeAt.getOrDefault(node, 0L) <= at)
                    .toList();
            target = free.isEmpty()
                    ? nodes.stream()
                            .min(Comparator.comparing(node -> freeAt.getOrDefault(node, 0L)))
                            .orElseThrow()
                    : free.get(random.nextInt(free.size()));
            begin = Math.max(at, freeAt.getOrDefault(target, 0L));
        } else {
            begin = Math.max(at, freeAt.getOrDefault(kind.scope() + scoped(kind), 0L));
        }
        long timeout = frame.sessionMillis();
        long around = new long[] {timeout / 2, timeout, 2 * timeout}[random.nextInt(3)];
        long amount = 0;
        long millis =
                switch (kind) {
                    case NODE_PAUSE, BLACKHOLE, DEAF, MUTE -> around;
                    case NODE_KILL -> 500 + random.nextLong(2 * timeout);
                    case NODE_RESTART, SCALE_OUT -> timeout + random.nextLong(2 * timeout);
                    case ROLLING_RESTART -> 4_000L * frame.nodes();
                    case RESET, CONNECTIONS_END -> 100;
                    case LOCK_HELD -> 3_000;
                    case LATENCY -> 2 * timeout;
                    case CLOCK_STEP, CLOCK_RATE -> 2 * timeout;
                    case CPU_SQUEEZE -> timeout / 2 + random.nextLong(timeout);
                    case REGISTRY_KILL, REGISTRY_STOP -> random.nextBoolean() ? timeout / 4 : timeout * 3 / 2;
                    case LEADER_KILL, FOLLOWER_KILL, LEADER_MINORITY, FOLLOWER_MINORITY -> around;
                    case ROLLING_SERVERS -> 9_000;
                    case EDIT_CRON, EDIT_ITEMS -> 2_000 + random.nextLong(2 * timeout);
                    case DISABLE_SERVERS, DISABLE_ITEM -> 1_000 + random.nextLong(timeout);
                    case TRIGGERS, REQUESTS -> 500;
                    case DEREGISTER -> timeout;
                };
        switch (kind) {
            case LATENCY -> amount = 300;
            case CLOCK_STEP -> amount = CLOCK_STEPS[random.nextInt(CLOCK_STEPS.length)];
            case CLOCK_RATE -> amount = random.nextBoolean() ? 2 : -2;
            case EDIT_CRON -> amount = 2 + random.nextInt(4);
            case EDIT_ITEMS -> amount = new int[] {1, 5, 20, 40}[random.nextInt(4)];
            case DISABLE_ITEM -> amount = random.nextInt(5);
            case TRIGGERS -> amount = 1 + random.nextInt(20);
            case REQUESTS -> amount = 1 + random.nextInt(5);
            default -> {}
        }
        return new Fault(begin, kind, target, millis, amount);
    }
}
