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

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Goal: no schedule differs from the documented rule, in any zone, at any clock change.
 *
 * <p>Method: random expressions in windows around real and invented clock changes; all fires of the window, and answers
 * for random instants in it, are compared with {@link CronOracle}, which tries every local time or every second.
 */
class CronScheduleOracleTests {
    private static final Instant FIRST = Instant.parse("1970-01-03T00:00:00Z");
    private static final Instant LAST = Instant.parse("2038-01-01T00:00:00Z");
    private static final ZoneId ANY_ZONE = ZoneOffset.UTC;
    private static final List<String> ALL_ZONES =
            ZoneId.getAvailableZoneIds().stream().sorted().toList();

    /** Zones with changes out of the ordinary since 1970. */
    private static final List<String> ODD_ZONES = List.of(
            "Australia/Lord_Howe", // 30 minutes
            "Pacific/Apia", // 30 December 2011 left out
            "Pacific/Kwajalein", // 21 August 1993 left out
            "Africa/Cairo", // at midnight
            "America/Sao_Paulo", // at midnight
            "Africa/Casablanca", // back for Ramadan
            "Africa/Monrovia", // 44:30 in 1972
            "Antarctica/Troll", // two hours
            "Asia/Pyongyang", // half an hour, no summer time
            "Asia/Kathmandu", // a quarter of an hour
            "America/Caracas",
            "America/Scoresbysund",
            "Europe/Dublin",
            "Europe/Berlin",
            "America/New_York",
            "Asia/Shanghai");

    @Test
    void aroundRealClockChanges_everyFireIsTheDocumentedOne() {
        for (int number = 0; number < 1_200; number++) {
            long seed = Seeds.seed(1, number);
            Random random = Seeds.random(seed);
            ZoneId zone = randomZone(random);
            Instant change = randomChange(random, zone.getRules());
            int hour = LocalDateTime.ofInstant(change, zone).getHour();
            String text = new RandomCron(random, false).frequent(hour);
            Instant from = change.minus(randomDuration(random, 60));
            Instant to = change.plus(randomDuration(random, 60));

            TreeSet<Instant> expected = new CronOracle(text).byLocalTimes(zone.getRules(), from, to);
            verify(CronSchedule.of(CronExpression.parse(text), zone), from, to, expected, random, seed);
        }
    }

    @Test
    void aroundEveryClockChangeOfEveryZone_dailyTimesFireOnceAndIntervalsFollowElapsedTime() {
        for (Map.Entry<ZoneRules, ZoneId> zone : distinctZones().entrySet()) {
            ZoneRules rules = zone.getKey();
            for (ZoneOffsetTransition change : changes(rules)) {
                long seed = Seeds.seed(
                        change.toEpochSecond(), zone.getValue().getId().hashCode());
                Random random = Seeds.random(seed);
                int hour = change.getDateTimeBefore().getHour();
                String hours = hour + "," + (hour + 1) % 24 + "," + (hour + 23) % 24;
                String daily = "0 0,15,30,45 " + hours + " * * ?";
                String interval = "0 0/20 " + (hour + 23) % 24 + "-" + (hour + 1) % 24 + " ? * *";
                for (String text : List.of(daily, interval)) {
                    Instant from = change.getInstant().minusSeconds(9_000);
                    Instant to = change.getInstant().plusSeconds(9_000);
                    TreeSet<Instant> expected = new CronOracle(text).byLocalTimes(rules, from, to);
                    CronSchedule schedule = CronSchedule.of(CronExpression.parse(text), zone.getValue());
                    verify(schedule, from, to, expected, random, seed);
                }
            }
        }
    }

    @Test
    void overYears_rareExpressionsAreFoundAndNothingIsSkipped() {
        for (int number = 0; number < 400; number++) {
            long seed = Seeds.seed(2, number);
            Random random = Seeds.random(seed);
            ZoneId zone = randomZone(random);
            String text = new RandomCron(random, false).rare();
            Instant from = randomInstant(random, FIRST, LAST);
            Instant to = from.plus(Duration.ofDays(365 * 6));

            TreeSet<Instant> expected = new CronOracle(text).byLocalTimes(zone.getRules(), from, to);
            verify(CronSchedule.of(CronExpression.parse(text), zone), from, to, expected, random, seed);
        }
    }

    @Test
    void aroundOddClockChanges_theFirstInstantThatReachesTheTimeFires() {
        for (int number = 0; number < 48; number++) {
            long seed = Seeds.seed(4, number);
            Random random = Seeds.random(seed);
            ZoneId zone = ZoneId.of(ODD_ZONES.get(number % ODD_ZONES.size()));
            Instant change = randomChange(random, zone.getRules());
            String text = new RandomCron(random, false)
                    .frequent(LocalDateTime.ofInstant(change, zone).getHour());
            Instant from = change.minus(randomDuration(random, 5));
            Instant to = change.plus(randomDuration(random, 10));

            TreeSet<Instant> expected = new CronOracle(text).bySeconds(zone.getRules(), from, to);
            verify(CronSchedule.of(CronExpression.parse(text), zone), from, to, expected, random, seed);
        }
    }

    /** Changes hours apart, of up to a day, some inside the gap or overlap of another. No zone has them (yet). */
    @Test
    void aroundInventedClockChanges_theFirstInstantThatReachesTheTimeFires() {
        for (int number = 0; number < 60; number++) {
            long seed = Seeds.seed(3, number);
            Random random = Seeds.random(seed);
            Instant begin = randomInstant(random, FIRST, LAST);
            ZoneRules rules = inventedRules(random, begin);
            String text = new RandomCron(random, false).frequent(random.nextInt(24));
            Instant from = begin.minusSeconds(random.nextInt(10_000));
            Instant to = begin.plusSeconds(60_000);

            TreeSet<Instant> expected = new CronOracle(text).bySeconds(rules, from, to);
            verify(new CronSchedule(CronExpression.parse(text), ANY_ZONE, rules), from, to, expected, random, seed);
        }
    }

    private static void verify(
            CronSchedule schedule, Instant from, Instant to, TreeSet<Instant> expected, Random random, long seed) {
        String scene = schedule + " in (" + from + ", " + to + "], " + Seeds.rerun(seed);
        List<Instant> actual = new ArrayList<>();
        Optional<Instant> fire = schedule.nextAfter(from);
        while (fire.isPresent() && !fire.get().isAfter(to) && actual.size() <= expected.size()) {
            actual.add(fire.get());
            fire = schedule.nextAfter(fire.get());
        }
        if (!actual.equals(new ArrayList<>(expected))) {
            assertThat(actual).as(scene).containsExactlyElementsOf(expected);
        }
        for (int i = 0; i < 10; i++) {
            Instant after = randomInstant(random, from, to).plusNanos(random.nextInt(2) * 999_999_999);
            Instant next = expected.higher(after);
            Optional<Instant> answer = schedule.nextAfter(after);
            if (next == null ? answer.isPresent() && !answer.get().isAfter(to) : !answer.equals(Optional.of(next))) {
                assertThat(answer).as("after " + after + ": " + scene).isEqualTo(Optional.ofNullable(next));
            }
        }
    }

    private static ZoneId randomZone(Random random) {
        List<String> ids = random.nextBoolean() ? ODD_ZONES : ALL_ZONES;
        return ZoneId.of(ids.get(random.nextInt(ids.size())));
    }

    private static Instant randomChange(Random random, ZoneRules rules) {
        List<ZoneOffsetTransition> changes = changes(rules);
        return changes.isEmpty()
                ? randomInstant(random, FIRST, LAST)
                : changes.get(random.nextInt(changes.size())).getInstant();
    }

    private static List<ZoneOffsetTransition> changes(ZoneRules rules) {
        List<ZoneOffsetTransition> changes = new ArrayList<>();
        ZoneOffsetTransition change = rules.nextTransition(FIRST);
        while (change != null && change.getInstant().isBefore(LAST)) {
            changes.add(change);
            change = rules.nextTransition(change.getInstant());
        }
        return changes;
    }

    private static Map<ZoneRules, ZoneId> distinctZones() {
        Map<ZoneRules, ZoneId> zones = new LinkedHashMap<>();
        for (String id : ALL_ZONES) {
            zones.putIfAbsent(ZoneId.of(id).getRules(), ZoneId.of(id));
        }
        return zones;
    }

    private static ZoneRules inventedRules(Random random, Instant begin) {
        List<ZoneOffsetTransition> changes = new ArrayList<>();
        ZoneOffset first = randomOffset(random);
        ZoneOffset before = first;
        long time = begin.getEpochSecond() - random.nextInt(60_000);
        for (int i = 0; i < 6; i++) {
            ZoneOffset after = randomOffset(random);
            if (!after.equals(before)) {
                LocalDateTime local = LocalDateTime.ofEpochSecond(time, 0, before);
                changes.add(ZoneOffsetTransition.of(local, before, after));
                before = after;
            }
            time += 1 + random.nextInt(30_000);
        }
        return ZoneRules.of(first, first, List.of(), changes, List.of());
    }

    private static ZoneOffset randomOffset(Random random) {
        int seconds =
                switch (random.nextInt(3)) {
                    case 0 -> random.nextInt(5) * 3600;
                    case 1 -> random.nextInt(8) * 1800 - 7200;
                    default -> random.nextInt(2 * 64_800 + 1) - 64_800;
                };
        return ZoneOffset.ofTotalSeconds(seconds);
    }

    private static Instant randomInstant(Random random, Instant from, Instant to) {
        long seconds = to.getEpochSecond() - from.getEpochSecond();
        return from.plusSeconds((long) (random.nextDouble() * seconds));
    }

    private static Duration randomDuration(Random random, int hoursMax) {
        return Duration.ofSeconds(1 + random.nextInt(hoursMax * 3600));
    }
}
