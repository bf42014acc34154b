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

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param scenarios names; empty for all
 * @param output where the report goes
 */
record Options(boolean quick, Set<String> scenarios, Set<Contestant> contestants, Path output) {

    static final String USAGE = """
            usage: bin/benchmark [--quick] [--only SCENARIO,...] [--contestants NAME,...] [--output DIRECTORY]
              --quick          all scenarios with short windows; the report goes to scheduler-benchmark/target/quick
              --only           some scenarios: %s
              --contestants    some contestants: %s
              --output         where report.md, results.jsonl and the plots go; docs/benchmarks by default""";

    static Options parse(String[] args) {
        Deque<String> words = new ArrayDeque<>(Arrays.asList(args));
        boolean quick = false;
        Set<String> scenarios = new HashSet<>();
        Set<Contestant> contestants = EnumSet.allOf(Contestant.class);
        String output = "";
        while (!words.isEmpty()) {
            String word = words.remove();
            switch (word) {
                case "--quick" -> quick = true;
                case "--only" -> scenarios.addAll(list(word, words));
                case "--contestants" -> {
                    contestants.clear();
                    list(word, words)
                            .forEach(name -> contestants.add(Contestant.valueOf(
                                    name.toUpperCase(Locale.ROOT).replace('-', '_'))));
                }
                case "--output" -> output = next(word, words);
                default -> throw new IllegalArgumentException("unknown option " + word);
            }
        }
        boolean whole = !quick && scenarios.isEmpty() && contestants.size() == Contestant.values().length;
        // Only a whole run may take the place of the published one.
        String usual = whole ? "docs/benchmarks" : "scheduler-benchmark/target/quick";
        return new Options(quick, scenarios, contestants, Path.of(output.isEmpty() ? usual : output));
    }

    private static Set<String> list(String option, Deque<String> words) {
        return new HashSet<>(Arrays.asList(next(option, words).split(",")));
    }

    private static String next(String option, Deque<String> words) {
        String word = words.poll();
        if (word == null) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return word;
    }
}
