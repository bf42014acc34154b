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
package io.rota.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.api.JobInstance;
import io.rota.spi.Extensions;
import io.rota.spi.JobShardingStrategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ShardingStrategyTests {

    private static final String ODD = "a";
    private static final String EVEN = "b";
    /** Its hash is Integer.MIN_VALUE, whose absolute value is negative. */
    private static final String SMALLEST_HASH = "polygenelubricants";

    private static List<JobInstance> instances(String... ips) {
        return Arrays.stream(ips).map(ip -> JobInstance.of(ip + "@-@7-x")).toList();
    }

    /** The items of each instance, in the order of the instances asked for. */
    private static List<List<Integer>> shard(
            JobShardingStrategy strategy, String job, int total, List<JobInstance> order) {
        return shard(strategy, job, total, order, order);
    }

    private static List<List<Integer>> shard(
            JobShardingStrategy strategy, String job, int total, List<JobInstance> given, List<JobInstance> order) {
        Map<JobInstance, List<Integer>> items = strategy.sharding(given, job, total);
        return order.stream().map(each -> items.getOrDefault(each, List.of())).toList();
    }

    static Stream<JobShardingStrategy> all() {
        return Stream.of(new AverageAllocation(), new OddEven(), new RoundRobin(), new SingleShardingBalance());
    }

    @Test
    void theProvidersAreFoundByTheirDocumentedNames() {
        assertThat(Extensions.providers().types(JobShardingStrategy.class))
                .contains("AVG_ALLOCATION", "ODEVITY", "ROUND_ROBIN", "SINGLE_SHARDING_BALANCE");
        assertThat(all().map(JobShardingStrategy::getType))
                .containsExactly("AVG_ALLOCATION", "ODEVITY", "ROUND_ROBIN", "SINGLE_SHARDING_BALANCE");
    }

    @Test
    void average_dividesAsDocumented() {
        List<JobInstance> three = instances("10.0.0.1", "10.0.0.2", "10.0.0.3");
        AverageAllocation strategy = new AverageAllocation();
        assertThat(shard(strategy, "j", 9, three))
                .containsExactly(List.of(0, 1, 2), List.of(3, 4, 5), List.of(6, 7, 8));
        assertThat(shard(strategy, "j", 8, three)).containsExactly(List.of(0, 1, 6), List.of(2, 3, 7), List.of(4, 5));
        assertThat(shard(strategy, "j", 10, three))
                .containsExactly(List.of(0, 1, 2, 9), List.of(3, 4, 5), List.of(6, 7, 8));
        assertThat(shard(strategy, "j", 2, three)).containsExactly(List.of(0), List.of(1), List.of());
    }

    @Test
    void oddEven_startsAtTheEndThatTheHashNames() {
        List<JobInstance> ascending = instances("10.0.0.1", "10.0.0.2", "10.0.0.3");
        List<JobInstance> given = List.of(ascending.get(1), ascending.get(2), ascending.get(0));
        assertThat(ODD.hashCode() % 2).isEqualTo(1);
        assertThat(EVEN.hashCode() % 2).isZero();
        assertThat(shard(new OddEven(), ODD, 2, given, ascending)).containsExactly(List.of(0), List.of(1), List.of());
        assertThat(shard(new OddEven(), EVEN, 2, given, ascending)).containsExactly(List.of(), List.of(1), List.of(0));
    }

    @Test
    void oddEven_aNegativeOddHashIsOdd() {
        String name = IntStream.range(0, 1_000)
                .mapToObj(i -> "settle-orders-" + i)
                .filter(each -> each.hashCode() < 0 && each.hashCode() % 2 != 0)
                .findFirst()
                .orElseThrow();
        List<JobInstance> ascending = instances("10.0.0.1", "10.0.0.2");
        assertThat(shard(new OddEven(), name, 1, ascending)).containsExactly(List.of(0), List.of());
    }

    @Test
    void oddEven_comparesTheNumbersOfAnAddress() {
        List<JobInstance> ascending = instances("9.0.0.200", "10.0.0.9", "10.0.0.10", "10.0.1.1");
        List<JobInstance> given = new ArrayList<>(ascending);
        java.util.Collections.reverse(given);
        assertThat(shard(new OddEven(), ODD, 4, given, ascending))
                .containsExactly(List.of(0), List.of(1), List.of(2), List.of(3));
    }

    @Test
    void oddEven_tellsInstancesOfOneAddressApart() {
        List<JobInstance> given = List.of(JobInstance.of("10.0.0.1@-@9-b"), JobInstance.of("10.0.0.1@-@9-a"));
        assertThat(shard(new OddEven(), ODD, 1, given)).containsExactly(List.of(), List.of(0));
    }

    @ParameterizedTest
    @CsvSource({"a,1", "b,2", "c,0", SMALLEST_HASH + ",2"})
    void roundRobin_rotatesByTheHashOfTheName(String job, int first) {
        List<JobInstance> three = instances("10.0.0.1", "10.0.0.2", "10.0.0.3");
        assertThat(Math.abs(job.hashCode() % 3)).isEqualTo(first);
        Map<JobInstance, List<Integer>> items = new RoundRobin().sharding(three, job, 2);
        assertThat(items.get(three.get(first))).containsExactly(0);
        assertThat(items.get(three.get((first + 1) % 3))).containsExactly(1);
    }

    @ParameterizedTest
    @MethodSource("all")
    void theSmallestHash_isAHashLikeAnother(JobShardingStrategy strategy) {
        assertThat(SMALLEST_HASH.hashCode()).isEqualTo(Integer.MIN_VALUE);
        List<JobInstance> three = instances("10.0.0.1", "10.0.0.2", "10.0.0.3");
        assertThat(shard(strategy, SMALLEST_HASH, 5, three).stream().flatMap(List::stream))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }

    @Test
    void balance_spreadsJobsOfOneItemEvenly() {
        List<JobInstance> five = instances("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5");
        Map<JobInstance, Integer> jobs = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            jobs.merge(owner(five, "job" + i), 1, Integer::sum);
        }
        assertThat(jobs.values())
                .hasSize(5)
                .allSatisfy(count -> assertThat(count).isBetween(140, 260));
    }

    @Test
    void balance_movesOnlyTheJobsOfTheInstanceThatComesOrGoes() {
        List<JobInstance> five = instances("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5");
        List<JobInstance> four = new ArrayList<>(five);
        JobInstance gone = four.remove(2);
        for (int i = 0; i < 1_000; i++) {
            JobInstance before = owner(five, "job" + i);
            if (before.equals(gone)) {
                assertThat(owner(four, "job" + i)).isNotEqualTo(gone);
            } else {
                assertThat(owner(four, "job" + i)).isEqualTo(before);
            }
        }
    }

    private static JobInstance owner(List<JobInstance> instances, String job) {
        return new SingleShardingBalance()
                .sharding(instances, job, 1).entrySet().stream()
                        .filter(each -> !each.getValue().isEmpty())
                        .findFirst()
                        .orElseThrow()
                        .getKey();
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyItemIsPlacedOnce_evenly_andTheSameAnswerIsGivenAgain(JobShardingStrategy strategy) {
        Random random = new Random(10);
        for (int round = 0; round < 500; round++) {
            List<JobInstance> instances = new ArrayList<>();
            for (int i = 1 + random.nextInt(20); i > 0; i--) {
                instances.add(JobInstance.of(
                        "10.0." + random.nextInt(3) + "." + random.nextInt(200) + "@-@" + i + "-" + random.nextInt()));
            }
            int total = 1 + random.nextInt(200);
            String job = "job" + random.nextInt();
            Map<JobInstance, List<Integer>> items = strategy.sharding(instances, job, total);
            assertThat(items.values().stream().flatMap(List::stream).sorted())
                    .containsExactlyElementsOf(IntStream.range(0, total).boxed().toList());
            assertThat(instances).containsAll(items.keySet());
            assertThat(items.values())
                    .allSatisfy(own -> assertThat(own)
                            .isSorted()
                            .hasSizeBetween(total / instances.size(), total / instances.size() + 1));
            assertThat(strategy.sharding(List.copyOf(instances), job, total)).isEqualTo(items);
        }
    }
}
