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

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Something that Rota must reach.
 *
 * @param reference what it is compared with; empty if that was not measured or does not exist
 * @param limit the value that must not be passed
 * @param isMost whether less is better
 */
record Goal(
        String measure,
        Function<Results, OptionalDouble> reference,
        Function<Results, OptionalDouble> rota,
        double limit,
        boolean isMost) {

    private static final double KILO = 1_024;
    private static final String MANY = "1000 jobs";
    private static final String HUNDRED_JOBS = "100 x 1 recorded";
    private static final String ONE_OFF = "1 item recorded";

    /** All goals of the benchmark. */
    static final List<Goal> ALL = List.of(
            most("live threads, 1,000 idle jobs", 32, StartScenario.NAME, MANY, StartScenario.THREADS),
            most("requests for a first start, per job", 8, StartScenario.NAME, MANY, StartScenario.REQUESTS),
            new Goal(
                    "start of 1,000 jobs, times faster than ElasticJob",
                    found(StartScenario.NAME, Contestant.ELASTICJOB, MANY, StartScenario.SECONDS),
                    ratio(
                            found(StartScenario.NAME, Contestant.ELASTICJOB, MANY, StartScenario.SECONDS),
                            found(StartScenario.NAME, Contestant.ROTA, MANY, StartScenario.SECONDS)),
                    20,
                    false),
            most("heap per idle job, bytes", 6 * KILO, StartScenario.NAME, MANY, StartScenario.HEAP),
            most("resident memory, 1,000 idle jobs, MB", 180, StartScenario.NAME, MANY, StartScenario.RESIDENT),
            most("requests per fire, 1 item", 3, FireScenario.NAME, "1 x 1 recorded", FireScenario.REQUESTS_PER_FIRE),
            most(
                    "requests per fire, 10 items",
                    3,
                    FireScenario.NAME,
                    "1 x 10 recorded",
                    FireScenario.REQUESTS_PER_FIRE),
            most(
                    "requests per fire, 100 items",
                    3,
                    FireScenario.NAME,
                    "1 x 100 recorded",
                    FireScenario.REQUESTS_PER_FIRE),
            most(
                    "requests per fire, 10 items on 2 processes",
                    8,
                    FireScenario.NAME,
                    "1 x 10 recorded on 2 nodes",
                    FireScenario.REQUESTS_PER_FIRE),
            most(
                    "requests per run, not recorded, 100 jobs",
                    0.1,
                    FireScenario.NAME,
                    "100 x 1 unrecorded",
                    FireScenario.REQUESTS_PER_RUN),
            most("node CPU per run, 100 jobs, ms", 0.4, FireScenario.NAME, HUNDRED_JOBS, FireScenario.CPU),
            most("start delay p50, 100 jobs, ms", 10, FireScenario.NAME, HUNDRED_JOBS, FireScenario.P50),
            most("start delay p99, 100 jobs, ms", 35, FireScenario.NAME, HUNDRED_JOBS, FireScenario.P99),
            least(
                    "runs/s of one process, jobs of 1 item",
                    2_500,
                    LoadScenario.NAME,
                    LoadScenario.ONE_ITEM,
                    LoadScenario.SUSTAINED),
            least(
                    "runs/s of one process, jobs of 10 items",
                    2_500,
                    LoadScenario.NAME,
                    LoadScenario.TEN_ITEMS,
                    LoadScenario.SUSTAINED),
            new Goal(
                    "runs/s of one process, jobs of 1 item, per commit/s of the registry alone",
                    found(LoadScenario.NAME, Contestant.ROTA, LoadScenario.REGISTRY_ALONE, LoadScenario.COMMITS),
                    ratio(
                            found(LoadScenario.NAME, Contestant.ROTA, LoadScenario.ONE_ITEM, LoadScenario.SUSTAINED),
                            found(
                                    LoadScenario.NAME,
                                    Contestant.ROTA,
                                    LoadScenario.REGISTRY_ALONE,
                                    LoadScenario.COMMITS)),
                    0.5,
                    false),
            most(
                    "last of 100 items of a killed process, ms beyond its session",
                    1_000,
                    CrashScenario.NAME,
                    CrashScenario.HUNDRED,
                    CrashScenario.LAST),
            most("the same, survivor busy", 1_000, CrashScenario.NAME, CrashScenario.BUSY, CrashScenario.LAST),
            most("execute() to body p50, ms", 5, OneOffScenario.NAME, ONE_OFF, OneOffScenario.P50),
            most("execute() to body p99, ms", 20, OneOffScenario.NAME, ONE_OFF, OneOffScenario.P99),
            most("requests per execute()", 6, OneOffScenario.NAME, ONE_OFF, OneOffScenario.REQUESTS),
            most("lost of 100 quick calls", 0, OneOffScenario.NAME, ONE_OFF, OneOffScenario.LOST),
            most(
                    "third process of 200 x 10 balanced, s",
                    5,
                    JoinScenario.NAME,
                    JoinScenario.LARGE,
                    JoinScenario.BALANCED),
            most("runs lost meanwhile", 0, JoinScenario.NAME, JoinScenario.LARGE, JoinScenario.LOST),
            most("runs doubled meanwhile", 0, JoinScenario.NAME, JoinScenario.LARGE, JoinScenario.DOUBLED),
            new Goal(
                    "node CPU per run with tracing, times that without",
                    found(TracingScenario.NAME, Contestant.ROTA, TracingScenario.WITHOUT, FireScenario.CPU),
                    ratio(
                            found(TracingScenario.NAME, Contestant.ROTA, TracingScenario.WITH, FireScenario.CPU),
                            found(TracingScenario.NAME, Contestant.ROTA, TracingScenario.WITHOUT, FireScenario.CPU)),
                    1.2,
                    true),
            new Goal(
                    "start delay p99 with tracing, ms more than without",
                    found(TracingScenario.NAME, Contestant.ROTA, TracingScenario.WITHOUT, FireScenario.P99),
                    difference(
                            found(TracingScenario.NAME, Contestant.ROTA, TracingScenario.WITH, FireScenario.P99),
                            found(TracingScenario.NAME, Contestant.ROTA, TracingScenario.WITHOUT, FireScenario.P99)),
                    5,
                    true));

    boolean isReached(double value) {
        return isMost ? value <= limit : value >= limit;
    }

    private static Goal most(String measure, double limit, String scenario, String variant, String value) {
        return new Goal(
                measure,
                found(scenario, Contestant.ELASTICJOB, variant, value),
                found(scenario, Contestant.ROTA, variant, value),
                limit,
                true);
    }

    private static Goal least(String measure, double limit, String scenario, String variant, String value) {
        return new Goal(
                measure,
                found(scenario, Contestant.ELASTICJOB, variant, value),
                found(scenario, Contestant.ROTA, variant, value),
                limit,
                false);
    }

    private static Function<Results, OptionalDouble> found(
            String scenario, Contestant contestant, String variant, String value) {
        return results -> results.median(scenario, contestant, variant, value);
    }

    private static Function<Results, OptionalDouble> ratio(
            Function<Results, OptionalDouble> over, Function<Results, OptionalDouble> under) {
        return results -> {
            OptionalDouble first = over.apply(results);
            OptionalDouble second = under.apply(results);
            return first.isPresent() && second.isPresent()
                    ? OptionalDouble.of(first.getAsDouble() / second.getAsDouble())
                    : OptionalDouble.empty();
        };
    }

    private static Function<Results, OptionalDouble> difference(
            Function<Results, OptionalDouble> from, Function<Results, OptionalDouble> less) {
        return results -> {
            OptionalDouble first = from.apply(results);
            OptionalDouble second = less.apply(results);
            return first.isPresent() && second.isPresent()
                    ? OptionalDouble.of(first.getAsDouble() - second.getAsDouble())
                    : OptionalDouble.empty();
        };
    }
}
