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

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One call of the benchmark: what is wanted, and what was found so far. */
final class Bench {

    private final Site site;
    private final Databases databases;
    private final boolean quick;
    private final Set<Contestant> wanted;
    private final List<Result> results = new ArrayList<>();

    Bench(Site site, Databases databases, boolean quick, Set<Contestant> wanted) {
        this.site = site;
        this.databases = databases;
        this.quick = quick;
        this.wanted = wanted;
    }

    /** One repetition, on a stage of its own. */
    interface Repetition {
        void carryOut(Stage stage, Result.Values values) throws IOException, InterruptedException;
    }

    /** How a stage is made. */
    record Setting(int sessionMillis, boolean traced) {
        static final Setting USUAL = new Setting(Stage.SESSION_MILLIS, false);
    }

    boolean isQuick() {
        return quick;
    }

    /** One of two values, by the time there is. */
    int either(int whenQuick, int whenFull) {
        return quick ? whenQuick : whenFull;
    }

    boolean wants(Contestant contestant) {
        return wanted.contains(contestant);
    }

    Site site() {
        return site;
    }

    void repeat(String scenario, Contestant contestant, String variant, int times, Repetition repetition)
            throws InterruptedException {
        repeat(scenario, contestant, variant, times, Setting.USUAL, repetition);
    }

    /** Carries a scenario out some times. What goes wrong is a result, too, and the others go on. */
    void repeat(
            String scenario, Contestant contestant, String variant, int times, Setting setting, Repetition repetition)
            throws InterruptedException {
        if (!wants(contestant)) {
            return;
        }
        if (needsDatabase(contestant, setting) && !databases.areToBeHad()) {
            add(new Result(
                    scenario, contestant, variant, 1, new Result.Values().get(), "there is no database server here"));
            return;
        }
        for (int i = 1; i <= times; i++) {
            Result.Values values = new Result.Values();
            @Nullable Exception trouble = null;
            try (Stage stage = Stage.of(site, contestant, databases, setting.sessionMillis(), setting.traced())) {
                repetition.carryOut(stage, values);
            } catch (IOException | RuntimeException e) {
                trouble = e;
            }
            add(new Result(
                    scenario, contestant, variant, i, values.get(), trouble == null ? "" : String.valueOf(trouble)));
        }
    }

    private static boolean needsDatabase(Contestant contestant, Setting setting) {
        return setting.traced()
                || contestant.registry == Contestant.Registry.POSTGRES
                || contestant.registry == Contestant.Registry.MARIADB;
    }

    /** Takes a result that did not need a stage. */
    void add(Result result) {
        results.add(result);
        System.out.println(result.json());
    }

    List<Result> results() {
        return List.copyOf(results);
    }
}
