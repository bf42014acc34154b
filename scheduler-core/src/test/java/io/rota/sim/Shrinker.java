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

/**
 * Makes the plan of a failing simulation as small as it can: leaves out faults, many at a time at first, then shortens those
 * that remain. A smaller plan counts if it breaks the same invariant.
 */
final class Shrinker {

    private static final int RUNS_MAX = 300;
    private static final int SHORTENINGS_MAX = 12;

    private final Simulation failed;
    private final String invariant;
    private int runs;

    private Shrinker(Simulation failed) {
        this.failed = failed;
        invariant = invariant(failed.violations().get(0));
    }

    /**
     * @param failed a simulation that was run and has violations
     * @return the smallest plan that was found, run with a trace
     */
    static Simulation shrink(Simulation failed) {
        Shrinker shrinker = new Shrinker(failed);
        List<Fault> plan = shrinker.shorten(shrinker.leaveOut(failed.plan()));
        return failed.with(plan, true).run();
    }

    private List<Fault> leaveOut(List<Fault> plan) {
        List<Fault> smallest = plan;
        for (int chunk = Math.max(1, plan.size() / 2); chunk >= 1; chunk = chunk == 1 ? 0 : (chunk + 1) / 2) {
            boolean again = true;
            while (again) {
                again = false;
                for (int from = 0; from < smallest.size(); ) {
                    List<Fault> fewer = new ArrayList<>(smallest);
                    fewer.subList(from, Math.min(smallest.size(), from + chunk)).clear();
                    if (stillFails(fewer)) {
                        smallest = fewer;
                        again = chunk == 1;
                    } else {
                        from += chunk;
                    }
                }
            }
        }
        return smallest;
    }

    private List<Fault> shorten(List<Fault> plan) {
        List<Fault> shortest = new ArrayList<>(plan);
        for (int i = 0; i < shortest.size(); i++) {
            for (int round = 0; round < SHORTENINGS_MAX; round++) {
                Fault fault = shortest.get(i);
                Fault shorter =
                        new Fault(fault.atMillis(), fault.kind(), fault.node(), fault.millis() / 2, fault.detail());
                List<Fault> candidate = new ArrayList<>(shortest);
                candidate.set(i, shorter);
                if (fault.millis() == 0 || !stillFails(candidate)) {
                    break;
                }
                shortest = candidate;
            }
        }
        return shortest;
    }

    private boolean stillFails(List<Fault> plan) {
        return runs++ < RUNS_MAX
                && failed.with(plan, false).run().violations().stream()
                        .anyMatch(violation -> invariant(violation).equals(invariant));
    }

    private static String invariant(String violation) {
        return violation.substring(0, violation.indexOf(' '));
    }
}
