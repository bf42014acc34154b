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

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: the promises hold under crashes, pauses, partitions, lost answers, lost watches, expiring sessions, wrong clocks, and
 * whatever operators do to the tree.
 * Method: the production engine in virtual time, one hour per seed, checked against everything the registry committed.
 *
 * <p>{@code -Dsim.seeds=20000} runs more seeds, {@code -Dsim.first=5000} other ones, {@code -Dsim.seed=4711} one of them and
 * writes what happened to {@code target/sim-4711.txt}. The plan of a seed that fails is made small and printed as Java.
 */
@ExtendWith(QuietEngine.class)
class SimulationTests {

    private static final int SEEDS = Integer.getInteger("sim.seeds", 1_000);
    private static final long FIRST = Long.getLong("sim.first", 1);
    private static final int SEEDS_FOR_A_BUG = 1_000;
    private static final int FAILURES_SHOWN = 3;

    @Test
    void everyPromiseHoldsForEverySeed() throws IOException {
        Long one = Long.getLong("sim.seed");
        List<Long> bad = one != null ? run(one) : run(FIRST, FIRST + SEEDS);
        List<Simulation> smallest = new ArrayList<>();
        for (long seed : bad.subList(0, Math.min(bad.size(), FAILURES_SHOWN))) {
            Simulation simulation = Shrinker.shrink(new Simulation(seed, null, false).run());
            System.out.println("Smallest plan: " + simulation.report() + "Trace in " + write(simulation, "-small"));
            smallest.add(simulation);
        }
        assertThat(bad)
                .as(smallest.stream().map(Simulation::report).toList().toString())
                .isEmpty();
    }

    private static List<Long> run(long seed) throws IOException {
        Simulation simulation = new Simulation(seed, null, true).run();
        System.out.println(simulation + ", trace in " + write(simulation, ""));
        return simulation.violations().isEmpty() ? List.of() : List.of(seed);
    }

    /** Tells the seeds with violations. Nothing else of a simulation is kept. */
    private static List<Long> run(long first, long end) {
        AtomicInteger takeovers = new AtomicInteger();
        AtomicInteger handovers = new AtomicInteger();
        List<Long> bad = LongStream.range(first, end)
                .parallel()
                .filter(seed -> {
                    Simulation simulation = new Simulation(seed, null, false).run();
                    takeovers.addAndGet(simulation.history().timedTakeovers());
                    handovers.addAndGet(simulation.history().timedHandovers());
                    simulation.violations().stream()
                            .limit(1)
                            .forEach(violation -> System.out.println("Seed " + seed + ": " + violation));
                    return !simulation.violations().isEmpty();
                })
                .boxed()
                .toList();
        System.out.println(
                (end - first) + " seeds, " + takeovers + " takeovers and " + handovers + " stops were timed");
        if (end - first >= SEEDS_FOR_A_BUG) {
            // Only a calm hour allows it, so a few seeds may have none.
            assertThat(takeovers.get())
                    .as("takeovers whose promptness could be checked")
                    .isPositive();
            assertThat(handovers.get())
                    .as("stops whose promptness could be checked")
                    .isPositive();
        }
        return bad;
    }

    private static Path write(Simulation simulation, String suffix) throws IOException {
        Path trace = Path.of("target", "sim-" + simulation.seed() + suffix + ".txt");
        return Files.writeString(trace, simulation.trace()).toAbsolutePath();
    }

    @ParameterizedTest
    @EnumSource
    void plantedBugIsCaught(PlantedBug bug) {
        Optional<Simulation> caught = firstCaught(bug);
        System.out.println(bug + ": "
                + caught.map(simulation -> "seed " + simulation.seed() + ", "
                                + simulation.violations().get(0))
                        .orElse("not caught"));
        assertThat(caught).as(bug.toString()).isPresent();
    }

    private static Optional<Simulation> firstCaught(PlantedBug bug) {
        return LongStream.rangeClosed(1, SEEDS_FOR_A_BUG)
                .filter(seed ->
                        !PlantedBug.OF_DATABASE.contains(bug) || Simulation.Kind.of(seed) == Simulation.Kind.DATABASE)
                .mapToObj(seed -> new Simulation(seed, bug, false).run())
                .filter(simulation -> !simulation.violations().isEmpty())
                .findFirst();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_TAKEN_AS_FAILURE", "TOKEN_NOT_RAISED", "NO_CLOCK_GUARD"})
    void planOfAFailedSeed_isShrunkToAFewFaults(PlantedBug bug) {
        Simulation caught = firstCaught(bug).orElseThrow();
        Simulation small = Shrinker.shrink(caught);
        System.out.println(bug + ": " + caught.plan().size() + " faults, shrunk to " + small.report());
        assertThat(small.violations()).isNotEmpty();
        assertThat(small.plan()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void quietHours_runEveryFireWithinASecond() {
        for (long seed = 1; seed <= 20; seed++) {
            Simulation quiet = Simulation.quiet(seed).run();
            assertThat(quiet.violations()).as(quiet.report()).isEmpty();
            assertThat(quiet.history().latenessMillis(0.99)).as("seed " + seed).isLessThan(1_000);
        }
    }

    @Test
    void quietHour_logsNoWarning() {
        try (CapturedLog log = QuietEngine.listen()) {
            Simulation.quiet(1).run();
            assertThat(log.troubles()).isEmpty();
        }
    }
}
